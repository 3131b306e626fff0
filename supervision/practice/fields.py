"""What an agreement is made of: its fields, in the order in which they stand, and the words they start with.

An organisation changes the words it starts with on its own page; a pair changes theirs in each version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supervision.wording import noted

LONGEST = 2000
LIMITS = "limits"
"""The field that says where confidentiality ends: read and acknowledged by both before the first session."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an agreement: its name in the API, what stands above it, help for it, and first words."""

    slug: str
    name: str
    help: str
    words: str


FIELDS = (
    Field(
        "purpose",
        noted("What it’s for"),
        noted("And what it isn’t."),
        noted("A place to think about the work and what it does to you. Not line management, not therapy."),
    ),
    Field(
        "frequency",
        noted("How often"),
        noted("How often, how long, and which way you meet."),
        noted("Every four weeks, sixty minutes. More whenever asked."),
    ),
    Field(
        "confidentiality",
        noted("What stays between us"),
        "",
        noted("What is said, written here or prepared. The organisation is told date and minutes, no more."),
    ),
    Field(
        LIMITS,
        noted("Where that ends"),
        noted("When the supervisor has to speak, to whom, and that you are told first."),
        noted(
            "If somebody is in danger, or a law makes the supervisor speak. You are told first, unless that "
            "itself would put someone at risk; then one named person is told, and only what they need."
        ),
    ),
    Field(
        "records",
        noted("Records"),
        noted("What is kept, and who sees it."),
        noted(
            "A short shared record that both sign. Private notes belong to whoever writes them. Nothing "
            "about clients that could name them."
        ),
    ),
    Field(
        "cancellation",
        noted("If one of us can’t come"),
        "",
        noted("We tell each other as soon as we know, and agree a new time in the same message."),
    ),
    Field(
        "urgent",
        noted("Between sessions"),
        noted("What to do when it can’t wait."),
        noted("Urgent: ring or text; an answer comes the same working day. Otherwise the agenda."),
    ),
    Field(
        "ending",
        noted("If it isn’t working"),
        noted("How to disagree, and how it may end."),
        noted(
            "Say so to each other first. Either may end it, without explaining it to a manager. The "
            "organisation finds somebody else within a fortnight."
        ),
    ),
    Field(
        "review",
        noted("Looking at this again"),
        "",
        noted("After six months the first time, then every year, and whenever one of us would like to."),
    ),
)
BY_SLUG = {field.slug: field for field in FIELDS}


def first_words(own: Mapping[str, str]) -> dict[str, str]:
    """Return the words an agreement starts with: the organisation's `own`, else those of the field."""
    return {field.slug: own.get(field.slug) or field.words for field in FIELDS}
