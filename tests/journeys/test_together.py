"""Several supervisors together, and a session that was moved, as the people in them find them."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from supervision.availability import services
from supervision.availability.checks import Protected
from supervision.clock import now
from supervision.sessions.models import Session
from supervision.sessions.moving import move
from tests.journeys.test_booking import Alder, fits


@pytest.fixture
def alder(transactional_db):
    return Alder()


def look(page, name):
    """Keep a picture where somebody asked for one."""
    if folder := os.environ.get("HOLDSPACE_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_two_supervisors_are_booked_together(alder, open_page, axe, each_screen):
    page = open_page(each_screen, alder.supervisee.person)
    page.goto("/sessions/book/")
    with page.expect_response("**/sessions/book/**"):
        page.get_by_label("Who is there").select_option("all")
    page.locator("#bar").get_by_text("With Femi as supervisor, Judith there as well").wait_for(
        state="attached"
    )
    axe(page)
    assert fits(page)
    look(page, f"book-{each_screen}")
    page.get_by_role("button", name="Book this session").click()
    page.get_by_text("Booked: one session.").wait_for()
    session = Session.objects.get()
    assert (session.supervisor, session.besides.get().member) == (alder.second, alder.supervisor)
    look(page, f"session-{each_screen}")

    beside = open_page(each_screen, alder.supervisor.person)
    beside.goto(f"/sessions/{session.pk}/")
    expect(beside.get_by_text("You are there beside Femi")).to_be_visible()
    axe(beside)
    look(beside, f"beside-{each_screen}")
    beside.get_by_role("link", name="Give up my place").click()
    axe(beside)
    look(beside, f"leave-{each_screen}")
    beside.get_by_role("button", name="Give up my place").click()
    beside.get_by_text("Your place is given up.").wait_for()
    assert not session.besides.exists()


def test_a_moved_session_is_found_where_it_was(alder, open_page, axe, each_screen):
    session = alder.book()
    move(session=session, by=alder.supervisor, starts_at=session.starts_at + timedelta(days=1), now=now())
    page = open_page(each_screen, alder.supervisee.person)
    page.goto("/sessions/")
    row = page.locator("#sessions li", has_text="Moved to")
    expect(row.get_by_text("by Judith")).to_be_visible()
    axe(page)
    assert fits(page)
    look(page, f"list-{each_screen}")
    row.get_by_role("link").click()
    expect(page.get_by_text("moved from")).to_be_visible()
    look(page, f"moved-{each_screen}")


def test_lunch_is_drawn_in_the_week(alder, open_page, axe, each_screen):
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    services.protect(alder.supervisor, Protected("within", "Lunch", days, None, 720, 840, 30), now=now())
    page = open_page(each_screen, alder.supervisor.person)
    page.goto("/me/availability/")
    assert page.locator("#week rect.loose").count() >= 2
    axe(page)
    look(page, f"week-{each_screen}")
