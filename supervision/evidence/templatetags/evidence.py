"""Minutes as a log shows them, and the blocks of a paper as a page shows them."""

from django import template

from supervision.evidence.paper import NAMES, Block, Table
from supervision.evidence.rules import hours_words, minutes_words
from supervision.languages import worded

register = template.Library()


@register.filter
def hours(amount) -> str:
    """Return a sum of minutes as "12 h 18 min", in the reader's language."""
    return worded(hours_words(amount))


register.filter("minutes", minutes_words)


@register.filter
def block_kind(block: Block) -> str:
    """Return "words", "facts" or "table"."""
    return NAMES[type(block)]


@register.filter
def named_rows(table: Table) -> list[list[tuple[str, str]]]:
    """Return a table's rows, each cell with the name of its column."""
    return [list(zip(table.head, row, strict=True)) for row in table.rows]
