"""A fresh sign-in: what matters most opens only to whoever has just said who they are."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode

FRESH_FOR = 15 * 60
"""Seconds for which a sign-in counts as fresh."""


def is_fresh(request) -> bool:
    """Say whether whoever asks signed in, or said again who they are, in the last quarter of an hour.

    By the machine's own time, as the sign-in was noted: no clock of the application's is moved for it.
    """
    records: list[dict[str, Any]] = request.session.get("account_authentication_methods", [])
    latest = max((record.get("at", 0) for record in records), default=0)
    return time.time() - latest < FRESH_FOR


def unless_fresh(request, *, otherwise: str):
    """Return None for a fresh sign-in; else the page on which to say again who one is, or to sign in anew.

    From there a page that was looked at is opened again; after a POST, and to go back, `otherwise` is: an
    address, or the name of one. Ask for the row first: what is not there is not there, however fresh
    somebody is.
    """
    if is_fresh(request):
        return None
    out = resolve_url(otherwise)
    back = request.path if request.method in ("GET", "HEAD") else out
    flows = get_reauthentication_flows(request.user)
    if any(flow["id"] == "reauthenticate" for flow in flows):
        return redirect(f"{resolve_url('account_reauthenticate')}?{urlencode({'next': back})}")
    if flows:
        return redirect(f"{resolve_url('mfa_reauthenticate')}?{urlencode({'next': back})}")
    return render(
        request,
        "supervision/people/again.html",
        {"next": f"{resolve_url('account_login')}?{urlencode({'next': back})}", "out": out},
        status=403,
    )
