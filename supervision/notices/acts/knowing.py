"""Whether the device that asks is one we know for a person: signed in, remembered, or told the number."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from supervision.notices.models import AnswerLink
from supervision.people import remembering
from supervision.people.models import Person
from supervision.people.signin import lacks_second_step

SESSION_KEY = "answers"
MOST_KEPT = 20


def knows(request: HttpRequest, person: Person, link: AnswerLink | None, *, now: datetime) -> bool:
    """Say whether this device may answer for `person` without the number. Only reads."""
    if request.user.is_authenticated and request.user.pk == person.pk:
        return not (settings.HOLDSPACE_REQUIRE_MFA and lacks_second_step(request))
    if link is not None and link.pk in request.session.get(SESSION_KEY, []):
        return True
    token = request.COOKIES.get(settings.REMEMBERED_COOKIE_NAME, "")
    return bool(token) and remembering.is_remembered(token, person, now=now)


def note_number(request: HttpRequest, link: AnswerLink) -> None:
    """Note that the right number was typed: this browser is not asked again for this link."""
    known = [pk for pk in request.session.get(SESSION_KEY, []) if pk != link.pk]
    request.session[SESSION_KEY] = [*known, link.pk][-MOST_KEPT:]


def remember(request: HttpRequest, response: HttpResponse, person: Person, *, now: datetime) -> None:
    """Remember this device for `person` from now on, by a cookie of its own."""
    token = remembering.remember(
        person, token=request.COOKIES.get(settings.REMEMBERED_COOKIE_NAME, ""), now=now
    )
    response.set_cookie(
        settings.REMEMBERED_COOKIE_NAME,
        token,
        max_age=int(remembering.LASTS.total_seconds()),
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
        path="/",
    )
