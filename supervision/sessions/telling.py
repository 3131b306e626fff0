"""What a page says of a session, to the one who looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from supervision.availability.models import Medium
from supervision.languages import is_english, worded
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sessions import access, rules
from supervision.sessions.models import Move, Session
from supervision.sessions.rules import Standing
from supervision.sessions.words import planned_minutes, words_of
from supervision.wording import noted

HOW = {Medium.VIDEO: noted("video"), Medium.PHONE: noted("phone"), Medium.IN_PERSON: noted("in person")}
NOT_ASKED = (Standing.FILED, Standing.CALLED_OFF)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Version:
    """One word as it is shown: whose, what it says, when, and whether it can still be taken back."""

    member: int
    teller: str
    is_own: bool
    what: str
    said: rules.Said
    given_at: datetime
    can_undo: bool


@dataclass(frozen=True, slots=True)
class Telling:
    """A session as one viewer reads it.

    `other` names who it is with, `kind` what it is and how long, `outcome` what happened, as far as the
    viewer may know; `standing` whose word that is, empty for whoever sees dates alone.
    """

    session: Session
    other: str
    kind: str
    how: str  # "video", "in person, Leeds"; empty for one that was not booked here
    outcome: str
    standing: Standing
    standing_words: str
    versions: Sequence[Version]
    is_part: bool
    side: str
    starts_at: datetime
    ends_at: datetime
    asks: bool  # it is over and the viewer can say how it went
    confirms: bool  # somebody of the other side said, and the viewer has not
    is_off: bool  # it was called off beforehand
    beside: Sequence[str] = ()  # who else is there beside the supervisor, "you" for the viewer
    is_beside: bool = False  # the viewer is there beside the supervisor
    rebooked: str = ""  # how soon it was booked anew, where the list asks for it
    moved: str = ""  # where it went from the time that the list shows here, if it did
    key: str = ""  # what the list calls this row


def count_words(number: int) -> str:
    """Return a number up to ten as a word in English, any other in figures."""
    return NUMBERS[number] if is_english() and 0 <= number < len(NUMBERS) else str(number)


def tell(session: Session, viewer: Member, *, now: datetime) -> Telling:
    """Return what `viewer` reads of a session. Wants `with_people()`: no query then."""
    words = words_of(session)
    standing = rules.standing(
        words,
        is_recorded=session.recorded_at is not None,
        is_off=session.cancelled_at is not None,
        now=now,
    )
    side = access.side_of(viewer.pk, session)
    is_part = side != rules.ORGANISATION
    own = next((word for word in words if word.member == viewer.pk), None)
    asked = [word for word in words if word.side != side]
    has_begun = session.starts_at <= now
    names = {session.supervisor_id: session.supervisor.person}
    names |= {one.member_id: one.member.person for one in session.attendances.all()}
    names |= {one.member_id: one.member.person for one in session.accounts.all()}
    shown = [word for word in rules.in_order(words) if is_part or word.member == viewer.pk]
    return Telling(
        session=session,
        other=_other(session, side, names),
        kind=_kind(session),
        how=how_words(session.medium, session.place),
        outcome=outcome_words(session, viewer, now=now) if is_part else to_a_lead(session, now=now),
        standing=standing,
        standing_words=_standing_words(standing, words, own, names) if is_part else "",
        versions=[
            Version(
                member=word.member,
                teller=_("You") if word.member == viewer.pk else names[word.member].get_short_name(),
                is_own=word.member == viewer.pk,
                what=said_words(word.said, session, viewer.pk, teller=word),
                said=word.said,
                given_at=word.given_at,
                can_undo=word.member == viewer.pk and rules.can_undo(word.given_at, now=now),
            )
            for word in shown
        ],
        is_part=is_part,
        side=side,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        asks=has_begun and is_part and own is None and standing not in NOT_ASKED,
        confirms=has_begun and is_part and own is None and bool(asked),
        is_off=session.cancelled_at is not None,
        beside=[
            "you" if one.member_id == viewer.pk else one.member.person.name for one in session.besides.all()
        ],
        is_beside=viewer.pk in access.beside(session),
    )


def how_words(medium: str, place: str = "") -> str:
    """Return how one meets: "video", "phone", "in person, Leeds"; empty where nobody said."""
    if not medium:
        return ""
    words = worded(HOW[Medium(medium)])
    return f"{words}, {place}" if place and medium == Medium.IN_PERSON else words


def rebooked_words(session: Session, viewer: Member) -> str:
    """Return how soon a session that was called off was booked anew: "rebooked in 13 days".

    Counted in the viewer's days from the day it was called off to the day of the new one. Empty where
    none came in its place. Wants `with_rebooking()`: no query then.
    """
    anew = [
        one for one in session.rebooked_by.all() if one.status in (Session.Status.BOOKED, Session.Status.HELD)
    ]
    if session.status != Session.Status.CANCELLED or not anew:
        return ""
    since = session.cancelled_at or session.starts_at
    days = (local_day(min(one.starts_at for one in anew), viewer.zone) - local_day(since, viewer.zone)).days
    if days <= 0:
        return _("rebooked for the same day")
    words = ngettext("rebooked in {number} day", "rebooked in {number} days", days)
    return words.format(number=count_words(days))


def moved_words(move: Move, viewer: Member, session: Session) -> str:
    """Return where a session went from a time it had, and by whom: "Moved to 13 October by Judith".

    On the same day the new time, "Moved to 14:00". Wants the session's people, and `move.by`'s person.
    """
    there, here = (at.astimezone(viewer.zone) for at in (session.starts_at, move.starts_at))
    if there.date() == here.date():
        where = f"{there:%H:%M}"
    else:
        where = format_date(there, "j F" if there.year == here.year else "j F Y")
    if move.by is None:
        return _("Moved to {where}").format(where=where)
    if move.by.pk == viewer.pk:
        return _("Moved to {where} by you").format(where=where)
    is_in = move.by.pk in access.everybody(session)
    name = (
        move.by.person.get_short_name()
        if is_in
        else _("us, at {name}").format(name=session.organisation.name)
    )
    return _("Moved to {where} by {name}").format(where=where, name=name)


def said_words(
    said: rules.Said, session: Session, viewer_id: int, *, teller: rules.Word | None = None
) -> str:
    """Return a word as a phrase: "held, 60 minutes", "called off by Judith", "it didn’t happen"."""
    if said.outcome == rules.MISSED:
        return _("it didn’t happen")
    if said.outcome == rules.CANCELLED:
        return _("called off by {whom}").format(whom=_side_words(said.cancelled_by, session, viewer_id))
    pattern = (
        _("held short, {minutes} minutes") if said.outcome == rules.SHORT else _("held, {minutes} minutes")
    )
    length = pattern.format(minutes=said.minutes)
    if session.kind != rules.GROUP or teller is None:
        return length
    if teller.side == rules.SUPERVISEE:
        return length if said.came else _("{held}, without them").format(held=length)
    came, invited = count_words(len(said.came)), count_words(len(access.invited(session)))
    return _("{held}, {came} of {invited} came").format(held=length, came=came, invited=invited)


def outcome_words(session: Session, viewer: Member, *, now: datetime) -> str:
    """Return what happened as it stands, for those who took part."""
    if session.status == Session.Status.BOOKED:
        return _("Booked") if session.starts_at > now else _("Not recorded yet")
    if session.status == Session.Status.MISSED:
        return _("Didn’t happen")
    if session.status == Session.Status.CANCELLED:
        return _("Called off by {whom}").format(whom=_side_words(session.cancelled_by, session, viewer.pk))
    came = next((one.attended for one in session.attendances.all() if one.member_id == viewer.pk), None)
    if session.kind == rules.GROUP and came is False:
        return _("Held without you")
    return _("Held short") if (session.held_minutes or 0) < planned_minutes(session) else _("Held")


def to_a_lead(session: Session, *, now: datetime) -> str:
    """Return what a lead reads: held or not, and the minutes. Never by whom it was called off."""
    if session.status == Session.Status.BOOKED:
        return _("Booked") if session.starts_at > now else _("Not recorded yet")
    if session.status == Session.Status.HELD:
        return _("Held, {minutes} minutes").format(minutes=session.held_minutes)
    return _("Not held")


def _standing_words(standing: Standing, words: list[rules.Word], own: rules.Word | None, names: dict) -> str:
    if standing is Standing.AGREED:
        return _("both say so")
    if standing is Standing.DIFFERING:
        return _("two versions")
    if standing in (Standing.WAITING, Standing.ONE_SIDED):
        teller = rules.in_order(words)[0].member
        says = _("you say so") if own else _("{name} says so").format(name=names[teller].get_short_name())
        return says if standing is Standing.WAITING else _("only {says}").format(says=says)
    return ""


def _side_words(side: str, session: Session, viewer_id: int) -> str:
    if side == rules.ORGANISATION:
        return _("us, at {organisation}").format(organisation=session.organisation.name)
    if side == rules.SUPERVISOR:
        return _("you") if viewer_id == session.supervisor_id else session.supervisor.person.get_short_name()
    people = [one.member for one in session.attendances.all()]
    if any(member.pk == viewer_id for member in people):
        return _("you")
    return people[0].person.get_short_name() if len(people) == 1 else _("the group")


def _other(session: Session, side: str, names: dict) -> str:
    """Return who a session is with: the other side; for a lead, both."""
    supervisees = [one.member.person.name for one in session.attendances.all()]
    group = supervisees[0] if len(supervisees) == 1 else group_words(len(supervisees))
    if side == rules.SUPERVISOR:
        return group
    if side == rules.SUPERVISEE:
        return session.supervisor.person.name
    return _("{supervisee} with {supervisor}").format(
        supervisee=group, supervisor=session.supervisor.person.name
    )


def group_words(people: int) -> str:
    return _("Group of {number}").format(number=count_words(people))


def _kind(session: Session) -> str:
    planned = planned_minutes(session)
    held = session.held_minutes
    if held is not None and held < planned:
        minutes = _("{held} of {planned} minutes").format(held=held, planned=planned)
    else:
        minutes = _("{number} minutes").format(number=held or planned)
    people = len(access.invited(session))
    kind = group_words(people) if session.kind == rules.GROUP else _("Individual")
    return f"{kind}, {minutes}"
