"""Booking in a browser: by tap, by keyboard, without script, as a series, and when somebody was faster."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from supervision.clock import now
from supervision.sessions.booking import book
from supervision.sessions.models import Session
from tests.builders import make_lead, make_leave, make_member, make_organisation, make_relationship, make_team
from tests.services.browser import until


class Alder:
    def __init__(self):
        self.organisation = make_organisation("Alder Case Management")
        self.team = make_team(self.organisation, "Community")
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.supervisor = make_member(team=self.team, roles=("supervisor",), name="Judith Marlow")
        self.second = make_member(team=self.team, roles=("supervisor",), name="Femi Oladipo")
        self.supervisee = make_member(team=self.team, name="Grace Adeyemi")
        self.colleague = make_member(team=self.team, name="Nia Bevan")
        for supervisor in (self.supervisor, self.second):
            make_relationship(supervisor, self.supervisee)
        make_relationship(self.supervisor, self.colleague)
        today = now().astimezone(ZoneInfo("Europe/London")).date()
        self.monday = today + timedelta(days=7 - today.weekday())

    def book(self, supervisee=None, *, days=1, hour=10, **extra):
        day = self.monday + timedelta(days=7 + days)
        starts_at = (
            now()
            .astimezone(ZoneInfo("Europe/London"))
            .replace(
                year=day.year, month=day.month, day=day.day, hour=hour, minute=0, second=0, microsecond=0
            )
        )
        people = [supervisee or self.supervisee]
        return book(
            by=self.supervisor,
            supervisor=self.supervisor,
            supervisees=people,
            starts_at=starts_at,
            minutes=60,
            medium="video",
            now=now(),
            **extra,
        ).sessions[0]


@pytest.fixture
def alder(transactional_db):
    return Alder()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lead_books_from_a_members_page(alder, open_page, axe, each_screen):
    page = open_page(each_screen, alder.lead.person)
    page.goto(f"/people/{alder.supervisee.pk}/")
    page.get_by_role("link", name="Book supervision for Grace Adeyemi").click()
    expect(page.get_by_role("heading", name="Book supervision for Grace Adeyemi")).to_be_visible()
    axe(page)
    assert fits(page)

    with page.expect_response("**/sessions/book/**"):
        page.locator("#times .day", has=page.locator(".slot")).nth(2).locator(".slot").nth(1).click()
    chosen = page.locator("#times input:checked").get_attribute("value")
    until(page, f"document.querySelector('#bar').textContent.includes('{chosen[11:13]}:')")
    page.get_by_role("button", name="Book this session").click()
    page.wait_for_url(f"**/people/{alder.supervisee.pk}/")
    expect(page.get_by_text("Booked: one session.")).to_be_visible()
    session = Session.objects.get()
    assert f"{session.starts_at:%Y-%m-%dT%H:%MZ}/{session.supervisor_id}" == chosen
    axe(page)


@pytest.mark.parametrize("screen", ["phone", "desktop-dark"])
def test_a_series_shows_its_dates_as_one_chooses_and_is_booked_with_one_button(alder, open_page, axe, screen):
    page = open_page(screen, alder.lead.person)
    page.goto(f"/sessions/book/?for={alder.supervisee.pk}")
    page.get_by_text("A series", exact=True).click()
    page.get_by_role("heading", name="The six dates").wait_for()
    page.get_by_label("How often").select_option("weekly")
    with page.expect_response("**/sessions/book/**"):
        page.get_by_label("How many").fill("3")
        page.get_by_label("How many").press("Tab")
    page.get_by_role("heading", name="The three dates").wait_for()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Book three sessions").click()
    page.get_by_text("Booked: three sessions.").wait_for()
    assert Session.objects.count() == 3
    axe(page)
    assert fits(page)


def test_booking_works_without_script(alder, open_page, browser, live_server):
    signed_in = open_page("phone", alder.supervisee.person)
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": 390, "height": 844},
        storage_state=signed_in.context.storage_state(),
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/sessions/book/")
    page.get_by_label("For", exact=True).select_option("90")
    page.get_by_role("button", name="Show times", exact=True).last.click()
    expect(page.get_by_text("Whichever time is marked above")).to_be_visible()
    assert page.get_by_label("For", exact=True).input_value() == "90"
    page.get_by_text("A series", exact=True).click()
    page.get_by_label("How many").fill("2")
    page.get_by_role("button", name="Book the marked time").click()
    expect(page.get_by_role("heading", name="Look the dates over")).to_be_visible()
    assert not Session.objects.exists()
    page.get_by_role("button", name="Book two sessions").click()
    expect(page.get_by_text("Booked: two sessions.")).to_be_visible()
    assert Session.objects.count() == 2
    context.close()


def test_booking_works_by_keyboard_alone_and_enter_in_the_line_books_nothing(alder, open_page):
    page = open_page("desktop", alder.supervisee.person)
    page.goto("/sessions/book/")
    first = page.locator("#times input[type=radio]").first
    first.focus()
    with page.expect_response("**/sessions/book/**"):
        page.keyboard.press("ArrowDown")
    page.get_by_label("A line to go with it (optional)").fill("See you then")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert not Session.objects.exists()
    assert page.get_by_label("A line to go with it (optional)").input_value() == "See you then"
    page.get_by_role("button", name="Book this session").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Booked: one session.").wait_for()
    assert Session.objects.get().lines.get().words == "See you then"


@pytest.mark.parametrize("screen", ["phone-dark"])
def test_a_time_lost_to_somebody_faster_keeps_what_was_typed(alder, open_page, axe, screen):
    session = alder.book(alder.colleague, days=2, hour=11)
    Session.objects.filter(pk=session.pk).delete()
    page = open_page(screen, alder.supervisee.person)
    page.goto(f"/sessions/book/?with={alder.supervisor.pk}&first={alder.monday + timedelta(days=7)}")
    value = f"{session.starts_at.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%MZ}/{alder.supervisor.pk}"
    with page.expect_response("**/sessions/book/**"):
        page.locator(f'input[value="{value}"]').check(force=True)
    page.get_by_label("A line to go with it (optional)").fill("About the panel")
    alder.book(alder.colleague, days=2, hour=11)
    page.get_by_role("button", name="Book this session").click()
    expect(page.get_by_role("alert").get_by_text("Free next:")).to_be_visible()
    assert page.get_by_label("A line to go with it (optional)").input_value() == "About the panel"
    axe(page)
    page.get_by_role("button", name="Book this session").click()
    page.get_by_text("Booked: one session.").wait_for()
    assert Session.objects.count() == 2


def test_two_clicks_at_once_book_once(alder, open_page):
    page = open_page("desktop", alder.supervisee.person)
    page.goto("/sessions/book/")
    page.get_by_role("button", name="Book this session").dblclick()
    page.get_by_text("Booked: one session.").wait_for()
    assert Session.objects.count() == 1


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_session_is_proposed_anew_moved_called_off_and_booked_again(alder, open_page, axe, screen):
    session = alder.book(line="Bring the plan")
    supervisee = open_page(screen, alder.supervisee.person)
    supervisee.goto(f"/sessions/{session.pk}/")
    expect(supervisee.get_by_text("Bring the plan")).to_be_visible()
    axe(supervisee)
    supervisee.get_by_role("link", name="Propose another time").click()
    axe(supervisee)
    assert fits(supervisee)
    for number in (1, 2):
        supervisee.locator("#times .slot:visible").nth(number).click()
    supervisee.get_by_role("button", name="Propose them").click()
    expect(supervisee.get_by_role("heading", name="You proposed another time")).to_be_visible()

    supervisor = open_page(screen, alder.supervisor.person)
    supervisor.goto("/")
    supervisor.get_by_role("link", name="See them").click()
    axe(supervisor)
    supervisor.locator("button[name=time]").first.click()
    expect(supervisor.get_by_text("Moved. Everybody in it is told.")).to_be_visible()

    supervisor.get_by_role("link", name="Move it").click()
    axe(supervisor)
    assert fits(supervisor)
    supervisor.get_by_role("button", name="Move it").click()
    expect(supervisor.get_by_text("Moved: one session.")).to_be_visible()

    supervisor.get_by_role("link", name="Call it off").click()
    axe(supervisor)
    supervisor.get_by_label("Why (optional)").fill("A cold")
    supervisor.get_by_role("button", name="Call it off").click()
    expect(supervisor.get_by_role("heading", name="Another time?")).to_be_visible()
    axe(supervisor)
    supervisor.locator("button[name=slot]").first.click()
    expect(supervisor.get_by_text("Booked anew.")).to_be_visible()
    assert Session.objects.booked().get().rebooks == session


@pytest.mark.parametrize("screen", ["phone-dark", "desktop"])
def test_a_leave_is_covered_in_one_go(alder, open_page, axe, screen):
    session = alder.book()
    make_leave(alder.supervisor, alder.monday, alder.monday + timedelta(days=20))
    page = open_page(screen, alder.lead.person)
    page.goto("/sessions/cover/")
    axe(page)
    page.get_by_role("link", name="Judith Marlow").click()
    axe(page)
    assert fits(page)
    page.get_by_role("button", name="Hand them over").click()
    expect(page.get_by_text("Handed over: one session.")).to_be_visible()
    session.refresh_from_db()
    assert session.supervisor == alder.second


@pytest.mark.parametrize("screen", ["phone", "desktop-dark"])
def test_the_list_and_the_month_pass_axe(alder, open_page, axe, screen):
    session = alder.book()
    page = open_page(screen, alder.supervisee.person)
    page.goto(f"/sessions/?month={session.starts_at:%Y-%m}")
    axe(page)
    assert fits(page)
    page.locator(f'.month a[href="#s{session.pk}"]').click()
    expect(page.locator(f"#s{session.pk}")).to_be_visible()
