"""A lead books for whoever is owed without leaving the board, then for everybody else at once."""

import pytest
from django.db import transaction
from playwright.sync_api import expect

from supervision.clock import now
from supervision.policy.services import refresh
from supervision.sessions.models import Session
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    make_team,
    noon_before,
)
from tests.services.browser import until


class Alder:
    def __init__(self):
        self.organisation = make_organisation("Alder Case Management")
        make_rule(make_policy(self.organisation, level="role", role="case_manager"))
        self.team = make_team(self.organisation, "Community")
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.people = [
            make_member(team=self.team, name=name) for name in ("Grace Adeyemi", "Imran Qureshi", "Nia Bevan")
        ]
        for number, member in enumerate(self.people):
            make_relationship(self.supervisor, member)
            make_session(self.supervisor, member, at=noon_before(43 - number))
        with transaction.atomic():
            refresh(organisation=self.organisation, now=now())


@pytest.fixture
def alder(db):
    return Alder()


def test_one_is_booked_in_place_and_the_rest_at_once(alder, open_page, axe, each_screen):
    grace = alder.people[0]
    lead = open_page(each_screen, alder.lead.person)
    lead.goto("/board/")
    axe(lead)
    row = lead.locator(f"#m{grace.pk}")
    row.locator(".slot").nth(1).click()
    row.get_by_role("button", name="Book and tell Grace").click()
    row.get_by_text("Owed, booked for").wait_for()
    lead.locator(".toasts").get_by_text("Booked: Grace with Judith").wait_for()
    assert lead.url.endswith("/board/")
    axe(lead)
    where = "document.activeElement.closest('.person')?.id"
    until(lead, f"{where} === 'm{grace.pk}'")

    row.get_by_role("button", name="Undo the booking for Grace Adeyemi").click()
    row.get_by_role("button", name="Book and tell Grace").wait_for()
    lead.get_by_text("Taken back. Nobody had been told of it yet.").wait_for()
    until(lead, f"{where} === 'm{grace.pk}'")
    assert not Session.objects.exclude(status="held").exists()

    lead.get_by_role("link", name="Book everyone we owe").click()
    lead.get_by_role("heading", name="3 times found").wait_for()
    axe(lead)
    lead.get_by_label("Nia Bevan").uncheck()
    lead.get_by_role("button", name="Book all that are ticked").click()
    lead.get_by_text("Two sessions are booked.").wait_for()
    assert lead.url.endswith(f"/board/{alder.team.pk}/")
    booked = Session.objects.filter(status="booked")
    assert {one.attendances.get().member for one in booked} == set(alder.people[:2])


def test_it_works_without_script(alder, open_page):
    lead = open_page("phone", alder.lead.person, java_script_enabled=False)
    lead.goto("/board/")
    lead.get_by_role("button", name="Book and tell Grace").click()
    expect(lead.get_by_text("Booked: Grace with Judith")).to_be_visible()
    assert Session.objects.filter(status="booked").count() == 1
