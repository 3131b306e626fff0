"""One's own check-in: find a quarter of an hour; say that you spoke, or not. Nobody sees another's."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.checkins import services
from peers.checkins.access import own_rhythms, rhythm_of
from peers.checkins.forms import AnswerForm, RestForm, RhythmForm, TeamRhythmForm, TimeForm
from peers.checkins.selectors import (
    check_in_of,
    every_words,
    moment_words,
    next_round_on,
    place_of,
    rhythm_words,
)
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required, member_required
from supervision.people.form_parts import put_right
from supervision.people.models import Team

PAGE = "checkins:page"


@member_required
@require_safe
def check_in(request):
    """With whom, until when, times that suit, and three equal answers."""
    return _page(request)


def _page(request, *, time_form=None, problem="", status=200):
    now, member = clock_now(), request.member
    place = place_of(member, now=now)
    next_on, _ = next_round_on(member, now=now)
    context = {
        "check_in": check_in_of(member, now=now),
        "place": place,
        "next_on": next_on,
        "every": every_words(member),
        "time_form": time_form,
        "problem": problem,
        "now": now,
    }
    return render(request, "peers/checkins/page.html", context, status=status)


@member_required
@require_POST
def choose(request):
    """Hold a time for everybody in one's pair."""
    form = TimeForm(request.POST)
    if not form.is_valid():
        return _page(request, problem=gettext("Choose one of the times."), status=422)
    try:
        pair = services.choose_time(request.member, form.starts_at, now=clock_now())
    except Refusal as refusal:
        return _page(request, problem=worded(refusal), status=refusal.status)
    words = moment_words(pair.starts_at or form.starts_at, request.member.zone)
    messages.success(request, gettext("Held for all of you: {moment}.").format(moment=words))
    return redirect(PAGE)


@member_required
@require_POST
def answer(request):
    """We spoke, another time, or not this time: all three are fine."""
    form, now = AnswerForm(request.POST), clock_now()
    if not form.is_valid():
        return redirect(PAGE)
    said = form.cleaned_data["a"]
    try:
        if said == "other":
            services.another_time(request.member, now=now)
        else:
            services.say(request.member, said, now=now)
    except Refusal as refusal:
        return _page(request, problem=worded(refusal), status=refusal.status)
    next_on, _ = next_round_on(request.member, now=now)
    words = {
        "spoke": gettext("Good. That’s all we needed."),
        "not": gettext("That’s fine. The next round starts on {day}.").format(
            day=date_format(next_on, "j F")
        ),
        "other": gettext("Choose another of the times whenever it suits."),
    }
    messages.success(request, words[said])
    return redirect(PAGE)


@member_required
@require_POST
def take_back(request):
    """Forget what one said."""
    services.take_back(request.member, now=clock_now())
    return redirect(PAGE)


@member_required
@require_POST
def rest(request):
    """Skip the next round, or the next few."""
    form = RestForm(request.POST)
    rounds = int(form.cleaned_data["rounds"] or 1) if form.is_valid() else 1
    back_on = services.rest(request.member, rounds=rounds, now=clock_now())
    messages.success(
        request,
        gettext("Enjoy the rest. You’re in again from {day}.").format(day=date_format(back_on, "j F")),
    )
    return redirect(PAGE)


@member_required
@require_POST
def end_rest(request):
    """Be in the next round after all."""
    services.end_rest(request.member)
    return redirect(PAGE)


@member_required
@require_POST
def join(request):
    """Take part from the next round on."""
    services.join(request.member, now=clock_now())
    messages.success(request, gettext("You’re in. We write when there is somebody for you."))
    return redirect(PAGE)


@member_required
@require_POST
def leave(request):
    """Take part no more."""
    services.leave(request.member, now=clock_now())
    messages.success(request, gettext("You’re out. Come back whenever you like."))
    return redirect(PAGE)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def rhythm(request):
    """How often the organisation has a round, and whether partners come from one's own team first."""
    kept = rhythm_of(request.member.organisation_id)
    form = RhythmForm(request.POST or None, initial={"every_days": kept.every_days, "by_team": kept.by_team})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rhythm(by=request.member, now=clock_now(), **form.cleaned_data)
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            messages.success(request, gettext("Saved. It holds from the next round on."))
            return redirect("checkin-rhythm:page")
    return _rhythm_page(request, form)


@admin_required
@require_POST
def team_rhythm(request):
    """Give a team rounds of its own, or none of its own."""
    form = TeamRhythmForm(request.POST, teams=_teams_of(request.member))
    if not form.is_valid():
        kept = rhythm_of(request.member.organisation_id)
        usual = RhythmForm(initial={"every_days": kept.every_days, "by_team": kept.by_team})
        return _rhythm_page(request, usual, team_form=form, status=422)
    said = form.cleaned_data
    services.set_team_rhythm(
        said["team"], by=request.member, every_days=said["often"] or None, now=clock_now()
    )
    messages.success(request, gettext("Saved. It holds from the next round on."))
    return redirect("checkin-rhythm:page")


def _teams_of(member):
    return Team.objects.filter(organisation=member.organisation_id).order_by("name", "pk")


def _rhythm_page(request, form, *, team_form=None, status=200):
    context = {
        "form": form,
        "team_form": team_form or TeamRhythmForm(teams=_teams_of(request.member)),
        "own": [(own, rhythm_words(own.every_days)) for own in own_rhythms(request.member.organisation_id)],
        "tab": "check-ins",
    }
    return render(request, "peers/checkins/rhythm.html", context, status=status)
