"""Changing what is booked: moving it, calling it off, booking anew, proposing another time, handing over."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.scheduling.days import local_day
from supervision.sessions import access, change_page, choosing
from supervision.sessions.access import NotYours
from supervision.sessions.booking import book
from supervision.sessions.booking_forms import CallOffForm, ScopeForm
from supervision.sessions.cancelling import cancel
from supervision.sessions.conditions import at_calling_off
from supervision.sessions.models import Session
from supervision.sessions.moving import move as move_session
from supervision.sessions.placing import place_again
from supervision.sessions.series_words import sessions_words
from supervision.sessions.taking import NoLongerFree
from supervision.sessions.telling import tell
from supervision.sessions.views import next_page
from supervision.sessions.words import planned_minutes


def session_for(request, pk, act, *, now):
    """Return a session with which the viewer may do this. Raises Http404 for any other."""
    session = access.session_or_404(request.member, pk)
    if not getattr(change_page.acts_of(request.member, session, now=now), act):
        raise Http404
    return session


def frame(request, session, *, now) -> dict:
    """Return what every page of these shows of its session."""
    return {
        "session": session,
        "told": tell(session, request.member, now=now),
        "is_series": session.series_id is not None,
        "next": next_page(request),
    }


def refused(refusal: Refusal, session) -> dict:
    """Return what a page says of a refusal: of a time that has gone, which are free. Http404 for NotYours."""
    if isinstance(refusal, NotYours):
        raise Http404 from refusal
    if isinstance(refusal, NoLongerFree):
        found = change_page.choices(refusal.next_free, change_page.names_of(session))
        return {"lost": str(refusal), "lost_next": found}
    return {"problems": [worded(refusal)]}


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request, pk):
    """Move a session; of a series also the later ones, or all that are to come."""
    now = clock_now()
    session = session_for(request, pk, "move", now=now)
    data = request.POST if request.method == "POST" else request.GET
    form = ScopeForm(data)
    more: dict = {}
    status = 200
    if request.method == "POST" and request.POST.get("act") == "move":
        chosen = form.chosen
        if chosen is None:
            more, status = {"problems": [_("Choose a time, then move it.")]}, 422
        else:
            try:
                moved = move_session(
                    session=session, by=request.member, starts_at=chosen[0], scope=form.scope_asked, now=now
                )
            except Refusal as refusal:
                more, status = refused(refusal, session), 409
            else:
                messages.success(
                    request,
                    _("Moved: {sessions}. Everybody in it is told.").format(
                        sessions=sessions_words(len(moved))
                    ),
                )
                return redirect(next_page(request) or reverse("sessions:detail", args=[pk]))
    weeks, next_free = change_page.weeks_for(session, request.member, form, now=now)
    picked = weeks.chosen or next(iter(next_free), None)
    context = {
        **frame(request, session, now=now),
        "form": form,
        "weeks": weeks,
        "next_free": next_free,
        "chosen": picked,
        "apart": choosing.hours_apart(
            request.member.zone, [session.supervisor], at=picked.starts_at if picked else now
        ),
        **more,
    }
    return render(request, "supervision/sessions/change/move.html", context, status=status)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request, pk):
    """Call a session off, or give up one's own place in a group; three other times follow at once."""
    now = clock_now()
    session = access.session_or_404(request.member, pk)
    acts = change_page.acts_of(request.member, session, now=now)
    if not acts.call_off and not acts.leave:
        raise Http404
    form = CallOffForm(request.POST if request.method == "POST" else request.GET)
    only_me = acts.leave and (not acts.call_off or form.cleaned_data["only_me"])
    problems, status = [], 200
    if request.method == "POST":
        if form.errors:
            problems, status = [str(error) for errors in form.errors.values() for error in errors], 422
        else:
            try:
                gone = cancel(
                    session=session,
                    by=request.member,
                    scope=form.scope_asked,
                    reason=form.cleaned_data["reason"],
                    only_me=only_me,
                    now=now,
                )
            except NotYours as refusal:
                raise Http404 from refusal
            except Refusal as refusal:
                problems, status = [worded(refusal)], 409
            else:
                if only_me:
                    messages.success(request, _("Your place is given up. The others meet without you."))
                    return redirect("sessions:list")
                messages.success(
                    request,
                    _("Called off: {sessions}. Everybody in it is told.").format(
                        sessions=sessions_words(len(gone))
                    ),
                )
                return redirect("sessions:again", pk=pk)
    context = {
        **frame(request, session, now=now),
        "form": form,
        "problems": problems,
        "only_me": only_me,
        "conditions": at_calling_off(request.member, session, now=now),
        "later": Session.objects.booked()
        .filter(series=session.series_id, starts_at__gte=session.starts_at)
        .count()
        if session.series_id
        else 0,
        "ahead": Session.objects.upcoming(now).filter(series=session.series_id).count()
        if session.series_id
        else 0,
    }
    return render(request, "supervision/sessions/change/call_off.html", context, status=status)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request, pk):
    """Book anew what was called off: three free times, one tap each."""
    now = clock_now()
    session = access.session_or_404(request.member, pk)
    if session.status != Session.Status.CANCELLED or not change_page.may_book_anew(request.member, session):
        raise Http404
    anew = change_page.rebooked_by(session)
    more: dict = {}
    status = 200
    if request.method == "POST" and anew is None:
        chosen = choosing.read_value(request.POST.get("slot", ""))
        if chosen is None:
            more, status = {"problems": [_("Choose one of the times.")]}, 422
        else:
            try:
                booked = book(
                    by=request.member,
                    supervisor=session.supervisor,
                    supervisees=[place.member for place in session.attendances.all()],
                    beside=[one.member for one in session.besides.all()],
                    starts_at=chosen[0],
                    minutes=planned_minutes(session),
                    kind=session.kind,
                    medium=session.medium,
                    place=place_again(session, chosen[0]),
                    rebooks=session,
                    now=now,
                )
            except Refusal as refusal:
                more, status = refused(refusal, session), 409
            else:
                messages.success(request, _("Booked anew. Everybody in it is told."))
                return redirect("sessions:detail", pk=booked.sessions[0].pk)
    elif request.method == "POST" and anew is not None:
        return redirect("sessions:detail", pk=anew.pk)
    times, is_in_time = change_page.times_instead(session, now=now) if anew is None else ([], False)
    context = {
        **frame(request, session, now=now),
        "anew": anew,
        "times": times,
        "is_in_time": is_in_time,
        "conditions": at_calling_off(request.member, session, now=now),
        "own_day": local_day(now, request.member.zone),
        **more,
    }
    return render(request, "supervision/sessions/change/again.html", context, status=status)
