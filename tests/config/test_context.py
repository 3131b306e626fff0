"""The menu, and the words for a zone."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from config import context
from config.context import Place, places_for
from supervision.scheduling.zone_words import zone_words
from tests.builders import make_member, make_organisation

WINTER = datetime(2026, 11, 10, 10, tzinfo=UTC)
SUMMER = datetime(2026, 7, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at", "words"),
    [
        ("Europe/London", WINTER, "UK time (GMT)"),
        ("Europe/London", SUMMER, "UK time (BST)"),
        ("Europe/Dublin", SUMMER, "Irish time (IST)"),
        ("Europe/Madrid", WINTER, "Madrid time (CET)"),
        ("America/Sao_Paulo", WINTER, "Sao Paulo time (UTC−3)"),
        ("America/Argentina/Buenos_Aires", WINTER, "Buenos Aires time (UTC−3)"),
        ("Asia/Kathmandu", WINTER, "Kathmandu time (UTC+5:45)"),
        ("Asia/Dubai", WINTER, "Dubai time (UTC+4)"),
        ("Pacific/Kiritimati", WINTER, "Kiritimati time (UTC+14)"),
        ("America/St_Johns", WINTER, "St Johns time (NST)"),
        ("UTC", WINTER, "UTC"),
    ],
)
def test_a_zone_is_named_as_people_say_it(zone, at, words):
    assert zone_words(ZoneInfo(zone), at) == words


@pytest.fixture
def every_page_exists(monkeypatch):
    monkeypatch.setattr(context, "address_of", lambda route: "/" if route == "today" else f"/{route}/")


def names(entries, **having):
    return [entry["name"] for entry in entries if all(entry[key] == value for key, value in having.items())]


@pytest.mark.django_db
def test_the_board_is_a_leads_place_on_the_phone_where_others_have_sessions(every_page_exists, monkeypatch):
    more = tuple(
        Place(name, name, "sun", thumb=lambda member, rank=rank: rank)
        for rank, name in enumerate(("Ask", "Circles", "My space"), start=2)
        if name not in {place.name for place in context.PLACES}
    )
    monkeypatch.setattr(context, "PLACES", context.PLACES + more)

    lead = places_for(make_member(roles=("team_lead",)))
    case_manager = places_for(make_member(roles=("case_manager",)))

    assert set(names(lead, wide=False)) == {"Today", "Board", "Ask", "Circles", "My space"}
    assert set(names(case_manager, wide=False)) == {"Today", "Sessions", "Ask", "Circles", "My space"}


@pytest.mark.django_db
def test_administrators_find_their_organisation_under_its_name(every_page_exists):
    admin = make_member(make_organisation("Alder"), roles=("admin",))

    entry = next(entry for entry in places_for(admin) if entry["name"] == "Organisation")

    assert entry["group"] == "Alder"
    assert "Organisation" not in names(places_for(make_member()))


@pytest.mark.django_db
def test_a_place_is_marked_as_here_on_its_own_pages_only(every_page_exists):
    member = make_member()

    assert names(places_for(member, "/"), here=True) == ["Today"]
    assert names(places_for(member, "/sessions:list/4/"), here=True) == ["Sessions"]


@pytest.mark.django_db
def test_what_the_phones_bar_has_no_room_for_stands_at_the_foot_of_each_page(client):
    member = make_member(roles=("admin", "team_lead"))
    client.force_login(member.person)

    page = client.get("/me/").content.decode()

    elsewhere = page.partition('class="fold elsewhere"')[2].partition("</details>")[0]
    wide = [entry for entry in places_for(member, "/me/") if entry["wide"]]
    assert {"Organisation", "Operations", "Sessions", "Agreements"} <= set(names(wide))
    assert re.findall(r'<a href="([^"]+)"', elsewhere) == [entry["href"] for entry in wide]


@pytest.mark.django_db
def test_a_place_without_a_page_is_left_out(monkeypatch):
    monkeypatch.setattr(context, "PLACES", (Place("Nowhere", "no:such-page", "sun", thumb=lambda member: 0),))

    assert places_for(make_member()) == []
