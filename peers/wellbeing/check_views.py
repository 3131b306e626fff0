"""One's own self-check: a minute on a phone, the trend over time, and what is offered when it stays heavy."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.wellbeing import checking, reminding
from peers.wellbeing.forms import CheckForm, ReminderForm
from peers.wellbeing.questionnaires import open_to
from supervision.clock import now as clock_now
from supervision.people.access import member_required
from supervision.scheduling.days import local_day


def day_or_404(text: str) -> date:
    """Return a day as it stands in an address. Raises Http404 for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@never_cache
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    """Today's check: answer as much of it as one likes."""
    now, member = clock_now(), request.member
    before = checking.answers_of(member, local_day(now, member.zone))
    form = CheckForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        checking.keep_check(member, form.answers, now=now)
        messages.success(request, _("Kept. Only you can see it."))
        return redirect("space:checks")
    return render(request, "peers/wellbeing/check.html", {"form": form, "is_again": bool(before)})


@never_cache
@member_required
@require_safe
def checks(request):
    """One's own checks over time, as a chart and in words."""
    now, member = clock_now(), request.member
    found = checking.checks_of(member)
    context = {
        "trend": checking.trend_of(found, today=local_day(now, member.zone)),
        "offer": checking.offer_to(member, found, now=now),
        "questionnaires": open_to(member),
        "reminder": reminding.reminder_of(member, reminding.CHECK),
        "is_done_today": bool(found and found[-1].on == local_day(now, member.zone)),
    }
    return render(request, "peers/wellbeing/checks.html", context)


@member_required
@require_POST
def delete(request, day):
    """Delete the check of one day."""
    if checking.delete_check(request.member, day_or_404(day)):
        messages.success(request, _("Deleted. Nobody can bring it back."))
    return redirect("space:checks")


@member_required
@require_POST
def pass_offer(request):
    """Not just now: what is offered is gone until the next check."""
    checking.pass_offer(request.member, now=clock_now())
    return redirect("space:checks")


@member_required
@require_POST
def remind(request):
    """Be reminded of something of one's own every so often, or not any more."""
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return redirect("space:page")
    about, every = form.cleaned_data["about"], form.cleaned_data["every_days"]
    next_on = reminding.set_reminder(request.member, about, every, now=clock_now())
    words = (
        _("We’ll remind you, first on {day}.").format(day=format_date(next_on, "j F"))
        if next_on
        else _("No more reminders of it.")
    )
    messages.success(request, words)
    return redirect("space:checks" if about == reminding.CHECK else "space:plan")
