"""Pages for what one had outside Holdspace and writes down oneself. Only its owner sees it."""

from __future__ import annotations

from dataclasses import asdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.evidence import entries
from supervision.evidence.forms import EntryForm
from supervision.people.access import member_required
from supervision.people.form_parts import put_right

FOLDER = "supervision/evidence"
A_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def everything(request):
    """What one wrote down so far, and a form for one more."""
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            entries.add_entry(request.member, form.entry(), now=clock_now())
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            messages.success(request, _("It is in your log."))
            return redirect("log:entries")
    kept = Paginator(entries.entries_of(request.member.person_id), A_PAGE)
    context = {"form": form, "page": kept.get_page(request.GET.get("page"))}
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/entries.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def entry(request, pk):
    """Put one's own entry right."""
    kept = _entry_or_404(request, pk)
    form = EntryForm(request.POST or None, initial=_said(kept))
    if request.method == "POST" and form.is_valid():
        try:
            changed = entries.change_entry(request.member, form.entry(pk), now=clock_now())
        except Refusal as refusal:
            put_right(form, refusal)
        else:
            if changed is None:
                raise Http404
            messages.success(request, _("Your log says it so from now on."))
            return redirect("log:entries")
    status = 422 if form.is_bound else 200
    return render(request, f"{FOLDER}/entry.html", {"form": form, "entry": kept}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def remove(request, pk):
    """Ask, and then take one's own entry out."""
    kept = _entry_or_404(request, pk)
    if request.method == "POST":
        entries.remove_entry(request.member, pk)
        messages.success(request, _("It is out of your log."))
        return redirect("log:entries")
    ask = {
        "id": "remove-entry",
        "question": _("Take this session out of your log?"),
        "words": _("{day}, {minutes} minutes. It goes for good.").format(
            day=format_date(kept.on, "j F Y"), minutes=kept.minutes
        ),
        "action": reverse("log:entry_remove", args=[pk]),
        "back": reverse("log:entries"),
        "yes": _("Take it out"),
        "no": _("Keep it"),
    }
    return render(request, "asks.html", {"ask": ask})


def _entry_or_404(request, pk) -> entries.Entry:
    found = entries.entry_of(request.member.person_id, pk)
    if found is None:
        raise Http404
    return found


def _said(entry: entries.Entry) -> dict:
    said = asdict(entry)
    return said | {"attended": None if entry.kind == entries.INDIVIDUAL else entry.attended}
