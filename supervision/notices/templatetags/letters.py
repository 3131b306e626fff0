"""How letters say a time, in the language of their reader. `facts.TimeWords` go in."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext

from supervision.languages import listed

register = template.Library()


@register.filter
def stretch(time):
    """Return "Tuesday 10 November, 10:00 to 11:00"."""
    words = gettext("%(day)s, %(starts)s to %(ends)s")
    return words % {"day": time["day"], "starts": time["starts"], "ends": time["ends"]}


@register.filter
def strong(words):
    """Return the words as what catches the eye of a page; plain text has no such thing."""
    return format_html("<strong>{}</strong>", words)


@register.filter
def where(time):
    """Return what follows a stretch: " (UK time), by video", or " (UK time)" alone."""
    return f" ({time['zone']}), {time['how']}" if time["how"] else f" ({time['zone']})"


@register.filter
def days_of(days):
    """Return the days of one month as "6", "6 and 13" or "6, 13 and 23"."""
    return listed([str(day.day) for day in days])
