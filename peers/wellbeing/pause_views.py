"""A pause, and its cards: open to everyone, with nothing to answer; what is answered is its owner's alone."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from peers.wellbeing import pausing
from peers.wellbeing.cards import BY_SLUG, CARDS
from peers.wellbeing.pause_forms import PauseForm
from peers.wellbeing.pause_rules import BODIES, LOADS, RESETS
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required

FOLDER = "peers/wellbeing"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request):
    """Ten seconds: for a stranger, and without a signal, the same without anything to send."""
    if request.method == "POST":
        return _note(request)
    context = {
        "cards": CARDS,
        "loads": list(enumerate(LOADS, 1)),
        "bodies": list(enumerate(BODIES, 1)),
        "resets": RESETS.items(),
        "key": uuid.uuid4() if request.member else "",
    }
    return render(request, f"{FOLDER}/pause.html", context)


@member_required
def _note(request):
    form = PauseForm(request.POST)
    kept, wrong = None, ""
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            kept = pausing.note_pause(request.member, given.pop("key"), given, now=clock_now())
        except Refusal as refusal:
            wrong = worded(refusal)
    else:
        wrong = _("That could not be kept. A hundred and twenty letters fit in.")
    if request.htmx:
        return render(request, f"{FOLDER}/_pause_noted.html", {"kept": kept, "wrong": wrong})
    if wrong:
        messages.error(request, wrong)
    elif kept:
        messages.success(request, _("Noted. Only you can see it."))
    return redirect("pause:page")


@require_safe
def card(request, slug: str):
    """One card by itself."""
    if slug not in BY_SLUG:
        raise Http404
    others = [one for one in CARDS if one.slug != slug]
    return render(request, f"{FOLDER}/card.html", {"card": BY_SLUG[slug], "others": others})


@never_cache
@member_required
@require_safe
def mine(request):
    """One's own pauses, the latest first, to read and to delete."""
    pauses = pausing.pauses_of(request.member)
    drawing = pausing.drawing_of(request.member, pauses, now=clock_now())
    return render(request, f"{FOLDER}/pauses.html", {"pauses": pauses[:200], "drawing": drawing})


@member_required
@require_POST
def delete(request, key: uuid.UUID):
    """Delete one of one's own pauses; of one that is not there, or is somebody else's, nothing is said."""
    pausing.delete_pause(request.member, key)
    messages.success(request, _("Deleted."))
    return redirect("pause:mine")
