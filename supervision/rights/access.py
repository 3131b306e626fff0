"""Who may ask what about data: oneself, for thirty days after one's last day too; administrators of the
place.
"""

from __future__ import annotations

from datetime import datetime
from functools import wraps

from django.http import Http404

from supervision.clock import now as clock_now
from supervision.evidence.models import Document
from supervision.people.access import no_place, place_left_lately, to_sign_in
from supervision.people.models import Member


def own_place_required(view):
    """Let in whoever has a place, or left one lately; `request.place` is that place."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        request.place = request.member or place_left_lately(request.user, now=clock_now())
        if request.place is None:
            return no_place(request)
        return view(request, *args, **kwargs)

    return guarded


# ---------------------------------------------------------------- rows
def exports_of(member: Member, *, now: datetime):
    """Return what a member asked to take along and may still have, the newest first."""
    return Document.objects.of(member, now).filter(kind=Document.Kind.MINE).order_by("-created_at", "-pk")


def export_or_404(member: Member, pk, *, now: datetime) -> Document:
    """Return one of these. Raises Http404 for any other alike."""
    found = exports_of(member, now=now).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def leaver_or_404(admin: Member, pk: int) -> Member:
    """Return somebody of an administrator's organisation who has a last day. Raises Http404 for others
    alike.
    """
    found = Member.objects.of(admin.organisation_id).filter(pk=pk, erased_at=None, end_date__isnull=False)
    member = found.with_person().first()
    if member is None:
        raise Http404
    return member
