"""The page to fewer messages that a soft one links to: end its kind, or pause it, without signing in."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from supervision import clock
from supervision.notices import pausing, services
from supervision.notices.acts import knowing
from supervision.notices.acts.links import MOST_TRIES, number_of
from supervision.notices.acts.views import MISSING, WRONG
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.notices.unsubscribing import read_unsubscribe_token
from supervision.people.help_lines import country_for
from supervision.people.limits import is_within
from supervision.people.models import Member
from supervision.wording import noted

A_DAY = 24 * 3600
PAGE = "supervision/notices/unsubscribe.html"
LOCKED = noted("Three numbers were wrong. Sign in, or try again tomorrow.")


@csrf_exempt  # the signed token is the authority: mail programs press this button without a cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show the question; a POST answers it: end the kind, pause it, or have it again.

    A mail program's own button ends it at once. The page's buttons ask for the number from the message on
    a device that is neither signed in nor remembered, since some scanners press buttons.
    """
    now = clock.now()
    member_id, name, notice_id = read_unsubscribe_token(token) or (0, "", 0)
    kind = kind_of(name)
    found = Member.objects.with_person().filter(pk=member_id) if kind and kind.can_unsubscribe else None
    member = found.first() if found is not None else None
    if member is None or kind is None:
        raise Http404
    is_known = knowing.knows(request, member.person, None, now=now)
    context = {
        "kind": kind,
        "is_known": is_known,
        "organisation": member.organisation,
        "help_country": country_for(member.organisation.country),
    }
    status = 200
    if request.method == "POST":
        problem = ""
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        if not is_known and not is_one_click:
            problem = _problem(request.POST.get("number", ""), token, notice_id, now)
        if problem:
            status, context["number_problem"] = 422, problem
        else:
            act = "stop" if is_one_click else request.POST.get("act", "")
            context["became"] = _do(act, member, kind.name, now=now)
            context["number"] = request.POST.get("number", "")[:4]
    context["paused_until"] = pausing.paused_until(member, kind.name, now=now)
    language = member.person.language or translation.get_language()
    with timezone.override(member.zone), translation.override(language):
        response = render(request, PAGE, context, status=status)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _problem(typed: str, token: str, notice_id: int, now: datetime) -> str:
    """Return what is wrong with a number that was typed for this link; empty for the right one."""
    typed = "".join(typed.split())[:10]
    if not typed:
        return MISSING
    whose = hashlib.sha256(token.encode()).hexdigest()
    if not is_within("fewer", whose, most=2 * MOST_TRIES, seconds=A_DAY, now=now):
        return LOCKED
    right = number_of(Notice(pk=notice_id)) if notice_id else ""
    return "" if right and hmac.compare_digest(typed.encode(), right.encode()) else WRONG


def _do(act: str, member: Member, kind: str, *, now: datetime) -> str:
    """Do what was pressed and return its name; empty for a name there is none of."""
    if act == "stop":
        services.choose_kinds(member, {kind: False}, for_good=True)
    elif act == "pause":
        pausing.pause_kind(member, kind, now=now)
    elif act == "again":
        pausing.end_pause(member, kind)
        services.choose_kinds(member, {kind: True})
    else:
        return ""
    return act
