"""One's own private notes on one page: read, take along, delete, and say how long they stay."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.practice import notes as noting
from supervision.wording import noted

TITLES = {noting.NOTES: noted("My own notes"), noting.PREPARATION: noted("What I wanted to bring")}


def _months_words(months: int) -> str:
    return ngettext("{number} month", "{number} months", months).format(number=months)


months_words = lazy(_months_words, str)


class ClockForm(forms.Form):
    """How long one's own notes stay; empty, until one deletes them."""

    months = forms.TypedChoiceField(
        choices=[
            ("", _("Until I delete them")),
            *((months, months_words(months)) for months in noting.KEEPS),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )


@never_cache
@member_required
@require_safe
def notes(request):
    """Everything one has written for oneself, the latest session first."""
    rows = [(tier, note, TITLES[note.purpose]) for tier, note in noting.notes_of(request.member)]
    context = {
        "rows": [row for row in rows if row[1].text or row[1].asides],
        "months": noting.clock_of(request.member),
        "choices": forms.fields.ChoiceField(choices=ClockForm.base_fields["months"].choices).choices,  # type: ignore[attr-defined]
    }
    return render(request, "supervision/practice/notes.html", context)


@member_required
@require_POST
def clock(request):
    """Say how long one's own notes stay."""
    form = ClockForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        noting.set_clock(request.member, form.cleaned_data["months"])
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        messages.success(request, gettext("Kept. It holds for all your notes."))
    return redirect("notes:list")


@member_required
@require_POST
def delete(request, tier, pk):
    """Delete one of one's own notes for good."""
    if tier not in noting.TABLES or not noting.delete_note(request.member, tier, str(pk)):
        raise Http404
    messages.success(request, gettext("Deleted. Nobody can bring it back."))
    return redirect("notes:list")


@never_cache
@member_required
@require_safe
def download(request):
    """All of one's own notes as one file of plain text."""
    parts = []
    for _tier, note in noting.notes_of(request.member):
        day = note.session_on.isoformat() if note.session_on else ""
        parts.append("\n\n".join([f"{day}  {TITLES[note.purpose]}", note.text, *note.asides]))
    answer = HttpResponse("\n\n\n".join(parts) + "\n", content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-notes.txt"'
    return answer
