"""Verbs for what is arranged around a member: who supervises them, and when they are away.

As in `services`: each takes `by` and `now`, locks the organisation and then the members, looks again,
and leaves Deeds. A Deed never holds the kind of a leave. Whoever listens (`rearranged`) hears at once of all
that one deed changed; what two people agreed on by themselves is told by what asked them (`tells=False`).
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from supervision.people import rules
from supervision.people.audit import record
from supervision.people.changed import members_changed
from supervision.people.models import Leave, Member, Relationship
from supervision.people.rearranged import Rearranged, from_day, rearranged
from supervision.people.services import deed, local_today, lock_members, lock_organisation

DAY = timedelta(days=1)
PairingCheck = Callable[[Member, Member, Member], object]
_pairing_checks: list[PairingCheck] = []


def on_pairing(check: PairingCheck) -> PairingCheck:
    """Have `check(supervisor, supervisee, by)` asked before `by` pairs two members.

    It raises a Refusal to say no. Naming it twice counts once. Rooms above know more of two people.
    """
    if check not in _pairing_checks:
        _pairing_checks.append(check)
    return check


# ---------------------------------------------------------------- who supervises whom
@transaction.atomic
def start_relationship(
    *,
    supervisor: Member,
    supervisee: Member,
    starts_on: date,
    ends_on: date | None = None,
    by: Member,
    now: datetime,
    tells: bool = True,
) -> Relationship:
    """Have `supervisor` supervise `supervisee` from `starts_on` to `ends_on`, both included.

    Raises OwnSupervisor, NotASupervisor, HasLeft, AlreadySupervises, EndsBeforeStart or NotHere.
    """
    lock_organisation(by)
    supervisor, supervisee = lock_members(by, supervisor, supervisee)
    relationship = _start(supervisor, supervisee, starts_on, ends_on, by=by, now=now)
    record([_relationship_deed(by, "relationship.started", relationship)], at=now)
    if tells and (ends_on is None or ends_on >= local_today(supervisee, now)):
        ends = [] if ends_on is None else [from_day(relationship, ends_on + DAY)]
        rearranged(Rearranged([from_day(relationship, starts_on)], ends), by=by, now=now)
    return relationship


@transaction.atomic
def end_relationship(
    relationship: Relationship, *, last_day: date, by: Member, now: datetime
) -> Relationship:
    """End a relationship on `last_day`, included. Raises EndsBeforeStart or NotHere."""
    relationship = _relationship_here(relationship, by=by)
    rules.check_stretch(relationship.starts_on, last_day)
    if relationship.ends_on != last_day:
        if relationship.ends_on is None or last_day > relationship.ends_on:
            later = relationship.ends_on + DAY if relationship.ends_on else relationship.starts_on
            _check_free(
                relationship.supervisor_id, relationship.supervisee, later, last_day, but=relationship
            )
        relationship.ends_on = last_day
        relationship.save(update_fields=["ends_on"])
        record([_relationship_deed(by, "relationship.ended", relationship)], at=now)
        rearranged(Rearranged(ends=[from_day(relationship, last_day + DAY)]), by=by, now=now)
    return relationship


@transaction.atomic
def change_supervisor(
    relationship: Relationship,
    *,
    supervisor: Member,
    starts_on: date,
    by: Member,
    now: datetime,
    tells: bool = True,
) -> Relationship:
    """Have another supervisor from `starts_on` on: the relationship ends the day before.

    One that would have begun on that day or later is replaced. Raises what `start_relationship` raises.
    """
    relationship = _relationship_here(relationship, supervisor, by=by)
    supervisee, deeds, ends = relationship.supervisee, [], []
    if relationship.starts_on >= starts_on:
        deeds.append(_relationship_deed(by, "relationship.removed", relationship))
        ends.append(from_day(relationship, relationship.starts_on))
        relationship.delete()
    elif relationship.ends_on is None or relationship.ends_on >= starts_on:
        relationship.ends_on = starts_on - DAY
        relationship.save(update_fields=["ends_on"])
        deeds.append(_relationship_deed(by, "relationship.ended", relationship))
        ends.append(from_day(relationship, starts_on))
    (supervisor,) = lock_members(by, supervisor)
    successor = _start(supervisor, supervisee, starts_on, None, by=by, now=now)
    record([*deeds, _relationship_deed(by, "relationship.started", successor)], at=now)
    if tells:
        rearranged(Rearranged([from_day(successor, starts_on)], ends), by=by, now=now)
    return successor


@transaction.atomic
def hand_on(
    supervisor: Member, *, to: Member, starts_on: date, by: Member, now: datetime
) -> list[Relationship]:
    """Have `to` supervise, from `starts_on` on, everybody whom `supervisor` does, and return what began.

    Those who lose them on their last day before it are handed on too, unless they have somebody for
    `starts_on` already. `to` is never given themselves; whom `to` supervises already stays as it is. All or
    nothing. Raises what `start_relationship` raises, and NobodyToHandOn.
    """
    lock_organisation(by)
    theirs = Relationship.objects.filter(supervisor=supervisor.pk)
    ahead = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    if supervisor.end_date and supervisor.end_date < starts_on:
        ahead |= Q(ends_on=supervisor.end_date)
    people = [pk for pk in theirs.filter(ahead).values_list("supervisee", flat=True) if pk != to.pk]
    lock_members(by, supervisor, to, *(Member(pk=pk) for pk in people))
    (to,) = lock_members(by, to)
    deeds, begun, ends = [], [], []
    provided = set(
        Relationship.objects.on(starts_on)
        .filter(supervisee__in=people)
        .exclude(supervisor=supervisor.pk)
        .values_list("supervisee", flat=True)
    )
    for old in theirs.filter(ahead, supervisee__in=people).select_related("supervisee").order_by("pk"):
        supervisee = old.supervisee
        if supervisee.end_date and supervisee.end_date < starts_on:
            continue
        had_ended = old.ends_on is not None and old.ends_on < starts_on
        if had_ended and supervisee.pk in provided:
            continue
        begins = max(starts_on, old.starts_on)
        if old.starts_on >= starts_on:
            deeds.append(_relationship_deed(by, "relationship.removed", old))
            ends.append(from_day(old, begins))
            old.delete()
        elif not had_ended:
            old.ends_on = starts_on - DAY
            old.save(update_fields=["ends_on"])
            deeds.append(_relationship_deed(by, "relationship.ended", old))
            ends.append(from_day(old, starts_on))
        if not supervisee.supervised_by.filter(
            Q(ends_on=None) | Q(ends_on__gte=begins), supervisor=to
        ).exists():
            begun.append(_start(to, supervisee, begins, None, by=by, now=now))
    if not deeds and not begun:
        raise rules.NobodyToHandOn("There is nobody to hand on from that day.")
    record([*deeds, *(_relationship_deed(by, "relationship.started", one) for one in begun)], at=now)
    rearranged(Rearranged([from_day(one, one.starts_on) for one in begun], ends), by=by, now=now)
    return begun


def _start(
    supervisor: Member,
    supervisee: Member,
    starts_on: date,
    ends_on: date | None,
    *,
    by: Member,
    now: datetime,
) -> Relationship:
    _check_pair(supervisor, supervisee, starts_on, ends_on, now=now)
    for check in _pairing_checks:
        check(supervisor, supervisee, by)
    return Relationship.objects.create(
        supervisor=supervisor, supervisee=supervisee, starts_on=starts_on, ends_on=ends_on
    )


def _relationship_here(relationship: Relationship, *others: Member, by: Member) -> Relationship:
    """Lock the organisation, both sides and `others`, and return the relationship as it is now."""
    lock_organisation(by)
    sides = (Member(pk=relationship.supervisor_id), Member(pk=relationship.supervisee_id))
    lock_members(by, *sides, *others)
    found = Relationship.objects.filter(pk=relationship.pk).select_related("supervisor", "supervisee").first()
    if found is None:
        raise rules.NotHere
    return found


def _relationship_deed(by: Member, action: str, relationship: Relationship):
    return deed(by, action, subject=relationship.supervisee, object_id=relationship.pk)


def _check_pair(
    supervisor: Member, supervisee: Member, starts_on: date, ends_on: date | None, *, now: datetime
):
    rules.check_stretch(starts_on, ends_on)
    if supervisor.pk == supervisee.pk:
        raise rules.OwnSupervisor("Nobody supervises themselves.")
    if not supervisor.is_supervisor:
        raise rules.NotASupervisor("They are not a supervisor here. Give them that role first.")
    for side in (supervisor, supervisee):
        if side.end_date and side.end_date < max(starts_on, local_today(side, now)):
            raise rules.HasLeft("One of the two will have left by then.")
    _check_free(supervisor.pk, supervisee, starts_on, ends_on)


def _check_free(
    supervisor_id: int, supervisee: Member, starts_on: date, ends_on: date | None, but=None
) -> None:
    """Refuse a stretch in which the two already are supervisor and supervisee."""
    for other in supervisee.supervised_by.filter(supervisor=supervisor_id).exclude(pk=but.pk if but else 0):
        if rules.overlaps(starts_on, ends_on, other.starts_on, other.ends_on):
            raise rules.AlreadySupervises("They supervise this person already in those days.")


# ---------------------------------------------------------------- leave
@transaction.atomic
def add_leave(
    member: Member, *, starts_on: date, ends_on: date | None, kind: str, by: Member, now: datetime
) -> Leave:
    """Write down days away, both ends included; no end is for good.

    Raises EndsBeforeStart, NoSuchLeave, LeaveThere or NotHere.
    """
    lock_organisation(by)
    (member,) = lock_members(by, member)
    _check_leave(member, starts_on, ends_on, kind)
    leave = Leave.objects.create(member=member, starts_on=starts_on, ends_on=ends_on, kind=kind)
    members_changed([member.pk], now=now)
    record([deed(by, "leave.added", subject=member, object_id=leave.pk)], at=now)
    return leave


@transaction.atomic
def change_leave(
    leave: Leave, *, starts_on: date, ends_on: date | None, kind: str, by: Member, now: datetime
) -> Leave:
    """Change the days or the kind of a leave. Raises what `add_leave` raises."""
    leave = _leave_here(leave, by=by)
    _check_leave(leave.member, starts_on, ends_on, kind, but=leave)
    if (leave.starts_on, leave.ends_on, leave.kind) != (starts_on, ends_on, kind):
        leave.starts_on, leave.ends_on, leave.kind = starts_on, ends_on, kind
        leave.save(update_fields=["starts_on", "ends_on", "kind"])
        members_changed([leave.member_id], now=now)
        record([deed(by, "leave.changed", subject=leave.member, object_id=leave.pk)], at=now)
    return leave


@transaction.atomic
def remove_leave(leave: Leave, *, by: Member, now: datetime) -> None:
    """Take a leave away, as if it had never been. Raises NotHere if it is gone."""
    leave = _leave_here(leave, by=by)
    pk = leave.pk
    leave.delete()
    members_changed([leave.member_id], now=now)
    record([deed(by, "leave.removed", subject=leave.member, object_id=pk)], at=now)


def _leave_here(leave: Leave, *, by: Member) -> Leave:
    """Lock the organisation and the member, and return the leave as it is now."""
    lock_organisation(by)
    lock_members(by, Member(pk=leave.member_id))
    found = Leave.objects.filter(pk=leave.pk).select_related("member").first()
    if found is None:
        raise rules.NotHere
    return found


def _check_leave(
    member: Member, starts_on: date, ends_on: date | None, kind: str, but: Leave | None = None
) -> None:
    rules.check_stretch(starts_on, ends_on)
    if kind not in Leave.Kind.values:
        raise rules.NoSuchLeave(f"There is no kind of leave “{kind}”.")
    if member.leaves.filter(kind=kind, starts_on=starts_on).exclude(pk=but.pk if but else 0).exists():
        raise rules.LeaveThere("That leave is written down already. Change it instead.")
