"""Minutes as a log shows them."""

from django import template

from supervision.evidence.rules import hours_words, minutes_words

register = template.Library()
register.filter("hours", hours_words)
register.filter("minutes", minutes_words)
