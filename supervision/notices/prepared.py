"""A letter's words, made once for all letters that differ by a name, a link, a number or an hour alone.

Templates cost more than all else about a letter. So they are rendered with holes where those stand, which are
filled for each reader; what templates decide by (which side one is on, whether anything is free) makes
another form. A hole is filled as the template would have written it: escaped in the page, as it is in the
plain text. Facts that are anything but plain values are rendered each by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language

from supervision.notices.kinds import Kind
from supervision.notices.parts import CLOSES, OPENS, Part, page_part, quoted, text_part
from supervision.plain_text import wrapped

READERS = frozenset({"first_name", "link", "number", "fewer_link"})
"""What is another for each reader."""
TIMES = frozenset({"day", "starts", "ends", "link", "value"})
"""What is another for each time: in `facts.TimeWords` and `facts.PickWords`."""
APART = frozenset({"organisation", "national", "entry"})
"""What templates are told that is no plain value: an organisation stands in the key by name and country."""
HERE = "\ue000\ue001"
"""In a key: there is a value that differs."""
MOST = 500


@dataclass(frozen=True, slots=True)
class Words:
    """A letter's page and its plain text, and both as they go over the wire."""

    html: str
    text: str
    html_body: bytes
    text_body: bytes


_made: dict[tuple[Any, ...], tuple[Part, Part]] = {}


class _NotPlain(Exception):
    """Something among the facts is no plain value: the letter is rendered by itself."""


def render(kind: Kind, page: Mapping[str, Any]) -> Words:
    """Return a letter's page and plain text in the language spoken now."""
    values: list[str] = []
    try:
        told = _key(page, values, READERS)
    except _NotPlain:
        html, text = _render(kind, page)
        text = wrapped(text)
        return Words(html, text, quoted(html), quoted(text))
    organisation = page["organisation"]
    whose = (organisation.pk, organisation.name, organisation.country)
    key = (kind.html_template, kind.text_template, get_language(), whose, told)
    parts = _made.get(key)
    if parts is None:
        html, text = _render(kind, _with_holes(page, [], READERS))
        if len(_made) >= MOST:
            _made.clear()
        parts = _made[key] = (page_part(html), text_part(text))
    html, html_body = parts[0].filled([escape(value) for value in values])
    text, text_body = parts[1].filled(values)
    return Words(html, text, html_body, text_body)


def _render(kind: Kind, page: Mapping[str, Any]) -> tuple[str, str]:
    html, text = (get_template(name) for name in (kind.html_template, kind.text_template))
    return html.render(dict(page)), text.render(dict(page))


def _key(told: Mapping[str, Any], values: list[str], differs: frozenset[str]) -> tuple[Any, ...]:
    """Return what templates are told as part of a key, and put into `values` what differs by reader or time.

    Nothing stays nothing, since templates ask for that. Raises _NotPlain for what is no plain value, and for
    words to be filled in that are no plain line.
    """
    key: list[Any] = []
    for name, value in told.items():
        kind = type(value)
        if name in APART:
            continue
        key.append(name)
        if name in differs and value is not None and value != "":
            if kind is not str or not value.isprintable() or value[0] == " " or value[-1] == " ":
                raise _NotPlain
            values.append(value)
            key.append(HERE)
        elif kind is str and OPENS not in value:
            key.append(value)
        else:
            key.append(_frozen(value, values))
    return tuple(key)


def _frozen(value: Any, values: list[str]) -> Any:
    kind = type(value)
    if kind is dict:
        return _key(value, values, TIMES if "starts" in value and "ends" in value else frozenset())
    if kind in (list, tuple):
        return tuple([_frozen(one, values) for one in value])
    if kind is str and OPENS in value:
        raise _NotPlain
    if value is None or kind in (str, int, bool) or isinstance(value, (date, time)):
        return kind, value
    raise _NotPlain


def _with_holes(told: Mapping[str, Any], values: list[Any], differs: frozenset[str]) -> dict[str, Any]:
    """Return what templates are told with a hole in place of each value that `_key` counts, in its order."""
    holed: dict[str, Any] = {}
    for name, value in told.items():
        if name in differs and name not in APART and value is not None and value != "":
            holed[name] = f"{OPENS}{len(values)}{CLOSES}"
            values.append(value)
        else:
            holed[name] = value if name in APART else _holed(value, values)
    return holed


def _holed(value: Any, values: list[Any]) -> Any:
    if type(value) is dict:
        is_time = "starts" in value and "ends" in value
        return _with_holes(value, values, TIMES if is_time else frozenset())
    if type(value) in (list, tuple):
        return [_holed(one, values) for one in value]
    return value
