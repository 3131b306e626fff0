"""What the section about one's private feed shows, wherever it stands."""

from django import template

from supervision.notices.calendars import feeds

register = template.Library()


@register.simple_tag(takes_context=True)
def own_feed(context) -> feeds.OwnFeed | None:
    """Return the viewer's own feed; None while they have none."""
    return feeds.own_feed(context["viewer"])
