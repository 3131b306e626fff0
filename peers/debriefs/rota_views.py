"""Taking a turn of the rota for “now”; and where an administrator says whether there is one."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from peers.debriefs import rota, rules, selectors
from peers.debriefs.forms import RotaForm
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required, member_required


@member_required
@require_POST
def turn(request):
    """Take half a day of the rota, or give one's own back."""
    member, now = request.member, clock_now()
    try:
        chosen, half = request.POST.get("turn", "").split(" ")
        day = date.fromisoformat(chosen)
    except ValueError:
        return redirect("peers:settings")
    if "give-back" in request.GET:
        rota.give_turn_back(member, day=day, half=half)
        return redirect("peers:settings")
    try:
        is_own = rota.take_turn(member, day=day, half=half, now=now)
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        if not is_own:
            messages.error(request, _("Somebody else has just taken it."))
    return redirect("peers:settings")


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request):
    """Whether there is a rota, and how many talks there were in months of which that may be said."""
    now, organisation = clock_now(), request.member.organisation
    kept = selectors.ways_of(organisation.pk)
    form = RotaForm(request.POST or None, initial={"has_rota": kept.has_rota})
    if request.method == "POST" and form.is_valid():
        rota.keep_rota(by=request.member, has_rota=form.cleaned_data["has_rota"], now=now)
        messages.success(request, _("Saved."))
        return redirect("debrief-ways:page")
    context = {
        "form": form,
        "months": selectors.month_counts(organisation, now=now),
        "smallest": rules.SMALLEST_GROUP,
        "tab": "debriefs",
    }
    return render(request, "peers/debriefs/ways.html", context, status=422 if form.errors else 200)
