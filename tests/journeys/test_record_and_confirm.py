"""A session is recorded in two taps, the clock moves on the board, and the other side confirms it."""

from datetime import timedelta

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
        make_rule(make_policy(self.organisation), "Every four weeks")
        self.team = make_team(self.organisation, "Community")
        self.lead = make_lead(self.team, name="Ruth Calder")
        self.supervisor = make_member(self.organisation, roles=("supervisor",), name="Judith Marlow")
        self.supervisee = make_member(team=self.team, name="Grace Adeyemi")
        make_relationship(self.supervisor, self.supervisee)
        make_session(self.supervisor, self.supervisee, at=noon_before(43))
        with transaction.atomic():
            refresh(organisation=self.organisation, now=now())


@pytest.fixture
def alder(db):
    return Alder()


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_two_taps_record_a_session_the_board_moves_and_one_tap_confirms(alder, open_page, axe, screen):
    lead = open_page(screen, alder.lead.person)
    lead.goto("/board/")
    expect(lead.locator(f"#m{alder.supervisee.pk}").get_by_text("Owed, 15 days")).to_be_visible()
    axe(lead)

    supervisor = open_page(screen, alder.supervisor.person)
    supervisor.goto("/board/mine/")
    supervisor.get_by_role("link", name="Record one that took place for Grace Adeyemi").click()
    axe(supervisor)
    supervisor.get_by_role("button", name="Record it").click()
    supervisor.wait_for_url("**/board/mine/")
    expect(supervisor.get_by_text("Recorded: held, 60 minutes.")).to_be_visible()
    axe(supervisor)

    lead.reload()
    row = lead.locator(f"#m{alder.supervisee.pk}")
    assert "Covered" in row.text_content()
    assert "We owe Grace" not in lead.content()

    supervisee = open_page(f"{screen}-dark", alder.supervisee.person)
    supervisee.goto("/")
    expect(supervisee.get_by_text("Judith says: held, 60 minutes")).to_be_visible()
    axe(supervisee)
    supervisee.get_by_role("button", name="That’s right").click()
    expect(supervisee.get_by_text("Confirmed. Both of you say so.")).to_be_visible()
    session = Session.objects.latest("pk")
    supervisee.goto(f"/sessions/{session.pk}/")
    axe(supervisee)
    assert session.accounts.count() == 2


@pytest.mark.parametrize("screen", ["phone-dark", "desktop-dark"])
def test_what_was_different_unfolds_and_both_versions_show(alder, open_page, axe, screen):
    at = (now() - timedelta(hours=3)).replace(minute=0, second=0, microsecond=0)
    session = make_session(alder.supervisor, alder.supervisee, at=at, status="booked")
    page = open_page(screen, alder.supervisee.person)
    page.goto(f"/sessions/{session.pk}/say/")
    expect(page.get_by_label("How many minutes?")).to_be_hidden()
    page.get_by_text("Held, but short").click()
    page.get_by_label("How many minutes?").fill("35")
    axe(page)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("Recorded: held short, 35 minutes.")).to_be_visible()

    other = open_page(screen, alder.supervisor.person)
    other.goto(f"/sessions/{session.pk}/")
    other.get_by_role("link", name="It was different").click()
    other.get_by_text("It just didn’t happen").click()
    expect(other.get_by_text("That happens. Nobody is asked why.")).to_be_visible()
    other.get_by_role("button", name="Record it").click()
    expect(other.get_by_text("There are two versions.")).to_be_visible()
    axe(other)


@pytest.mark.parametrize("screen", ["phone", "desktop-dark"])
def test_the_pages_about_one_person_pass_axe(alder, open_page, axe, screen):
    for who, path in (
        (alder.lead, f"/people/{alder.supervisee.pk}/"),
        (alder.supervisee, f"/people/{alder.supervisee.pk}/"),
        (alder.supervisee, "/sessions/"),
        (alder.lead, "/"),
        (alder.supervisor, "/sessions/record/group/"),
    ):
        page = open_page(screen, who.person)
        page.goto(path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_board_unfolds_who_is_covered_on_a_phone_and_filters_as_one_taps(alder, open_page):
    covered = make_member(team=alder.team, name="Nia Bevan")
    make_session(alder.supervisor, covered, at=now() - timedelta(days=2))
    with transaction.atomic():
        refresh(organisation=alder.organisation, now=now())
    page = open_page("phone", alder.lead.person)
    page.goto("/board/")
    row = page.locator(f"#m{covered.pk}")
    expect(row).to_be_hidden()
    page.get_by_text("Show the one covered").click()
    expect(row).to_be_visible()

    with page.expect_response("**/board/**"):
        page.get_by_text("Owed or due").click()
    until(page, f"!document.getElementById('m{covered.pk}')")
    expect(page.locator(f"#m{alder.supervisee.pk}")).to_be_visible()
