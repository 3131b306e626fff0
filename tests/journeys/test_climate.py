"""The month's card, and what is released of it, on a phone and at a desk."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peers.climate import rules
from peers.climate.models import Cell, Figure, Window
from peers.climate.months import go_on
from supervision.clock import now
from supervision.scheduling.days import day_starts_at, local_day
from tests.builders import make_lead, make_member
from tests.peers.climate.building import make_asking, say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alder():
    """Return an organisation whose last three months were released, and whose present one is open."""
    organisation, teams, people = make_asking(12, 9, 4)
    admin = make_member(organisation, roles=("admin",), name="Asha Denholm")
    lead = make_lead(teams[0], name="Ruth Calder")
    extra = [make_member(organisation) for _ in range(5)]
    today = local_day(now(), organisation.zone)
    for back in range(3, 0, -1):
        month = rules.months_before(rules.first_of(today), back)
        at = day_starts_at(month, organisation.zone) + timedelta(hours=9)
        go_on(organisation, now=at)
        for number, member in enumerate([*people[0], lead, admin, *people[2], *extra]):
            say([member], 2 + (number + back) % 4, words=f"Line {number}", now=at)
        say(people[1][: 9 if back != 2 else 2], 4, now=at)
        Figure.objects.create(organisation=organisation, month=month, kind="turnover", number=back)
    go_on(organisation, now=day_starts_at(rules.first_of(today), organisation.zone) + timedelta(hours=9))
    assert Window.objects.unreleased().exists() and Cell.objects.shown().exists()
    return {"admin": admin, "lead": lead, "member": people[0][0]}


def keep(page, name):
    """Keep a picture of the page, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_the_card_is_sent_once_by_keyboard_alone(open_page, each_screen, axe, alder):
    page = open_page(each_screen, alder["member"].person)
    page.goto("/space/")
    page.get_by_role("region", name="What leaves here").get_by_role("link", name="See the card").click()
    axe(page)
    keep(page, f"climate-card-{each_screen}")
    for question in rules.QUESTIONS:
        group = page.get_by_role("group", name=question.words)
        group.get_by_role("radio", name="Mostly").focus()
        page.keyboard.press("Space")
    page.get_by_label("A line in your own words").fill("More time between the heavy ones.")
    page.get_by_role("button", name="Send it, without my name").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your card is in")
    axe(page)
    page.get_by_role("link", name="What leaves my space").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What leaves my space")
    axe(page)
    keep(page, f"climate-leaves-{each_screen}")


def test_an_administrator_looks_at_a_team_and_types_in_a_figure(open_page, each_screen, axe, alder):
    page = open_page(each_screen, alder["admin"].person)
    page.goto("/climate/")
    expect(page.get_by_role("heading", level=1)).to_have_text("How well are we holding people?")
    axe(page)
    keep(page, f"climate-{each_screen}")
    page.get_by_label("Group").select_option(label="Team B")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("img", name="Team B")).to_be_visible()
    expect(page.get_by_text("Why some cells are not shown")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Type in figures").click()
    page.get_by_label("Complaints").fill("2")
    axe(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Figure.objects.get(kind="complaints").number == 2
    keep(page, f"climate-figures-{each_screen}")
    page.goto("/organisation/climate/")
    axe(page)
    keep(page, f"climate-setting-{each_screen}")
