"""Learning in a browser: reading one session, trying an exercise, and what stays of it."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from peers.circles.models import Meeting
from peers.learning.programme import programme
from supervision.clock import now as clock_now
from tests.builders import make_member, make_organisation

FIRST = programme()[0]
SHOTS = os.environ.get("LEARNING_SHOTS")


def look(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


@pytest.fixture
def member():
    return make_member(make_organisation("Alder"), name="Nia Bevan", roles=["case_manager"])


def test_reading_a_session_and_keeping_a_line(member, open_page, each_screen, axe):
    page = open_page(each_screen, member.person)
    page.goto("/learning/")
    axe(page)
    page.get_by_role("main").get_by_role("link", name=FIRST.title).first.click()
    page.get_by_role("heading", name=FIRST.title, level=1).wait_for()
    axe(page)
    page.get_by_label("What has moved? (optional)").fill("Trust, a little")
    page.get_by_text("Kept. Only you can see it.").wait_for()
    page.get_by_role("button", name="I’ve read it").click()
    page.get_by_text("Noted, for you alone.").wait_for()
    assert page.get_by_label("What has moved? (optional)").input_value() == "Trust, a little"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    page.goto("/learning/minutes/")
    axe(page)
    expect(page.get_by_text(f"{FIRST.cpd_minutes} minutes").first).to_be_visible()


def test_writing_a_session_of_ones_own(open_page, each_screen, axe):
    asha = make_member(make_organisation("Alder"), name="Asha Denholm", roles=["admin"])
    page = open_page(each_screen, asha.person)
    page.goto("/organisation/learning/add/")
    axe(page)
    page.get_by_label("The session").fill("# Ours\n\nRing **Ruth**. <script>alert(1)</script>")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", name="Your own sessions").wait_for()
    axe(page)
    page.goto("/learning/")
    page.get_by_role("link", name="Ours").click()
    expect(page.get_by_text("<script>alert(1)</script>")).to_be_visible()


def test_a_series_is_held_joined_and_counted(open_page, each_screen, axe):
    alder, now = make_organisation("Alder"), clock_now()
    judith, nia = make_member(alder, name="Judith Marlow"), make_member(alder, name="Nia Bevan")
    page = open_page(each_screen, judith.person)
    page.goto("/learning/")
    page.get_by_role("link", name="Hold a series").click()
    for one in programme()[:2]:
        page.get_by_label(one.title).check()
    page.get_by_label("What it is called").fill("Two Mondays")
    page.get_by_label("First day").fill(str(now.date() + timedelta(days=7)))
    page.get_by_label("At", exact=True).fill("13:00")
    page.get_by_label("How often").select_option("weekly")
    axe(page)
    look(page, f"series-new-{each_screen}")
    page.get_by_role("button", name="Hold it").click()
    page.get_by_text("Founded.").first.wait_for()
    expect(page.get_by_role("link", name=FIRST.title)).to_be_visible()
    axe(page)
    look(page, f"series-desk-{each_screen}")
    page.close()

    page = open_page(each_screen, nia.person)
    page.goto("/learning/")
    axe(page)
    look(page, f"series-learning-{each_screen}")
    page.get_by_role("link", name="Two Mondays").click()
    expect(page.get_by_role("link", name=programme()[1].title)).to_be_visible()
    page.get_by_label("I’ll keep to what we agree").check()
    page.get_by_role("button", name="Join the circle").click()
    page.get_by_role("button", name="Not this time").first.wait_for()
    axe(page)
    look(page, f"series-joined-{each_screen}")
    page.close()

    meeting = Meeting.objects.order_by("starts_at")[0]
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=now - timedelta(minutes=5), ends_at=now + timedelta(minutes=55)
    )
    page = open_page(each_screen, judith.person)
    page.goto(f"/circles/{meeting.circle_id}/desk/")
    page.get_by_label("How many came").fill("1")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept, for you alone. It is erased in 30 days.")).to_be_visible()
    expect(page.get_by_label("How many came")).to_have_value("1")
    axe(page)
