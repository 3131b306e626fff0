"""A letter's words, made once for all letters that differ by a name, a link, a number or an hour alone.

Templates cost more than all else about a letter. So they are rendered with holes where those stand, which are
filled for each reader; what templates decide by (which side one is on, whether anything is free) makes
another form. A hole is filled as the template would have written it: escaped in the page, as it is in the
plain text. Facts that are anything but plain values are rendered each by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.template.loader import get_template
from django.utils.html import escape
from django.utils.translation import get_language

from supervision.notices.kinds import Kind

READERS = ("first_name", "link", "number", "fewer_link")
"""What is another for each reader."""
TIMES = ("day", "starts", "ends", "link")
"""What is another for each time: in `facts.TimeWords` and `facts.PickWords`."""
APART = ("organisation", "national", "entry")
"""What templates are told that is no plain value: an organisation stands in the key by name and country."""
OPENS, CLOSES = "\ue000", "\ue001"
HOLE = re.compile(f"{OPENS}(\\d+){CLOSES}")
MOST = 500

Forms = tuple[str, str]
_made: dict[tuple[Any, ...], Forms] = {}


class _NotPlain(Exception):
    """Something among the facts is no plain value: the letter is rendered by itself."""


def render(kind: Kind, page: Mapping[str, Any]) -> Forms:
    """Return a letter's page and its plain text, before its lines are broken, in the language spoken now."""
    values: list[str] = []
    try:
        holed = _with_holes(page, values)
        organisation = page["organisation"]
        whose = (organisation.pk, organisation.name, organisation.country)
        key = (kind.html_template, kind.text_template, get_language(), whose, _frozen(holed))
    except _NotPlain:
        return _render(kind, page)
    forms = _made.get(key)
    if forms is None:
        forms = _render(kind, {**{name: page[name] for name in APART if name in page}, **holed})
        if len(_made) >= MOST:
            _made.clear()
        _made[key] = forms
    escaped = [escape(value) for value in values]
    html = HOLE.sub(lambda hole: escaped[int(hole[1])], forms[0])
    return html, HOLE.sub(lambda hole: values[int(hole[1])], forms[1])


def _render(kind: Kind, page: Mapping[str, Any]) -> Forms:
    html, text = (get_template(name) for name in (kind.html_template, kind.text_template))
    return html.render(dict(page)), text.render(dict(page))


def _with_holes(page: Mapping[str, Any], values: list[str]) -> dict[str, Any]:
    found = {name: _in_times(value, values) for name, value in page.items() if name not in APART}
    return found | {name: _hole(page[name], values) for name in READERS if name in page}


def _in_times(value: Any, values: list[str]) -> Any:
    """Return `value` with holes in place of the words of each time in it."""
    if type(value) is dict:
        is_time = "starts" in value and "ends" in value
        return {
            name: _hole(one, values) if is_time and name in TIMES else _in_times(one, values)
            for name, one in value.items()
        }
    if type(value) in (list, tuple):
        return [_in_times(one, values) for one in value]
    return value


def _hole(value: Any, values: list[str]) -> Any:
    """Return a hole for some words; nothing stays nothing, since templates ask for that."""
    if value is None or value == "":
        return value
    if type(value) is not str or OPENS in value:
        raise _NotPlain
    values.append(value)
    return f"{OPENS}{len(values) - 1}{CLOSES}"


def _frozen(value: Any) -> Any:
    """Return a plain value as part of a key. Raises _NotPlain for any other."""
    kind = type(value)
    if kind is dict:
        return tuple((name, _frozen(one)) for name, one in value.items())
    if kind is list:
        return tuple(_frozen(one) for one in value)
    if value is None or kind in (str, int, bool) or isinstance(value, (date, time)):
        return kind, value
    raise _NotPlain
