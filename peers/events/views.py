"""Noting that something happened, in two taps; and the offers, for whoever was named."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.events import rules, selectors, services
from peers.events.access import nameable
from peers.events.forms import HowNowForm, NoteForm
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import is_english, worded
from supervision.people.access import member_required
from supervision.people.form_parts import put_right
from supervision.scheduling.days import local_day

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request):
    """When, and who may be touched. What is sent is asked about once more, for it tells many people."""
    now, member = clock_now(), request.member
    groups = selectors.groups_for(member, now=now)
    candidates = nameable(member, now=now).exclude(pk=member.pk).with_person().order_by("person__name", "pk")
    form = NoteForm(request.POST or None, member=member, groups=groups, candidates=candidates)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            if not said["sure"]:
                names = list(
                    nameable(member, now=now)
                    .filter(pk__in=said["members"])
                    .order_by("person__name", "pk")
                    .values_list("pk", "person__name")
                )
                if len(names) == len(said["members"]):
                    said["name"] = said["name"] or uuid4()
                    context = {"form": form, "names": names, "number": len(names), "said": said}
                    return render(request, "peers/events/sure.html", context)
            try:
                event = services.note(
                    by=member,
                    days_ago=said["when"],
                    member_ids=said["members"],
                    name=said["name"],
                    now=now,
                )
            except Refusal as refusal:
                put_right(form, refusal, {"not_offered": "who", "nobody_named": "who"})
                status = refusal.status
            else:
                messages.success(request, sent_words(event.people))
                return redirect("events:page")
    context = {
        "form": form,
        "groups": groups,
        "chosen": {int(pk) for pk in request.POST.getlist("who") if pk.isascii() and pk.isdigit()},
        "whole": {int(pk) for pk in request.POST.getlist("teams") if pk.isascii() and pk.isdigit()},
        "steps": selectors.steps_for(member, now=now),
        "past": selectors.past_of(member, now=now),
    }
    return render(request, "peers/events/page.html", context, status=status)


def sent_words(number: int) -> str:
    """Return what is said once the offers are out: "Three offers are out. Now ring them."."""
    said = ngettext(
        "{number} offer is out. Now ring them.", "{number} offers are out. Now ring them.", number
    )
    return said.format(number=COUNTS[number] if is_english() and number < len(COUNTS) else number)


# ---------------------------------------------------------------- for whoever was named
@member_required
@never_cache
@require_safe
def offers(request):
    """The offer that stands for whoever looks, if any. Looking changes nothing, and nobody is told."""
    return _offers(request)


@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def later(request):
    """One light question, and the way to professional help: for everybody who opens it. No answer is kept."""
    form = HowNowForm(request.POST or None)
    answer, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            answer = form.cleaned_data["how"]
        else:
            status = 422
    standing = selectors.offer_of(request.member, now=clock_now())
    context = {"form": form, "answer": answer, "heavier": rules.HEAVIER, "offer": standing}
    return render(request, "peers/events/later.html", context, status=status)


@member_required
@require_POST
def protect(request):
    """Protect the rest of one's own day."""
    try:
        services.protect_rest_of_day(request.member, now=clock_now())
    except Refusal as refusal:
        return _offers(request, problem=worded(refusal), status=refusal.status)
    messages.success(request, gettext("The rest of the day is yours. Others see it as busy."))
    return redirect("offers:page")


@member_required
@require_POST
def no_more(request):
    """End one's own offers, without a word to anybody."""
    services.no_more(request.member)
    messages.success(request, gettext("No more of these will come. Nobody is told."))
    return redirect("offers:page")


def _offers(request, *, problem: str = "", status: int = 200):
    now, member = clock_now(), request.member
    standing = selectors.offer_of(member, now=now)
    step = standing.step if standing else 0
    context = {
        "offer": standing,
        "step": step,
        "today": local_day(now, member.zone),
        "rest": selectors.rest_of_day(member, now=now) if step in (rules.FIRST, rules.STILL_HERE) else None,
        "times": selectors.free_times(member, now=now) if step == rules.EARLIER else [],
        "problem": problem,
    }
    return render(request, "peers/events/offers.html", context, status=status)
