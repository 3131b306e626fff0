"""One's own space on a phone and at a desk: a check, one tap, a break that is held, a plan, and a session."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peers.wellbeing import checking, contacts, journal, planning
from peers.wellbeing.breaks import HEAVY
from peers.wellbeing.signs import SIGNS
from supervision.availability import taking
from supervision.clock import now
from supervision.scheduling.days import local_day
from tests.builders import make_member, make_organisation, make_relationship, make_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def nia():
    alder = make_organisation("Alder")
    nia = make_member(alder, name="Nia Bevan")
    judith = make_member(alder, roles=("supervisor",), name="Judith Marlow")
    make_relationship(judith, nia)
    make_session(judith, nia, at=now() + timedelta(days=3), status="booked")
    heavy = {sign.key: 1 if sign.is_good else 3 for sign in SIGNS}
    for ago in (42, 28, 14):
        checking.keep_check(nia, heavy if ago < 30 else {"sleep": 3}, now=now() - timedelta(days=ago))
    planning.keep_plan(nia, {"signs": "Going quiet at home.", "notice": "Only tasks."}, now=now())
    journal.write(nia, "The sea on the left, all the way home.", now=now())
    return nia


def keep(page, name):
    """Keep a picture of the page, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)


def test_a_check_is_made_in_a_minute_and_what_is_offered_is_offered_to_oneself(
    open_page, each_screen, axe, nia
):
    page = open_page(each_screen, nia.person)
    page.goto("/space/")
    expect(page.get_by_text("Only you can see any of this")).to_be_visible()
    axe(page)
    keep(page, f"space-{each_screen}")
    page.get_by_role("link", name="Make a check").first.click()
    axe(page)
    keep(page, f"check-{each_screen}")
    for sign in SIGNS:
        group = page.get_by_role("group", name=sign.words)
        group.get_by_text("Rarely" if sign.is_good else "Often").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("heading", name="It has been heavy for a while")).to_be_visible()
    page.get_by_text("The same in words").click()
    axe(page)
    keep(page, f"checks-{each_screen}")
    page.get_by_role("button", name="Not just now").click()
    expect(page.get_by_role("heading", name="It has been heavy for a while")).to_have_count(0)


@pytest.fixture
def morning(tmp_path, monkeypatch):
    """Let it be ten in the morning, so that a day lies ahead whenever this runs."""
    clock = tmp_path / "clock"
    clock.write_text(now().replace(hour=10, minute=0, second=0, microsecond=0).isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock))


@pytest.mark.usefixtures("morning")
def test_a_break_is_found_and_held_by_keyboard_alone(open_page, each_screen, axe, nia):
    today = local_day(now(), nia.zone)
    start = taking.minute_of(now()) + 10
    for first in (start, start + 60):
        span = (first, first + 30)
        contacts.weigh(nia, HEAVY, name=f"tap-{first}", span=span, day=today, now=now())
    page = open_page(each_screen, nia.person)
    page.goto("/day/")
    expect(page.get_by_text("A break would fit here")).to_be_visible()
    axe(page)
    keep(page, f"day-{each_screen}")
    button = page.get_by_role("button", name="Protect it")
    for _ in range(80):
        if button.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A break, held for you")).to_be_visible()
    page.get_by_role("button", name="Light").last.click()
    expect(page.get_by_text("Noted. Only you can see it.")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Change it", exact=True).click()
    axe(page)
    keep(page, f"limits-{each_screen}")


def test_without_script_a_tap_is_a_tap(open_page, nia):
    page = open_page("phone", nia.person, java_script_enabled=False)
    page.goto("/day/")
    page.get_by_role("button", name="Medium").last.click()
    expect(page.get_by_text("A contact")).to_be_visible()


def test_the_plan_the_lines_and_bringing_one_to_a_session(open_page, each_screen, axe, nia):
    page = open_page(each_screen, nia.person)
    page.goto("/space/plan/")
    axe(page)
    keep(page, f"plan-{each_screen}")
    page.get_by_label("What steadies me").fill("The coast path before nine.")
    page.get_by_role("button", name="Keep it").first.click()
    page.get_by_text("Add somebody").click()
    page.get_by_label("Or somebody else").fill("My sister")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("My sister", exact=True)).to_be_visible()
    page.goto("/space/journal/")
    axe(page)
    keep(page, f"journal-{each_screen}")
    page.goto("/space/thanks/")
    axe(page)
    page.goto("/space/bring/")
    axe(page)
    keep(page, f"bring-{each_screen}")
    page.locator(".choice").first.click()
    page.get_by_text("The sea on the left").click()
    page.get_by_role("button", name="Look it over first").click()
    expect(page.get_by_role("heading", name="Judith will see exactly this")).to_be_visible()
    axe(page)
    keep(page, f"bring-look-{each_screen}")
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_role("heading", name="What you bring")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is not shown any more.")).to_be_visible()
