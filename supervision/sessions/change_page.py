"""What the pages show on which a session is moved, called off, handed over, or another time is proposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from supervision.people.access import leads_of
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.sessions import access, booking_access, choosing, finding, lines, rules
from supervision.sessions.asking import search_again
from supervision.sessions.booking_forms import TimesForm
from supervision.sessions.choosing import Choice, Weeks
from supervision.sessions.models import Move, Session
from supervision.sessions.owed import due_dates
from supervision.sessions.series_words import pattern_words
from supervision.sessions.telling import Telling, to_a_lead


@dataclass(frozen=True, slots=True)
class Acts:
    """What the viewer can do with a session that is still to come."""

    move: bool
    call_off: bool
    leave: bool
    propose: bool
    hand_over: bool

    @property
    def any(self) -> bool:
        return self.move or self.call_off or self.leave or self.propose or self.hand_over


NOTHING = Acts(False, False, False, False, False)


def is_ahead(session: Session, *, now: datetime) -> bool:
    return session.status == Session.Status.BOOKED and session.starts_at > now


def acts_of(viewer: Member, session: Session, *, now: datetime) -> Acts:
    """Return what the viewer can do with a session; nothing with one that has begun or is off."""
    if not is_ahead(session, now=now):
        return NOTHING
    may_change = booking_access.may_change(viewer, session)
    is_part = access.side_of(viewer.pk, session) != rules.ORGANISATION
    return Acts(
        move=may_change,
        call_off=may_change,
        leave=booking_access.may_leave(viewer, session)
        and (not may_change or viewer.pk in access.beside(session)),
        propose=is_part and session.kind == rules.INDIVIDUAL,
        hand_over=booking_access.may_hand_over(viewer, session),
    )


def of_session(session: Session, viewer: Member, told: Telling, *, now: datetime) -> dict:
    """Return what the page of one session shows beside its words: what can be done, its series, its lines."""
    is_off = told.is_off
    return {
        "is_ahead": is_ahead(session, now=now),
        "acts": acts_of(viewer, session, now=now),
        "anew": rebooked_by(session) if is_off else None,
        "came_from": came_from(session, viewer),
        "may_book_anew": is_off and may_book_anew(viewer, session),
        "lines": lines_of(viewer, session, told),
        "proposal": proposal_on(session, viewer, now=now) if told.is_part else None,
        "may_decline_cover": may_decline_cover(viewer, session, now=now),
        "leads_who_see": leads_who_see(session, viewer),
        "to_a_lead": to_a_lead(session, now=now),
        **series_facts(session, viewer),
    }


def came_from(session: Session, viewer: Member) -> Move | None:
    """Return the time from which a session came last, for whoever is in it; None where it never moved."""
    if viewer.pk not in access.everybody(session):
        return None
    return session.moves.order_by("-moved_at", "-pk").first()


def may_decline_cover(viewer: Member, session: Session, *, now: datetime) -> bool:
    """Say whether the viewer is supervised in a session that somebody covers, and can say "not this time"."""
    is_covered = session.covers_for_id is not None and is_ahead(session, now=now)
    return is_covered and access.invited(session) == [viewer.pk]


def proposal_on(session: Session, viewer: Member, *, now: datetime) -> dict | None:
    """Return the open proposal of other times for a session, and whether the viewer made it; None without."""
    found = (
        session.proposals.open(now).select_related("proposed_by__person").prefetch_related("times").first()
    )
    if found is None:
        return None
    return {
        "row": found,
        "is_own": found.proposed_by_id == viewer.pk,
        "times": found.times.order_by("starts_at"),
    }


def names_of(session: Session) -> dict[int, str]:
    """Return the supervisor's short name by id. One name: the times need not say whose they are."""
    return {session.supervisor_id: session.supervisor.person.get_short_name()}


def weeks_for(
    session: Session, viewer: Member, form: TimesForm, *, now: datetime
) -> tuple[Weeks, list[Choice]]:
    """Return two weeks of times to which a session could go, from its own week on unless asked otherwise.

    Beside them the next free times, where those weeks have none.
    """
    asked = form.asked_first or local_day(session.starts_at, viewer.zone)
    first = choosing.first_shown(asked, today=local_day(now, viewer.zone))
    search = replace(
        search_again(session, around=now), first=first, last=choosing.last_shown(first), zone=viewer.zone
    )
    found = finding.find_slots(search, now)
    weeks = choosing.weeks_shown(
        [
            (day.day, [slot for slot in day.slots if slot.starts_at != session.starts_at], day.reason)
            for day in found.days
        ],
        first=first,
        names=names_of(session),
        place=session.place,
        chosen=form.cleaned_data.get("slot") or "",
        prefer=session.starts_at,
        zone=viewer.zone,
        now=now,
    )
    return weeks, choices(
        finding.next_free(search, number=3, now=now), names_of(session)
    ) if weeks.is_empty else []


def choices(slots, names: dict[int, str]) -> list[Choice]:
    return [
        Choice(
            choosing.value_of(one.starts_at, one.supervisors[0]),
            one.starts_at,
            one.ends_at,
            one.supervisors[0],
            choosing.who_words(one.supervisors, names) or one.place,
        )
        for one in slots
    ]


def times_instead(session: Session, *, now: datetime) -> tuple[list[Choice], bool]:
    """Return up to three other times for a session that was called off, and whether they keep what is owed.

    Those up to the day on which its supervisees are owed one, if there are any; else the next ones; each
    day the one nearest to its old hour. Its own old time is never among them.
    """
    search = search_again(session, around=now)
    due = min(due_dates(access.invited(session), now=now).values(), default=None)
    slots = []
    if due is not None:
        slots = finding.next_free(search, number=4, before=due, near=session.starts_at, now=now)
    is_in_time = bool(slots)
    slots = slots or finding.next_free(search, number=4, near=session.starts_at, now=now)
    others = [slot for slot in slots if slot.starts_at != session.starts_at]
    return choices(others[:3], names_of(session)), is_in_time


def rebooked_by(session: Session) -> Session | None:
    """Return the session that came in place of this one, if one did."""
    return session.rebooked_by.exclude(status=Session.Status.CANCELLED).order_by("starts_at", "pk").first()


def series_facts(session: Session, viewer: Member) -> dict:
    """Return where a session stands in its series: its number, of how many, and how often it comes."""
    if session.series_id is None or session.series is None:
        return {}
    rows = list(
        Session.objects.of(viewer.organisation_id)
        .filter(series=session.series_id)
        .order_by("starts_at", "pk")
        .values_list("pk", "status")
    )
    ids = [pk for pk, status in rows if status != Session.Status.CANCELLED or pk == session.pk]
    return {
        "series_pattern": pattern_words(session.series.pattern, session.starts_at, session.supervisor.zone),
        "series_number": ids.index(session.pk) + 1,
        "series_of": len(ids),
    }


def lines_of(viewer: Member, session: Session, told: Telling) -> list:
    """Return what was written with a session, as far as the viewer is one of its two sides."""
    return lines.lines_for(viewer, session) if told.is_part else []


def leads_who_see(session: Session, viewer: Member) -> list[Member]:
    """Return the leads of a session's one supervisee, but for the viewer and both sides; none for a group."""
    if session.kind == rules.GROUP:
        return []
    place = next(iter(session.attendances.all()), None)
    if place is None:
        return []
    sides = {viewer.pk, session.supervisor_id, place.member_id}
    return [one for one in leads_of(place.member) if one.pk not in sides]


def may_book_anew(viewer: Member, session: Session) -> bool:
    """Say whether the viewer may book a session like this one: either side of it, or a lead of everybody."""
    return booking_access.may_change(viewer, session)
