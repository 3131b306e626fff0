"""Booking a session, or a series: one page, with its times, its dates, and one button."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from supervision.availability.own_day import close_words
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.sessions import access, booking_page, booking_people
from supervision.sessions.access import NotYours
from supervision.sessions.booking import SeriesPlan
from supervision.sessions.booking import book as book_session
from supervision.sessions.holding import hold as hold_time
from supervision.sessions.holding import let_go
from supervision.sessions.series_words import sessions_words
from supervision.sessions.taking import NoLongerFree
from supervision.sessions.views import next_page

PAGE, CONFIRM = "supervision/sessions/book/page.html", "supervision/sessions/book/confirm.html"


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def book(request):
    """Choose a time for one person or a group, once or as a series, and book it."""
    now = clock_now()
    data = request.POST if request.method == "POST" else request.GET
    if request.method != "POST" and "for" not in data and "group" not in data:
        chooser = _whom(request, now)
        if chooser is not None:
            return chooser
    asked = booking_page.read(request.member, data, now=now)
    if asked is None:
        raise Http404
    if request.method == "POST" and request.POST.get("act") == "book":
        return _book(request, asked, now=now)
    return _show(request, asked)


@member_required
@require_POST
def let_go_of(request, pk):
    """Let go of a time that was held while its dates were looked over, and choose another."""
    try:
        let_go(held=pk, by=request.member)
    except NotYours as refusal:
        raise Http404 from refusal
    kept = [(name, value) for name in WHOM for value in request.POST.getlist(name)]
    return redirect(f"{reverse('sessions:book')}?{urlencode(kept)}" if kept else "sessions:book")


def _whom(request, now):
    """Return the page that asks for whom, where there are several to choose from; else None."""
    people = booking_people.people_for(request.member, now=now)
    if len(people) < 2:
        return None
    context = {
        "people": people,
        "next": next_page(request),
        "may_group": len(booking_people.group_for(request.member, now=now)) > 1,
    }
    return render(request, "supervision/sessions/book/whom.html", context)


def _book(request, asked, *, now):
    """Book what was chosen, or come back with what is to be put right and everything that was typed."""
    form = asked.form
    chosen = form.chosen
    supervisor = asked.supervisor(chosen[1]) if chosen else None
    if supervisor is None or form.errors:
        return _show(request, asked, problems=_problems(form, chosen), status=422)
    slot = form.cleaned_data["slot"]
    plan = None
    if form.is_series:
        seen = form.starts_seen(slot)
        if not seen:
            return _confirm(request, asked, now=now)
        plan = SeriesPlan(form.pattern_asked, seen, until=form.until_asked, number=form.number_asked)
    starts_at = plan.starts[0] if plan else chosen[0]
    try:
        booked = book_session(
            by=request.member,
            supervisor=supervisor,
            supervisees=asked.supervisees,
            starts_at=starts_at,
            minutes=form.minutes_asked,
            kind=asked.kind,
            medium=form.way.medium,
            place=form.way.place,
            line=form.cleaned_data["line"],
            series=plan,
            hold=form.cleaned_data["hold"],
            rebooks=_instead(request),
            beside=asked.beside(supervisor),
            now=now,
        )
    except NoLongerFree as lost:
        twice = booking_page.booked_already(request.member, supervisor, asked.supervisees, starts_at, now=now)
        if twice is not None:
            return _done(request, twice)
        return _show(
            request,
            asked,
            lost=str(lost),
            lost_next=booking_page.choices_of(lost.next_free, asked),
            status=409,
        )
    except NotYours as refusal:
        raise Http404 from refusal
    except Refusal as refusal:
        return _show(request, asked, problems=[worded(refusal)], status=409)
    number = len(booked.sessions)
    messages.success(
        request,
        ngettext(
            "Booked: {sessions}. Everybody in it is told.",
            "Booked: {sessions}. Everybody in them is told.",
            number,
        ).format(sessions=sessions_words(number)),
    )
    _warn_if_close(request, asked, supervisor, booked.sessions[0], now=now)
    return _done(request, booked.sessions[0])


def _warn_if_close(request, asked, supervisor, session, *, now):
    """Say to whoever booked their own time that it stands close to something else of theirs."""
    if request.member.pk not in {supervisor.pk, *(one.pk for one in asked.supervisees)}:
        return
    if words := close_words(request.member, session.starts_at, session.ends_at, now=now):
        messages.info(request, words)


def _done(request, session):
    back = next_page(request)
    if back:
        return redirect(back)
    if session.series_id:
        return redirect("sessions:series", pk=session.series_id)
    return redirect("sessions:detail", pk=session.pk)


def _confirm(request, asked, *, now):
    """Show the dates of a series that nobody has seen yet, with the first of them held for ten minutes."""
    form = asked.form
    booking_page.look_up(asked)
    starts_at, pk = form.chosen
    if asked.slot != form.cleaned_data["slot"] or not asked.dates:
        return _show(request, asked, lost=_("That time has just gone."), status=409, is_looked_up=True)
    held = None
    try:
        held = hold_time(
            by=request.member,
            supervisor=asked.supervisor(pk),
            supervisees=asked.supervisees,
            starts_at=starts_at,
            minutes=form.minutes_asked,
            kind=asked.kind,
            beside=asked.beside(asked.supervisor(pk)),
            now=now,
        )
    except NoLongerFree as lost:
        choices = booking_page.choices_of(lost.next_free, asked)
        return _show(request, asked, lost=str(lost), lost_next=choices, status=409, is_looked_up=True)
    kept = {name: request.POST.getlist(name) for name in KEPT if name in request.POST}
    context = {**booking_page.context(asked), "held": held, "kept": kept, "next": next_page(request)}
    return render(request, CONFIRM, context)


WHOM = ("for", "group", "with", "match", "minutes", "how", "first", "next")
"""What goes back to the page when another time is to be chosen. Nothing that was written."""
KEPT = (
    "for",
    "group",
    "with",
    "match",
    "minutes",
    "how",
    "times",
    "pattern",
    "number",
    "until",
    "line",
    "slot",
    "first",
    "instead",
    "next",
)
"""What the step that confirms a series hands on."""


def _show(request, asked, *, status=200, is_looked_up=False, **more):
    if not is_looked_up:
        booking_page.look_up(asked)
    context = {
        **booking_page.context(asked),
        "instead": _instead(request),
        "next": next_page(request),
        **more,
    }
    return render(request, PAGE, context, status=status)


def _instead(request):
    """Return the session that was called off and for which this one comes, if the viewer may see it."""
    asked = request.POST.get("instead") or request.GET.get("instead", "")
    if not asked.isdecimal():
        return None
    return access.visible_to(request.member).filter(pk=int(asked)).first()


def _problems(form, chosen) -> list[str]:
    found = [str(error) for errors in form.errors.values() for error in errors]
    return (
        found or ([] if chosen else [_("Choose a time, then book it.")]) or [_("Choose a time that is free.")]
    )
