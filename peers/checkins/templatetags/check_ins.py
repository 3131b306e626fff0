"""What the page of a check-in sends for a time."""

from datetime import datetime

from django import template

register = template.Library()


@register.simple_tag
def minute(at: datetime) -> int:
    """Return a moment in minutes since 1970."""
    return int(at.timestamp()) // 60
