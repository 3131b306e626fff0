"""The directory of supervisors, and choosing or changing one's own without explaining it to anybody.

Whoever is asked says yes or not this time, without a reason. Only then the relationship changes, and the
supervisor before is told that it did, with nothing of why. A lead sees who somebody's supervisor is, as ever,
and no asking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from supervision.availability.sources import rules_of
from supervision.errors import Refusal
from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.people import arrangements
from supervision.people.audit import record
from supervision.people.models import Member, Relationship
from supervision.people.services import deed, lock_organisation
from supervision.practice import rules
from supervision.practice.models import SupervisorProfile, SupervisorRequest
from supervision.scheduling.days import local_day

ASKED, ANSWERED, CHANGED = "supervisor_asked", "supervisor_answered", "supervisor_changed"
PROFILE = ("focus", "training", "languages", "about", "is_open")


class CannotAsk(Refusal):
    code = "supervisor_cannot_be_asked"


@dataclass(frozen=True, slots=True)
class Entry:
    """One supervisor as everybody here may see them."""

    member: Member
    profile: SupervisorProfile
    has_room: bool
    is_own: bool
    """They supervise the one who looks."""
    is_manager: bool
    """They are the line manager of the one who looks."""


def entries_for(viewer: Member, *, words: str = "", now: datetime) -> list[Entry]:
    """Return the supervisors whom the viewer may choose, by name, those with room first.

    `words` narrows them to those whose name, focus, training or languages hold it. The number of statements
    does not depend on how many there are.
    """
    today = local_day(now, viewer.zone)
    members = list(
        Member.objects.of(viewer.organisation_id)
        .present(today)
        .filter(is_supervisor=True)
        .exclude(pk=viewer.pk)
        .select_related("person", "supervisor_profile")
        .order_by("person__name", "pk")
    )
    ids = [one.pk for one in members]
    own = set(viewer.supervised_by.on(today).values_list("supervisor_id", flat=True))
    room = _with_room(ids, today)
    entries = []
    for one in members:
        profile = getattr(one, "supervisor_profile", None) or SupervisorProfile(member=one)
        entry = Entry(
            member=one,
            profile=profile,
            has_room=profile.is_open and one.pk in room,
            is_own=one.pk in own,
            is_manager=one.pk == viewer.line_manager_id,
        )
        said = f"{one.person.name} {profile.focus} {profile.training} {profile.languages} {profile.about}"
        if words.casefold() in said.casefold():
            entries.append(entry)
    return sorted(entries, key=lambda entry: not entry.has_room)


def open_request_of(supervisee: Member) -> SupervisorRequest | None:
    """Return whom the member has asked and who has not answered yet."""
    rows = supervisee.supervisors_asked.filter(state=SupervisorRequest.State.OPEN)
    return rows.select_related("supervisor__person", "instead_of__supervisor__person").first()


def requests_to(supervisor: Member) -> list[SupervisorRequest]:
    """Return who waits for the supervisor's answer, the first first."""
    return open_requests_to([supervisor.pk])


def open_requests_to(supervisor_ids: Sequence[int]) -> list[SupervisorRequest]:
    """Return who waits for the answer of any of these supervisors, the first first."""
    rows = SupervisorRequest.objects.filter(supervisor__in=supervisor_ids, state=SupervisorRequest.State.OPEN)
    return list(rows.select_related("supervisee__person", "supervisee__team").order_by("asked_at", "pk"))


@transaction.atomic
def set_profile(member: Member, **values) -> SupervisorProfile:
    """Keep what a supervisor says of themselves. Raises NotSides for whoever is none."""
    if not member.is_supervisor:
        raise rules.NotSides("There is nothing here.")
    if unknown := set(values) - set(PROFILE):
        raise TypeError(f"A profile has no {sorted(unknown)}.")
    profile, _ = SupervisorProfile.objects.update_or_create(member=member, defaults=values)
    return profile


@transaction.atomic
def ask(
    by: Member, supervisor: Member, *, instead_of: Relationship | None = None, now: datetime
) -> SupervisorRequest:
    """Ask somebody to be one's supervisor, beside or instead of one. Raises CannotAsk or NotSides."""
    lock_organisation(by)
    Member.objects.locked(by, supervisor)
    today = local_day(now, by.zone)
    found = next((one for one in entries_for(by, now=now) if one.member.pk == supervisor.pk), None)
    if found is None:
        raise rules.NotSides("There is nobody of that name here.")
    if found.is_own:
        raise CannotAsk("They are your supervisor already.")
    if not found.has_room:
        raise CannotAsk("They have no room just now. Somebody else may.")
    if instead_of is not None and (
        instead_of.supervisee_id != by.pk or not by.supervised_by.on(today).filter(pk=instead_of.pk).exists()
    ):
        raise rules.NotSides("There is nothing here.")
    if open_request_of(by) is not None:
        raise CannotAsk("You have asked somebody already. Take that back first, or wait for their answer.")
    row = SupervisorRequest.objects.create(
        supervisee=by, supervisor=found.member, instead_of=instead_of, asked_at=now
    )
    queue_notices([_message(found.member, ASKED, row, now)], now=now)
    return row


@transaction.atomic
def take_back(by: Member, *, now: datetime) -> bool:
    """Take back what one asked, and is not answered yet. Says whether there was something."""
    row = open_request_of(by)
    if row is None:
        return False
    changed = _close(row, SupervisorRequest.State.WITHDRAWN, now)
    withdraw_notices([_key(ASKED, row)])
    return changed


@transaction.atomic
def answer(by: Member, pk: int, *, agrees: bool, now: datetime) -> SupervisorRequest:
    """Say yes, or not this time. With a yes the two work together from today on.

    Raises NotSides where nobody waits for the member's answer, and what pairing two members raises.
    """
    lock_organisation(by)
    row = (
        SupervisorRequest.objects.select_related("supervisee", "supervisor", "instead_of")
        .filter(supervisor=by, pk=pk)
        .first()
    )
    state = SupervisorRequest.State.ACCEPTED if agrees else SupervisorRequest.State.DECLINED
    if row is None or not _close(row, state, now):
        raise rules.NotSides("There is nothing here.")
    messages = [_message(row.supervisee, ANSWERED, row, now)]
    if agrees:
        before = _pair(row, now)
        if before is not None:
            messages.append(_message(before, CHANGED, row, now))
    queue_notices(messages, now=now)
    if agrees:
        record([deed(row.supervisee, "supervisor.chosen", subject=row.supervisee, object_id=by.pk)], at=now)
    return row


def _pair(row: SupervisorRequest, now: datetime) -> Member | None:
    """Let the two work together from today, and return the supervisor from whom the supervisee goes."""
    supervisee = row.supervisee
    today = local_day(now, supervisee.zone)
    leaves = row.instead_of
    still = leaves is not None and supervisee.supervised_by.on(today).filter(pk=leaves.pk).exists()
    if leaves is not None and still:
        before = leaves.supervisor
        arrangements.change_supervisor(
            leaves, supervisor=row.supervisor, starts_on=today, by=supervisee, now=now, tells=False
        )
        return before
    arrangements.start_relationship(
        supervisor=row.supervisor,
        supervisee=supervisee,
        starts_on=today,
        by=supervisee,
        now=now,
        tells=False,
    )
    return None


def _close(row: SupervisorRequest, state: str, now: datetime) -> bool:
    rows = SupervisorRequest.objects.filter(pk=row.pk, state=SupervisorRequest.State.OPEN)
    row.state = state
    return bool(rows.update(state=state, answered_at=now))


def _with_room(ids: list[int], today: date) -> set[int]:
    """Return those who supervise fewer people than they offer to, or have set no limit."""
    counts = dict(
        Relationship.objects.on(today)
        .filter(supervisor__in=ids)
        .values_list("supervisor_id")
        .annotate(number=Count("supervisee", distinct=True))
    )
    found = set()
    for pk, limits in rules_of(ids).items():
        most = limits.most_supervisees
        if most is None or counts.get(pk, 0) < most:
            found.add(pk)
    return found


def _key(kind: str, row: SupervisorRequest) -> str:
    return f"{kind}:{row.pk}"


def _message(to: Member, kind: str, row: SupervisorRequest, now: datetime) -> Message:
    return Message(
        organisation_id=to.organisation_id,
        recipient_id=to.pk,
        kind=kind,
        notice_class="R",
        key=_key(kind, row),
        not_before=now,
        about={"request": row.pk},
    )
