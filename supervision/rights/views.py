"""Pages about one's own data: taking it along, asking to be erased. For oneself alone, also after one's last
day.
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import override
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.evidence import documents, handing, making
from supervision.evidence.models import Document, Piece
from supervision.languages import worded
from supervision.people.fresh import unless_fresh
from supervision.people.rules import LEAVERS
from supervision.rights import access, rules, selectors, services
from supervision.rights.access import export_or_404, own_place_required
from supervision.rights.models import ErasureRequest
from supervision.scheduling.days import local_day

AT_WORK = (Document.State.WAITING, Document.State.MAKING)


@never_cache
@require_safe
@own_place_required
def page(request):
    """What is held of oneself, taking it along, and asking to be erased."""
    return _page(request)


def _page(request, *, problem="", status=200):
    now, place = clock_now(), request.place
    latest = access.exports_of(place, now=now).first()
    asked = selectors.latest_of(place)
    today = local_day(now, place.zone)
    context = {
        "place": place,
        "has_left": request.member is None,
        "until": place.end_date + LEAVERS if place.end_date else None,
        "export": latest,
        "is_at_work": latest is not None and latest.state in AT_WORK,
        "may_hurry": latest is not None and handing.may_hurry(latest, now=now),
        "held": selectors.what_is_held(),
        "asked": asked,
        "is_open": asked is not None and asked.state == ErasureRequest.State.OPEN,
        "answer_by": rules.answer_by(local_day(asked.asked_at, place.organisation.zone)) if asked else None,
        "leaves_on": place.end_date if place.end_date and place.end_date >= today else None,
        "problem": problem,
    }
    with override(place.zone):
        return render(request, "supervision/rights/page.html", context, status=status)


@never_cache
@require_POST
@own_place_required
def take(request):
    """Ask for everything as one file."""
    try:
        services.ask_for_everything(request.place, now=clock_now())
    except Refusal as refusal:
        return _page(request, problem=worded(refusal), status=refusal.status)
    return redirect("rights:page")


@never_cache
@require_safe
@own_place_required
def file(request, pk):
    """The file itself, to whoever has just said who they are."""
    found = export_or_404(request.place, pk, now=clock_now())
    if found.state != Document.State.READY:
        return redirect("rights:page")
    first = unless_fresh(request, otherwise="rights:page")
    if first is not None:
        return first
    answer = HttpResponse(documents.content_of(found, Piece.Part.ZIP), content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="holdspace.zip"'
    return answer


@never_cache
@require_POST
@own_place_required
def stop(request, pk):
    """Stop, and keep nothing."""
    documents.stop(export_or_404(request.place, pk, now=clock_now()), now=clock_now())
    return redirect("rights:page")


@never_cache
@require_POST
@own_place_required
def hurry(request, pk):
    """Make it here and now, where no worker has taken it."""
    found = export_or_404(request.place, pk, now=clock_now())
    if handing.may_hurry(found, now=clock_now()):
        making.make(found.pk, clock=clock_now)
    return redirect("rights:page")


@never_cache
@require_POST
@own_place_required
def throw_away(request, pk):
    """Delete it before its week is over."""
    documents.throw_away(export_or_404(request.place, pk, now=clock_now()))
    messages.info(request, gettext("It is gone. You can ask for it again."))
    return redirect("rights:page")


@never_cache
@require_POST
@own_place_required
def ask_erasure(request):
    """Ask the organisation to erase what it holds."""
    services.ask_to_be_erased(request.place, now=clock_now())
    messages.success(request, gettext("Asked. Administrators are told, and owe you an answer."))
    return redirect("rights:page")


@never_cache
@require_POST
@own_place_required
def take_back(request):
    """Take that back."""
    if services.take_back(request.place, now=clock_now()):
        messages.success(request, gettext("Taken back. Nothing changes."))
    return redirect("rights:page")
