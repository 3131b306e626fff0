"""The pages of whoever holds a circle; and where an administrator says yes to people from outside."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.circles import access, hosting, opening, repeating, selectors, series, words
from peers.circles.forms import CircleForm, FoundForm, GoOnForm, MoveForm
from peers.circles.models import Circle, Meeting
from peers.circles.plan import Plan
from peers.pool.going_through import readings_for
from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import admin_required, member_required
from supervision.people.form_parts import put_right
from supervision.scheduling.wall_time import resolve

FOLDER = "peers/circles"
BOTH = ["GET", "HEAD", "POST"]
FIELDS = {"circle_host_busy": "skip_busy", "circle_team": "kind", "circle_places_taken": "places"}


@member_required
@require_http_methods(BOTH)
def new(request):
    """Found a circle. Any member may."""
    kind = "series" if request.GET.get("kind") == "series" else "open"
    readings = [(one.key, one.title) for one in readings_for(request.member).values()]
    form = FoundForm(request.POST or None, initial={"medium": "video", "kind": kind}, readings=readings)
    if request.method == "POST" and form.is_valid():
        said = form.said
        plan = Plan(team=request.member.team if said["kind"] == "team" else None, **said)
        try:
            made = hosting.found(request.member, plan, skip_busy=form.cleaned_data["skip_busy"], now=now())
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, gettext("Founded. It stands in the list for those it is for."))
            return redirect("circles:desk", pk=made.pk)
    # What there is to read stands there for whoever wants a series: for others it is a long list.
    context = {"form": form, "is_series": form["kind"].value() == "series"}
    return render(request, f"{FOLDER}/new.html", context, status=422 if form.is_bound else 200)


def _beside(form, refusal: Refusal) -> None:
    problems = getattr(refusal, "problems", None)
    if not problems:
        put_right(form, refusal, FIELDS)
    for name, said in (problems or {}).items():
        form.add_error(name if name in form.fields else None, said)


@member_required
@require_http_methods(BOTH)
def edit(request, pk):
    """Change what a circle says of itself, or its size."""
    circle = access.held_circle_or_404(request.member, pk)
    kept = {name: getattr(circle, name) for name in hosting.CHANGEABLE} | {"link": circle.link}
    form = CircleForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        try:
            hosting.change(circle, form.said, now=now())
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("circles:desk", pk=circle.pk)
    context = {"form": form, "circle": circle}
    return render(request, f"{FOLDER}/edit.html", context, status=422 if form.is_bound else 200)


@member_required
@require_safe
def desk(request, pk):
    """The desk: the names people chose, who waits, the timing card, and who came."""
    circle = access.held_circle_or_404(request.member, pk)
    moment = now()
    meeting = _asked_meeting(circle, request.GET.get("meeting", "")) or selectors.next_meeting(
        circle, now=moment
    )
    shown = selectors.desk_of(circle, meeting, now=moment)
    public = circle.public_key and settings.BASE_URL + reverse("circles:open", args=[circle.public_key])
    context = {
        "desk": shown,
        "circle": circle,
        "meeting": meeting,
        "kind_words": words.kind_words(circle),
        "topics": series.topics_for(request.member, circle),
        "public": public,
        "may_ask_outside": circle.kind == Circle.Kind.OPEN and circle.outside in ("", "refused"),
    }
    return render(request, f"{FOLDER}/desk.html", context)


def _asked_meeting(circle: Circle, asked: str) -> Meeting | None:
    if not asked:
        return None
    try:
        found = circle.meetings.filter(pk=UUID(asked)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


@member_required
@require_http_methods(BOTH)
def move(request, pk):
    """Move one meeting."""
    meeting = access.held_meeting_or_404(request.member, pk)
    circle = meeting.circle
    zone = ZoneInfo(circle.time_zone)
    local = meeting.starts_at.astimezone(zone)
    initial = {"day": local.date(), "starts": hosting.minutes_of(local.time())}
    form = MoveForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        day, starts = form.cleaned_data["day"], form.cleaned_data["starts"]
        at = resolve(datetime.combine(day, datetime.min.time()) + timedelta(minutes=starts), zone)
        try:
            hosting.move(meeting, at, now=now())
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            messages.success(request, gettext("Moved. Everybody with a place is told."))
            return redirect("circles:desk", pk=circle.pk)
    context = {"form": form, "circle": circle, "meeting": meeting}
    return render(request, f"{FOLDER}/move.html", context, status=422 if form.is_bound else 200)


@member_required
@require_http_methods(BOTH)
def call_off(request, pk):
    """Ask, then call one meeting off."""
    meeting = access.held_meeting_or_404(request.member, pk)
    back = reverse("circles:desk", args=[meeting.circle_id])
    ask = {
        "question": gettext("Call this meeting off?"),
        "words": gettext("Everybody who has a place or waits for one is told at once. No reason is given."),
        "action": reverse("circles:call_off", args=[meeting.pk]),
        "back": back,
        "yes": gettext("Call it off"),
        "no": gettext("Keep it"),
    }
    if request.method == "POST":
        try:
            hosting.call_off(meeting, now=now())
        except Refusal as refusal:
            return render(request, "asks.html", {"ask": {**ask, "problem": worded(refusal)}}, status=409)
        messages.success(request, gettext("Called off. Everybody is told."))
        return redirect(back)
    return render(request, "asks.html", {"ask": ask})


@member_required
@require_http_methods(BOTH)
def go_on(request, pk):
    """Plan more meetings of a circle that repeats."""
    circle = access.held_circle_or_404(request.member, pk)
    form = GoOnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            added = repeating.go_on(circle, said["number"], skip_busy=said["skip_busy"], now=now())
        except Refusal as refusal:
            _beside(form, refusal)
        else:
            said_more = ngettext(
                "One meeting more is planned.", "{number} meetings more are planned.", len(added)
            )
            messages.success(request, said_more.format(number=len(added)))
            return redirect("circles:desk", pk=circle.pk)
    context = {"form": form, "circle": circle, "pattern": words.pattern_words(circle)}
    return render(request, f"{FOLDER}/go_on.html", context, status=422 if form.is_bound else 200)


@member_required
@require_http_methods(BOTH)
def end(request, pk):
    """Ask, then end a circle with all its meetings ahead."""
    circle = access.held_circle_or_404(request.member, pk)
    if request.method == "POST":
        hosting.end(circle, now=now())
        messages.success(request, gettext("Ended. Whoever had a place is told."))
        return redirect("circles:list")
    ask = {
        "question": gettext("End this circle?"),
        "words": gettext("All its meetings ahead are called off, and everybody with a place is told."),
        "action": reverse("circles:end", args=[circle.pk]),
        "back": reverse("circles:desk", args=[circle.pk]),
        "yes": gettext("End it"),
        "no": gettext("Keep it"),
    }
    return render(request, "asks.html", {"ask": ask})


@member_required
@require_POST
def came(request, pk):
    """Keep who came, for the facilitator alone."""
    meeting = access.held_meeting_or_404(request.member, pk)
    ticked = set(request.POST.getlist("came"))
    try:
        if meeting.circle.kind == Circle.Kind.SERIES:
            series.note_how_many(meeting, int(request.POST.get("number", "")), now=now())
        else:
            hosting.note_who_came(meeting, [UUID(one) for one in ticked], now=now())
    except ValueError:
        raise Http404 from None
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        messages.success(request, gettext("Kept, for you alone. It is erased in 30 days."))
    return redirect(f"{reverse('circles:desk', args=[meeting.circle_id])}?meeting={meeting.pk}")


# ---------------------------------------------------------------- people from outside
@member_required
@require_POST
def outside(request, pk):
    """Ask for people from outside to be let come, or close the public page again."""
    circle = access.held_circle_or_404(request.member, pk)
    try:
        if "close" in request.POST:
            opening.close_to_outside(circle, request.member, now=now())
            messages.success(request, gettext("Closed. Whoever has a place keeps it."))
        else:
            opening.ask_for_outside(circle, now=now())
            messages.success(request, gettext("Asked. An administrator answers, and you are told."))
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    return redirect("circles:desk", pk=circle.pk)


@admin_required
@require_safe
def asking(request):
    """The circles that ask to be opened, or are, for administrators. Nobody who takes part is on it."""
    rows = [
        {"circle": one, "meeting": selectors.next_meeting(one, now=now())}
        for one in selectors.asking(request.member.organisation_id)
    ]
    return render(request, f"{FOLDER}/asking.html", {"rows": rows})


@admin_required
@require_POST
def answer(request, pk):
    """Open a circle to people from outside, not this time, or close it again."""
    circle = access.asked_circle_or_404(request.member, pk)
    said = request.POST.get("said", "")
    if said not in ("yes", "no", "close"):
        return HttpResponse(status=400)
    try:
        if said == "close":
            opening.close_to_outside(circle, request.member, now=now())
        else:
            opening.answer_for_outside(circle, request.member, is_yes=said == "yes", now=now())
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        messages.success(request, gettext("Done. Whoever holds it is told."))
    return redirect("circles:asking")
