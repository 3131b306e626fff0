"""What may be said about a session, whose word stands, and when two words agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from supervision.errors import Refusal
from supervision.wording import sentence

T = TypeVar("T")

HELD, SHORT, CANCELLED, MISSED = "held", "short", "cancelled", "missed"
TOOK_PLACE = frozenset({HELD, SHORT})
SUPERVISOR, SUPERVISEE, ORGANISATION = "supervisor", "supervisee", "organisation"
INDIVIDUAL, GROUP = "individual", "group"

LONGEST_MINUTES = 24 * 60
MOST_BESIDE = 7
ANSWER_WITHIN = timedelta(days=7)
UNDO_WITHIN = timedelta(minutes=10)


class NotYetBegun(Refusal):
    code = "session_not_begun"


class WrongLength(Refusal):
    code = "session_length"


class NobodyCame(Refusal):
    code = "session_nobody_came"


class WrongPeople(Refusal):
    code = "session_people"


class TooLateToUndo(Refusal):
    code = "account_undo_passed"


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says happened.

    `minutes` is how long it really was, for what took place; `cancelled_by` the side, for what was
    called off. `came` names the supervisees who were there: those its teller can speak of.
    """

    outcome: str
    minutes: int | None = None
    cancelled_by: str = ""
    came: frozenset[int] = frozenset()

    @property
    def took_place(self) -> bool:
        return self.outcome in TOOK_PLACE


@dataclass(frozen=True, slots=True)
class Word:
    """What one member said, when, from which side, and of whose presence they could speak."""

    member: int
    side: str
    said: Said
    given_at: datetime
    speaks_of: frozenset[int]


class Standing(StrEnum):
    UNRECORDED = "unrecorded"
    CALLED_OFF = "called_off"  # beforehand, by one side: there is nothing to record
    FILED = "filed"  # it came in with the organisation's files: nobody's word, and nobody is asked
    WAITING = "waiting"  # one side's word, the other may still answer
    ONE_SIDED = "one_sided"  # one side's word, seven days on
    AGREED = "agreed"
    DIFFERING = "differing"


def check_begun(starts_at: datetime, *, now: datetime) -> None:
    """Raise NotYetBegun unless the session has started by `now`."""
    if starts_at > now:
        raise NotYetBegun("That is still to come. Say how it went once it has started.")


def check_length(minutes: int | None) -> int:
    """Return `minutes`; raise WrongLength unless it lies between one and a day's, both included."""
    if minutes is None or not 1 <= minutes <= LONGEST_MINUTES:
        raise WrongLength("How many minutes was it? Between 1 and 1,440.")
    return minutes


def check_people(
    *, kind: str, supervisor: int, supervisees: Sequence[int], beside: Sequence[int] = ()
) -> None:
    """Raise WrongPeople unless an individual session has one supervisee, a group one or more, each once.

    Up to seven others may be `beside` the supervisor.
    """
    if {supervisor, *beside} & set(supervisees):
        raise WrongPeople("Nobody can be on both sides of a session.")
    if len({supervisor, *beside}) != 1 + len(beside):
        raise WrongPeople("Somebody is named twice.")
    if len(beside) > MOST_BESIDE:
        raise WrongPeople(sentence("At most {most} beside the supervisor, please.", most=MOST_BESIDE))
    if len(set(supervisees)) != len(supervisees):
        raise WrongPeople("Somebody is named twice.")
    if not supervisees:
        raise WrongPeople("Say who was there.")
    if kind == INDIVIDUAL and len(supervisees) != 1:
        raise WrongPeople("An individual session has one supervisee. For several, record a group.")


def complete(said: Said, *, planned_minutes: int, speaks_of: frozenset[int], kind: str, side: str) -> Said:
    """Return what was said with only what belongs to its outcome, the plain defaults filled in.

    Held without minutes is as long as planned; a short one is shorter than planned. Presence is kept
    for those the teller can speak of; where an individual session took place, its supervisee came.
    Raises WrongLength, NobodyCame or Refusal where words are missing or do not fit.
    """
    if said.outcome not in (HELD, SHORT, CANCELLED, MISSED):
        raise Refusal("Say whether it was held, held short, called off, or did not happen.")
    if said.outcome == MISSED:
        return Said(MISSED)
    if said.outcome == CANCELLED:
        if said.cancelled_by not in (SUPERVISOR, SUPERVISEE, ORGANISATION):
            raise Refusal("Say who called it off.")
        return Said(CANCELLED, cancelled_by=said.cancelled_by)
    is_as_planned = said.outcome == HELD and said.minutes is None
    minutes = check_length(planned_minutes if is_as_planned else said.minutes)
    if said.outcome == SHORT and minutes >= planned_minutes:
        raise WrongLength(
            sentence("Short means less than the {minutes} minutes planned.", minutes=planned_minutes)
        )
    came = speaks_of if kind == INDIVIDUAL else said.came & speaks_of
    if not came and side != SUPERVISEE:
        raise NobodyCame("Tick who came, or say that it didn’t happen.")
    return Said(said.outcome, minutes=minutes, came=came)


def in_order(words: Iterable[Word]) -> list[Word]:
    """Return words, the first given first."""
    return sorted(words, key=lambda word: (word.given_at, word.member))


def stands(words: Iterable[Word]) -> Said | None:
    """Return what stands: the first word given, until the two sides agree. None while nobody said."""
    return next((word.said for word in in_order(words)), None)


def presence(words: Iterable[Word], invited: Iterable[int]) -> dict[int, bool | None]:
    """Return who came, by member: the first word of anybody who can speak of them; None, nobody yet.

    Only where the session, as it stands, took place.
    """
    ordered = in_order(words)
    if not ordered or not ordered[0].said.took_place:
        return dict.fromkeys(invited)
    known: dict[int, bool | None] = dict.fromkeys(invited)
    for word in reversed(ordered):
        if word.said.took_place:
            known.update({pk: pk in word.said.came for pk in word.speaks_of if pk in known})
    return known


def differ(one: Word, other: Word) -> bool:
    """Say whether two words cannot both be right: what happened, how long, or who of those both know came."""
    a, b = one.said, other.said
    if (a.took_place, a.minutes, a.cancelled_by) != (b.took_place, b.minutes, b.cancelled_by):
        return True
    if not a.took_place:
        return a.outcome != b.outcome
    both = one.speaks_of & other.speaks_of
    return a.came & both != b.came & both


def standing(words: Iterable[Word], *, is_recorded: bool, is_off: bool = False, now: datetime) -> Standing:
    """Return how the words stand: two sides agree, any two differ, or one side's alone and for how long.

    It becomes one-sided seven days (of 24 hours) after the first word. Source: product.md, "Confirmation".
    Of one that was called off beforehand (`is_off`), nobody is asked anything.
    """
    if is_off:
        return Standing.CALLED_OFF
    ordered = in_order(words)
    if not ordered:
        return Standing.FILED if is_recorded else Standing.UNRECORDED
    if any(differ(one, other) for i, one in enumerate(ordered) for other in ordered[i + 1 :]):
        return Standing.DIFFERING
    if len({word.side for word in ordered}) > 1:
        return Standing.AGREED
    return Standing.WAITING if now < answer_by(ordered[0].given_at) else Standing.ONE_SIDED


def answer_by(given_at: datetime) -> datetime:
    """Return the moment from which a word that nobody answered stands with one name under it."""
    return given_at + ANSWER_WITHIN


def check_undo(given_at: datetime, *, now: datetime) -> None:
    """Raise TooLateToUndo once ten minutes have passed since a word was given."""
    if not can_undo(given_at, now=now):
        raise TooLateToUndo("Ten minutes have passed. You can still say that it was different.")


def can_undo(given_at: datetime, *, now: datetime) -> bool:
    """Say whether a word given then can still be taken back: up to ten minutes, the tenth not included."""
    return now < given_at + UNDO_WITHIN


def can_take_back(*, booked_at: datetime | None, sequence: int, now: datetime) -> bool:
    """Say whether whoever booked it can still undo that: within ten minutes, as long as it was not moved.

    `sequence` is how often it changed since it was booked.
    """
    return booked_at is not None and can_undo(booked_at, now=now) and sequence == 0


def usual_start(last: datetime | None, *, minutes: int, now: datetime) -> datetime:
    """Return when a session that nobody booked most likely began. Both are wall times in one zone, naive.

    The last time that the weekday and hour of the `last` one came round and is over; with none, or
    none since, the latest full hour that leaves it time to have ended.
    """
    if last is not None:
        weeks = (now - timedelta(minutes=minutes) - last) // timedelta(weeks=1)
        if weeks >= 1:
            return last + timedelta(weeks=weeks)
    ended = now - timedelta(minutes=minutes)
    return ended.replace(minute=0, second=0, microsecond=0)


class Freed(StrEnum):
    """What becomes of a booked session when somebody in it leaves."""

    STAYS = "stays"
    WITHOUT_THEM = "without_them"  # it goes on with the others
    OFF = "off"


def freed(*, supervisor_leaves: bool, leaving: Collection[T], invited: Collection[T]) -> Freed:
    """Return what becomes of a booked session after the last day of those who leave.

    Without its supervisor, or with nobody left to supervise, it is called off; a group goes on without
    those who leave. Source: product.md, "People".
    """
    gone = set(leaving) & set(invited)
    if supervisor_leaves or gone == set(invited):
        return Freed.OFF
    return Freed.WITHOUT_THEM if gone else Freed.STAYS


def is_after_last_day(starts_at: datetime, *, zone: ZoneInfo, last_day: date | None) -> bool:
    """Say whether a session lies after somebody's last day, in their own zone."""
    return last_day is not None and starts_at.astimezone(zone).date() > last_day
