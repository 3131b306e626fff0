"""Learning in a browser: reading one session, trying an exercise, and what stays of it."""

import pytest

from peers.learning.programme import programme
from tests.builders import make_member, make_organisation

FIRST = programme()[0]


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
    assert page.get_by_text(f"{FIRST.cpd_minutes} minutes").first.is_visible()


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
    assert page.get_by_text("<script>alert(1)</script>").is_visible()
