"""The public page of an open circle, and where its letters lead guests. No sign-in, no account."""

from __future__ import annotations

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from peers.circles import guests, held_times, joining, selectors, services, words
from peers.circles.forms import AddressForm, NumberForm
from peers.circles.models import Circle, GuestLink, Meeting, Place
from supervision.clock import now
from supervision.errors import Refusal
from supervision.notices.calendars.writing import feed
from supervision.people.form_parts import put_right
from supervision.people.limits import is_within

FOLDER = "peers/circles"
BOTH = ["GET", "HEAD", "POST"]
KNOWN = "circle_guests"
HOUR = 3600
LIMITS = {"address": 3, "place": 20, "circle": 200}
"""So many letters an hour are asked for at most: to one address, from one place, for one circle."""


@require_http_methods(BOTH)
def public(request, key):
    """The page of a circle that is open to people from outside: an e-mail address, and nothing else."""
    moment = now()
    circle = Circle.objects.going().with_host().filter(public_key=key, outside="opened").first()
    if circle is None:
        raise Http404
    with timezone.override(circle.time_zone):
        meeting = _asked_meeting(circle, request.GET.get("meeting", ""), moment)
        form = AddressForm(request.POST or None)
        if request.method == "POST" and meeting is not None and form.is_valid():
            if not _within(request, form.cleaned_data["email"], circle, moment):
                return render(request, "429.html", status=429)
            try:
                guest = guests.ask_as_guest(circle, meeting, email=form.cleaned_data["email"], now=moment)
            except Refusal as refusal:
                put_right(form, refusal, {"circle_address": "email"})
            else:
                _know(request, guest)
                return render(request, f"{FOLDER}/asked.html", {"circle": circle})
        page = selectors.page_of(circle, meeting, None, now=moment)
        context = _context(circle, meeting, page) | {"form": form}
        return render(request, f"{FOLDER}/public.html", context, status=422 if form.is_bound else 200)


def _asked_meeting(circle: Circle, asked: str, moment) -> Meeting | None:
    if not asked:
        ahead = circle.meetings.on().filter(starts_at__gt=moment)
        return ahead.order_by("starts_at", "pk").first()
    try:
        found = circle.meetings.on().filter(pk=UUID(asked), starts_at__gt=moment).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _context(circle: Circle, meeting: Meeting | None, page: selectors.Page) -> dict:
    zone = selectors.zone_of(circle)
    exact = (
        words.when_words(meeting.starts_at, meeting.ends_at, zone, this_year=now().astimezone(zone).year)
        if meeting
        else ""
    )
    return {
        "circle": circle,
        "meeting": meeting,
        "page": page,
        "exact": exact,
        "host": circle.facilitator.person.get_short_name(),
        "medium": words.MEDIA[circle.medium],
        "pattern": words.pattern_words(circle),
    }


def _within(request, email: str, circle: Circle, moment) -> bool:
    """Count one more letter that is asked for, and say whether that is within all limits."""
    who = {
        "address": guests.digest_of_address(email),
        "place": get_adapter(request).get_client_ip(request),
        "circle": str(circle.pk),
    }
    return all(
        is_within(f"circle.guest.{what}", who[what], most=most, seconds=HOUR, now=moment)
        for what, most in LIMITS.items()
    )


def _know(request, guest) -> None:
    """Note that this device gave the address: it is not asked for the number in the letter."""
    if guest is not None:
        request.session[KNOWN] = [*request.session.get(KNOWN, []), guest.pk.hex][-10:]


def _is_known(request, link: GuestLink) -> bool:
    return link.guest_id.hex in request.session.get(KNOWN, [])


# ---------------------------------------------------------------- from the letter
@require_http_methods(BOTH)
def guest(request, token):
    """Where a letter to a guest leads: confirming once, then one's place. Looking changes nothing."""
    moment = now()
    try:
        link = guests.open_link(token, now=moment)
    except guests.LinkOver:
        return render(request, f"{FOLDER}/link_over.html", status=404)
    form = NumberForm(request.POST if request.method == "POST" else None)
    with timezone.override(link.guest.circle.time_zone):
        if request.method == "POST" and form.is_valid():
            try:
                if not _is_known(request, link):
                    guests.check_number(link, token, form.cleaned_data["number"])
                return _answered(request, link, token, moment)
            except guests.LinkOver:
                return render(request, f"{FOLDER}/link_over.html", status=404)
            except Refusal as refusal:
                put_right(form, refusal, {"wrong_number": "number"})
        return _guest_page(request, link, form, token, moment)


def _answered(request, link: GuestLink, token: str, moment) -> HttpResponse:
    """Do what was pressed: confirm and take a place, or give it up."""
    _know(request, link.guest)
    if link.purpose == GuestLink.Purpose.CONFIRM:
        place = joining.confirm(link, now=moment)
        fresh, _ = guests.make_link(link.guest, link.meeting, GuestLink.Purpose.PLACE, now=moment)
        return redirect("circles:guest", token=fresh) if place else redirect("circles:guest", token=token)
    own = guests.place_of(link)
    if own is not None and "give-up" in request.POST:
        services.leave(own, now=moment)
        return render(request, f"{FOLDER}/given_up.html", {"circle": link.guest.circle})
    return redirect("circles:guest", token=token)


def _guest_page(request, link: GuestLink, form, token: str, moment) -> HttpResponse:
    circle, meeting = link.guest.circle, link.meeting
    page = selectors.page_of(circle, meeting, None, now=moment)
    confirms = link.purpose == GuestLink.Purpose.CONFIRM
    own = None if confirms else guests.place_of(link)
    known = _is_known(request, link)
    if own is not None:
        table = Place.objects.at(circle, meeting)
        selectors.add_own(page, own, table, now=moment)
        page.link = page.link if known else ""
    context = _context(circle, meeting, page) | {
        "form": form,
        "token": token,
        "confirms": confirms,
        "asks_number": not known,
        "has_places": page.left > 0,
    }
    answer = render(request, f"{FOLDER}/guest.html", context, status=422 if form.is_bound else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def guest_file(request, token):
    """The calendar file of a guest's place: one held time."""
    try:
        link = guests.open_link(token, now=now())
    except guests.LinkOver:
        raise Http404 from None
    own = guests.place_of(link) if link.purpose == GuestLink.Purpose.PLACE else None
    if own is None or own.state != Place.State.HELD:
        raise Http404
    entry = held_times.entry_of(own.pk, link.meeting, stamped_at=link.meeting.changed_at)
    answer = HttpResponse(
        feed([entry], domain=settings.CALENDAR_DOMAIN), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="held-time.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
