"""Every address of Holdspace, and who may knock at it how. An address that is in no part is a fault.

Whoever is not named gets 404, as if there were nothing (a stranger is led to sign in). Where an
address names a row (`rows`), that row belongs to the first organisation, and to everybody of the
second it is not there, whatever their role. The parts: `supervision_doors`, `peers_doors`, `api_doors`.
"""

from django.urls import URLPattern, get_resolver

from tests.doors import peers_doors, supervision_doors
from tests.doors.api_doors import API
from tests.doors.door import OPEN_ROWS
from tests.doors.house import merged

__all__ = ["API", "DOORS", "GROUPS", "OPEN_ROWS", "PAGES", "routes"]
PAGES = merged(supervision_doors.PAGES, peers_doors.PAGES)
DOORS = PAGES | API

GROUPS = ("accounts/", "operator/")
"""Pages of Django's own and of allauth, looked at as a whole: `test_other_people_s_pages`."""


def routes() -> list[str]:
    """Return the address of every door there is, as its pattern writes it."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns, before: str):
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            # An address that may end in a slash or not stands here without.
            yield route.removeprefix("^").removesuffix("/?$") if route.startswith("^") else route
        else:
            yield from _walk(pattern.url_patterns, route)
