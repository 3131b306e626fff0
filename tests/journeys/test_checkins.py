"""A check-in from joining to “we spoke”, on a phone and at a desk, without script too."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peers.checkins.models import Pair, Seat
from peers.checkins.rounds import make_round
from peers.checkins.selectors import place_of
from supervision.clock import now
from supervision.scheduling.days import day_starts_at, local_day
from tests.builders import make_joined, make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nia():
    alder = make_organisation("Alder")
    nia = make_joined(make_member(alder, name="Nia Bevan"), "checkins")
    make_joined(make_member(alder, name="Callum Reid"), "checkins")
    today = local_day(now(), alder.zone)
    make_round(alder, now=day_starts_at(today - timedelta(days=today.weekday()), alder.zone))
    return nia


def keep(page, name):
    """Keep a picture of the page, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_a_time_is_held_and_what_one_says_is_ones_own(open_page, each_screen, axe, nia):
    page = open_page(each_screen, nia.person)
    page.goto("/")
    card = page.get_by_role("region", name="Your check-in partner")
    expect(card).to_contain_text("Callum Reid")
    card.get_by_role("link", name="Find a time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You and Callum Reid")
    axe(page)
    keep(page, f"checkin-{each_screen}")
    page.locator("ul.slots .slot").nth(1).click()
    page.get_by_role("button", name="Hold this for both of us").click()
    expect(page.get_by_role("heading", name="Held for you")).to_be_visible()
    assert Pair.objects.get().starts_at is not None
    axe(page)
    keep(page, f"checkin-held-{each_screen}")
    page.get_by_role("button", name="We spoke").click()
    expect(page.get_by_text("You said:")).to_be_visible()
    assert Seat.objects.get(member=nia).answer == "spoke"
    axe(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_role("button", name="Not this time")).to_be_visible()
    page.get_by_role("button", name="Skip a round").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Skip the next round?")
    axe(page)
    dialog.get_by_role("button", name="Skip it").click()
    expect(page.get_by_role("button", name="Be in the next round after all")).to_be_visible()
    assert place_of(nia, now=now()).rests_until is not None
    axe(page)
    page.goto("/me/peers/")
    page.get_by_text("Four weeks").click()
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert place_of(nia, now=now()).turns == 2
    axe(page)


def test_without_script_one_joins_answers_and_leaves(open_page, axe, nia):
    page = open_page("phone", nia.person, java_script_enabled=False)
    page.goto("/check-in/")
    page.get_by_role("button", name="Not this time").click()
    expect(page.get_by_text("You said:")).to_be_visible()
    page.get_by_role("button", name="Leave", exact=True).click()
    newcomer = make_member(nia.organisation, name="Una Fitzgerald")
    page = open_page("phone", newcomer.person, java_script_enabled=False)
    page.goto("/check-in/")
    page.get_by_role("button", name="Yes, I’m in").click()
    expect(page.get_by_role("heading", name="You’re in")).to_be_visible()


def test_an_administrator_says_how_often(open_page, each_screen, axe, nia):
    admin = make_member(nia.organisation, roles=("admin",), name="Asha Denholm")
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/check-ins/")
    axe(page)
    keep(page, f"rhythm-{each_screen}")
    rounds = page.get_by_role("form", name="Rounds of check-ins")
    rounds.get_by_text("Every four weeks").click()
    rounds.get_by_role("button", name="Save").click()
    expect(page.get_by_text("It holds from the next round on.")).to_be_visible()
