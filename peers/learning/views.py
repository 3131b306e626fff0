"""Pages of learning: the programme, one session, and one's own minutes. What one read is one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from peers.learning import reading, services
from peers.learning.forms import NoteForm
from peers.learning.programme import programme
from peers.learning.rendering import as_html
from peers.learning.rules import Session, total_minutes
from peers.pool.going_through import gatherings_for
from supervision.clock import now as clock_now
from supervision.people.access import member_required

FOLDER = "peers/learning"


def _session_or_404(request, key: str) -> Session:
    found = services.session_by(request.member, key)
    if found is None:
        raise Http404
    return found


def _progress(member, read) -> dict:
    twelve = programme()
    return {
        "programme": [(one, one.key in read) for one in twelve],
        "own": [(one, one.key in read) for _, one in services.own_sessions(member)],
        "done": sum(one.key in read for one in twelve),
        "minutes": total_minutes(read),
    }


@never_cache
@member_required
@require_safe
def everything(request):
    """All sessions, and which of them one has read."""
    context = _progress(request.member, reading.read_by(request.member))
    context["series"] = gatherings_for(request.member, now=clock_now())
    return render(request, f"{FOLDER}/list.html", context)


@never_cache
@member_required
@require_safe
def session(request, key: str):
    """One session: its words, its exercises with one's own lines, and the next one."""
    found = _session_or_404(request, key)
    kept = reading.kept_of(request.member.person_id)
    read = reading.reads_in(kept)
    notes = kept["notes"].get(found.key, {})
    parts = [
        (as_html(part.words), None, "")
        if part.exercise is None
        else ("", part.exercise, notes.get(str(part.exercise.number), ""))
        for part in found.parts
    ]
    follows = next((one for one in programme() if one.number == found.number + 1), None)
    context = {
        "session": found,
        "parts": parts,
        "is_read": found.key in read,
        "follows": follows if found.number else None,
        **_progress(request.member, read),
    }
    return render(request, f"{FOLDER}/session.html", context)


@member_required
@require_POST
def read(request, key: str):
    """Say that one has read it, or with `undo` that one hasn't."""
    found = _session_or_404(request, key)
    if "undo" in request.POST:
        reading.take_back(request.member, found.key)
    else:
        reading.mark_read(request.member, found, now=clock_now())
        messages.success(request, _("Noted, for you alone."))
    return redirect("learning:session", key=found.key)


@member_required
@require_POST
def note(request, key: str):
    """Keep one's line beside an exercise."""
    found = _session_or_404(request, key)
    form = NoteForm(request.POST)
    numbers = {one.number for one in found.exercises}
    fits = form.is_valid() and form.cleaned_data["exercise"] in numbers
    if fits:
        reading.note(request.member, found, form.cleaned_data["exercise"], form.cleaned_data["note"])
    words = _("Kept. Only you can see it.") if fits else _("That could not be kept.")
    if request.htmx:
        return HttpResponse(words)
    messages.success(request, words) if fits else messages.error(request, words)
    return redirect("learning:session", key=found.key)


@never_cache
@member_required
@require_safe
def minutes(request):
    """One's own minutes of learning, to keep or to print."""
    found = reading.read_by(request.member)
    context = {"read": found.values(), "minutes": total_minutes(found), "today": clock_now()}
    return render(request, f"{FOLDER}/minutes.html", context)


@never_cache
@member_required
@require_safe
def minutes_file(request):
    """The same as a file."""
    answer = HttpResponse(reading.minutes_as_csv(request.member), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="my-learning.csv"'
    return answer
