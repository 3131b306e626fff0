"""Pages of documents: asking for one, how far it is, reading it, the file. Each its owner's alone."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.evidence import documents, handing, making
from supervision.evidence.document_files import as_pdf
from supervision.evidence.documents import document_or_404
from supervision.evidence.forms import Asked, PackForm, TeamForm
from supervision.evidence.models import Document
from supervision.languages import worded
from supervision.people.access import admin_required, lead_required, member_required
from supervision.wording import noted

STAGES = {
    "Reading": noted("Reading what is held"),
    "Counting": noted("Looking at the months"),
    "Pages": noted("Making the PDF"),
}
UNITS = {"Counting": noted("people"), "Pages": noted("pages")}


@never_cache
@require_POST
@member_required
def ask_log(request):
    """Ask for one's own log as it is shown."""
    wish = documents.own_log(request.member, now=clock_now(), **Asked.of(request.POST))
    return _ask(request, wish)


@never_cache
@require_POST
@admin_required
def ask_pack(request):
    """Ask for the organisation's inspection pack."""
    form = PackForm(request.POST, member=request.member, now=clock_now())
    if not form.is_valid():
        return _again(request, _("Choose one of the periods that are offered."))
    since, until = form.cleaned_data["period"]
    return _ask(request, documents.inspection_pack(request.member, since, until, now=clock_now()))


@never_cache
@require_POST
@lead_required
def ask_team(request):
    """Ask for the page of a team that one leads."""
    form = TeamForm(request.POST, member=request.member, now=clock_now())
    if not form.is_valid():
        return _again(request, _("Choose one of your teams, and one of the periods that are offered."))
    since, until = form.cleaned_data["period"]
    team = form.cleaned_data["team"]
    return _ask(request, documents.team_page(request.member, team, since, until, now=clock_now()))


def _ask(request, wish):
    try:
        document = handing.ask(request.member, wish, now=clock_now())
    except Refusal as refusal:
        return _again(request, worded(refusal))
    return redirect("evidence:document", document.pk)


def _again(request, words: str):
    messages.info(request, words)
    return redirect("log:page")


@never_cache
@require_safe
@member_required
def document(request, pk):
    """Show how far a document is, or where to read it. A job under way refreshes itself, or by the link."""
    now = clock_now()
    found = document_or_404(request.member, pk, now=now)
    is_at_work = found.state in (Document.State.WAITING, Document.State.MAKING)
    context = {
        "document": found,
        "is_at_work": is_at_work,
        "stage": worded(STAGES.get(found.stage, _("Waiting for its turn"))),
        "unit": worded(UNITS.get(found.stage, "")),
        "may_hurry": handing.may_hurry(found, now=now),
    }
    if request.htmx and not request.htmx.boosted:
        if is_at_work:
            return render(request, "supervision/evidence/_working.html", context)
        answer = HttpResponse()
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "supervision/evidence/document.html", context)


@never_cache
@require_safe
@member_required
def read(request, pk):
    """The same as the PDF, as a page: its accessible form."""
    found = document_or_404(request.member, pk, now=clock_now())
    if found.state != Document.State.READY:
        return redirect("evidence:document", found.pk)
    context = {"document": found, "paper": documents.paper_of(found)}
    return render(request, "supervision/evidence/read.html", context)


@never_cache
@require_safe
@member_required
def file(request, pk):
    """The PDF."""
    found = document_or_404(request.member, pk, now=clock_now())
    if found.state != Document.State.READY:
        return redirect("evidence:document", found.pk)
    return as_pdf(found)


@never_cache
@require_POST
@member_required
def stop(request, pk):
    """Stop, and keep nothing."""
    documents.stop(document_or_404(request.member, pk, now=clock_now()), now=clock_now())
    return redirect("evidence:document", pk)


@never_cache
@require_POST
@member_required
def hurry(request, pk):
    """Make it here and now, where no worker has taken it."""
    found = document_or_404(request.member, pk, now=clock_now())
    if handing.may_hurry(found, now=clock_now()):
        making.make(found.pk, clock=clock_now)
    return redirect("evidence:document", pk)


@never_cache
@require_POST
@member_required
def throw_away(request, pk):
    """Delete it before its week is over."""
    documents.throw_away(document_or_404(request.member, pk, now=clock_now()))
    messages.info(request, _("It is gone. You can ask for it again."))
    return redirect("log:page")
