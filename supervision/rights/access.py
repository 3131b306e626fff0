"""Who may ask what about data: oneself, for thirty days after one's last day too; administrators of the
place.
"""

from __future__ import annotations

import time
from datetime import datetime
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode

from supervision.clock import now as clock_now
from supervision.evidence.models import Document
from supervision.people.access import no_place, place_left_lately
from supervision.people.models import Member

FRESH_FOR = 15 * 60
"""Seconds for which a sign-in counts as fresh."""


def own_place_required(view):
    """Let in whoever has a place, or left one lately; `request.place` is that place."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.place = request.member or place_left_lately(request.user, now=clock_now())
        if request.place is None:
            return no_place(request)
        return view(request, *args, **kwargs)

    return guarded


# ---------------------------------------------------------------- a fresh sign-in
def is_fresh(request) -> bool:
    """Say whether whoever asks signed in, or said again who they are, in the last quarter of an hour.

    By the machine's own time, as the sign-in was noted: no clock of the application's is moved for it.
    """
    records: list[dict[str, Any]] = request.session.get("account_authentication_methods", [])
    latest = max((record.get("at", 0) for record in records), default=0)
    return time.time() - latest < FRESH_FOR


def unless_fresh(request):
    """Return None for a fresh sign-in; else the page on which to say again who one is, or to sign in anew.

    Ask for the row first: what is not there is not there, however fresh somebody is.
    """
    if is_fresh(request):
        return None
    back = request.path if request.method in ("GET", "HEAD") else resolve_url("rights:page")
    flows = get_reauthentication_flows(request.user)
    if any(flow["id"] == "reauthenticate" for flow in flows):
        return redirect(f"{resolve_url('account_reauthenticate')}?{urlencode({'next': back})}")
    if flows:
        return redirect(f"{resolve_url('mfa_reauthenticate')}?{urlencode({'next': back})}")
    return render(
        request,
        "supervision/rights/again.html",
        {"next": f"{resolve_url('account_login')}?{urlencode({'next': back})}"},
        status=403,
    )


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
