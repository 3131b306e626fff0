"""What templates of circles ask for: of a mapping the value under a key."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(found: Mapping, key: object) -> object:
    """Return what stands under `key`; nothing where there is none, or no mapping."""
    return found.get(key) if found else None
