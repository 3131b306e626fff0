"""How well people are held: what was released, one's own card, and what an organisation types in and says."""

from __future__ import annotations

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from peers.climate import rules, selectors, services
from peers.climate.access import setting_of
from peers.climate.forms import CardForm, FiguresFile, LookForm, MonthForm, SettingForm
from peers.pool.leaving import all_leavings
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import admin_required, member_required
from supervision.people.form_parts import put_right
from supervision.people.models import Team
from supervision.people.visibility import ROWS
from supervision.scheduling.days import local_day

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@member_required
@require_safe
def page(request):
    """What was released of the groups one may see, and beside it what the organisation knows of itself."""
    look, now, member = LookForm(request.GET), clock_now(), request.member
    asked = look.cleaned_data if look.is_valid() else {}
    report = selectors.report_of(member, group=asked.get("group") or 0, question=asked.get("question") or "")
    typed = selectors.typed_of(member, now=now) if selectors.sees_beside(member) else []
    context = {
        "report": report,
        "questions": rules.QUESTIONS,
        "beside": selectors.beside_of(member, now=now),
        "typed": typed,
        "typed_bars": selectors.typed_bars(typed),
        "kinds": rules.FIGURES.values(),
        "sees_beside": selectors.sees_beside(member),
        "card": selectors.card_of(member, now=now),
        "setting": setting_of(member.organisation_id),
        "next_on": selectors.next_opens_on(member, now=now),
        "why": rules.WHY_HIDDEN,
    }
    return render(request, "peers/climate/page.html", context)


@member_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request):
    """The month's card. What is sent is on its sheet, and nothing anywhere says whose it is."""
    now, member = clock_now(), request.member
    own = selectors.card_of(member, now=now)
    form = CardForm(request.POST or None, asks_words=own.window.asks_words if own else True)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.answer(member, form.answers, words=form.cleaned_data.get("words", ""), now=now)
            except Refusal as refusal:
                put_right(form, refusal)
                status = refusal.status
            else:
                return redirect("climate:card")
    context = {"card": own, "form": form, "next_on": selectors.next_opens_on(member, now=now)}
    return render(request, "peers/climate/card.html", context, status=status)


@member_required
@require_safe
def what_leaves(request):
    """Exactly what leaves one's own space, made from what each room says of itself."""
    now = clock_now()
    context = {
        "leavings": [(one, one.read(request.member, now)) for one in all_leavings()],
        "stays": [row.name for row in ROWS if row.only_self],
    }
    return render(request, "peers/climate/what_leaves.html", context)


@member_required
@require_safe
def table(request):
    """All that was released to whoever asks, as a CSV file."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="climate.csv"'
    answer["Cache-Control"] = "no-store"
    answer.write("\ufeff")
    writer = csv.writer(answer)
    for row in selectors.table_of(request.member):
        writer.writerow([f"'{text}" if text.startswith(FORMULA) else text for text in row])
    return answer


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request):
    """What an organisation types in about its months: one month, or many in a file."""
    now, member = clock_now(), request.member
    is_file = "upload" in request.POST
    today = local_day(now, member.organisation.zone)
    given = request.POST if request.method == "POST" and not is_file else None
    form = MonthForm(given, initial={"month": rules.months_before(rules.first_of(today), 1)})
    upload = FiguresFile(request.POST, request.FILES) if is_file else FiguresFile()
    if request.method == "POST":
        bound = upload if is_file else form
        if bound.is_valid():
            months = upload.cleaned_data["file"] if is_file else [(form.cleaned_data["month"], form.numbers)]
            try:
                services.keep_months(by=member, months=months, now=now)
            except Refusal as refusal:
                put_right(bound, refusal)
            else:
                messages.success(request, gettext("Saved."))
                return redirect("climate:figures")
    typed = selectors.typed_of(member, now=now)
    context = {"form": form, "upload": upload, "typed": typed, "kinds": rules.FIGURES.values()}
    return render(request, "peers/climate/figures.html", context)


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def setting(request):
    """Whether the organisation asks, how small a group may be shown, and which teams."""
    member = request.member
    kept = setting_of(member.organisation_id)
    teams = list(Team.objects.of(member.organisation_id).order_by("name", "pk").values_list("pk", "name"))
    initial = {
        "is_on": kept.is_on,
        "least": kept.least,
        "least_words": kept.least_words,
        "asks_words": kept.asks_words,
        "shown_teams": [pk for pk, _ in teams if pk not in kept.left_out],
    }
    form = SettingForm(request.POST or None, initial=initial, teams=teams)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        shown = set(said.pop("shown_teams"))
        try:
            services.keep_setting(
                by=member, left_out=[pk for pk, _ in teams if pk not in shown], now=clock_now(), **said
            )
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            messages.success(request, gettext("Saved. It holds from the next card on."))
            return redirect("climate-setting:page")
    return render(request, "peers/climate/setting.html", {"form": form, "tab": "climate"})
