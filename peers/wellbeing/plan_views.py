"""One's own plan and people, the note for mornings, thank-yous and private lines. For their owner alone."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.pool.access import colleagues_of
from peers.wellbeing import journal, planning, reminding
from peers.wellbeing.forms import FindForm, LineForm, MorningForm, PlanForm, SomeoneForm, ThanksForm
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import member_required
from supervision.people.form_parts import let_choose, put_right
from supervision.scheduling.days import local_day

PER_PAGE = 30


def _with_colleagues(request, form):
    today = local_day(clock_now(), request.member.zone)
    let_choose(form, "colleague", colleagues_of(request.member, on=today))
    return form


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request):
    """One's own plan, to read and to change; and whom one rings."""
    now, member = clock_now(), request.member
    kept = planning.plan_of(member)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=kept.parts)
    if request.method == "POST" and form.is_valid():
        planning.keep_plan(member, form.cleaned_data, now=now)
        messages.success(request, _("Kept. Only you can see it."))
        return redirect("space:plan")
    return _plan_page(request, kept, form)


def _plan_page(request, kept, form, *, someone=None, status=200):
    member = request.member
    context = {
        "plan": kept,
        "form": form,
        "people": planning.people_of(member),
        "someone": someone or _with_colleagues(request, SomeoneForm(prefix="one")),
        "morning": MorningForm(initial={"words": planning.morning_note_of(member)}, prefix="morning"),
        "reminder": reminding.reminder_of(member, reminding.PLAN),
    }
    return render(request, "peers/wellbeing/plan.html", context, status=status)


@member_required
@require_POST
def looked(request):
    """I have looked at it."""
    planning.look_at_plan(request.member, now=clock_now())
    return redirect("space:page")


@never_cache
@member_required
@require_POST
def add_someone(request):
    """Put somebody on one's own list."""
    form = _with_colleagues(request, SomeoneForm(request.POST, prefix="one"))
    if form.is_valid():
        try:
            planning.add_someone(request.member, **form.cleaned_data)
            return redirect("space:plan")
        except Refusal as refusal:
            put_right(form, refusal)
    kept = planning.plan_of(request.member)
    return _plan_page(request, kept, PlanForm(initial=kept.parts), someone=form, status=422)


@member_required
@require_POST
def move_someone(request):
    """Move somebody up or down, or take them off."""
    key, act = request.POST.get("key", "")[:40], request.POST.get("act", "")
    if act == "off":
        planning.drop_someone(request.member, key)
    elif act in ("up", "down"):
        planning.move_someone(request.member, key, up=act == "up")
    return redirect("space:plan")


@member_required
@require_POST
def morning(request):
    """Leave oneself a note for mornings."""
    form = MorningForm(request.POST, prefix="morning")
    if form.is_valid():
        planning.keep_morning_note(request.member, form.cleaned_data["words"])
    return redirect("space:plan")


# ---------------------------------------------------------------- thank-yous
@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request):
    """Thank a colleague, in a line that only they see; and read what was left for oneself."""
    form = _with_colleagues(request, ThanksForm(request.POST if request.method == "POST" else None))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            planning.thank(request.member, said["colleague"], said["words"], now=clock_now())
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            messages.success(request, _("Left for them alone."))
            return redirect("space:thanks")
    context = {"form": form, "thanks": planning.thanks_to(request.member)}
    return render(request, "peers/wellbeing/thanks.html", context)


@member_required
@require_POST
def drop_thanks(request):
    """Delete a line that somebody left."""
    planning.drop_thanks(request.member, request.POST.get("key", "")[:120])
    return redirect("space:thanks")


# ---------------------------------------------------------------- private lines
@never_cache
@member_required
@require_safe
def lines(request):
    """One's own lines, the latest first."""
    return _lines_page(request, journal.lines_of(request.member), LineForm())


def _lines_page(request, found, form, *, finding=None, status=200):
    pages = Paginator(found, PER_PAGE)
    context = {
        "page": pages.get_page(request.GET.get("page")),
        "form": form,
        "finding": finding or FindForm(),
        "is_found": finding is not None,
        "number": len(found),
    }
    return render(request, "peers/wellbeing/journal.html", context, status=status)


@never_cache
@member_required
@require_POST
def write_line(request):
    """Keep a line, a new one or one that was there."""
    form = LineForm(request.POST)
    if not form.is_valid():
        return _lines_page(request, journal.lines_of(request.member), form, status=422)
    journal.write(request.member, form.cleaned_data["words"], key=form.cleaned_data["key"], now=clock_now())
    messages.success(request, _("Kept. Only you can see it."))
    return redirect("space:journal")


@never_cache
@member_required
@require_POST
def find_lines(request):
    """Look for words in one's own lines. They travel in the form, so that no address holds them."""
    form = FindForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    return _lines_page(request, journal.find(request.member, words)[:PER_PAGE], LineForm(), finding=form)


@member_required
@require_POST
def drop_line(request):
    """Delete a line for good."""
    if journal.drop(request.member, request.POST.get("key", "")[:40]):
        messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("space:journal")
