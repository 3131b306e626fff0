"""The steps of a session's agenda: how the work is landing first, the last five minutes for the end.

The first two and the last one stand fast; what lies between, an organisation says, and a pair for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from supervision.errors import Refusal
from supervision.wording import noted, sentence

LONGEST_POINT, LONGEST_STEP, MOST_STEPS = 160, 80, 8
CLOSING_MINUTES = 5
MORE = "more"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name in items, what stands there, a line under it, and whether thoughts go under it."""

    slug: str
    title: str
    hint: str = ""
    takes_points: bool = True


class StepsWrong(Refusal):
    code = "agenda_steps"


MIDDLE = (
    noted("The work itself"),
    noted("Practice and learning"),
    noted("Caseload and tasks, ten minutes at most"),
    noted("Looking after yourself"),
)
ARRIVING = Step(
    "arriving", noted("Arriving"), noted("Three minutes to put the last visit down."), takes_points=False
)
LANDING = Step("landing", noted("What the work is doing to me"), noted("First, and for as long as it needs."))
CLOSING = "closing"


def slug_of(title: str) -> str:
    """Return the name under which thoughts are kept with a step; the same for the same words."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:40] or MORE


def checked_steps(titles: Iterable[str]) -> list[str]:
    """Return the steps in the middle, trimmed, each once. Raises StepsWrong for too many or too long ones."""
    found: list[str] = []
    for title in titles:
        words = " ".join(title.split())
        if len(words) > LONGEST_STEP:
            raise StepsWrong(sentence("A step has at most {number} characters.", number=LONGEST_STEP))
        if words and slug_of(words) not in {slug_of(one) for one in found}:
            found.append(words)
    if not found:
        raise StepsWrong("Name one step at least.")
    if len(found) > MOST_STEPS:
        raise StepsWrong(
            sentence("At most {number} steps, or none of them gets its time.", number=MOST_STEPS)
        )
    return found


def steps_of(middle: Sequence[str], *, ends_at: datetime | None = None) -> list[Step]:
    """Return all steps in their order; `ends_at`, in the reader's zone, says when the end begins."""
    hint: str = noted("Five minutes. What stays here, what comes with me.")
    if ends_at:
        time = f"{ends_at - timedelta(minutes=CLOSING_MINUTES):%H:%M}"
        hint = sentence("From {time}. What stays here, what comes with me.", time=time)
    end = Step(CLOSING, noted("Landing"), hint, takes_points=False)
    return [ARRIVING, LANDING, *(Step(slug_of(title), title) for title in middle), end]


def under(step: str, steps: Sequence[Step]) -> str:
    """Return the step under which a thought stands now: its own, or `more` where that is gone."""
    return step if any(one.slug == step and one.takes_points for one in steps) else MORE
