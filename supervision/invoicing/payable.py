"""What was payable for sessions that were called off: the pair's own terms, held against what happened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from supervision.invoicing import rules
from supervision.invoicing.models import Waiver
from supervision.people.encryption import CannotUnseal
from supervision.practice.agreed import terms_of
from supervision.practice.models import AgreementVersion
from supervision.practice.terms import Late, Terms
from supervision.scheduling.days import local_day
from supervision.sessions import access
from supervision.sessions.models import Move, Session

Pair = tuple[int, int]
Dated = list[tuple[date, Terms]]


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A session that was called off: the pair's terms that held then, and what they make of it.

    `percent` is payable; 0 for nothing. `was_waived`: it would have been, and was let go of.
    """

    session: Session
    late: Late | None
    percent: int
    was_waived: bool


def terms_of_pairs(pairs: Iterable[Pair]) -> dict[Pair, Dated]:
    """Return what each pair's versions said, and from which day on, the earliest first. In one query."""
    wanted = set(pairs)
    rows = (
        AgreementVersion.objects.filter(
            agreement__supervisor__in={one for one, _ in wanted},
            agreement__supervisee__in={other for _, other in wanted},
            holds_since__isnull=False,
        )
        .select_related("agreement__supervisee")
        .order_by("holds_since", "number")
    )
    found: dict[Pair, Dated] = {}
    for row in rows:
        pair = (row.agreement.supervisor_id, row.agreement.supervisee_id)
        if pair in wanted:
            try:
                found.setdefault(pair, []).append((row.holds_since, terms_of(row)))  # type: ignore[arg-type]
            except CannotUnseal:
                continue
    return found


def in_force(dated: Dated, day: date) -> Terms:
    """Return the terms that held on a day, in the supervisee's zone; none before the first."""
    return next((terms for since, terms in reversed(dated) if since <= day), Terms())


def pair_of(session: Session) -> Pair | None:
    """Return the two of an individual session. Wants `with_people()`. None for a group: it has no terms."""
    places = list(session.attendances.all())
    if session.kind != Session.Kind.INDIVIDUAL or len(places) != 1:
        return None
    return session.supervisor_id, places[0].member_id


def called_off(sessions: Sequence[Session]) -> dict[int, CalledOff]:
    """Return what is payable for sessions that were called off, by id.

    Wants `with_people()`. The number of queries does not depend on how many there are, but for chains of
    sessions that were booked anew, called off, and booked anew.
    """
    terms = terms_of_pairs(pair for one in sessions if (pair := pair_of(one)))
    chains = _chains(sessions)
    anew = set(
        Session.objects.filter(rebooks__in=[one.pk for one in sessions]).values_list("rebooks_id", flat=True)
    )
    waived = set(Waiver.objects.filter(session__in=sessions).values_list("session_id", flat=True))
    found = {}
    for one in sessions:
        pair = pair_of(one)
        late = None
        if pair is not None and one.cancelled_at is not None:
            supervisee = one.attendances.all()[0].member
            late = in_force(terms.get(pair, []), local_day(one.cancelled_at, supervisee.zone)).late
        is_due = late is not None and rules.is_payable(
            chains[one.pk], hours=late.hours, by=one.cancelled_by, stands_elsewhere=one.pk in anew
        )
        is_waived = is_due and one.pk in waived
        percent = late.percent if late is not None and is_due and not is_waived else 0
        found[one.pk] = CalledOff(one, late, percent, is_waived)
    return found


def would_be_late(late: Late, session: Session, *, side: str, now: datetime) -> bool:
    """Say whether calling a booked session off now would be too late, its moves before it among it."""
    given_up = [*_chains([session])[session.pk], rules.GivenUp(session.starts_at, now, side)]
    return rules.is_payable(given_up, hours=late.hours, by=side, stands_elsewhere=False)


def _chains(sessions: Sequence[Session]) -> dict[int, list[rules.GivenUp]]:
    """Return the times that each session, and those for which it came, had and gave up."""
    before: dict[int, list[Session]] = {one.pk: [one] for one in sessions}
    ends = {one.pk: one.rebooks_id for one in sessions if one.rebooks_id}
    known = {one.pk: one for one in sessions}
    while ends:
        missing = {pk for pk in ends.values() if pk not in known}
        known |= {one.pk: one for one in Session.objects.with_people().filter(pk__in=missing)}
        for pk, earlier in list(ends.items()):
            found = known[earlier]
            following = found.rebooks_id
            if found in before[pk]:
                following = None
            else:
                before[pk].append(found)
            if following:
                ends[pk] = following
            else:
                del ends[pk]
    moves: dict[int, list[Move]] = {}
    for move in Move.objects.filter(session__in={one.pk for chain in before.values() for one in chain}):
        moves.setdefault(move.session_id, []).append(move)
    return {
        pk: [given for one in chain for given in _given_up(one, moves.get(one.pk, []))]
        for pk, chain in before.items()
    }


def _given_up(session: Session, moves: Sequence[Move]) -> list[rules.GivenUp]:
    times = []
    for move in moves:
        side = access.side_of(move.by_id, session) if move.by_id else rules.SUPERVISOR  # of nobody now: free
        times.append(rules.GivenUp(move.starts_at, move.moved_at, side))
    if session.status == Session.Status.CANCELLED:
        times.append(rules.GivenUp(session.starts_at, session.cancelled_at, session.cancelled_by))
    return times
