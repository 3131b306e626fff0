"""Handing a circle on: whoever holds it asks a colleague, or those in it. The first yes has it.

Whoever leaves the organisation is not asked to do it first: those in it are asked then, so that nobody is
left standing before a door that nobody opens. Notes to the one before are not passed on, nor who came.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from peers.circles import access, hosting, rules, sealing, services, telling
from peers.circles.models import Circle, HandOver, Meeting, Place
from peers.circles.sealing import names_of
from supervision.availability import taking
from supervision.errors import Refusal
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.wording import noted


class NotAsked(Refusal):
    """Nobody looks for somebody to hold this circle, or not for this member."""

    code = "circle_not_asked"

    def __init__(self) -> None:
        super().__init__(noted("It is settled already. Thank you for thinking about it."))


class NobodyInIt(Refusal):
    """There is nobody in the circle who could be asked."""

    code = "circle_nobody_in_it"


# ---------------------------------------------------------------- asking
def ask_to_hold(circle: Circle, to: Member | None, *, now: datetime) -> HandOver:
    """Ask a colleague to hold a circle, or with nobody named those in it; in place of who was asked before.

    Until somebody says yes everything stays as it is. A colleague who is kept apart from somebody in a
    standing group hears nothing, and nobody else learns that. Raises NotOn, NotForThisTeam, NobodyInIt.
    """

    def act() -> HandOver:
        own = services.lock_circle(circle)
        if own.ended_at is not None or not services.meetings_ahead(own, now=now):
            raise services.NotOn("This circle has no more meetings.")
        if to is not None:
            _check_may_hold(own, to)
        asked = [to] if to is not None else access.could_hold(own, now=now)
        if not asked:
            raise NobodyInIt("Nobody is in it yet who could be asked. Name a colleague.")
        if to is not None and not access.may_be_handed(own, to, now=now):
            asked = []
        hand, _ = HandOver.objects.update_or_create(circle=own, defaults={"to": to, "asked_at": now})
        telling.tell_hands(own, [member.pk for member in asked], now=now)
        return hand

    return services.in_turn(act)


def _check_may_hold(circle: Circle, member: Member) -> None:
    if member.pk == circle.facilitator_id or member.organisation_id != circle.organisation_id:
        raise NotAsked
    if circle.kind == rules.TEAM:
        hosting.check_team(member, circle.team)


def keep_it(circle: Circle) -> None:
    """Ask nobody any more: whoever holds it goes on. Nothing happens when nobody was asked."""
    HandOver.objects.filter(circle=circle).delete()


# ---------------------------------------------------------------- answering
def asked_of(member: Member, circle: Circle, *, now: datetime) -> HandOver | None:
    """Return what is asked of a member about a circle; None when nothing is."""
    hand = HandOver.objects.filter(circle=circle).first()
    if hand is None or circle.ended_at is not None or circle.facilitator_id == member.pk:
        return None
    if hand.to_id is not None:
        is_asked = hand.to_id == member.pk and access.may_be_handed(circle, member, now=now)
        return hand if is_asked else None
    return hand if member in access.could_hold(circle, now=now) else None


def busy_at(circle: Circle, member: Member, *, now: datetime) -> list[Meeting]:
    """Return the meetings ahead at which a member is somewhere else; what their own place takes is not."""
    found = []
    for meeting in services.meetings_ahead(circle, now=now):
        if Place.objects.coming(meeting).of(member).exists():
            continue
        starts_at, ends_at = services.stretch_of(circle, meeting)
        minutes = taking.minute_of(starts_at), taking.minute_of(ends_at)
        if any(taking.spans_of([member.person_id], *minutes, now=now).values()):
            found.append(meeting)
    return found


def take_on(circle: Circle, by: Member, *, now: datetime) -> Circle:
    """Hold a circle from now on. Meetings at which one is somewhere else are called off.

    Whoever held it is told, and everybody with a place; what they wrote to the one before is gone. Raises
    NotAsked.
    """

    def act() -> Circle:
        own = services.lock_circle(circle)
        if asked_of(by, own, now=now) is None or not HandOver.objects.filter(circle=own).delete()[0]:
            raise NotAsked
        before = own.facilitator
        taking.lock_persons([before.person_id, by.person_id])
        ahead = services.meetings_ahead(own, now=now)
        busy = {meeting.pk for meeting in busy_at(own, by, now=now)}
        _leave_seat(own, by, ahead)
        seal_anew(own, by, now=now)
        Circle.objects.filter(pk=own.pk).update(facilitator=by, link_sealed=own.link_sealed)
        for meeting in ahead:
            taking.release([telling.held_name(meeting.pk, meeting.pk)])
            meeting.circle = own
            if meeting.pk in busy:
                hosting.call_it_off(own, meeting, Meeting.Why.HOST, now=now)
            else:
                hosting.take_host(own, meeting, now=now)
        telling.tell_handed(own, before, is_yes=True, now=now)
        telling.tell_new_host(own, now=now)
        hosting.fill_all(own, now=now)
        record([Deed(own.organisation_id, "circle.handed_on", by.pk, before.pk)], at=now)
        return own

    return services.in_turn(act)


def _leave_seat(circle: Circle, member: Member, ahead: Sequence[Meeting]) -> None:
    places = list(Place.objects.filter(circle=circle, member=member))
    taking.release([telling.held_name(place.pk, one.pk) for place in places for one in ahead])
    Place.objects.filter(pk__in=[place.pk for place in places]).delete()


def seal_anew(circle: Circle, to: Member, *, now: datetime) -> None:
    """Seal for the new holder what they need: the link, names of those still to come, guests' addresses.

    Notes, who came, and the names of those who were there before are emptied: they were written to another.
    """
    link = sealing.read(circle, "link")
    current = Place.objects.filter(circle=circle).exclude(meeting__starts_at__lte=now)
    places = list(current.select_related("member"))
    names = names_of(circle, places)
    guests = list(circle.guests.all())
    for guest in guests:
        guest.circle = circle
    addresses = {guest.pk: sealing.read(guest, "email") for guest in guests}
    Place.objects.filter(circle=circle).update(note_sealed=b"", alias_sealed=b"")
    circle.meetings.exclude(came_sealed=b"").update(came_sealed=b"")
    circle.facilitator = to
    circle.link = link
    spare = rules.names_left(list(names.values()), number=len(places))
    for place in places:
        place.circle = circle
        place.alias = names.get(place.pk) or (spare.pop(0) if spare else "Somebody")
        place.save(update_fields=["alias_sealed"])
    for guest in guests:
        guest.email = addresses[guest.pk]
        guest.save(update_fields=["email_sealed"])


def pass_on(circle: Circle, by: Member, *, now: datetime) -> None:
    """Not this time. Where one colleague was asked, whoever holds the circle is told; of many, nobody is.

    Raises NotAsked.
    """

    def act() -> None:
        own = services.lock_circle(circle)
        hand = asked_of(by, own, now=now)
        if hand is None:
            raise NotAsked
        if hand.to_id is not None:
            hand.delete()
            telling.tell_handed(own, own.facilitator, is_yes=False, now=now)

    services.in_turn(act)


# ---------------------------------------------------------------- when somebody leaves
def look_for_somebody(circle: Circle, *, now: datetime) -> bool:
    """Ask those in a circle whose holder leaves; return whether there is anybody to ask. Asked once."""
    if HandOver.objects.filter(circle=circle).exists():
        return True
    try:
        ask_to_hold(circle, None, now=now)
    except (NobodyInIt, services.NotOn):
        return False
    return True
