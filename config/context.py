"""What every page's frame needs: who is looking, the places they can go, the zone its times are in."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from supervision.clock import now
from supervision.languages import worded
from supervision.people import guests
from supervision.people.help_lines import country_for
from supervision.people.models import Member
from supervision.scheduling.zone_words import zone_words
from supervision.wording import noted

ON_THE_PHONE = 5
FAR = 99


def everyone(member: Member) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main menu, shown once its page exists.

    `thumb` is its rank for the phone's bar, which has room for five; `FAR` stays in the rail,
    because the page is reached another way on a phone. `group` heads the entries that share it.
    """

    name: str
    route: str
    icon: str
    thumb: Callable[[Member], int]
    seen_by: Callable[[Member], bool] = everyone
    group: str = ""


TEAM, ORGANISATION = noted("Team"), "{organisation}"
PLACES = (
    Place(noted("Today"), "today", "sun", thumb=lambda member: 0),
    Place(
        noted("Desk"),
        "desk:page",
        "users-round",
        thumb=lambda member: 2,
        seen_by=lambda member: member.is_supervisor,
    ),
    Place(noted("Inbox"), "notices:inbox", "mail", thumb=lambda member: FAR),
    Place(
        noted("Sessions"),
        "sessions:list",
        "calendar-days",
        thumb=lambda member: 6 if member.is_team_lead else 1,
    ),
    Place(noted("Ask"), "talks:ask", "message-circle-plus", thumb=lambda member: 3),
    Place(noted("Circles"), "circles:list", "users-round", thumb=lambda member: 3),
    Place(noted("My space"), "space:page", "notebook-pen", thumb=lambda member: 4),
    Place(
        noted("Board"),
        "policy:board",
        "layout-list",
        thumb=lambda member: 1 if member.is_team_lead else 6,
        seen_by=lambda member: member.is_team_lead or member.is_supervisor or member.is_admin,
        group=TEAM,
    ),
    Place(noted("Something happened"), "events:page", "hand-heart", thumb=lambda member: FAR, group=TEAM),
    Place(noted("Climate"), "climate:page", "chart-line", thumb=lambda member: FAR, group=TEAM),
    Place(
        noted("People"),
        "organisation:people",
        "users-round",
        thumb=lambda member: FAR,
        seen_by=lambda member: member.is_team_lead and not member.is_admin,
        group=TEAM,
    ),
    Place(
        noted("Organisation"),
        "organisation:home",
        "building-2",
        thumb=lambda member: 7,
        seen_by=lambda member: member.is_admin,
        group=ORGANISATION,
    ),
    Place(
        noted("Operations"),
        "operations:home",
        "inbox",
        thumb=lambda member: FAR,
        seen_by=lambda member: member.is_admin,
        group=ORGANISATION,
    ),
    Place(noted("My log"), "log:page", "file-text", thumb=lambda member: FAR),
    Place(noted("Agreements"), "agreements:list", "signature", thumb=lambda member: FAR),
    Place(noted("Learning"), "learning:list", "book-open", thumb=lambda member: FAR),
    Place(noted("Settings"), "people:settings", "settings", thumb=lambda member: FAR),
)


def address_of(route: str) -> str | None:
    """Return the address of a page, or None while there is no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def places_for(member: Member | None, path: str = "") -> list[dict]:
    """Return the menu of this member, in its order; nothing for somebody without a place."""
    if member is None:
        return []
    shown = [
        (place, href)
        for place in PLACES
        if place.seen_by(member)
        and guests.may_open(member, place.route)
        and (href := address_of(place.route))
    ]
    near = sorted((place.thumb(member), n) for n, (place, _) in enumerate(shown) if place.thumb(member) < FAR)
    on_the_phone = {n for _, n in near[:ON_THE_PHONE]}
    here_at = max((href for _, href in shown if path.startswith(href)), key=len, default="")
    entries, group = [], ""
    for n, (place, href) in enumerate(shown):
        heading = ""
        if place.group != group:
            heading = worded(place.group).format(organisation=member.organisation.name)
        group = place.group or group
        here = path == href if href == "/" else href == here_at
        entries.append(
            {
                "name": worded(place.name),
                "href": href,
                "icon": place.icon,
                "counts": address_of("notices:count") if place.route == "notices:inbox" else None,
                "group": heading,
                "wide": n not in on_the_phone,
                "here": here,
            }
        )
    return entries


def places(request):
    """Return what `base.html`, `app.html` and `solo.html` show around a page."""
    member = getattr(request, "member", None)
    organisation = member.organisation if member else None
    return {
        "viewer": member,
        "organisation": organisation,
        "places": places_for(member, request.path),
        "zone_words": worded(zone_words(member.zone, now())) if member else "",
        "help_country": country_for(organisation.country if organisation else "GB"),
    }
