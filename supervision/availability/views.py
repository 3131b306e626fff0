"""The page of one's own availability: the week and what comes of it, protected time, days, limits."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from supervision.availability import around, selectors, services
from supervision.availability.checks import LIMITS, DayWrong, HoursWrong, LimitsWrong, NoHours, ProtectedWrong
from supervision.availability.forms import HeavyForm, OneDayForm, ProtectedForm, ZoneForm
from supervision.availability.hours_forms import WeekForm, Windows, WindowsPart
from supervision.availability.limits_forms import LimitsForm
from supervision.availability.panels import panels_for
from supervision.availability.week import draw_week, monday_of, outside
from supervision.availability.words import ICONS, UNNAMED, day_words, protected_words, short_words
from supervision.clock import now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.form_parts import put_right
from supervision.people.services import local_today

FOLDER = "supervision/availability"
AHEAD = 60
"""So many days ahead the page names the days on which the organisation is closed."""
SHOWN_CLOSED = 4


# ---------------------------------------------------------------- the page
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request):
    """One's own week and all that belongs to it; one button saves the zone, the hours and the limits."""
    member, moment = request.member, now()
    if request.method == "POST":
        return _save(request)
    week_form = WeekForm.kept(selectors.hours_of(member) or selectors.usual_hours(member))
    forms = {
        "week_form": week_form,
        "zone_form": ZoneForm(current=member.time_zone),
        "limits_form": _limits_form(member),
    }
    return _page(request, forms, moment=moment)


def _limits_form(member, data=None) -> LimitsForm | None:
    """Return the form for a supervisor's own limits; nobody else has any."""
    if not member.is_supervisor:
        return None
    above = selectors.organisation_limits(member.organisation)
    return LimitsForm(
        data,
        above=above,
        whose="as your organisation says",
        form_id="hours",
        initial=selectors.limits_of(member),
    )


def _save(request):
    member, data, moment = request.member, request.POST, now()
    if "add" in data or "remove" in data:
        # Only more or fewer rows: nothing is judged and nothing saved, and what was typed stays.
        limits = _limits_form(member)
        if limits:
            limits.initial = {name: data.get(name, "") for name in LIMITS}
        forms = {
            "week_form": WeekForm.sent(data, judged=False),
            "zone_form": ZoneForm(current=data.get("time_zone", "")),
            "limits_form": limits,
        }
        return _page(request, forms, moment=moment, is_changed=True)
    week_form = WeekForm.sent(data)
    zone_form = ZoneForm(data, current=member.time_zone)
    limits_form = _limits_form(member, data)
    forms = {"week_form": week_form, "zone_form": zone_form, "limits_form": limits_form}
    is_fine = week_form.judge() & zone_form.is_valid() & (limits_form is None or limits_form.is_valid())
    refusal = _set_week(request, forms, moment) if is_fine else None
    if is_fine and refusal is None:
        return redirect("availability:page")
    return _page(request, forms, moment=moment, problem=refusal, status=422)


def _set_week(request, forms, moment) -> Refusal | None:
    """Save the page; return a refusal that belongs to the whole of it, and put others beside their fields."""
    week_form, zone_form, limits_form = forms["week_form"], forms["zone_form"], forms["limits_form"]
    try:
        request.member = services.set_week(
            request.member,
            windows=week_form.windows,
            time_zone=zone_form.cleaned_data["time_zone"],
            limits=limits_form.cleaned_data if limits_form else None,
            now=moment,
        )
    except HoursWrong as wrong:
        week_form.put_right(wrong)
        return wrong
    except LimitsWrong as wrong:
        for name, words in wrong.problems.items():
            limits_form.add_error(name, worded(words))
        return wrong
    except Refusal as refusal:
        return refusal
    left = len(outside(request.member, now=moment))
    many = ngettext(
        "Saved. One session that is booked lies outside your hours now.",
        "Saved. {number} sessions that are booked lie outside your hours now.",
        left,
    )
    said = [many.format(number=left) if left else _("Saved.")]
    if limits_form is not None:
        short = around.short_of([request.member.person_id], now=moment)
        said.append(short_words(short, request.member.zone))
    messages.success(request, " ".join(words for words in said if words))
    return None


def _page(request, forms, *, moment, problem=None, is_changed=False, status=200):
    member = request.member
    problems = forms["week_form"].problems() if status != 200 else []
    for form in (forms["zone_form"], forms["limits_form"]):
        if form is not None and form.is_bound:
            problems += [
                (form[name].auto_id, f"{form[name].label}: {words}")
                for name, errors in form.errors.items()
                for words in errors
            ]
    is_said = problem is None or isinstance(problem, (HoursWrong, LimitsWrong))
    first = _week_asked(request, local_today(member, moment))
    context = forms | {
        "problems": problems,
        "problem": "" if is_said else worded(problem),
        "is_changed": is_changed or bool(problems) or problem is not None,
        "is_usual": not selectors.hours_of(member),
        "week": draw_week(member, first=first, now=moment),
        "protected": [_shown(kept) for kept in selectors.protected_of(member, now=moment)],
        "days": [_shown_day(one) for one in selectors.days_of(member, now=moment)],
        "closed": _closed(member, moment),
        "leaves": selectors.leave_to_come(member, now=moment),
        "outside": outside(member, now=moment),
        "panels": panels_for(member, now=moment),
        "tab": "availability",
    }
    return render(request, f"{FOLDER}/page.html", context, status=status)


def _shown(kept: selectors.Kept) -> dict:
    return {
        "pk": kept.pk,
        "name": kept.said.name or _(UNNAMED),
        "words": protected_words(kept.said),
        "icon": ICONS[kept.said.shape],
    }


def _shown_day(one: selectors.OneDay) -> dict:
    hours = ", ".join(window.words for window in one.windows) or "Not that day"
    return {"day": one.day, "words": hours}


def _closed(member, moment) -> list[dict]:
    """Return the next days of their week on which the organisation is closed, and they said nothing."""
    ahead = selectors.days_from(local_today(member, moment), AHEAD)
    own = {one.day for one in selectors.days_of(member, now=moment)}
    week = selectors.hours_of(member) or selectors.usual_hours(member)
    worked = {each.weekday for each in week}
    found = [
        {"day": day, "name": name}
        for day, name in selectors.closed_on(member, ahead).items()
        if day not in own and day.weekday() in worked
    ]
    return found[:SHOWN_CLOSED]


def _week_asked(request, today: date) -> date:
    """Return the Monday of the week that the address asks for: this one, unless it is one to come."""
    try:
        asked = monday_of(date.fromisoformat(request.GET.get("week", "")))
    except (ValueError, OverflowError):
        return monday_of(today)
    this = monday_of(today)
    return asked if 0 <= (asked - this).days <= 400 else this


@member_required
@require_POST
def week(request):
    """Draw the week that would come of hours that are not saved yet. Nothing is."""
    member, moment = request.member, now()
    form = WeekForm.sent(request.POST)
    is_fine = form.judge()
    drawn = draw_week(
        member,
        first=_week_asked(request, local_today(member, moment)),
        windows=form.windows if is_fine else None,
        now=moment,
    )
    return render(request, f"{FOLDER}/_week.html", {"week": drawn, "is_tried": is_fine})


@member_required
@require_POST
def usual(request):
    """Go back to working days, 09:00 to 17:00."""
    services.forget_week(request.member, now=now())
    messages.success(request, _("Your week is that of your working days again."))
    return redirect("availability:page")


@member_required
@require_POST
def heavy(request):
    """Mark a day as heavy, or no longer."""
    form = HeavyForm(request.POST)
    if not form.is_valid():
        return _no_day(request)
    day, is_heavy = form.cleaned_data["on"], form.cleaned_data["heavy"]
    try:
        short = services.mark_heavy(request.member, day=day, is_heavy=is_heavy, now=now())
    except DayWrong as wrong:
        messages.error(request, worded(wrong))
    else:
        said = (
            _("{day} keeps a quarter of an hour free around its sessions.")
            if is_heavy
            else _("{day} is as any other.")
        )
        less = short_words(short, request.member.zone)
        messages.success(request, f"{said.format(day=day_words(day))}{f' {less}' if less else ''}")
    back = form.cleaned_data["week"]
    return redirect(reverse("availability:page") + (f"?week={back}" if back else "") + "#week")


def _no_day(request):
    messages.error(request, _("Choose a day."))
    return redirect("availability:page")


# ---------------------------------------------------------------- single days
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def day(request):
    """Give a date hours of its own, close it, or work on it although it is a holiday."""
    data = request.POST
    if request.method != "POST":
        facts = {"on": request.GET.get("on", ""), "what": "closed"}
        part = WindowsPart.kept(_("That day"), "d", [])
        return _day_page(request, OneDayForm(initial=facts), part)
    if "add" in data or "remove" in data:
        typed = {"on": data.get("on", ""), "what": data.get("what", "hours")}
        part = WindowsPart.sent(_("That day"), "d", data, judged=False)
        return _day_page(request, OneDayForm(initial=typed), part)
    form = OneDayForm(data)
    part = WindowsPart.sent(_("That day"), "d", data, judged=True)
    windows = Windows([part] if data.get("what") == "hours" else [])
    is_fine = windows.judge() & form.is_valid()
    if is_fine and _day_went_in(request, form, windows):
        return redirect("availability:page")
    return _day_page(request, form, part, status=422)


def _day_went_in(request, form: OneDayForm, windows: Windows) -> bool:
    on, what = form.cleaned_data["on"], form.cleaned_data["what"]
    try:
        if what == "usual":
            services.work_on(request.member, day=on, now=now())
        else:
            services.set_day(request.member, day=on, windows=windows.windows, now=now())
    except HoursWrong as wrong:
        windows.put_right(wrong)
    except (DayWrong, NoHours) as wrong:
        form.add_error("on", worded(wrong))
    except Refusal as refusal:
        form.add_error(None, worded(refusal))
    else:
        left = len(outside(request.member, now=now()))
        said = [_("Saved for {day}.").format(day=day_words(on))]
        if left:
            said.append(_("Something booked lies outside your hours now."))
        messages.success(request, " ".join(said))
        return True
    return False


def _day_page(request, form, part, status=200):
    context = {"form": form, "part": part, "problems": list(part.problems()) if status != 200 else []}
    context["tab"] = "availability"
    return render(request, f"{FOLDER}/day.html", context, status=status)


@member_required
@require_POST
def clear_day(request):
    """Have the usual hours on a date again."""
    form = HeavyForm(request.POST)
    if not form.is_valid():
        return _no_day(request)
    services.clear_day(request.member, day=form.cleaned_data["on"], now=now())
    said = _("{day} is as usual again.").format(day=day_words(form.cleaned_data["on"]))
    messages.success(request, said)
    return redirect("availability:page")


# ---------------------------------------------------------------- protected time
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def protect(request):
    """Protect more time."""
    form = ProtectedForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _protected_went_in(request, form):
        return redirect(reverse("availability:page") + "#protected")
    return _protected_page(request, form)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def protected(request, pk):
    """Change protected time of one's own, or give it up."""
    kept = selectors.one_protected(request.member, pk)
    form = ProtectedForm(
        request.POST if request.method == "POST" else None, initial=ProtectedForm.facts(kept.said)
    )
    if request.method == "POST" and _protected_went_in(request, form, pk=pk):
        return redirect(reverse("availability:page") + "#protected")
    return _protected_page(request, form, kept=kept)


def _protected_went_in(request, form: ProtectedForm, pk: int | None = None) -> bool:
    if not form.is_valid():
        return False
    try:
        if pk is None:
            services.protect(request.member, form.said(), now=now())
        else:
            services.change_protected(request.member, pk, form.said(), now=now())
    except ProtectedWrong as wrong:
        for name, words in wrong.problems.items():
            form.add_error(name, worded(words))
        return False
    except Refusal as refusal:
        put_right(form, refusal)
        return False
    left = len(outside(request.member, now=now()))
    said = [_("Kept for you. Others see only that you’re busy.")]
    if left:
        said.append(_("Something booked lies in it: nothing is moved by itself."))
    messages.success(request, " ".join(said))
    return True


def _protected_page(request, form, kept=None):
    context = {"form": form, "kept": kept, "tab": "availability"}
    if kept:
        context |= {"ask": _giving_up(kept), "called": kept.said.name or _(UNNAMED)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"{FOLDER}/protected.html", context, status=status)


def _giving_up(kept: selectors.Kept) -> dict:
    """Return what the question before giving protected time up says."""
    return {
        "id": f"give-up-{kept.pk}",
        "question": _("Give this time up?"),
        "words": _("{words}. It can be booked from then on. Nobody is told.").format(
            words=protected_words(kept.said)
        ),
        "action": reverse("availability:give-up", args=[kept.pk]),
        "back": reverse("availability:protected", args=[kept.pk]),
        "yes": _("Give it up"),
        "no": _("Keep it"),
    }


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request, pk):
    """Ask, then give protected time of one's own up."""
    kept = selectors.one_protected(request.member, pk)
    if request.method == "POST":
        services.give_up(request.member, pk, now=now())
        messages.success(request, _("Given up."))
        return redirect(reverse("availability:page") + "#protected")
    return render(request, "asks.html", {"ask": _giving_up(kept)})
