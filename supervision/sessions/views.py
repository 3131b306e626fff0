"""Pages about sessions: the list, one session, and saying how one went."""

from itertools import groupby
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import leads, member_or_404, member_required
from supervision.people.audit import record_readings
from supervision.scheduling.wall_time import is_skipped, resolve
from supervision.sessions import access, change_page, postponing, rules, selectors, services
from supervision.sessions.conditions import at_calling_off
from supervision.sessions.forms import ON_THE_PAGE, GroupForm, ListFilter, OutcomeForm, RecordForm
from supervision.sessions.month import first_of, month_of
from supervision.sessions.page_parts import parts_for
from supervision.sessions.telling import said_words, tell
from supervision.sessions.words import planned_minutes, said_in, words_of

PAGE = 20


@member_required
@require_safe
def sessions(request):
    """The viewer's own sessions, the latest first."""
    now = clock_now()
    shown = ListFilter(request.GET)
    shown.is_valid()
    when, groups = shown.cleaned_data.get("when", ""), shown.cleaned_data.get("groups", False)
    found = selectors.sessions_for(request.member, when=when, groups_only=groups, now=now)
    listed = selectors.ListRows(found, request.member, when=when, now=now)
    page = Paginator(cast(Any, listed), PAGE).get_page(shown.cleaned_data.get("page") or 1)
    rows = list(page.object_list)
    context = {
        "rows": rows,
        "this_month": _today(request, now).replace(day=1),
        "months": _by_month(rows, request, now),
        "page": page,
        "number": listed.number,
        "when": when,
        "groups": groups,
        "choices": cast(forms.ChoiceField, shown.fields["when"]).choices,
        "asked_month": shown.cleaned_data.get("month", ""),
    }
    if request.htmx and not request.htmx.boosted:
        return render(request, "supervision/sessions/_list.html", context)
    context["next"] = selectors.next_session(request.member, now=now)
    context["waiting"] = next(iter(selectors.unrecorded_for(request.member, now=now, limit=1)), None)
    context["pairs"] = selectors.pairs_of(request.member, on=_today(request, now))
    context["may_book_own"] = any(pair.supervisee.pk == request.member.pk for pair in context["pairs"])
    context["may_cover"] = request.member.is_supervisor or request.member.is_team_lead
    context["may_book"] = bool(context["pairs"]) or request.member.is_team_lead
    first = first_of(context["asked_month"], today=_today(request, now))
    context["month"] = month_of(request.member, first, now=now)
    context["on_page"] = {one.session.pk for one in rows if not one.moved}
    return render(request, "supervision/sessions/list.html", context)


@member_required
@require_safe
def detail(request, pk):
    """One session: when, who, what was said of it, and who sees that."""
    now = clock_now()
    session = access.session_or_404(request.member, pk)
    told = tell(session, request.member, now=now)
    led = leads(request.member).values_list("pk", flat=True)
    places = access.known_to(request.member, session, led=led)
    if not told.is_part and not told.is_beside:
        record_readings(request.member, [place.member_id for place in places], "session", now=now)
    spoken = rules.in_order(words_of(session))
    context = {
        "told": told,
        "session": session,
        "minutes": planned_minutes(session),
        **change_page.of_session(session, request.member, told, now=now),
        "answer_by": rules.answer_by(spoken[0].given_at) if spoken else None,
        "has_begun": session.starts_at <= now,
        "may_speak": session.starts_at <= now and access.may_speak(request.member, session),
        "can_undo": any(version.can_undo for version in told.versions),
        "has_own": any(version.is_own for version in told.versions),
        "attendances": places,
        "conditions": at_calling_off(request.member, session, now=now) if told.is_off else [],
        "parts": parts_for(session, request.member, now=now) if told.is_part else [],
        **_audience(session),
    }
    return render(request, "supervision/sessions/detail.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def say(request, pk):
    """Say how a session went."""
    now = clock_now()
    session = access.session_or_404(request.member, pk)
    if session.starts_at > now or not access.may_speak(request.member, session):
        raise Http404
    told = tell(session, request.member, now=now)
    planned = planned_minutes(session)
    supervisees = [one.member for one in session.attendances.all()]
    if told.side == rules.SUPERVISEE:
        supervisees = [request.member]
    form = OutcomeForm(
        request.POST or None, supervisees=supervisees, planned_minutes=planned, initial=_first_guess(session)
    )
    if request.method == "POST" and form.is_valid():
        try:
            account = services.give_account(session=session, by=request.member, said=form.said, now=now)
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            return _told(request, session, _recorded_words(account))
    context = {
        "form": form,
        "told": told,
        "session": session,
        "planned": planned,
        "is_group": session.kind == rules.GROUP,
        "next": next_page(request),
        **_audience(session),
    }
    return render(request, "supervision/sessions/say.html", context, status=_status(form))


@member_required
@require_POST
def held(request, pk):
    """Say in one tap that a session was held as planned."""
    session = access.session_or_404(request.member, pk)
    said = rules.Said(rules.HELD, came=access.speaks_of(request.member.pk, session))
    return _act(
        request,
        session,
        lambda now: services.give_account(session=session, by=request.member, said=said, now=now),
        _recorded_words,
    )


@member_required
@require_POST
def later(request, pk):
    """Be asked tomorrow how a session went."""
    session = access.session_or_404(request.member, pk)
    if access.side_of(request.member.pk, session) == rules.ORGANISATION:
        raise Http404
    return _act(
        request,
        session,
        lambda now: postponing.ask_tomorrow(session=session, by=request.member, now=now),
        lambda done: _("We’ll ask again tomorrow."),
    )


@member_required
@require_POST
def confirm(request, pk):
    """Say that what the other side said is right."""
    session = access.session_or_404(request.member, pk)
    return _act(
        request,
        session,
        lambda now: services.confirm(session=session, by=request.member, now=now),
        lambda account: _("Confirmed. Both of you say so."),
    )


@member_required
@require_POST
def undo(request, pk):
    """Take back one's own word, within ten minutes."""
    session = access.session_or_404(request.member, pk)
    try:
        is_kept = services.withdraw_account(session=session, by=request.member, now=clock_now())
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect("sessions:detail", pk=pk)
    messages.success(request, _("Taken back. Nobody was told."))
    return redirect("sessions:detail", pk=pk) if is_kept else redirect("sessions:list")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request):
    """Record a past session that nobody booked: who and when are filled in, "held" is chosen."""
    now = clock_now()
    subject = None
    if request.GET.get("for", "").isdigit():
        subject = member_or_404(request.member, int(request.GET["for"]))
    pairs = selectors.pairs_of(request.member, on=_today(request, now), supervisee=subject)
    by_key = {pair.key: pair for pair in pairs}
    chosen = by_key.get(request.POST.get("pair") or request.GET.get("pair", "")) or next(iter(pairs), None)
    initial, guess, waiting = {}, None, None
    if chosen:
        guess = selectors.usual_time(chosen, request.member, now=now)
        waiting = selectors.waiting_of(chosen, request.member, now=now)
        day, starts = guess.starts.date(), guess.starts.time()
        initial = {"pair": chosen.key, "day": day, "starts": starts, "length": guess.minutes}
    form = RecordForm(request.POST or None, pairs=pairs, initial=initial)
    there = None
    if request.method == "POST" and form.is_valid():
        pair = by_key[form.cleaned_data["pair"]]
        try:
            session = services.record_session(
                by=request.member,
                supervisor=pair.supervisor,
                supervisees=[pair.supervisee],
                starts_at=resolve(form.wall_time, request.member.zone),
                minutes=form.cleaned_data["length"],
                said=form.said,
                now=now,
            )
        except services.AlreadyThere as refusal:
            there = refusal.session
            form.add_error(None, worded(refusal))
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            _tell_skipped(request, form)
            return _told(request, session, _recorded_words(session.accounts.get(member=request.member)))
    context = {
        "form": form,
        "pairs": pairs,
        "chosen": chosen,
        "is_usual": guess is not None and guess.is_usual,
        "waiting": waiting,
        "subject": subject,
        "there": there,
        "next": next_page(request),
        "is_own": chosen is not None and request.member.pk == chosen.supervisee.pk,
        "is_lead": chosen is not None
        and request.member.pk not in (chosen.supervisor.pk, chosen.supervisee.pk),
        "today": _today(request, now),
        "may_group": request.member.is_supervisor and subject is None,
    }
    return render(request, "supervision/sessions/record.html", context, status=_status(form))


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def record_group(request):
    """Record a past group that nobody booked: whoever held it ticks who came."""
    now = clock_now()
    people = list(access.group_of(request.member, _today(request, now)))
    if not request.member.is_supervisor or not people:
        raise Http404
    form = GroupForm(
        request.POST or None,
        supervisees=people,
        initial={"day": _today(request, now), "starts": "", "length": 90},
    )
    if request.method == "POST" and form.is_valid():
        came = [member for member in people if member.pk in form.said.came]
        try:
            session = services.record_session(
                by=request.member,
                supervisor=request.member,
                supervisees=came,
                starts_at=resolve(form.wall_time, request.member.zone),
                minutes=form.cleaned_data["length"],
                said=form.said,
                kind=rules.GROUP,
                now=now,
            )
        except Refusal as refusal:
            form.add_error(None, worded(refusal))
        else:
            _tell_skipped(request, form)
            messages.success(request, _recorded_words(session.accounts.get(member=request.member)))
            return redirect("sessions:detail", pk=session.pk)
    context = {"form": form, "people": people, "today": _today(request, now)}
    return render(request, "supervision/sessions/record_group.html", context, status=_status(form))


def _act(request, session, act, words):
    """Do one thing with a session and go back to where it was asked for."""
    try:
        done = act(clock_now())
    except Refusal as refusal:
        messages.error(request, worded(refusal))
        return redirect(next_page(request) or reverse("sessions:detail", args=[session.pk]))
    return _told(request, session, words(done))


def _told(request, session, words: str):
    """Say what was done, and go back to where it was asked for.

    Elsewhere the toast leads to the session's own page, where a word can be taken back.
    """
    own = reverse("sessions:detail", args=[session.pk])
    there = next_page(request) or own
    messages.success(request, words, extra_tags=own if there != own else "")
    return redirect(there)


def _recorded_words(account) -> str:
    """Return what a toast says once a word is kept."""
    what = said_words(said_in(account), account.session, account.member_id)
    is_group = account.session.kind == rules.GROUP
    asked = _("Those who came are asked.") if is_group else _("The other side is asked to confirm it.")
    recorded, undo = _("Recorded: {what}.").format(what=what), _("You can take it back for ten minutes.")
    return f"{recorded} {asked} {undo}"


def _tell_skipped(request, form) -> None:
    if is_skipped(form.wall_time, request.member.zone):
        messages.info(request, _("The clocks went forward in that hour, so we took the time an hour later."))


def _first_guess(session) -> dict:
    """Return what the form has chosen before anybody does: what stands, else held, with everybody there."""
    said = rules.stands(words_of(session))
    if said is None:
        return {"outcome": "held", "came": access.invited(session)}
    return {
        "outcome": ON_THE_PAGE[said.outcome],
        "minutes": said.minutes if said.outcome == rules.SHORT else None,
        "by": said.cancelled_by,
        "came": [one.member_id for one in session.attendances.all() if one.attended is not False],
    }


def _audience(session) -> dict:
    """Return by name who else reads that a session was held, or not."""
    people = [one.member for one in session.attendances.all()]
    return {"supervisor": session.supervisor, "supervisees": people}


def next_page(request) -> str:
    """Return the page of ours that asked, to go back to; empty for none, or for any other place."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else ""


def _by_month(rows, request, now) -> list[tuple]:
    """Return rows under their months, what is ahead apart from what is over: (month, is over, rows)."""

    def month(told):
        return told.starts_at.astimezone(request.member.zone).date().replace(day=1), told.ends_at <= now

    return [(*heading, list(some)) for heading, some in groupby(rows, key=month)]


def _today(request, now):
    return now.astimezone(request.member.zone).date()


def _status(form) -> int:
    return 422 if form.is_bound and form.errors else 200
