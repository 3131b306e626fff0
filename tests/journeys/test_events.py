"""Something happened: two taps by whoever was there, and an offer that can be taken or left, on a phone."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peers.events import services
from peers.events.models import Event, Offered
from supervision.clock import now
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alder():
    team = make_team(make_organisation(), name="Community")
    lead = make_lead(team, name="Ruth Calder")
    names = ("Grace Adeyemi", "Imran Shah", "Siobhán Kelly", "Zofia Nowak", "Nia Bevan", "Tom Ashworth")
    people = [make_member(team=team, name=name) for name in names]
    for one in people:
        make_relationship(make_member(team.organisation, roles=("supervisor",)), one)
    return {"lead": lead, "grace": people[0], "tom": people[-1]}


def keep(page, name):
    """Keep a picture of the page, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_a_lead_has_offers_sent_with_two_taps_and_a_look(open_page, each_screen, axe, alder):
    page = open_page(each_screen, alder["lead"].person)
    page.goto("/something-happened/")
    axe(page)
    keep(page, f"event-{each_screen}")
    page.get_by_role("button", name="Send the offers").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one person")
    axe(page)

    page.get_by_label("Grace").check()
    page.get_by_label("Me too").check()
    page.get_by_role("button", name="Send the offers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send two offers now?")
    axe(page)
    keep(page, f"event-sure-{each_screen}")
    page.get_by_role("button", name="Send them").click()

    expect(page.get_by_role("region", name="Offers going out")).to_contain_text("two people")
    expect(page.get_by_text("Two offers are out. Now ring them.")).to_be_visible()
    assert Event.objects.count() == 1 and Offered.objects.count() == 2


def test_whoever_was_there_reaches_it_from_their_space(open_page, alder):
    page = open_page("phone", alder["tom"].person)
    page.goto("/space/")
    page.get_by_role("link", name="Have something offered to everyone it may have touched").click()
    page.get_by_text("Somebody of another team").click()
    page.get_by_label("Somebody else here").fill("ruth calder")
    page.get_by_label("Yesterday").check()
    page.get_by_role("button", name="Send the offers").click()
    page.get_by_role("button", name="Send it").click()

    expect(page.get_by_text("One offer is out. Now ring them.")).to_be_visible()
    assert Offered.objects.get().member == alder["lead"]


def test_an_offer_is_looked_at_taken_in_part_and_ended(open_page, each_screen, axe, alder):
    services.note(by=alder["lead"], days_ago=0, member_ids=[alder["grace"].pk], now=now())
    page = open_page(each_screen, alder["grace"].person)
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="See what is offered").click()
    expect(page.get_by_text("Ruth Calder thought that something may have touched you")).to_be_visible()
    axe(page)
    keep(page, f"offers-{each_screen}")
    page.get_by_role("link", name="If it goes on").click()
    page.get_by_label("It’s heavy").check()
    page.get_by_role("button", name="See what fits").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Then let somebody hold it with you")
    axe(page)
    keep(page, f"offers-later-{each_screen}")
    page.get_by_role("button", name="No more of these").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing waits for you here")
    axe(page)
    assert not Offered.objects.exists()


def test_after_a_week_an_earlier_supervision_can_be_picked(open_page, axe, alder):
    services.note(by=alder["lead"], days_ago=0, member_ids=[alder["grace"].pk], now=now() - timedelta(days=8))
    page = open_page("phone", alder["grace"].person)
    page.goto("/offers/")
    axe(page)
    keep(page, "offers-earlier-phone")
    times = page.get_by_role("region", name="Supervision earlier than planned").get_by_role("listitem")
    times.first.get_by_role("link").click()
    page.wait_for_url("**/sessions/book/**")
