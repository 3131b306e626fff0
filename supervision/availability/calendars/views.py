"""The pages of one's own calendars from outside. Nobody has a way to anybody else's."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from supervision.availability.calendars import services
from supervision.availability.calendars.fetching import MOST_BYTES
from supervision.availability.calendars.forms import AddressForm, FileForm, NameForm
from supervision.availability.calendars.selectors import calendar_of, calendars_of, panel_of
from supervision.availability.calendars.tasks import nudge
from supervision.availability.models import Calendar
from supervision.clock import now
from supervision.errors import Refusal
from supervision.people.access import member_required
from supervision.people.form_parts import put_right

FOLDER = "supervision/availability"
BESIDE = {"calendar_link": "address", "calendar_file": "file"}


def _calendar_or_404(request, pk: int) -> Calendar:
    calendar = calendar_of(request.member, pk)
    if calendar is None:
        raise Http404
    return calendar


@member_required
@require_safe
def page(request):
    """The section by itself; also what it asks for again while a calendar is about to be read."""
    panel = panel_of(request.member, now())
    if request.htmx:
        return render(request, f"{FOLDER}/_calendars.html", {"panel": panel})
    return render(request, f"{FOLDER}/calendars.html", {"panel": panel, "tab": "availability"})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Link a calendar: by its address, or by a file."""
    is_file = request.method == "POST" and "file" in (request.FILES or request.POST)
    sent = request.POST if request.method == "POST" else None
    by_address = AddressForm(None if is_file else sent)
    by_file = FileForm(sent if is_file else None, request.FILES or None, prefix=None)
    form = by_file if is_file else by_address
    if request.method == "POST" and form.is_valid():
        given = {"name": form.cleaned_data["name"], "now": now()}
        try:
            if is_file:
                services.add_file(request.member, content=_content(form), **given)
            else:
                services.add_address(request.member, address=form.cleaned_data["address"], **given)
        except Refusal as refusal:
            put_right(form, refusal, BESIDE)
        else:
            return _to_page(request, _("Linked. It is read in a minute or two."))
    context = {"by_address": by_address, "by_file": by_file, "form": form, "tab": "availability"}
    return render(request, f"{FOLDER}/calendar_add.html", context, status=_status(request))


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    """One calendar: what it is called, its link or its file, and taking it away."""
    calendar, moment = _calendar_or_404(request, pk), now()
    shown = next((each for each in calendars_of(request.member, now=moment) if each.pk == pk), None)
    if shown is None:
        raise Http404
    kind = FileForm if calendar.kind == Calendar.Kind.FILE else AddressForm
    act = request.POST.get("act", "") if request.method == "POST" else ""
    names = NameForm(request.POST if act == "name" else None, initial={"name": shown.name}, prefix="n")
    mends = kind(request.POST, request.FILES) if act == "mend" else kind()
    del mends.fields["name"]
    form = {"name": names, "mend": mends}.get(act)
    if form is not None and form.is_valid():
        try:
            said = _changed(calendar, form, act, moment)
        except Refusal as refusal:
            put_right(form, refusal, BESIDE)
        else:
            return _to_page(request, said)
    context = {
        "calendar": shown,
        "names": names,
        "mends": mends,
        "form": form or names,
        "ask": _removal(pk),
        "tab": "availability",
    }
    return render(request, f"{FOLDER}/calendar.html", context, status=_status(request))


def _changed(calendar: Calendar, form, act: str, moment) -> str:
    """Do what one of the forms of a calendar's page asks for, and return what is said of it."""
    if act == "name":
        services.rename(calendar, form.cleaned_data["name"])
        return _("Saved.")
    if calendar.kind == Calendar.Kind.FILE:
        services.replace_file(calendar, content=_content(form), now=moment)
    else:
        services.mend_address(calendar, address=form.cleaned_data["address"], now=moment)
    return _("Saved. It is read in a minute or two.")


@member_required
@require_POST
def read(request, pk):
    """Have a calendar read now."""
    is_coming = services.read_soon(_calendar_or_404(request, pk), now=now())
    if is_coming:
        nudge()
    said = _("It is read in a minute or two.") if is_coming else _("It was read just now.")
    messages.success(request, said)
    return redirect("linked:page")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_away(request, pk):
    """Ask, then forget a calendar."""
    calendar = _calendar_or_404(request, pk)
    if request.method == "POST":
        services.take_away(calendar, now=now())
        messages.success(request, _("Taken away. Nothing of it is kept."))
        return redirect("linked:page")
    return render(request, "asks.html", {"ask": _removal(pk)})


def _removal(pk: int) -> dict:
    return {
        "id": f"take-away-{pk}",
        "question": _("Take this calendar away?"),
        "words": _("We forget its link and all its busy hours. Those hours can be booked then."),
        "action": reverse("linked:take-away", args=[pk]),
        "back": reverse("linked:change", args=[pk]),
        "yes": _("Take it away"),
        "no": _("Keep it"),
    }


def _content(form) -> bytes:
    return form.cleaned_data["file"].read(MOST_BYTES + 1)


def _to_page(request, words: str) -> HttpResponse:
    nudge()
    messages.success(request, words)
    return redirect("linked:page")


def _status(request) -> int:
    return 422 if request.method == "POST" else 200
