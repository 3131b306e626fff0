"""Pages that belong to no room: help, accessibility, and those that stand in when a page can't be shown."""

import logging
import secrets
import sys

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.context import address_of
from supervision.people.access import member_required
from supervision.people.help_lines import COUNTRIES, country_for

logger = logging.getLogger("holdspace.pages")


@require_safe
def help_now(request):
    """Numbers to ring. Open to everyone; nothing is recorded, not even that the page was opened."""
    member = request.member
    own = member.organisation.country if member else "GB"
    country = country_for(request.GET.get("country", own))
    return render(request, "help.html", {"country": country, "countries": COUNTRIES})


@member_required
@never_cache
@require_safe
def help_kept(request):
    """Help now with the organisation's own numbers and nobody's name: what a device keeps until sign-out."""
    country = country_for(request.member.organisation.country)
    nobody: dict[str, object] = {"viewer": None, "places": [], "messages": [], "zone_words": ""}
    return render(request, "help.html", {"country": country, "countries": COUNTRIES, **nobody})


@require_safe
def accessibility(request):
    return render(request, "accessibility.html")


@require_safe
def offline(request):
    """What the service worker shows when there is no signal."""
    return render(request, "errors/offline.html")


# None of these repeats the address, what was asked for, or who asked: a page left open tells nothing.


def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "errors/403.html", status=403)


def stale_form(request, reason=""):
    """A form came back without its token: open since before a sign-in, or with cookies switched off."""
    return render(request, "errors/stale.html", status=403)


def not_found(request, exception=None):
    return render(request, "errors/404.html", {"sessions": address_of("sessions:list")}, status=404)


def that_was_us(request):
    """The page for our own failures. It asks the database nothing, for that may be what failed."""
    reference = secrets.token_hex(2).upper()
    logger.error("A page failed; its reader was given the reference %s.", reference, exc_info=sys.exc_info())
    return HttpResponse(render_to_string("errors/500.html", {"reference": reference}), status=500)
