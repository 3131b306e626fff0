"""What holds for agreements: how long they hold, when they are looked at again; and every "no" to it.

Days are the supervisee's own.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

from supervision.errors import Refusal
from supervision.practice.details import Kind, found_in, names_of
from supervision.practice.fields import BY_SLUG, FIELDS, LONGEST
from supervision.wording import sentence

FIRST_REVIEW_MONTHS, REVIEW_MONTHS = 6, 12
REMIND_BEFORE = timedelta(days=21)
"""How long before a review both are told that it comes near."""
ASK_AGAIN_AFTER = timedelta(days=7)
"""How long a version waits for a signature before its side is asked once more."""
READ_BEFORE = timedelta(days=5)
"""How long before the first session somebody is asked to read where confidentiality ends."""


class NotSides(Refusal):
    """To whoever is not one of the two, there is nothing here."""

    code = "not_found"
    status = 404


class Over(Refusal):
    code = "agreement_over"


class FieldsWrong(Refusal):
    """Some fields cannot stay as they are; `problems` says which and why."""

    code = "agreement_fields"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("Some of it is to be put right.")
        self.problems = dict(problems)


class NothingChanged(Refusal):
    code = "agreement_unchanged"


class NothingToSign(Refusal):
    code = "agreement_not_open"


class LimitsUnread(Refusal):
    code = "limits_unread"


class NeedsTheirYes(Refusal):
    """A line manager supervises somebody only if they agree to it."""

    code = "line_manager_needs_agreement"


class KeepsWrong(Refusal):
    code = "keeps_wrong"


class RecordClosed(Refusal):
    code = "record_closed"


class NotYet(Refusal):
    code = "too_early"


class TooLong(Refusal):
    code = "too_long"


class LooksLikeClient(Refusal):
    """The words look as if they named a client. Whoever is sure says so, and they are kept."""

    code = "looks_like_client"

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        super().__init__(
            sentence(
                "That looks like {what}. Nothing here should name a client; it is not saved yet.",
                what=names_of(kinds),
            )
        )
        self.kinds = kinds
        self.facts = {"found": [kind.value for kind in kinds]}


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day where it has none such."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def review_on(held_since: date, *, is_first: bool) -> date:
    """Return the day by which an agreement is looked at again: six months on the first time, then a year."""
    return months_after(held_since, FIRST_REVIEW_MONTHS if is_first else REVIEW_MONTHS)


def is_in_date(signed_until: date | None, today: date) -> bool:
    """Say whether an agreement is signed and not past its review; the day itself still counts."""
    return signed_until is not None and today <= signed_until


def is_review_near(signed_until: date | None, today: date) -> bool:
    """Say whether an agreement's review is at most three weeks away, or past."""
    return signed_until is not None and today >= signed_until - REMIND_BEFORE


def checked_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words of every field, trimmed. Raises FieldsWrong for one that is empty or too long."""
    kept = {field.slug: words.get(field.slug, "").replace("\r\n", "\n").strip() for field in FIELDS}
    problems = {}
    for slug, text in kept.items():
        if not text:
            problems[slug] = sentence("Say something under “{name}”, however short.", name=BY_SLUG[slug].name)
        elif len(text) > LONGEST:
            problems[slug] = sentence("At most {number} characters, please.", number=f"{LONGEST:,}")
    if problems:
        raise FieldsWrong(problems)
    return kept


def check_names_nobody(
    text: str, *, today: date, is_sure: bool = False, sure: frozenset[str] = frozenset()
) -> None:
    """Raise LooksLikeClient if `text` looks as if it named a client.

    Unless its writer `is_sure`, or `sure` of each kind that was found: another kind is asked about anew.
    """
    kinds = () if is_sure else found_in(text, today=today)
    if any(kind.value not in sure for kind in kinds):
        raise LooksLikeClient(kinds)
