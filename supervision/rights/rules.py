"""What may be asked and answered about somebody's data, and when."""

from __future__ import annotations

from datetime import date, timedelta

from supervision.errors import Refusal

ANSWER_WITHIN = timedelta(days=30)
"""By when an organisation answers: a month, as Art. 12(3) of the UK GDPR says, counted as its shortest."""


class StillHere(Refusal):
    """Only who has left is erased: what is booked with them is freed first, and others are told."""

    code = "still_here"


class NotAsked(Refusal):
    code = "erasure_not_asked"


class OtherName(Refusal):
    code = "other_name"
    status = 422


def check_has_left(last_day: date | None, *, today: date) -> None:
    """Raises StillHere until the day after somebody's last."""
    if last_day is None or last_day >= today:
        raise StillHere(
            "They are still among your people. Put in their last day first; from the day after, they can "
            "be erased."
        )


def answer_by(asked_on: date) -> date:
    """Return the day by which an organisation answers somebody who asked on a day."""
    return asked_on + ANSWER_WITHIN


def same_name(typed: str, name: str) -> bool:
    """Say whether what was typed is somebody's name, whatever its case and spaces."""
    return " ".join(typed.split()).casefold() == " ".join(name.split()).casefold()
