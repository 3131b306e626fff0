"""What is written on a session's page: thoughts, things to try, the shared record, private notes."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.access import member_required
from supervision.people.models import Member
from supervision.practice import notes as noting
from supervision.practice import records, rules, session_page, sharing
from supervision.practice.access import seat_or_404
from supervision.practice.session_forms import ActionForm, NoteForm, PointForm, RecordForm, WaysForm
from supervision.practice.words_door import kept, saved, words_door
from supervision.wording import noted

FOLDER = "supervision/practice"
TOGETHER = noted(
    "It was changed elsewhere at the same time. Both are here now; take out what you don’t need, and save."
)
RECORD_FIELDS = (*records.TEXTS, *records.FUNCTIONS)


def _page(pk: int, part: str) -> str:
    return reverse("sessions:detail", args=[pk]) + f"#{part}"


def _at(request, moment) -> str:
    return gettext("Saved at {time}").format(time=f"{moment.astimezone(request.member.zone):%H:%M}")


def _refused(request, fields, refusal: Refusal):
    """Answer a refusal with the words it is about."""
    if refusal.status == 404:
        raise Http404
    found = [kind.value for kind in refusal.kinds] if isinstance(refusal, rules.LooksLikeClient) else []
    status = 422 if found else refusal.status
    return kept(request, fields, worded(refusal), code=refusal.code, status=status, found=found)


def _unread(request, fields, form):
    problem = " ".join(words for errors in form.errors.values() for words in errors)
    return kept(request, fields, problem, code="invalid", status=422)


# ---------------------------------------------------------------- the agenda
@words_door("point")
def add_point(request, pk):
    """Bring a thought to a session."""
    seat, form = seat_or_404(request.member, pk), PointForm(request.POST)
    if not form.is_valid():
        return _unread(request, ("point",), form)
    data = form.cleaned_data
    try:
        sharing.add_point(seat, text=data["point"], step=data["step"], sure=data["sure"], now=clock_now())
    except Refusal as refusal:
        return _refused(request, ("point",), refusal)
    return _agenda(request, seat)


@member_required
@require_POST
def remove_point(request, pk, item):
    """Take one's own thought back."""
    seat = seat_or_404(request.member, pk)
    if not sharing.remove_point(seat, item):
        raise Http404
    return _agenda(request, seat)


def _agenda(request, seat):
    if request.htmx:
        part = session_page.agenda_facts(seat) | {"gate": sharing.gate_of(seat)}
        return render(request, f"{FOLDER}/_agenda.html", {"part": part})
    return redirect(_page(seat.session.pk, "agenda-h"))


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def ways(request, pk):
    """How the pair works: its own steps, and the lens it looks through."""
    seat = seat_or_404(request.member, pk)
    if seat.supervisee is None:
        raise Http404
    before = sharing.ways_of(seat)
    initial = {"middle": "\n".join(before.middle), "lens": before.lens.slug if before.lens else ""}
    form = WaysForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            sharing.set_ways(seat, middle=data["middle"].splitlines(), lens=data["lens"], now=clock_now())
        except Refusal as refusal:
            if refusal.status == 404:
                raise Http404 from None
            form.add_error("middle", worded(refusal))
        else:
            messages.success(request, gettext("Saved, for the two of you."))
            return redirect(_page(pk, "agenda-h"))
    context = {"form": form, "seat": seat, "session": seat.session, "who": session_page.who_words(seat)}
    return render(request, f"{FOLDER}/ways.html", context, status=422 if form.errors else 200)


# ---------------------------------------------------------------- things to try
@words_door("action")
def add_action(request, pk):
    """Agree on something to try."""
    seat, form = seat_or_404(request.member, pk), ActionForm(request.POST)
    if not form.is_valid():
        return _unread(request, ("action",), form)
    data = form.cleaned_data
    owner = next((one for one in seat.everybody if one.pk == data["owner"]), Member())
    try:
        sharing.add_action(
            seat, text=data["action"], owner=owner, due_on=data["due_on"], sure=data["sure"], now=clock_now()
        )
    except Refusal as refusal:
        return _refused(request, ("action",), refusal)
    return redirect(_page(pk, "actions-h"))


@member_required
@require_POST
def tick(request, pk, item):
    """Say that something was tried, take that back, or take back one's own words."""
    seat = seat_or_404(request.member, pk)
    said = request.POST.get("said", "done")
    if said == "drop":
        found = sharing.drop_action(seat, item)
    else:
        found = sharing.tick_action(seat, item, is_done=said == "done", now=clock_now())
    if not found:
        raise Http404
    return redirect(_page(pk, "actions-h"))


# ---------------------------------------------------------------- the shared record
@words_door(*RECORD_FIELDS)
def save_record(request, pk):
    """Keep the shared record as it reads now."""
    seat, form = seat_or_404(request.member, pk), RecordForm(request.POST)
    if not form.is_valid():
        return _unread(request, RECORD_FIELDS, form)
    now = clock_now()
    try:
        sharing.check_gate(seat)
        done = records.save_record(
            seat, form.words, revision=form.cleaned_data["revision"], sure=form.cleaned_data["sure"], now=now
        )
    except Refusal as refusal:
        return _refused(request, RECORD_FIELDS, refusal)
    if done.is_aside:
        values = {name: _plain(getattr(done.words, name)) for name in RECORD_FIELDS}
        return kept(
            request,
            RECORD_FIELDS,
            TOGETHER,
            code="changed_elsewhere",
            status=409,
            values=values,
            revision=done.record.revision,
        )
    return saved(request, _page(pk, "record-h"), _at(request, now), revision=done.record.revision)


def _plain(value) -> str:
    return "" if value is None else str(value)


@member_required
@require_POST
def sign_record(request, pk):
    """Sign the record as it was read."""
    seat = seat_or_404(request.member, pk)
    revision = request.POST.get("revision", "")
    try:
        done = records.sign_record(
            seat, revision=int(revision) if revision.isascii() and revision.isdigit() else 0, now=clock_now()
        )
    except Refusal as refusal:
        messages.error(request, worded(refusal))
    else:
        messages.success(
            request, gettext("Signed. It stays as it is.") if done.is_closed else gettext("Signed by you.")
        )
    return redirect(_page(pk, "record-h"))


@member_required
@require_POST
def let_go(request, pk):
    """Let go of what was kept aside of one's own words over a record."""
    records.drop_asides(seat_or_404(request.member, pk))
    return redirect(_page(pk, "record-h"))


# ---------------------------------------------------------------- private notes
@words_door("notes")
def save_note(request, pk, purpose):
    """Keep a private note as it reads now. Only its writer ever reads it."""
    seat, form = seat_or_404(request.member, pk), NoteForm(request.POST)
    if purpose not in noting.PURPOSES[seat.tier]:
        raise Http404
    if not form.is_valid():
        return _unread(request, ("notes",), form)
    now, data = clock_now(), form.cleaned_data
    try:
        done = noting.save_note(
            request.member,
            seat.tier,
            seat.session,
            purpose,
            data["notes"],
            revision=data["revision"],
            sure=data["sure"],
            now=now,
        )
    except Refusal as refusal:
        return _refused(request, ("notes",), refusal)
    if done.is_aside:
        return kept(
            request,
            ("notes",),
            TOGETHER,
            code="changed_elsewhere",
            status=409,
            values={"notes": noting.together(done.note, data["notes"])},
            revision=done.note.revision,
        )
    return saved(request, _page(pk, f"{purpose}-h"), _at(request, now), revision=done.note.revision)


@member_required
@require_POST
def let_note_go(request, pk, purpose):
    """Let go of what was kept aside of one's own note."""
    seat = seat_or_404(request.member, pk)
    if purpose not in noting.PURPOSES[seat.tier]:
        raise Http404
    noting.drop_asides(request.member, seat.tier, seat.session, purpose, now=clock_now())
    return redirect(_page(pk, f"{purpose}-h"))
