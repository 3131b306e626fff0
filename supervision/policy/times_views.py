"""Booking from the board: one person where they stand, or everybody who is owed at once."""

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import listed, worded
from supervision.people.access import member_or_404, member_required, visible_to
from supervision.people.audit import record_readings
from supervision.people.models import Member
from supervision.policy import board as boards
from supervision.policy import looks, times
from supervision.policy.standings import waiting
from supervision.scheduling.days import local_day
from supervision.sessions.access import NotYours, session_or_404
from supervision.sessions.booking import Wanted, book, book_many
from supervision.sessions.taking import NoLongerFree
from supervision.sessions.undoing import TooLateToTakeBack, take_back

BOARD = "/board/"
LOOK_AT = "look-at"
"""What tells a part of the board whose row has just changed."""


def back_to_board(request, person: int | None = None) -> str:
    """Return the board that a form was on, as it was filtered and paged; with `person`, at their row.

    A part of the page is told whose words to put the focus on; a whole page begins at them.
    """
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith(BOARD)
    path, _, query = (back if is_ours else BOARD).partition("?")
    asked = QueryDict(query, mutable=True)
    asked.pop(LOOK_AT, None)
    if person is not None and request.htmx:
        asked[LOOK_AT] = str(person)
    address = f"{path}?{asked.urlencode()}" if asked else path
    return f"{address}#m{person}" if person is not None and not request.htmx else address


@member_required
@require_POST
def book_here(request, pk):
    """Book one of the times suggested on the board, and come back to it."""
    now, viewer = clock_now(), request.member
    person = member_or_404(viewer, pk)
    pick = times.pick_of(request.POST.get("slot", ""))
    if pick is None:
        messages.info(request, _("Choose one of the times first."))
        return redirect(back_to_board(request))
    supervisor = Member.objects.of(viewer.organisation_id).with_person().filter(pk=pick.supervisor_id).first()
    if supervisor is None:
        raise Http404
    name = person.person.get_short_name()
    try:
        booked = book(
            by=viewer,
            supervisor=supervisor,
            supervisees=[person],
            starts_at=pick.starts_at,
            minutes=pick.minutes,
            now=now,
        )
    except NoLongerFree:
        messages.info(
            request, _("That time has just gone. The next ones for {name} are here now.").format(name=name)
        )
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.info(request, worded(refusal))
    else:
        at = booked.sessions[0].starts_at.astimezone(viewer.zone)
        words = (
            _("Booked: {name} with you, {moment}. Both are told.")
            if supervisor.pk == viewer.pk
            else _("Booked: {name} with {supervisor}, {moment}. Both are told.")
        )
        moment = f"{format_date(at, 'l j F')}, {at:%H:%M}"
        messages.success(
            request,
            words.format(name=name, supervisor=supervisor.person.get_short_name(), moment=moment),
        )
    return redirect(back_to_board(request, pk))


@member_required
@require_POST
def undo(request, pk):
    """Take back, within ten minutes, what the viewer booked from the board."""
    now, viewer = clock_now(), request.member
    session = session_or_404(viewer, pk)
    if session.booked_by_id != viewer.pk:
        raise Http404
    person = next((place.member_id for place in session.attendances.all()), None)
    try:
        taken_back = take_back(session=session, by=viewer, now=now)
    except TooLateToTakeBack as refusal:
        messages.info(request, worded(refusal))
        return redirect("sessions:detail", pk)
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.info(request, worded(refusal))
    else:
        messages.success(request, f"{_('Taken back.')} {_told_words(taken_back.told, viewer)}")
    return redirect(back_to_board(request, person))


def _told_words(told, viewer) -> str:
    """Return who had been told of what was taken back: "Grace had been told already, and hears ..."."""
    if not told:
        return _("Nobody had been told of it yet.")
    if [one.pk for one in told] == [viewer.pk]:
        return _("You had been told already, and hear that it is off.")
    words = listed([_("you") if one.pk == viewer.pk else one.person.get_short_name() for one in told])
    return ngettext(
        "{names} had been told already, and hears that it is off.",
        "{names} had been told already, and hear that it is off.",
        len(told),
    ).format(names=f"{words[0].upper()}{words[1:]}")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_team(request, pk):
    """Look over a time for everybody owed in a team, and book all of them or none."""
    teams = boards.teams_led(request.member)
    team = next((team for team in teams if team.pk == pk), None)
    if team is None:
        raise Http404
    ids = boards.with_those_below(team, teams)
    members = Member.objects.of(request.member.organisation_id).filter(team__in=ids)
    board = reverse("policy:team_board", args=[team.pk])
    return _book_all(request, members, {"heading": team.name, "board": board, "is_team": True})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_mine(request):
    """The same for the people the viewer supervises, with the viewer alone."""
    if not request.member.is_supervisor:
        raise Http404
    today = local_day(clock_now(), request.member.zone)
    supervised = request.member.supervises.on(today).values("supervisee")
    members = Member.objects.of(request.member.organisation_id).filter(pk__in=supervised)
    context = {"heading": _("People you supervise"), "board": reverse("policy:board_mine")}
    return _book_all(request, members, context, own_only=True)


def _book_all(request, members, context, *, own_only=False):
    now, viewer = clock_now(), request.member
    if request.method == "POST":
        answer = _apply(request, context["board"], now=now)
        if answer is not None:
            return answer
    people = waiting(members.tracked_at(now), now=now)
    forecast = None if own_only else times.forecast_for(viewer, people, now=now)
    shows = times.SHOWS if forecast else times.SHOWS[:2]
    asked = request.GET.get("show", "")
    show = asked if asked in dict(shows) else "owed"
    until = times.away_until(forecast, on=local_day(now, viewer.zone)) if forecast else None
    chosen = [one for one in people if times.is_wanted(one, show, until=until)]
    plan = times.plan_for(viewer, chosen, own_only=own_only, now=now)
    record_readings(viewer, [row.person.id for row in (*plan.placed, *plan.unplaced)], "board", now=now)
    context |= {"plan": plan, "shows": shows, "show": show, "forecast": forecast}
    status = 409 if request.method == "POST" else 200
    return render(request, "supervision/policy/book_all.html", context, status=status)


def _apply(request, board: str, *, now):
    """Book the ticked rows; None if it could not be, with the reason said, so that the page shows anew."""
    viewer = request.member
    ticked = []
    for value in request.POST.getlist("row"):
        person, _colon, slot = value.partition(":")
        pick = times.pick_of(slot)
        if pick is None or not person.isdecimal() or not person.isascii() or len(person) > 12:
            raise Http404
        ticked.append((int(person), pick))
    if not ticked:
        messages.info(request, _("Tick whom to book."))
        return redirect(request.get_full_path())
    people = visible_to(viewer).with_person().in_bulk([person for person, _ in ticked])
    supervisors = Member.objects.of(viewer.organisation_id).with_person()
    with_whom = supervisors.in_bulk([pick.supervisor_id for _, pick in ticked])
    try:
        wanted = [
            Wanted(with_whom[pick.supervisor_id], people[person], pick.starts_at, pick.minutes)
            for person, pick in ticked
        ]
    except KeyError as missing:
        raise Http404 from missing
    try:
        booked = book_many(by=viewer, wanted=wanted, now=now)
    except NoLongerFree as lost:
        name = wanted[lost.row].supervisee.person.name if lost.row is not None else _("Somebody")
        messages.info(
            request,
            _("Nothing is booked yet: the time for {name} has just gone. Here are fresh ones.").format(
                name=name
            ),
        )
        return None
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        messages.info(request, worded(refusal))
        return None
    number = len(booked.sessions)
    words = ngettext("{number} session is booked.", "{number} sessions are booked.", number).format(
        number=looks.count_words(number).capitalize()
    )
    messages.success(request, f"{words} {_('Everybody in them is told.')}")
    return redirect(board)
