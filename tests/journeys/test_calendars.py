"""Somebody links a calendar, sees it read, mends a link and takes one away; with and without script."""

import pytest
from playwright.sync_api import expect

from supervision.availability.calendars import services
from supervision.availability.calendars.refreshing import read_due
from supervision.availability.models import Calendar
from supervision.clock import now
from tests.builders import make_member, make_organisation

pytestmark = pytest.mark.django_db(transaction=True)
ICS = b"BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n"


@pytest.fixture
def nia(calendar_host):
    calendar_host.answers["/mine.ics"] = ICS
    return make_member(make_organisation("Alder", time_zone="Europe/London"), name="Nia Bevan")


def read_what_is_due():
    read_due(tell_time=now, should_stop=lambda: False)


def test_a_calendar_is_linked_and_seen_to_be_read(open_page, each_screen, axe, nia):
    page = open_page(each_screen, nia.person)
    page.goto("/me/calendars/")
    axe(page)
    page.get_by_role("link", name="Add a calendar").click()
    axe(page)
    page.get_by_label("The calendar’s private address").fill("http://calendar.example.org/mine.ics")
    page.get_by_role("button", name="Link it").click()
    expect(page.get_by_role("alert")).to_contain_text("not an encrypted one")
    axe(page)
    page.get_by_label("The calendar’s private address").fill("https://calendar.example.org/mine.ics")
    page.get_by_label("What you call it (optional)").first.fill("Outlook, work")
    page.get_by_role("button", name="Link it").click()
    section = page.get_by_role("region", name="Your calendars")
    expect(section).to_contain_text("It is about to be read")
    axe(page)

    read_what_is_due()

    expect(section).to_contain_text("Read just now", timeout=15_000)  # nobody asked for the page again
    expect(section).to_contain_text("calendar.example.org")
    axe(page)


def test_a_link_is_mended_and_a_calendar_taken_away_without_script(open_page, nia):
    calendar = services.add_address(
        nia, address="https://calendar.example.org/old.ics", name="Family", now=now()
    )
    Calendar.objects.filter(pk=calendar.pk).update(state="stopped", fault="gone", next_read_at=None)
    page = open_page("phone", nia.person, java_script_enabled=False)
    page.goto("/me/availability/")
    section = page.get_by_role("region", name="Your calendars")
    expect(section).to_contain_text("the link has stopped working")

    section.get_by_role("link", name="Mend the link for Family").click()
    page.get_by_label("The calendar’s private address").fill("https://calendar.example.org/mine.ics")
    page.get_by_role("button", name="Save").first.click()
    read_what_is_due()
    page.reload()
    expect(page.get_by_role("region", name="Your calendars")).to_contain_text("Read just now")

    page.get_by_role("link", name="Change Family").click()
    page.get_by_role("link", name="Take it away").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert not Calendar.objects.exists()
