"""Taking a place in a circle, waiting for one, leaving one out, and giving one up.

Whoever changes who has a place locks the circle first and then, in order, the persons whose time it is
about. A place that comes free goes to whoever has waited longest, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import IntegrityError

from peers.circles import access, rules, telling
from peers.circles.models import Absence, Circle, Guest, Meeting, Place
from peers.circles.sealing import names_of
from supervision.availability import taking
from supervision.errors import Refusal
from supervision.people.models import Member

T = TypeVar("T")
LONGEST_NOTE = 300


class CircleFull(Refusal):
    """Every place of this kind is taken. One can wait for the next."""

    code = "circle_full"
    facts = {"may_wait": True}


class AlreadyIn(Refusal):
    """They have a place here, or wait for one."""

    code = "circle_already_in"


class NameTaken(Refusal):
    """Somebody here goes by this name."""

    code = "circle_name_taken"


class ElsewhereThen(Refusal):
    """They are somewhere else at that time."""

    code = "circle_elsewhere"


class NotOn(Refusal):
    """The meeting has begun, was called off, or the circle has ended."""

    code = "circle_not_on"


class HoldsIt(Refusal):
    """Whoever holds a circle is in it already."""

    code = "circle_holds_it"


class PlaceGone(Refusal):
    """There is no such place any more."""

    code = "circle_place_gone"
    status = 404


# ---------------------------------------------------------------- one after another
def in_turn(act: Callable[[], T]) -> T:
    """Return what `act` gives, done in one transaction.

    What the database itself refuses reads as it would have under the lock: CircleFull, ElsewhereThen.
    """
    try:
        return taking.in_turn(act)
    except taking.TimeTaken:
        raise ElsewhereThen("You have something else at that time.") from None
    except IntegrityError as error:
        if "circle_seat_once" in str(error) or "_place.seat" in str(error):
            raise CircleFull("The last place has just gone. You can wait for the next.") from None
        if "circle_member_once" in str(error) or "_place.member_id" in str(error):
            raise AlreadyIn("You have a place here already.") from None
        raise


def lock_circle(circle: Circle) -> Circle:
    """Lock a circle until the transaction ends, and return it afresh. Raises NotOn when it is gone."""
    Circle.objects.locked(circle)
    fresh = Circle.objects.with_host().filter(pk=circle.pk).first()
    if fresh is None:
        raise NotOn("This circle has ended.")
    return fresh


def stretch_of(circle: Circle, meeting: Meeting) -> tuple[datetime, datetime]:
    """Return from when to when a meeting takes one's time; a team's with a quarter of an hour round it."""
    apart = rules.APART if circle.kind == rules.TEAM else timedelta(0)
    return meeting.starts_at - apart, meeting.ends_at + apart


def meetings_ahead(circle: Circle, *, now: datetime) -> list[Meeting]:
    """Return the meetings of a circle that are on and have yet to begin, soonest first."""
    return list(circle.meetings.on().filter(starts_at__gt=now).order_by("starts_at", "pk"))


# ---------------------------------------------------------------- taking a place
def join(
    member: Member,
    circle: Circle,
    meeting: Meeting | None,
    *,
    alias: str,
    listens: bool = False,
    note: str = "",
    may_wait: bool = False,
    now: datetime,
) -> Place:
    """Take a place at a meeting, or with no meeting in a standing circle, under any name.

    With `may_wait` one waits when every place of the kind is taken. Raises BadAlias, NameTaken,
    CircleFull, AlreadyIn, ElsewhereThen, NotOn, HoldsIt.
    """
    name = rules.tidy_alias(alias)
    kind = rules.LISTEN if listens else rules.SPEAK

    def act() -> Place:
        own = lock_circle(circle)
        if own.facilitator.person_id == member.person_id:
            raise HoldsIt("You hold this circle, so you are in it already.")
        check_apart(own, member, now=now)
        return seat_someone(
            own, meeting, member=member, name=name, kind=kind, note=note, may_wait=may_wait, now=now
        )

    return in_turn(act)


def check_apart(circle: Circle, member: Member, *, now: datetime) -> None:
    """Raise CircleFull where a standing group has somebody with whom this member is not brought together.

    It reads like any full group, and says no more: lists and lines are explained to nobody.
    """
    if circle.kind == rules.GROUP and circle.pk in access.groups_apart(member, [circle.pk], now=now):
        raise CircleFull("All places are taken.")


def seat_someone(
    circle: Circle,
    meeting: Meeting | None,
    *,
    name: str,
    kind: str,
    member: Member | None = None,
    guest: Guest | None = None,
    note: str = "",
    may_wait: bool,
    now: datetime,
) -> Place:
    """Give a member or a guest a place, or their turn on the list. Wants the circle's lock."""
    meeting = still_on(circle, meeting, now=now)
    places = list(Place.objects.at(circle, meeting))
    if any((member and one.member_id == member.pk) or (guest and one.guest_id == guest.pk) for one in places):
        raise AlreadyIn("You have a place here already.")
    if any(rules.same_name(name, other) for other in names_of(circle, places).values()):
        raise NameTaken("Somebody here goes by that name. Choose another.")
    taken = {one.seat for one in places if one.seat_kind == kind and one.seat}
    seat = rules.free_seat(circle.places if kind == rules.SPEAK else circle.listening, taken)
    if seat is None and not may_wait:
        raise CircleFull("The last place has just gone. You can wait for the next.")
    place = Place(
        circle=circle,
        meeting=meeting,
        member=member,
        guest=guest,
        seat_kind=kind,
        seat=seat,
        state=Place.State.HELD if seat else Place.State.WAITING,
        asked_at=now,
    )
    place.alias = name
    place.note = note.strip()[:LONGEST_NOTE]
    place.save(force_insert=True)
    if seat:
        _take_time(circle, place, meeting, now=now)
        telling.tell(telling.JOINED, [place], _first(circle, meeting, now=now), circle=circle, now=now)
    return place


def still_on(circle: Circle, meeting: Meeting | None, *, now: datetime) -> Meeting | None:
    """Return a meeting afresh that one may still join; None for a standing circle that goes on.

    Raises NotOn once it has begun, was called off, or all is over.
    """
    if circle.ended_at is not None:
        raise NotOn("This circle has ended.")
    if circle.is_standing:
        if not circle.meetings.on().filter(starts_at__gt=now).exists():
            raise NotOn("This circle has no more meetings.")
        return None
    fresh = circle.meetings.filter(pk=meeting.pk).first() if meeting else None
    if fresh is None or fresh.state == Meeting.State.OFF:
        raise NotOn("This meeting was called off.")
    if fresh.starts_at <= now:
        raise NotOn("This meeting has begun.")
    return fresh


def _first(circle: Circle, meeting: Meeting | None, *, now: datetime) -> Meeting | None:
    return meeting or circle.meetings.on().filter(starts_at__gt=now).order_by("starts_at").first()


def _take_time(circle: Circle, place: Place, meeting: Meeting | None, *, now: datetime) -> None:
    """Take a member's time for a meeting, or for all that a standing circle has ahead.

    Where they are somewhere else already: ElsewhereThen for one meeting, "not this time" for one of many.
    """
    if place.member is None:
        return
    person = place.member.person_id
    taking.lock_persons([person])
    if meeting is not None:
        starts_at, ends_at = stretch_of(circle, meeting)
        reference = telling.held_name(place.pk, meeting.pk)
        taking.take(reference, [person], starts_at, ends_at, now=now)
        return
    for one in meetings_ahead(circle, now=now):
        if not take_if_free(circle, place, one, now=now):
            Absence.objects.get_or_create(place=place, meeting=one)


def take_if_free(circle: Circle, place: Place, meeting: Meeting, *, now: datetime) -> bool:
    """Take a member's time for one meeting, unless they are somewhere else. Wants the person's lock."""
    if place.member is None:
        return True
    person = place.member.person_id
    starts_at, ends_at = stretch_of(circle, meeting)
    minutes = taking.minute_of(starts_at), taking.minute_of(ends_at)
    if any(taking.spans_of([person], *minutes, now=now).values()):
        return False
    taking.take(telling.held_name(place.pk, meeting.pk), [person], starts_at, ends_at, now=now)
    return True


# ---------------------------------------------------------------- giving it up
def leave(place: Place, *, now: datetime, told_as: str = "left") -> list[Place]:
    """Give a place or a turn on the list up, without a reason. Return who got the place by that.

    Nothing of it is kept. Raises PlaceGone.
    """

    def act() -> list[Place]:
        circle = lock_circle(place.circle)
        fresh = Place.objects.select_related("meeting", "member").filter(pk=place.pk).first()
        if fresh is None:
            raise PlaceGone("There is no such place any more.")
        take_away([fresh], circle=circle, now=now, told_as=told_as)
        return fill(circle, fresh.meeting, now=now)

    return in_turn(act)


def take_away(places: Sequence[Place], *, circle: Circle, now: datetime, told_as: str = "left") -> None:
    """Take these places of one circle away, with the time they take. Wants the circle's lock."""
    for place in places:
        ahead = [place.meeting] if place.meeting else meetings_ahead(circle, now=now)
        gone = [one for one in ahead if one is not None]
        taking.release([telling.held_name(place.pk, one.pk) for one in gone])
        if place.state == Place.State.HELD:
            still = [one for one in gone if one.starts_at > now and one.state != Meeting.State.OFF]
            for meeting in still[:1]:
                telling.tell(telling.LET_GO, [place], meeting, circle=circle, now=now, told_as=told_as)
    Place.objects.filter(pk__in=[place.pk for place in places]).delete()


def stay_away(place: Place, meeting: Meeting, *, now: datetime) -> None:
    """Leave one meeting of a standing circle out, without a reason. Raises NotOn, PlaceGone."""

    def act() -> None:
        circle = lock_circle(place.circle)
        fresh, one = _of_standing(circle, place, meeting, now=now)
        Absence.objects.get_or_create(place=fresh, meeting=one)
        taking.release([telling.held_name(fresh.pk, one.pk)])

    in_turn(act)


def come_after_all(place: Place, meeting: Meeting, *, now: datetime) -> None:
    """Take "not this time" back. Raises ElsewhereThen, NotOn, PlaceGone."""

    def act() -> None:
        circle = lock_circle(place.circle)
        fresh, one = _of_standing(circle, place, meeting, now=now)
        if Absence.objects.filter(place=fresh, meeting=one).delete()[0] and fresh.member:
            taking.lock_persons([fresh.member.person_id])
            if not take_if_free(circle, fresh, one, now=now):
                raise ElsewhereThen("You have something else at that time.")

    in_turn(act)


def _of_standing(circle: Circle, place: Place, meeting: Meeting, *, now: datetime) -> tuple[Place, Meeting]:
    fresh = Place.objects.held().select_related("member").filter(pk=place.pk, meeting=None).first()
    one = circle.meetings.on().filter(pk=meeting.pk, starts_at__gt=now).first()
    if fresh is None:
        raise PlaceGone("There is no such place any more.")
    if one is None:
        raise NotOn("This meeting has begun, or was called off.")
    return fresh, one


# ---------------------------------------------------------------- the waiting list
def fill(circle: Circle, meeting: Meeting | None, *, now: datetime) -> list[Place]:
    """Give whatever is free to those who have waited longest, and tell them. Wants the circle's lock.

    Whoever would not hear of it early enough to say no, or is somewhere else then, keeps their turn.
    """
    waiting = list(Place.objects.at(circle, meeting).waiting().select_related("member", "guest"))
    try:
        meeting = still_on(circle, meeting, now=now)
    except NotOn:
        return []
    if not waiting:
        return []
    taken: dict[str, set[int]] = {kind: set() for kind in rules.SEATS}
    for kind, seat in Place.objects.at(circle, meeting).held().values_list("seat_kind", "seat"):
        taken[kind].add(seat)
    size = {rules.SPEAK: circle.places, rules.LISTEN: circle.listening}
    free = {
        kind: sum(number not in taken[kind] for number in range(1, size[kind] + 1)) for kind in rules.SEATS
    }
    chosen = rules.who_fills(_as_values(circle, meeting, waiting, now=now), free)
    by_key = {place.pk: place for place in waiting}
    filled = []
    for one in chosen:
        place = by_key[one.key]
        seat = rules.free_seat(size[place.seat_kind], taken[place.seat_kind])
        won = Place.objects.filter(pk=place.pk, state=Place.State.WAITING).update(
            state=Place.State.HELD, seat=seat, came_free_at=now
        )
        if not won or seat is None:
            continue
        place.state, place.seat, place.came_free_at = Place.State.HELD, seat, now
        taken[place.seat_kind].add(seat)
        _take_time(circle, place, meeting, now=now)
        filled.append(place)
    if filled:
        telling.tell(telling.CAME_FREE, filled, _first(circle, meeting, now=now), circle=circle, now=now)
    return filled


def _as_values(
    circle: Circle, meeting: Meeting | None, waiting: Iterable[Place], *, now: datetime
) -> list[rules.Waiting]:
    """Return those who wait as the rule wants them: who is free then, and who is told in time."""
    waiting = list(waiting)
    if meeting is None:
        return [rules.Waiting(place.pk, place.seat_kind) for place in waiting]
    members = [place.member for place in waiting if place.member]
    persons = taking.lock_persons(one.person_id for one in members)
    starts_at, ends_at = stretch_of(circle, meeting)
    minutes = taking.minute_of(starts_at), taking.minute_of(ends_at)
    busy = taking.spans_of(persons, *minutes, now=now) if persons else {}
    reached = telling.reached_at(members, now=now)

    def in_time(place: Place) -> bool:
        at = reached.get(place.member_id) if place.member_id else now
        return at is not None and rules.can_still_say_no(at, meeting.starts_at)

    return [
        rules.Waiting(
            place.pk,
            place.seat_kind,
            is_free=place.member is None or not busy.get(place.member.person_id),
            is_told_in_time=in_time(place),
        )
        for place in waiting
    ]
