"""The day view and the one tap: where a break goes, and protecting it. Nobody else has a door to it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.wellbeing import contacts, day_page
from peers.wellbeing.breaks import HOLDSPACE
from peers.wellbeing.forms import BreakForm, LimitsForm, TapForm
from supervision.availability.services import mark_heavy
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required, member_required
from supervision.people.form_parts import put_right
from supervision.scheduling.days import local_day


def _day_or_404(request, text: str) -> date:
    """Return the day of an address: at most four weeks ahead, and as far back as anything is kept."""
    today = local_day(clock_now(), request.member.zone)
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise Http404 from None
    if not today - timedelta(days=400) <= day <= today + day_page.FARTHEST:
        raise Http404
    return day


@never_cache
@member_required
@require_safe
def day(request, day=""):
    """One's day hour by hour: busy, protected, and where a break would fit."""
    return _page(request, _day_or_404(request, day))


def _page(request, day, *, problem="", status=200):
    now, member = clock_now(), request.member
    today = local_day(now, member.zone)
    context = {
        "shown": day_page.own_day(member, day, now=now),
        "title": day_page.day_name(day, today),
        "before": day - timedelta(days=1) if day > today - timedelta(days=400) else None,
        "after": day + timedelta(days=1) if day < today + day_page.FARTHEST else None,
        "tap": uuid.uuid4().hex,
        "weights": day_page.WORDS.items(),
        "problem": problem,
    }
    return render(request, "peers/wellbeing/day.html", context, status=status)


def _to(request, day):
    today = local_day(clock_now(), request.member.zone)
    return redirect("day:today") if day == today else redirect("day:day", day.isoformat())


@member_required
@require_POST
def weigh(request):
    """One tap: how heavy that one was, or is going to be."""
    form, now = TapForm(request.POST), clock_now()
    if not form.is_valid():
        return redirect("day:today")
    day = form.day_of(request.member, now=now)
    try:
        contacts.weigh(
            request.member,
            form.cleaned_data["w"],
            name=form.cleaned_data["tap"].hex,
            span=form.span,
            day=day,
            now=now,
        )
    except Refusal as refusal:
        return _page(request, day, problem=worded(refusal), status=refusal.status)
    messages.success(request, _("Noted. Only you can see it."))
    return _to(request, day)


@member_required
@require_POST
def unweigh(request, day):
    """Take a tap back."""
    on = _day_or_404(request, day)
    if contacts.unweigh(request.member, request.POST.get("tap", "")[:40], day=on):
        messages.success(request, _("Taken back."))
    return _to(request, on)


@member_required
@require_POST
def protect(request):
    """Hold a break: nobody can book over it."""
    form, now, member = BreakForm(request.POST), clock_now(), request.member
    if not form.is_valid():
        return redirect("day:today")
    starts, ends = form.cleaned_data["starts"], form.cleaned_data["ends"]
    day = form.day_of(member)
    try:
        contacts.hold_break(member, starts, ends, now=now)
    except Refusal as refusal:
        today = local_day(now, member.zone)
        return _page(
            request, day if abs((day - today).days) < 28 else today, problem=worded(refusal), status=409
        )
    messages.success(request, _("Protected: {span}.").format(span=day_page.span_words(member, starts, ends)))
    return _to(request, day)


@member_required
@require_POST
def release(request, day):
    """Let a break go."""
    on = _day_or_404(request, day)
    if contacts.release_break(request.member, request.POST.get("name", "")[:40], day=on):
        messages.success(request, _("It is free again."))
    return _to(request, on)


@member_required
@require_POST
def leave_be(request, day):
    """Propose no break there any more."""
    on = _day_or_404(request, day)
    after = request.POST.get("after", "")
    if after.isdecimal() and len(after) < 12:
        contacts.leave_be(request.member, int(after), day=on)
        messages.success(request, _("Left as it is."))
    return _to(request, on)


@member_required
@require_POST
def heavy_day(request, day):
    """Mark a day as heavy, or no longer: a quarter of an hour stays free around whatever is booked on it."""
    on = _day_or_404(request, day)
    if request.POST.get("is_heavy") not in ("yes", "no"):
        return _to(request, on)
    try:
        mark_heavy(request.member, day=on, is_heavy=request.POST["is_heavy"] == "yes", now=clock_now())
    except Refusal as refusal:
        return _page(request, on, problem=worded(refusal), status=refusal.status)
    messages.success(request, _("Kept."))
    return _to(request, on)


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request):
    """One's own limits: how many heavy ones a day, when a break, and how far apart."""
    member = request.member
    own = contacts.own_limits(member)
    form = LimitsForm(
        request.POST if request.method == "POST" else None, initial=LimitsForm.initial_of(own or HOLDSPACE)
    )
    if request.method == "POST" and form.is_valid():
        contacts.set_limits(member, form.limits)
        messages.success(request, _("Kept. Only you can see it."))
        return redirect("day:today")
    default = contacts.default_of(member.organisation_id)
    context = {"form": form, "default": default, "asks_for_more": default != HOLDSPACE}
    return render(request, "peers/wellbeing/limits.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def default(request):
    """What the organisation asks for, for whoever set nothing; only ever more than Holdspace does."""
    kept = contacts.default_of(request.member.organisation_id)
    form = LimitsForm(request.POST if request.method == "POST" else None, initial=LimitsForm.initial_of(kept))
    if request.method == "POST" and form.is_valid():
        try:
            contacts.set_default(request.member, form.limits, now=clock_now())
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            messages.success(request, _("Saved. It holds for whoever set nothing of their own."))
            return redirect("questionnaires:breaks")
    context = {"form": form, "tab": "questionnaires"}
    return render(request, "peers/wellbeing/organisation_breaks.html", context)
