"""Small words that templates share."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def icon(name):
    """Return one icon of the sprite. It is decoration; the words beside it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("vendor/icons/sprite.svg"),
        name,
    )


@register.filter
def initials(name):
    """Return the first letters of a name's first and last word."""
    words = str(name).split()
    return "".join(word[0] for word in {0: words[0], 1: words[-1]}.values()).upper() if words else ""
