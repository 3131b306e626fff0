"""What somebody shows to their supervisor on purpose: a copy, for a while, and theirs to take back.

It stands in its owner's space, sealed for them. This room does not know what a session is: whoever joins the
two hands in the numbers, and asks by them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from peers.wellbeing import checking, journal, keeping, planning, questionnaires
from peers.wellbeing.keeping import drawer
from peers.wellbeing.models import Space
from peers.wellbeing.signs import ANSWERS, SIGNS
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.scheduling.days import local_day

LENT = drawer("lent", known_as="shown_to_my_supervisor")
LINES_OFFERED = 30
RECENT = timedelta(days=42)
CHECK, LINE, PLAN, ANSWERS_TO = "check", "line", "plan", "answers"


class NothingChosen(Refusal):
    code = "nothing_chosen"
    status = 422


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that can be shown: its key, its kind, what it is called, and its words."""

    key: str
    kind: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Lent:
    """What is shown, to whom (a member's number), until when; `session`: on whose page alone, if on one's."""

    name: str
    lines: tuple[tuple[str, str], ...]
    supervisor: int
    session: int | None
    until: datetime
    at: datetime


# ---------------------------------------------------------------- what there is to show
def offered_by(member: Member, *, now: datetime) -> list[Offered]:
    """Return what a person could show: their latest check, the plan, answers, lines. For them alone."""
    today = local_day(now, member.zone)
    found: list[Offered] = []
    checks = [one for one in checking.checks_of(member) if today - one.on <= RECENT]
    if checks:
        answers = checking.answers_of(member, checks[-1].on)
        found += [
            Offered(f"{CHECK}:{sign.key}", CHECK, _(sign.words), _(ANSWERS[answers[sign.key]]))
            for sign in SIGNS
            if sign.key in answers
        ]
    found += [
        Offered(f"{PLAN}:{key}", PLAN, _(title), words)
        for key, title, words in planning.plan_of(member).titled
    ]
    for answered in questionnaires.answered_by(member)[:3]:
        for number, part in enumerate(answered.parts):
            total = _("{total} of {least} to {most}").format(
                total=part.total, least=part.least, most=part.most
            )
            words = f"{total}: {part.band}" if part.band else total
            label = f"{answered.title}{f', {part.name}' if part.name else ''} ({answered.credit})"
            found.append(Offered(f"{ANSWERS_TO}:{answered.name}:{number}", ANSWERS_TO, label, words))
    for line in journal.lines_of(member)[:LINES_OFFERED]:
        day = local_day(line.at, member.zone)
        found.append(Offered(f"{LINE}:{line.key}", LINE, format_date(day, "j F"), line.words))
    return found


def chosen_of(offered: Iterable[Offered], keys: Sequence[str]) -> list[Offered]:
    """Return those of `offered` that were chosen, in their order. Raises NothingChosen."""
    found = [one for one in offered if one.key in keys]
    if not found:
        raise NothingChosen("Choose at least one thing to show.")
    return found


# ---------------------------------------------------------------- showing it, and taking it back
def lend(
    member: Member,
    chosen: Iterable[Offered],
    *,
    supervisor: int,
    session: int | None,
    until: datetime,
    now: datetime,
) -> str:
    """Show a copy of these to a supervisor until a moment; return its name. Nothing else changes."""
    name = uuid.uuid4().hex
    body = {
        "lines": [[one.label, one.words] for one in chosen],
        "supervisor": supervisor,
        "session": session,
        "until": until.isoformat(),
        "at": now.isoformat(),
    }
    keeping.change(member.person_id, LENT, name, lambda before: body, forget_on=_forget_on(until))
    return name


def take_back(member: Member, name: str) -> bool:
    """Show it no more, at once. Says whether there was anything of this name."""
    return keeping.drop(member.person_id, LENT, name)


def lent_by(member: Member, *, now: datetime) -> list[Lent]:
    """Return what a person shows now, the latest first. Three queries."""
    return _holding(keeping.open_space(member.person_id), now)


def lent_to(
    supervisor: Member, person_ids: Iterable[int], *, session: int, now: datetime
) -> dict[int, list[Lent]]:
    """Return, by person, what is shown now to this supervisor on the page of this session.

    One query where none of them keeps anything, and two more for each who does.
    """
    found = {}
    for row in Space.objects.filter(pk__in=list(person_ids)).order_by("pk"):
        shown = [
            one
            for one in _holding(keeping.opened(row), now)
            if one.supervisor == supervisor.pk and one.session in (None, session)
        ]
        if shown:
            found[row.pk] = shown
    return found


def _holding(space: keeping.OpenSpace, now: datetime) -> list[Lent]:
    found = [
        Lent(
            entry.name,
            tuple((label, words) for label, words in entry.body["lines"]),
            entry.body["supervisor"],
            entry.body["session"],
            datetime.fromisoformat(entry.body["until"]),
            datetime.fromisoformat(entry.body["at"]),
        )
        for entry in space.all(LENT)
    ]
    return sorted((one for one in found if one.until > now), key=lambda one: one.at, reverse=True)


def _forget_on(until: datetime) -> date:
    return until.date() + timedelta(days=1)
