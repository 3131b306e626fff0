"""Pages for administrators: the sessions that an organisation adds. Nothing here says who read what."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from peers.learning import services
from peers.learning.forms import SessionForm
from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import admin_required

FOLDER = "peers/learning"
TAB = {"tab": "learning"}


@admin_required
@require_safe
def everything(request):
    sessions = services.own_sessions(request.member)
    return render(request, f"{FOLDER}/organisation.html", TAB | {"sessions": sessions})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    return _written(request, None, "")


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk: int):
    row = services.own_session(request.member, pk)
    if row is None:
        raise Http404
    return _written(request, pk, row.text)


def _written(request, pk: int | None, text: str):
    form = SessionForm(request.POST or None, request.FILES or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.write_session(request.member, form.said, key=pk, now=clock_now())
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            if row is None:
                raise Http404
            messages.success(request, "Kept. Your people find it under Learning.")
            return redirect("own-learning:list")
    return render(request, f"{FOLDER}/write.html", TAB | {"form": form, "pk": pk})


@admin_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request, pk: int):
    """Ask, and then take a session away."""
    row = services.own_session(request.member, pk)
    if row is None:
        raise Http404
    if request.method == "POST":
        services.remove_session(request.member, pk, now=clock_now())
        messages.success(request, "Taken away.")
        return redirect("own-learning:list")
    ask = {
        "id": "remove-session",
        "question": "Take this session away?",
        "words": "It goes for good. That people have read it, and their minutes, stay with them.",
        "action": reverse("own-learning:remove", args=[pk]),
        "back": reverse("own-learning:list"),
        "yes": "Take it away",
        "no": "Keep it",
    }
    return render(request, "asks.html", {"ask": ask})
