"""One's private feed: the file for calendars, the page about it, and the way from an entry to its page."""

import hashlib

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from supervision import clock
from supervision.notices.calendars import feeds, sources
from supervision.people.access import member_required
from supervision.people.limits import is_within

MOST_READINGS, READING_SECONDS = 60, 600
"""A calendar asks once in fifteen minutes at most; several of one person may share an address."""
MOST_MISSES, MISS_SECONDS = 30, 60
SHORTLY = 300
"""Seconds for which a calendar need not ask again."""


@require_safe
def feed(request, token):
    """Answer a calendar. It signs in with nothing but the token; whatever else it brings is not looked at."""
    now = clock.now()
    member = feeds.reader_of(token, now=now)
    if member is None:
        address = get_adapter(request).get_client_ip(request)
        if not is_within("feed.miss", address, most=MOST_MISSES, seconds=MISS_SECONDS, now=now):
            return _too_many(MISS_SECONDS)
        raise Http404
    if not is_within("feed", token, most=MOST_READINGS, seconds=READING_SECONDS, now=now):
        return _too_many(READING_SECONDS)
    file = feeds.feed_file(member, now=now)
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="held-time.ics"'
    answer["ETag"] = etag
    return _private(get_conditional_response(request, etag=etag, response=answer) or answer)


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = f"private, max-age={SHORTLY}"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _too_many(seconds: int) -> HttpResponse:
    answer = _private(HttpResponse("Too many at once.\n", content_type="text/plain", status=429))
    answer["Retry-After"] = str(seconds)
    return answer


@require_safe
@member_required
def own_feed(request):
    return render(request, "supervision/notices/feed.html")


@require_POST
@member_required
def make_feed(request):
    had_one = feeds.own_feed(request.member) is not None
    feeds.make_feed(request.member, now=clock.now())
    messages.success(
        request,
        _("A new address. The old one leads nowhere now.") if had_one else _("Made. Only you see it."),
    )
    return redirect("calendars:own-feed")


@require_POST
@member_required
def end_feed(request):
    if feeds.end_feed(request.member, now=clock.now()):
        messages.success(request, _("Ended. Calendars that had the address show nothing new."))
    return redirect("calendars:own-feed")


@require_safe
@member_required
def held(request, name):
    """Lead from the link in a calendar, which says nothing, to the page of what is held."""
    page = sources.page_of(request.member, name)
    if page is None:
        raise Http404
    return redirect(page)
