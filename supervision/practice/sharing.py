"""What those in a session share beforehand and take along: thoughts for the agenda, and things to try."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from supervision.people.encryption import unseal_many
from supervision.people.models import Member
from supervision.practice import agenda, agreed, rules
from supervision.practice.access import Seat, agreement_between, earlier_sessions, relationship_in
from supervision.practice.agenda import Step
from supervision.practice.lenses import BY_SLUG, Lens
from supervision.practice.models import Action, AgendaItem, Agreement, LimitsRead, Shared
from supervision.scheduling.days import local_day
from supervision.sessions.models import Session
from supervision.wording import noted, sentence

LIMITS, MANAGER = "limits", "manager"
MOST_POINTS, MOST_ACTIONS = 60, 60


@dataclass(frozen=True, slots=True)
class Point:
    """One thought under a step."""

    id: str
    text: str
    writer: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step with the thoughts under it."""

    number: int
    step: Step
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class ActionShown:
    """One thing to try. `is_earlier`: it comes from a session before this one."""

    id: str
    text: str
    owner: Member
    due_on: date | None
    is_done: bool
    is_earlier: bool
    is_own_words: bool


@dataclass(frozen=True, slots=True)
class PairWays:
    """How a pair works: its own steps, or its organisation's, and the lens it looks through."""

    middle: list[str] = field(default_factory=list)
    lens: Lens | None = None
    is_own: bool = False


# ---------------------------------------------------------------- before anything is shared
def gate_of(seat: Seat) -> str:
    """Return what comes first: the limits of confidentiality, the yes to a line manager; empty for nothing.

    The limits stand before the first session of two people, until the one who looks has read them.
    """
    relationship = relationship_in(seat)
    if relationship is None:
        return ""
    found = agreement_between(relationship.supervisor_id, relationship.supervisee_id)
    if agreed.needs_their_yes(relationship, found):
        return MANAGER
    if found and LimitsRead.objects.filter(agreement=found, member=seat.member).exists():
        return ""
    met = Session.objects.held().filter(
        supervisor=relationship.supervisor_id,
        attendances__member=relationship.supervisee_id,
        attendances__attended=True,
    )
    return "" if met.exists() else LIMITS


def check_gate(seat: Seat) -> None:
    """Raise LimitsUnread or NeedsTheirYes where something comes before sharing."""
    gate = gate_of(seat)
    if gate == LIMITS:
        raise rules.LimitsUnread("First read where confidentiality ends, in your agreement.")
    if gate == MANAGER:
        raise rules.NeedsTheirYes("First the supervisee says whether their line manager shall be the one.")


# ---------------------------------------------------------------- the agenda
def ways_of(seat: Seat) -> PairWays:
    """Return the steps in the middle, and the lens: the pair's own, else the organisation's."""
    kept = _ways(_agreement(seat))
    own = kept.get("middle") or []
    lens = BY_SLUG.get(kept.get("lens", ""))
    if own:
        return PairWays(own, lens, is_own=True)
    return PairWays(agreed.settings_of(seat.member.organisation_id).agenda or list(agenda.MIDDLE), lens)


@transaction.atomic
def set_ways(seat: Seat, *, middle: Sequence[str], lens: str, now: datetime) -> None:
    """Keep the pair's own steps (none: the organisation's) and lens. Raises StepsWrong or NotSides."""
    relationship = relationship_in(seat)
    if relationship is None:
        raise rules.NotSides("There is nothing here.")
    steps = agenda.checked_steps(middle) if any(one.strip() for one in middle) else []
    Member.objects.locked(relationship.supervisor_id, relationship.supervisee_id)
    row, _ = Agreement.objects.get_or_create(
        supervisor_id=relationship.supervisor_id,
        supervisee_id=relationship.supervisee_id,
        defaults={"created_at": now},
    )
    row.supervisee = relationship.supervisee
    row.agenda = json.dumps({"middle": steps, "lens": lens if lens in BY_SLUG else ""}, ensure_ascii=False)
    row.save(update_fields=["sealed_agenda"])


def agenda_of(seat: Seat) -> list[StepShown]:
    """Return the agenda: every step, and the thoughts under it, the first written first."""
    ends_at = seat.session.ends_at.astimezone(seat.member.zone)
    steps = agenda.steps_of(ways_of(seat).middle, ends_at=ends_at)
    points: dict[str, list[Point]] = {}
    found = AgendaItem.objects.of_session(seat.session).select_related("writer__person")
    rows = list(found.order_by("written_at", "pk"))
    texts = _texts_of(rows, AgendaItem._meta.db_table)
    for row in rows:
        is_own = row.writer_id == seat.member.pk
        shown = Point(str(row.pk), texts[row.pk], row.writer.person.get_short_name(), is_own)
        points.setdefault(agenda.under(row.step, steps), []).append(shown)
    if agenda.MORE in points:
        steps.insert(len(steps) - 1, Step(agenda.MORE, noted("And more")))
    return [StepShown(number, step, points.get(step.slug, [])) for number, step in enumerate(steps, 1)]


@transaction.atomic
def add_point(
    seat: Seat, *, text: str, step: str, sure: frozenset[str] = frozenset(), now: datetime
) -> AgendaItem | None:
    """Bring a thought to a session, under one of its steps; nothing if it is empty.

    Raises TooLong, LooksLikeClient, LimitsUnread or NeedsTheirYes.
    """
    text = " ".join(text.split())
    if not text:
        return None
    if len(text) > agenda.LONGEST_POINT:
        raise rules.TooLong(sentence("At most {most} characters for one thought.", most=agenda.LONGEST_POINT))
    check_gate(seat)
    rules.check_names_nobody(text, today=local_day(now, seat.member.zone), sure=sure)
    if AgendaItem.objects.of_session(seat.session).count() >= MOST_POINTS:
        raise rules.TooLong("That is more than one session can hold. Take something out first.")
    steps = agenda.steps_of(ways_of(seat).middle)
    row = AgendaItem(
        session=seat.session,
        supervisor=seat.session.supervisor,
        writer=seat.member,
        step=agenda.under(step, steps),
        written_at=now,
    )
    row.text = text
    row.save(force_insert=True)
    return row


def remove_point(seat: Seat, pk) -> bool:
    """Take one's own thought back. Says whether there was one."""
    return bool(AgendaItem.objects.of_session(seat.session).filter(pk=pk, writer=seat.member).delete()[0])


# ---------------------------------------------------------------- things to try
def actions_of(seat: Seat) -> list[ActionShown]:
    """Return what was agreed to try: first what earlier sessions left open, then what this one agreed on."""
    found = (
        Action.objects.filter(supervisor=seat.session.supervisor_id)
        .filter(Q(session=seat.session) | Q(session__in=earlier_sessions(seat)))
        .filter(Q(session=seat.session) | Q(done_at=None) | Q(done_at__gte=_opened_at(seat)))
        .select_related("owner__person", "writer")
        .order_by("session__starts_at", "made_at", "pk")
    )
    rows = list(found[:MOST_ACTIONS])
    texts = _texts_of(rows, Action._meta.db_table)
    return [
        ActionShown(
            id=str(row.pk),
            text=texts[row.pk],
            owner=row.owner,
            due_on=row.due_on,
            is_done=row.done_at is not None,
            is_earlier=row.session_id != seat.session.pk,
            is_own_words=row.writer_id == seat.member.pk,
        )
        for row in rows
    ]


@transaction.atomic
def add_action(
    seat: Seat,
    *,
    text: str,
    owner: Member,
    due_on: date | None,
    sure: frozenset[str] = frozenset(),
    now: datetime,
) -> Action | None:
    """Agree on something to try, whose it is and by when; nothing if it is empty. Raises as `add_point`."""
    text = " ".join(text.split())
    if not text:
        return None
    if len(text) > agenda.LONGEST_POINT:
        raise rules.TooLong(sentence("At most {most} characters, please.", most=agenda.LONGEST_POINT))
    if owner.pk not in {one.pk for one in seat.everybody}:
        raise rules.NotSides("There is nobody of that name here.")
    check_gate(seat)
    rules.check_names_nobody(text, today=local_day(now, seat.member.zone), sure=sure)
    row = Action(
        session=seat.session,
        supervisor=seat.session.supervisor,
        writer=seat.member,
        owner=owner,
        due_on=due_on,
        made_at=now,
    )
    row.text = text
    row.save(force_insert=True)
    return row


def tick_action(seat: Seat, pk, *, is_done: bool, now: datetime) -> bool:
    """Say that something was tried, or take that back. Says whether it is among those of this session."""
    rows = Action.objects.filter(supervisor=seat.session.supervisor_id, pk=pk)
    rows = rows.filter(Q(session=seat.session) | Q(session__in=earlier_sessions(seat)))
    return bool(rows.update(done_at=now if is_done else None))


def drop_action(seat: Seat, pk) -> bool:
    """Take back something to try that one wrote down oneself, in this session."""
    return bool(Action.objects.of_session(seat.session).filter(pk=pk, writer=seat.member).delete()[0])


# ---------------------------------------------------------------- inside
def _texts_of(rows: Sequence[Shared], table: str) -> dict[Any, str]:
    """Return the words of rows by their key, each writer's data key unwrapped once."""
    by_person: dict[int, list[tuple[object, bytes]]] = {}
    for row in rows:
        by_person.setdefault(row.writer.person_id, []).append((row.pk, bytes(row.sealed)))  # type: ignore[attr-defined]
    found: dict[Any, str] = {}
    for person, sealed in by_person.items():
        opened = unseal_many(sealed, person=person, table=table, field="sealed")
        found |= {pk: text.decode() for (pk, _), text in zip(sealed, opened, strict=True)}
    return found


def _agreement(seat: Seat) -> Agreement | None:
    if seat.supervisee is None:
        return None
    return agreement_between(seat.session.supervisor_id, seat.supervisee.pk)


def _ways(row: Agreement | None) -> dict:
    return json.loads(row.agenda) if row and row.agenda else {}


def _opened_at(seat: Seat) -> datetime:
    """Return from when on something that was done still shows: since the session before this one."""
    before = (
        Session.objects.filter(pk__in=earlier_sessions(seat))
        .order_by("-starts_at")
        .values_list("starts_at", flat=True)
    ).first()
    return before or seat.session.starts_at
