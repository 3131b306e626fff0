"""The pages on which people find a circle, take a place, wait for one, and give it up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.circles import access, held_times, selectors, series, services, words
from peers.circles.forms import JoinForm
from peers.circles.models import Circle, Meeting, Place
from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.notices.calendars.writing import feed
from supervision.people.access import member_required
from supervision.people.form_parts import put_right

FOLDER = "peers/circles"
BESIDE = {"circle_alias": "alias", "circle_name_taken": "alias"}
PICK = "pick"


@member_required
@require_safe
def circles(request):
    """The circles one is in, and those one may join."""
    shown = selectors.list_for(request.member, now=now())
    return render(request, f"{FOLDER}/list.html", {"shown": shown})


@member_required
@require_safe
def circle(request, pk):
    """A circle, by its next meeting."""
    found = access.circle_or_404(request.member, pk)
    meeting = selectors.next_meeting(found, now=now())
    return _page(request, found, meeting)


@member_required
@require_safe
def meeting(request, pk):
    """One meeting of a circle."""
    found = access.meeting_or_404(request.member, pk)
    return _page(request, found.circle, found)


def _page(
    request,
    found: Circle,
    meeting: Meeting | None,
    *,
    form: JoinForm | None = None,
    full: str = "",
    status=200,
) -> HttpResponse:
    page = selectors.page_of(found, meeting, request.member, now=now())
    if form is None:
        first = page.names[0] if page.names else ""
        form = JoinForm(circle=found, initial={"alias": first, "seat": "speak"})
    context = {
        "page": page,
        "circle": found,
        "meeting": meeting,
        "form": form,
        "full": full,
        "picks": page.names[1:4],
        "host": found.facilitator.person.get_short_name(),
        "exact": _exact(meeting),
        "pattern": words.pattern_words(found),
        "topics": series.topics_for(request.member, found),
        "medium": words.MEDIA[found.medium],
        "leave_ask": _leave_ask(page.place) if page.place else None,
    }
    return render(request, f"{FOLDER}/meeting.html", context, status=status)


def _exact(meeting: Meeting | None) -> str:
    if meeting is None:
        return ""
    zone = timezone.get_current_timezone()
    this_year = now().astimezone(zone).year
    return words.when_words(meeting.starts_at, meeting.ends_at, zone, this_year=this_year)


# ---------------------------------------------------------------- taking a place
@member_required
@require_POST
def join(request, pk):
    """Take a place at a meeting, or in the standing circle it is one of; or wait for one."""
    found = access.meeting_or_404(request.member, pk)
    circle = found.circle
    if PICK in request.POST:
        return _picked(request, circle, found)
    form = JoinForm(request.POST, circle=circle)
    full = ""
    if form.is_valid():
        try:
            place = services.join(
                request.member,
                circle,
                None if circle.is_standing else found,
                alias=form.cleaned_data["alias"],
                listens=form.listens,
                note=form.cleaned_data["note"],
                may_wait="wait" in request.POST,
                now=now(),
            )
        except services.CircleFull as refusal:
            full = worded(refusal)
        except services.AlreadyIn:
            return redirect("circles:meeting", pk=found.pk)
        except Refusal as refusal:
            put_right(form, refusal, BESIDE)
        else:
            messages.success(request, _joined_words(place, form.cleaned_data["alias"]))
            return redirect("circles:meeting", pk=found.pk)
    return _page(request, circle, found, form=form, full=full, status=409 if full else 422)


def _picked(request, circle: Circle, found: Meeting) -> HttpResponse:
    """Put a ready name into the form; nothing is taken by that."""
    said = {name: request.POST.get(name, "") for name in ("seat", "note")}
    initial = {**said, "alias": request.POST[PICK][:30], "agree": "agree" in request.POST}
    return _page(request, circle, found, form=JoinForm(circle=circle, initial=initial))


def _joined_words(place: Place, alias: str) -> str:
    name = " ".join(alias.split())
    if place.state == Place.State.WAITING:
        return gettext(
            "{name} is on the list. A place that comes free is given in order, and you can still say no."
        ).format(name=name)
    return gettext("A place is kept for {name}. The link opens ten minutes before.").format(name=name)


# ---------------------------------------------------------------- giving it up
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, pk):
    """Ask, then give a place or a turn on the list up."""
    place = access.own_place_or_404(request.member, pk)
    if request.method == "POST":
        services.leave(place, now=now())
        messages.success(request, gettext("Done. Nobody is told why, and nothing of it is kept."))
        return redirect("circles:list")
    return render(request, "asks.html", {"ask": _leave_ask(place)})


def _leave_ask(place: Place) -> dict:
    waits = place.state == Place.State.WAITING
    words_ = (
        gettext("Your turn on the list goes without a reason, and nobody in your organisation is told.")
        if waits
        else gettext(
            "Whoever waits next has it at once. It goes without a reason, "
            "and nobody in your organisation is told."
        )
    )
    return {
        "id": "give-up",
        "question": gettext("Leave the list?") if waits else gettext("Give your place up?"),
        "words": words_,
        "action": reverse("circles:leave", args=[place.pk]),
        "back": reverse("circles:circle", args=[place.circle_id]),
        "yes": gettext("Leave the list") if waits else gettext("Give it up"),
        "no": gettext("Stay on it") if waits else gettext("Keep it"),
    }


@member_required
@require_POST
def stay_away(request, pk, meeting_pk):
    """Leave one meeting of a standing circle out; `back` takes that back."""
    place = access.own_place_or_404(request.member, pk)
    found = access.meeting_or_404(request.member, meeting_pk)
    if place.meeting_id is not None or found.circle_id != place.circle_id:
        raise Http404
    try:
        if "back" in request.POST:
            services.come_after_all(place, found, now=now())
            messages.success(request, gettext("Good. The time is held for you again."))
        else:
            services.stay_away(place, found, now=now())
            messages.success(request, gettext("Not this time: noted, and no reason is asked."))
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    return redirect("circles:meeting", pk=found.pk)


# ---------------------------------------------------------------- the calendar's file
@member_required
@require_safe
def file(request):
    """One calendar file of all the circles somebody is in: held times, that say when alone."""
    entries = held_times.entries_of(request.member, now())
    answer = HttpResponse(
        feed(entries, domain=settings.CALENDAR_DOMAIN), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="held-time.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
