"""What an organisation says about booking, for its administrators: lengths, limits, holidays, closed days."""

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from supervision.availability import organisation_services as services
from supervision.availability import selectors
from supervision.availability.checks import LIMITS, LimitsWrong
from supervision.availability.forms import ClosedDayForm
from supervision.availability.limits_forms import BookingForm
from supervision.availability.rules import DEFAULTS
from supervision.availability.words import day_words
from supervision.clock import now
from supervision.errors import Refusal
from supervision.people.access import admin_required
from supervision.people.countries import country_names, subdivision_names
from supervision.people.form_parts import put_right
from supervision.people.services import local_today

TEMPLATE = "supervision/availability/organisation.html"
AHEAD_YEARS = 2


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking(request):
    """Default lengths, buffers and limits; the year's holidays, and the days on which it is closed."""
    form = BookingForm(
        request.POST if request.method == "POST" else None,
        above={name: getattr(DEFAULTS, name) for name in LIMITS},
        whose="as Holdspace starts with",
        initial=_facts(request),
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        keeps = values.pop("keeps_holidays")
        try:
            short = services.set_booking_rules(
                by=request.member, limits=values, keeps_holidays=keeps, now=now()
            )
        except LimitsWrong as wrong:
            for name, words in wrong.problems.items():
                form.add_error(name, words)
        else:
            number = len({(one.starts_at, one.person_id) for one in short})
            less = f" Around {number} of them there is less time free than that." if number else ""
            messages.success(request, f"Saved. What is booked already stays where it is.{less}")
            return redirect("organisation:booking")
    return _page(request, form=form)


def _facts(request) -> dict:
    booking = selectors.booking_of(request.member.organisation, now=now())
    return booking.limits | {"keeps_holidays": booking.keeps_holidays}


def _page(request, *, form, closed_form=None):
    organisation = request.member.organisation
    today = local_today(organisation, now())
    year = _year_asked(request, today)
    part = subdivision_names(organisation.country).get(organisation.subdivision, "")
    country = country_names().get(organisation.country, organisation.country)
    is_wrong = any(one is not None and one.is_bound and one.errors for one in (form, closed_form))
    context = {
        "form": form,
        "closed_form": closed_form or ClosedDayForm(),
        "today": today,
        "year": year,
        "years": [each for each in range(today.year, today.year + AHEAD_YEARS + 1) if each != year],
        "holidays": selectors.holidays_of(organisation, year=year),
        "closed_days": selectors.booking_of(organisation, now=now()).closed_days,
        "where": f"{part}, {country}" if part else country,
        "tab": "booking",
    }
    return render(request, TEMPLATE, context, status=422 if is_wrong else 200)


def _year_asked(request, today: date) -> int:
    words = request.GET.get("year", "")
    asked = int(words) if words.isascii() and words.isdigit() and len(words) == 4 else today.year
    return asked if today.year <= asked <= today.year + AHEAD_YEARS else today.year


@admin_required
@require_POST
def say_day(request):
    """Close a day, work on a holiday, or take either back."""
    form = ClosedDayForm(request.POST)
    if form.is_valid():
        day, what = form.cleaned_data["on"], form.cleaned_data["what"] or "closed"
        try:
            said = _say(request, day, what)
        except Refusal as refusal:
            put_right(form, refusal, {refusal.code: "on"})
        else:
            messages.success(request, said)
            return redirect("organisation:booking")
    unsent = BookingForm(
        above={name: getattr(DEFAULTS, name) for name in LIMITS},
        whose="as Holdspace starts with",
        initial=_facts(request),
    )
    return _page(request, form=unsent, closed_form=form)


def _say(request, day: date, what: str) -> str:
    if what == "worked":
        services.work_on_holiday(day, by=request.member, now=now())
        return f"{day_words(day)} is worked here."
    if what == "back":
        services.clear_closed_day(day, by=request.member, now=now())
        return f"{day_words(day)} is as usual again."
    services.close_on(day, by=request.member, now=now())
    return f"{day_words(day)} is closed. What is booked on it stays until somebody moves it."
