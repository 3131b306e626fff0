"""The pages on which a circle is handed on: whom to ask, and whether one would hold it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from peers.circles import access, hand_acts, handing, words
from peers.circles.forms import HandForm
from peers.circles.models import HandOver
from peers.pool.access import colleagues_of
from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.form_parts import let_choose, put_right
from supervision.scheduling.days import local_day

FOLDER = "peers/circles"
BOTH = ["GET", "HEAD", "POST"]


@member_required
@require_http_methods(BOTH)
def hand(request, pk):
    """Ask a colleague, or those in it, to hold a circle on; or go on holding it."""
    circle, moment = access.held_circle_or_404(request.member, pk), now()
    form = HandForm(request.POST or None, use_required_attribute=False)
    let_choose(form, "to", colleagues_of(request.member, on=local_day(moment, request.member.zone)))
    if request.method == "POST" and "keep" in request.POST:
        handing.keep_it(circle)
        messages.success(request, _("You hold it on. Whoever was asked sees that it is settled."))
        return redirect("circles:desk", pk=circle.pk)
    if request.method == "POST" and form.is_valid():
        try:
            handing.ask_to_hold(circle, form.cleaned_data["to"], now=moment)
        except Refusal as refusal:
            put_right(form, refusal, {"circle_team": "to", "circle_not_asked": "to"})
        else:
            messages.success(request, _("Asked. It stays yours until somebody says yes."))
            return redirect("circles:desk", pk=circle.pk)
    context = {
        "form": form,
        "circle": circle,
        "asked": HandOver.objects.filter(circle=circle).select_related("to__person").first(),
    }
    return render(request, f"{FOLDER}/hand.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(BOTH)
def hold(request, pk):
    """Say whether one would hold a circle from now on. Only a press answers."""
    circle, moment = access.handed_or_404(request.member, pk), now()
    problem = ""
    if request.method == "POST":
        is_yes = request.POST.get("answer") == "yes"
        act = handing.take_on if is_yes else handing.pass_on
        try:
            act(circle, request.member, now=moment)
        except Refusal as refusal:
            problem = worded(refusal)
        else:
            if is_yes:
                messages.success(request, _("You hold it now. Everybody with a place is told."))
                return redirect("circles:desk", pk=circle.pk)
            messages.success(request, _("Not this time: no reason is asked, and none is kept."))
            return redirect("circles:list")
    context = {
        "circle": circle,
        "pattern": words.pattern_words(circle),
        "clash": hand_acts.clash_words(handing.busy_at(circle, request.member, now=moment), request.member),
        "leaves": circle.facilitator.end_date is not None,
        "problem": problem,
    }
    return render(request, f"{FOLDER}/hold.html", context, status=409 if problem else 200)
