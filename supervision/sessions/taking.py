"""Taking people's time: whoever books, moves, holds or hands over goes through here, one after another.

A person is locked before their time is looked at, so that of two who want it the second looks when the
first has written. Should that ever fail, the database refuses two stretches of one person that share a
minute (`TakenTime`). Whichever says no, the answer is `NoLongerFree`, with the next times that are free.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Q

from supervision.availability.taking import TRIES, lock_persons, may_pass, minute_of, wait_a_little
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.sessions import access, finding
from supervision.sessions.margins import margins_of
from supervision.sessions.models import Attendance, Beside, Hold, Proposal, Session, TakenTime
from supervision.wording import Sentence, noted, sentence

REFUSAL = "taken_time_overlaps"
"""What the database calls its refusal (migration 0004)."""

T = TypeVar("T")


class NoLongerFree(Refusal):
    """Somebody else has this time, or it is not open any more. `next_free`: up to three slots instead.

    `row` says which of several wanted times it is, counted from 0. It never says whose other time is in
    the way, nor where.
    """

    code = "slot_taken"

    def __init__(
        self,
        words: str = "That time has just gone.",
        *,
        next_free: Sequence[finding.Slot] = (),
        row: int | None = None,
        search: finding.Search | None = None,
    ):
        super().__init__(words)
        self.next_free = list(next_free)
        self.row = row
        self.search = search

    @property
    def facts(self) -> dict:
        """What the API adds to its problem."""
        slots = [
            {
                "starts_at": _iso(slot.starts_at),
                "ends_at": _iso(slot.ends_at),
                "supervisors": list(slot.supervisors),
                "place": slot.place,
            }
            for slot in self.next_free
        ]
        return {"next_free": slots} | ({} if self.row is None else {"row": self.row})


@dataclass(frozen=True, slots=True)
class Planned:
    """Who is to meet, and from when to when. Moments are aware."""

    supervisor: Member
    supervisees: tuple[Member, ...]
    starts_at: datetime
    ends_at: datetime
    kind: str
    beside: tuple[Member, ...] = ()

    @property
    def everybody(self) -> tuple[Member, ...]:
        return (self.supervisor, *self.supervisees, *self.beside)


def planned(session: Session) -> Planned:
    """Return a session as it stands. Wants `with_people()`: no query then."""
    people = tuple(place.member for place in session.attendances.all())
    beside = tuple(one.member for one in session.besides.all())
    return Planned(session.supervisor, people, session.starts_at, session.ends_at, session.kind, beside)


# ---------------------------------------------------------------- one after another
def in_turn(
    act: Callable[[], T], *, search: finding.Search, near: datetime | None = None, now: datetime
) -> T:
    """Return what `act` gives, done in one transaction; again, a little later, after a deadlock.

    Raises NoLongerFree with up to three free times when the database refused, when `act` raised it
    itself, or when it did not get its turn at all. `search` says where those are looked for, and `near`
    at what time of the day.
    """
    lost = NoLongerFree()
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                return act()
        except NoLongerFree as refusal:
            lost = refusal
            break
        except IntegrityError as error:
            if REFUSAL not in str(error):
                raise
            break
        except OperationalError as error:
            if not may_pass(error):
                raise
            wait_a_little(attempt)
    if not lost.next_free:
        lost.next_free = finding.next_free(lost.search or search, now=now, near=near)
    raise lost


def lock_people(members: Iterable[Member]) -> list[int]:
    """Lock these members' persons, in `pk` order, until the transaction ends; return their ids.

    Persons, not members: nobody is in two sessions at once, in whatever organisations.
    """
    return lock_persons(member.person_id for member in members)


def lock_session(session: Session) -> Session:
    """Lock everybody in a session, then the session, and return it afresh. Raises NotYours if it is gone."""
    return lock_sessions([session])[0]


def lock_sessions(sessions: Iterable[Session], *, also: Iterable[Member] = ()) -> list[Session]:
    """Lock everybody in these sessions, and `also` those, then the sessions; return them by start.

    Raises NotYours if one of them is gone.
    """
    ids = [session.pk for session in sessions]
    everybody = Member.objects.filter(
        Q(sessions_facilitated__in=ids)
        | Q(pk__in=Attendance.objects.filter(session__in=ids).values("member"))
        | Q(pk__in=Beside.objects.filter(session__in=ids).values("member"))
    ).distinct()
    lock_people([*everybody, *also])
    Session.objects.locked(*ids)
    fresh = list(Session.objects.with_people().filter(pk__in=ids).order_by("starts_at", "pk"))
    if len(fresh) != len(set(ids)):
        raise access.NotYours("There is no such session here.")
    return fresh


# ---------------------------------------------------------------- what is taken
def check_free(
    search: finding.Search, starts: Sequence[datetime], *, is_series: bool = False, now: datetime
) -> None:
    """Raise NoLongerFree unless each of these starts is a slot now. Ask it under the locks.

    The same question as the page asks beforehand: within hours, notice and horizon, outside leave,
    holidays and protected time, and nobody taken. Of a series the first alone lies within the horizon.
    """
    asked = [(starts[:1], True), (starts[1:], not is_series)] if is_series else [(starts, True)]
    reasons = [
        reason
        for some, within in asked
        for reason in finding.why_not(search, some, now, within_horizon=within)
    ]
    for row, reason in enumerate(reasons):
        if reason:
            raise NoLongerFree(_words_for(reason), row=row if len(starts) > 1 else None)


def check_each_free(searches: Sequence[finding.Search], starts: Sequence[datetime], *, now: datetime) -> None:
    """Raise NoLongerFree with the `row` of the first that is no slot now, counting those before as taken."""
    refused = finding.first_refused(searches, starts, now=now)
    if refused is not None:
        row, reason = refused
        raise NoLongerFree(_words_for(reason), row=row, search=searches[row])


def _words_for(reason: str) -> str:
    if reason.endswith("busy then"):
        return noted("That time has just gone.")
    return sentence("{reason}.", reason=reason if isinstance(reason, Sentence) else sentence(reason))


def take(sessions: Iterable[Session], *, with_margins: bool = True) -> None:
    """Write down the time that booked sessions take, with its margins. Wants `with_people()`.

    The database refuses what overlaps: IntegrityError, which `in_turn` turns into a refusal.
    """
    sessions = list(sessions)
    plans = [planned(one) for one in sessions]
    TakenTime.objects.bulk_create(
        TakenTime(session=session, person_id=person, starts=starts, ends=ends)
        for session, stretches in zip(sessions, stretches_of(plans, with_margins=with_margins), strict=True)
        for person, starts, ends in stretches
    )


def take_for_hold(hold: Hold, plan: Planned) -> None:
    """Write down the time that a held slot takes until it expires."""
    _take_for_hold(hold, stretches_of([plan])[0])


def take_pieces_for_hold(hold: Hold, pieces: Iterable[tuple[int, int, int]]) -> None:
    """Write down stretches (person, starts, ends) that a hold takes until it expires."""
    _take_for_hold(hold, pieces)


def _take_for_hold(hold: Hold, stretches: Iterable[tuple[int, int, int]]) -> None:
    TakenTime.objects.bulk_create(
        TakenTime(hold=hold, person_id=person, starts=starts, ends=ends, expires_at=hold.expires_at)
        for person, starts, ends in stretches
    )


def stretches_of(plans: Sequence[Planned], *, with_margins: bool = True) -> list[list[tuple[int, int, int]]]:
    """Return for each plan whose time it takes, and from which minute to which: two queries.

    None without margins, and each plan's own minutes then.
    """
    found = []
    around = margins_of(plans) if with_margins else [[(0, 0)] * len(plan.everybody) for plan in plans]
    for plan, margins in zip(plans, around, strict=True):
        starts, ends = minute_of(plan.starts_at), minute_of(plan.ends_at)
        whole: dict[int, tuple[int, int]] = {}
        for member, (before, after) in zip(plan.everybody, margins, strict=True):
            # Files may name the supervisor of a group among those invited: their time is taken once.
            first, last = whole.get(member.person_id, (starts, ends))
            whole[member.person_id] = (min(first, starts - before), max(last, ends + after))
        found.append([(person, *stretch) for person, stretch in sorted(whole.items())])
    return found


def release(sessions: Iterable[Session | int]) -> None:
    """Free the time that these sessions took."""
    ids = [getattr(session, "pk", session) for session in sessions]
    TakenTime.objects.filter(session__in=ids).delete()


def free_run_out(person_ids: Iterable[int], *, now: datetime) -> None:
    """Clear away holds of these persons that ran out: the database cannot tell them from those that hold."""
    TakenTime.objects.run_out(now).filter(person_id__in=list(person_ids)).delete()


def free_proposals(sessions: Iterable[Session], *, now: datetime) -> None:
    """Take back what was still proposed for these sessions, and free the times that were held for it."""
    open_ones = Proposal.objects.filter(
        session__in=[session.pk for session in sessions], state=Proposal.State.OPEN
    )
    Hold.objects.filter(proposed_time__proposal__in=open_ones).delete()
    open_ones.update(state=Proposal.State.WITHDRAWN, answered_at=now)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
