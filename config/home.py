"""Today: what waits for the one who looks, and what is held for them. Composed from every room's reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from peers.checkins.selectors import check_in_of
from peers.circles.own import card_for
from peers.climate.selectors import card_of
from peers.debriefs.selectors import cards_for
from peers.events.selectors import offer_of
from peers.wellbeing.planning import note_for_now
from supervision.availability.week import draw_today
from supervision.clock import now as clock_now
from supervision.languages import both
from supervision.notices.selectors import unread_count
from supervision.notices.welcome import to_invite
from supervision.people.access import member_required, places_of
from supervision.people.audit import record_readings
from supervision.people.models import Member, Relationship
from supervision.policy import board as boards
from supervision.policy import looks
from supervision.policy.bookings import Booking, next_bookings
from supervision.policy.models import Rule
from supervision.policy.standings import Standing, counted, lead_sentence, standings
from supervision.scheduling.days import local_day
from supervision.sessions.selectors import (
    next_session,
    pairs_of,
    proposals_for,
    to_confirm,
    unrecorded_for,
)

SHOWN = 5
"""People named in one panel; the rest are on the board."""


@dataclass(frozen=True, slots=True)
class PeopleDue:
    """The people of one board to whom we owe a supervision, or soon will."""

    heading: str
    lead: str
    owed: list[Standing]
    more: int
    href: str


@dataclass(frozen=True, slots=True)
class Setup:
    """How far an organisation has come: how many people there are, and what is missing for how many."""

    people: int
    without_team: int
    without_supervisor: int
    has_rules: bool
    uninvited: int
    """Who hears nothing from us: neither invited nor here on their own."""

    @property
    def is_begun(self) -> bool:
        return self.people > 1 and self.has_rules

    @property
    def is_done(self) -> bool:
        return self.is_begun and not self.without_team and not self.without_supervisor


@member_required
@require_safe
def today(request):
    """What waits for the member, what we owe them, and what they answer for."""
    now, member = clock_now(), request.member
    day = local_day(now, member.zone)
    unrecorded = unrecorded_for(member, now=now)
    confirms = to_confirm(member, now=now)
    unread = unread_count(member)
    due = people_due(member, now=now)
    record_readings(member, [one.id for panel in due for one in panel.owed], "list", now=now)
    own = standings(Member.objects.filter(pk=member.pk).tracked_at(now), now=now)
    rows = boards.rows_of(member, own, now=now, own_only=False)
    setup = setup_of(member, now=now) if member.is_admin else None
    context = {
        "today": day,
        "greeting": greeting(now.astimezone(member.zone).hour),
        "lead": lead_words(
            len(unrecorded),
            len(confirms),
            to_set_up=member.organisation.name if setup and not setup.is_begun else "",
        ),
        "inbox": inbox_words(unread),
        "unrecorded": unrecorded,
        "confirms": confirms,
        "proposals": proposals_for(member, now=now),
        "own": rows[0] if rows else None,
        "next": next_session(member, now=now),
        "may_record": bool(pairs := pairs_of(member, on=day)),
        "may_book": any(pair.supervisee.pk == member.pk for pair in pairs),
        "due": due,
        "setup": setup,
        "upload": reverse("roster:start"),
        "places_of_mine": places_of(request.user, now=now),
        "yours": draw_today(member, now=now),
        "check_in": check_in_of(member, now=now, with_times=False),
        "talks": cards_for(member, now=now),
        "circles": card_for(member, now=now),
        "card": card_of(member, now=now),
        "morning": note_for_now(member, now=now),
        "own_offer": offer_of(member, now=now),
    }
    return render(request, "today.html", context)


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the day, 0 to 23: morning up to noon, evening from six."""
    return _("Good morning") if hour < 12 else _("Good afternoon") if hour < 18 else _("Good evening")


def lead_words(unrecorded: int, confirms: int, *, to_set_up: str = "") -> str:
    """Return what waits in a sentence: "One session waits for your word, and two want your nod.".

    `to_set_up` names an organisation that is its administrator's to begin: it waits where nothing else does.
    """
    parts = []
    if unrecorded:
        words = ngettext(
            "{number} session waits for your word", "{number} sessions wait for your word", unrecorded
        )
        parts.append(words.format(number=looks.count_words(unrecorded)))
    if confirms and unrecorded:
        words = ngettext("{number} wants your nod", "{number} want your nod", confirms)
        parts.append(words.format(number=looks.count_words(confirms)))
    elif confirms:
        words = ngettext("{number} session wants your nod", "{number} sessions want your nod", confirms)
        parts.append(words.format(number=looks.count_words(confirms)))
    if parts:
        return f"{capfirst(both(parts))}."
    if to_set_up:
        return _("Setting up {organisation} waits for you.").format(organisation=to_set_up)
    return _("Nothing waits for you.")


def inbox_words(unread: int) -> str:
    return _("Inbox, {number} new").format(number=looks.count_words(unread)) if unread else ""


def people_due(member: Member, *, now: datetime) -> list[PeopleDue]:
    """Return a panel for the teams the member leads, and one for the people they supervise."""
    panels = []
    members = Member.objects.of(member.organisation_id)
    day = local_day(now, member.zone)
    teams = boards.teams_led(member) if member.is_team_lead else []
    if teams:
        own = members.filter(team__in=[team.pk for team in teams]).tracked_at(now)
        heading = teams[0].name if len(teams) == 1 else _("Your teams")
        panels.append(_panel(heading, own, reverse("policy:board"), viewer=member, now=now))
    if member.is_supervisor:
        supervised = members.filter(pk__in=member.supervises.on(day).values("supervisee")).tracked_at(now)
        mine = reverse("policy:board_mine")
        panels.append(
            _panel(_("People you supervise"), supervised, mine, viewer=member, own_only=True, now=now)
        )
    return panels


def _panel(
    heading: str, members, href: str, *, viewer: Member, own_only: bool = False, now: datetime
) -> PeopleDue:
    everybody = sorted(standings(members, now=now), key=lambda standing: standing.sort_key)
    counts = counted(everybody)
    waiting = [one for one in everybody if one.look in (looks.OWED, looks.SOON)]
    booked = [one.id for one in waiting[:SHOWN] if one.is_booked]
    bookings = next_bookings(booked, viewer, now=now, own_only=own_only) if booked else {}
    shown = [_with_booking(one, bookings.get(one.id), now) for one in waiting[:SHOWN]]
    return PeopleDue(heading, lead_sentence(counts), shown, len(waiting[SHOWN:]), href)


def _with_booking(standing: Standing, booking: Booking | None, now: datetime):
    """Return a standing in the words of the Board: "Owed, booked for Tuesday", where the viewer may know."""
    if booking is None or booking.session_id is None:
        return standing
    day = local_day(booking.starts_at, standing.zone)
    words = looks.booked_words(standing.look, day, local_day(now, standing.zone))
    return replace(standing, words=words)


def setup_of(admin: Member, *, now: datetime) -> Setup:
    """Return how far an administrator's organisation has come, today in its own zone."""
    organisation = admin.organisation
    day = local_day(now, organisation.zone)
    here = Member.objects.of(organisation).present(day)
    supervised = (
        Relationship.objects.on(day).filter(supervisee__organisation=organisation).values("supervisee")
    )
    return Setup(
        people=here.count(),
        without_team=here.tracked().filter(team=None).count(),
        without_supervisor=here.tracked().exclude(pk__in=supervised).count(),
        has_rules=Rule.objects.in_force_on(day).filter(policy__organisation=organisation).exists(),
        uninvited=to_invite(admin, now=now).filter(person__last_login=None).count(),
    )
