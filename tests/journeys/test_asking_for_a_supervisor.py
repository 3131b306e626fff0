"""A lead whose member has no supervisor asks the administrators to find one, on the Board and on the page."""

import pytest
from playwright.sync_api import expect

from tests.journeys.test_board_booking import Alder
from tests.services.browser import until


@pytest.fixture
def alder(db):
    alder = Alder()
    for name in ("Grace Adeyemi", "Nia Bevan"):
        alder.team.members.get(person__name=name).supervised_by.all().delete()
    return alder


def test_she_asks_on_the_board_and_on_a_page_and_sees_the_day(alder, open_page, axe, each_screen):
    grace, _, nia = alder.people
    lead = open_page(each_screen, alder.lead.person)
    lead.goto("/board/")
    row = lead.locator(f"#m{grace.pk}")
    row.get_by_role("button", name="Ask an administrator to find a supervisor for Grace Adeyemi").click()
    expect(lead.locator(".toasts").get_by_text("There is no other administrator")).to_be_visible()

    alder.lead.organisation.members.filter(person__name="Judith Marlow").update(is_admin=True)
    row.get_by_role("button", name="Ask an administrator to find a supervisor for Grace Adeyemi").click()
    expect(row.get_by_text("Asked on")).to_be_visible()
    until(lead, f"document.activeElement.closest('.person')?.id === 'm{grace.pk}'")
    axe(lead)

    lead.goto(f"/people/{nia.pk}/")
    axe(lead)
    lead.get_by_role("button", name="Ask an administrator to find a supervisor").click()
    expect(lead.get_by_text("Asked on")).to_be_visible()
    axe(lead)
