"""One's own availability, said on a phone and at a desk, by day and by night, with script and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from supervision.availability import services
from supervision.availability.checks import Protected
from supervision.availability.models import BookingRules, ClosedDay, HeavyDay, ProtectedTime, WeeklyHours
from tests.builders import make_leave, make_member, make_organisation, make_relationship, make_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def judith():
    """A supervisor who is booked next Wednesday evening, and away in a month."""
    organisation = make_organisation("Alder", subdivision="ENG")
    judith = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    nia = make_member(organisation, name="Nia Bevan")
    make_relationship(judith, nia)
    today = timezone.localdate()
    wednesday = timezone.now().replace(hour=19, minute=0) + timedelta(days=(2 - today.weekday()) % 7 + 7)
    make_session(judith, nia, at=wednesday, status="booked")
    make_leave(judith, today + timedelta(days=30), today + timedelta(days=41), kind="annual")
    return judith


def test_a_week_is_said_and_what_comes_of_it_is_shown(open_page, each_screen, axe, judith):
    page = open_page(each_screen, judith.person)
    page.goto("/me/availability/")
    expect(page.get_by_role("heading", name="Booked, and outside your hours")).to_be_visible()
    axe(page)

    page.get_by_label("Monday, to").fill("12:00")
    page.locator("#w0").get_by_role("button", name="Add another stretch").click()
    expect(page.get_by_label("Monday, second stretch, from")).to_be_visible()
    expect(page.get_by_label("Monday, to")).to_have_value("12:00")
    axe(page)
    page.get_by_label("Monday, second stretch, from").fill("11:00")
    page.get_by_label("Monday, second stretch, to").fill("15:00")
    page.get_by_role("button", name="Save").last.click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("11:00 to 15:00 overlaps 09:00 to 12:00")
    axe(page)
    page.get_by_label("Monday, second stretch, from").fill("13:00")
    expect(page.locator("#week")).to_contain_text("As it would be: not saved yet.")
    expect(page.locator("#week")).to_contain_text("13:00 to 15:00")
    page.locator("#w1").locator("summary").click()
    page.locator("#w1").get_by_role("checkbox", name="In person").check()
    page.locator("#w1").get_by_label("Where, in person").fill("Mill Street")
    page.get_by_label("Sessions a day, at most").fill("3")
    axe(page)
    page.get_by_role("button", name="Save").last.click()

    expect(page.get_by_text("Saved. One session that is booked lies outside your hours now.")).to_be_visible()
    assert WeeklyHours.objects.filter(member=judith, weekday=0).count() == 2
    assert WeeklyHours.objects.get(member=judith, weekday=1).place == "Mill Street"
    assert BookingRules.objects.get(member=judith).most_a_day == 3


def test_a_week_is_said_without_script(open_page, judith):
    page = open_page("phone", judith.person, java_script_enabled=False)
    page.goto("/me/availability/")
    page.get_by_label("Saturday", exact=True).check()
    page.get_by_label("Saturday, from").fill("10:00")
    page.get_by_label("Saturday, to").fill("11:00")
    page.locator("#w5").get_by_role("button", name="Add another stretch").click()
    expect(page.get_by_label("Saturday, from")).to_have_value("10:00")
    page.get_by_label("Saturday, second stretch, from").fill("12:00")
    page.get_by_label("Saturday, second stretch, to").fill("13:00")
    page.locator("#w5").get_by_role("button", name="Take out").first.click()
    expect(page.get_by_label("Saturday, from")).to_have_value("12:00")
    page.get_by_role("button", name="Save").last.click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    assert WeeklyHours.objects.get(weekday=5).starts == 720


def test_time_is_protected_and_given_up(open_page, each_screen, axe, judith):
    page = open_page(each_screen, judith.person)
    page.goto("/me/availability/protected/add/")
    axe(page)
    page.get_by_label("What you call it").fill("Lunch")
    page.get_by_label("Some minutes within a stretch").check()
    expect(page.get_by_label("Day", exact=True)).to_be_hidden()
    for day in ("Mon", "Tue", "Wed", "Thu", "Fri"):
        page.get_by_label(day, exact=True).check()
    page.get_by_label("From").fill("12:00")
    page.get_by_label("To", exact=True).fill("14:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Say how many minutes.")
    axe(page)
    page.get_by_label("Minutes", exact=True).fill("30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Monday to Friday, 30 minutes between 12:00 and 14:00").first).to_be_visible()
    axe(page)

    page.get_by_role("link", name="Change Lunch").click()
    page.get_by_role("link", name="Give it up").click()
    question = page.get_by_role("dialog", name="Give this time up?")
    expect(question.get_by_role("button", name="Keep it")).to_be_focused()
    axe(page)
    question.get_by_role("button", name="Give it up").click()
    expect(page.locator("#protected").get_by_text("None yet.")).to_be_visible()
    assert not ProtectedTime.objects.exists()


def test_a_day_differs_and_a_day_is_heavy(open_page, each_screen, axe, judith):
    page = open_page(each_screen, judith.person)
    page.goto("/me/availability/day/")
    axe(page)
    page.get_by_label("Day", exact=True).fill((timezone.localdate() + timedelta(days=10)).isoformat())
    page.get_by_label("Other hours").check()
    page.get_by_label("That day, from").fill("10:00")
    page.get_by_label("That day, to").fill("12:00")
    axe(page)
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator("#days")).to_contain_text("10:00 to 12:00")

    page.get_by_role("button", name="A heavy day").first.click()
    expect(page.get_by_role("button", name="Not heavy")).to_be_visible()
    axe(page)
    assert HeavyDay.objects.count() == 1


def test_an_organisation_says_how_supervision_is_booked(open_page, each_screen, axe, judith):
    admin = make_member(judith.organisation, roles=("admin",))
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/booking/")
    axe(page)
    page.get_by_label("Sessions a day, at most").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("Closed on", exact=True).fill((timezone.localdate() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Close that day").click()
    expect(page.get_by_role("button", name="Open again")).to_be_visible()
    axe(page)
    assert ClosedDay.objects.count() == 1


def test_today_shows_what_of_it_is_one_s_own(open_page, each_screen, axe, judith):
    today = Protected("once", "Writing up", (), timezone.localdate(), 900, 1020)
    services.protect(judith, today, now=timezone.now())
    page = open_page(each_screen, judith.person)
    page.goto("/")
    expect(page.get_by_role("heading", name="2 hours today are yours")).to_be_visible()
    axe(page)
