"""What stands on the page of one's settings among colleagues: each room puts its own section there.

    class CheckinsConfig(AppConfig):
        def ready(self):
            register(Section("checkins", "peers/checkins/_section.html", form=..., save=..., is_beside=True))

The page is one form with one button. A section's form is made with its name as prefix; all are judged
together, and saved in one transaction when all of them are fine. What a section does at once (a button of
its own) goes to an address of its own by `formaction`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from supervision.people.models import Member


def nothing(member: Member, now: datetime) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Section:
    """One room's part of the page.

    `template` is told `section` (what `read(member, now)` returns) and `form`. `form(member, data)` gives
    its form, bound when there is `data`, with `prefix=name`; `save(member, form, now)` keeps it, and may
    raise a Refusal. Either may be missing where there is nothing to save. `is_beside`: in the second column.
    """

    name: str
    template: str
    read: Callable[[Member, datetime], dict[str, Any]] = nothing
    form: Callable[[Member, Any], forms.Form] | None = None
    save: Callable[[Member, Any, datetime], None] | None = None
    is_beside: bool = False


_sections: dict[str, Section] = {}


def register(section: Section) -> Section:
    """Put a section on the page, below those before it; one of the same name takes its place."""
    _sections[section.name] = section
    return section


def all_sections() -> list[Section]:
    return list(_sections.values())
