"""What an agreement is made of: its fields, in the order in which they stand, and the words they start with.

An organisation changes the words it starts with on its own page; a pair changes theirs in each version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
        "What it’s for",
        "And what it isn’t.",
        "A place to think about the work and what it does to you. Not line management, not therapy.",
    ),
    Field(
        "frequency",
        "How often",
        "How often, how long, and which way you meet.",
        "Every four weeks, sixty minutes. More whenever asked.",
    ),
    Field(
        "confidentiality",
        "What stays between us",
        "",
        "What is said, written here or prepared. The organisation is told date and minutes, no more.",
    ),
    Field(
        LIMITS,
        "Where that ends",
        "When the supervisor has to speak, to whom, and that you are told first.",
        "If somebody is in danger, or a law makes the supervisor speak. You are told first, unless that "
        "itself would put someone at risk; then one named person is told, and only what they need.",
    ),
    Field(
        "records",
        "Records",
        "What is kept, and who sees it.",
        "A short shared record that both sign. Private notes belong to whoever writes them. Nothing about "
        "clients that could name them.",
    ),
    Field(
        "cancellation",
        "If one of us can’t come",
        "",
        "We tell each other as soon as we know, and agree a new time in the same message.",
    ),
    Field(
        "urgent",
        "Between sessions",
        "What to do when it can’t wait.",
        "Urgent: ring or text; an answer comes the same working day. Otherwise the agenda.",
    ),
    Field(
        "ending",
        "If it isn’t working",
        "How to disagree, and how it may end.",
        "Say so to each other first. Either may end it, without explaining it to a manager. The "
        "organisation finds somebody else within a fortnight.",
    ),
    Field(
        "review",
        "Looking at this again",
        "",
        "After six months the first time, then every year, and whenever one of us would like to.",
    ),
)
BY_SLUG = {field.slug: field for field in FIELDS}


def first_words(own: Mapping[str, str]) -> dict[str, str]:
    """Return the words an agreement starts with: the organisation's `own`, else those of the field."""
    return {field.slug: own.get(field.slug) or field.words for field in FIELDS}
