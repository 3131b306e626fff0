"""An administrator sets what is owed, adds a team and a person; on a phone and a desk, day and night."""

import pytest
from playwright.sync_api import expect

from supervision.people.models import Member, Team
from supervision.policy.models import Rule
from tests.builders import (
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    noon_before,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    """Grace held 40 days ago under a rule of six weeks."""
    organisation = make_organisation("Alder")
    admin = make_member(organisation, roles=("admin",), name="Asha Denholm")
    supervisor = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    grace = make_member(organisation, name="Grace Adeyemi")
    make_relationship(supervisor, grace)
    make_session(supervisor, [grace], at=noon_before(40))
    make_rule(make_policy(organisation, "Everyone"), "Every six weeks", interval_days=42)
    return admin


def test_a_rule_is_tried_out_and_saved_from_tomorrow(open_page, each_screen, axe, house):
    page = open_page(each_screen, house.person)
    page.goto("/organisation/policies/")
    axe(page)
    page.get_by_role("link", name="Every six weeks").click()
    axe(page)

    page.get_by_label("Days apart", exact=True).fill("28")
    expect(page.locator("#preview")).to_contain_text("with every 28 days instead of every 42 days")
    expect(page.locator("#preview")).to_contain_text("Grace Adeyemi")
    axe(page)
    page.get_by_role("button", name="Save from tomorrow").click()

    expect(page.get_by_text("Saved. What is owed starts tomorrow")).to_be_visible()
    assert Rule.objects.get(follows__isnull=False).interval_days == 28


def test_a_rule_is_tried_out_without_script(open_page, house):
    page = open_page("phone", house.person, java_script_enabled=False)
    page.goto(f"/organisation/policies/rules/{Rule.objects.get().pk}/")

    page.get_by_label("Days apart", exact=True).fill("28")
    page.get_by_role("button", name="Preview").click()

    expect(page.locator("#preview")).to_contain_text("Grace Adeyemi")
    expect(page.get_by_label("Days apart", exact=True)).to_have_value("28")
    page.get_by_role("link", name="Start from a body’s rule").click()
    expect(page.get_by_role("heading", name="Start from a body’s rule")).to_be_visible()


def test_a_team_and_a_person_are_added_and_a_time_here_ends(open_page, each_screen, axe, house):
    page = open_page(each_screen, house.person)
    page.goto("/organisation/teams/")
    axe(page)
    page.get_by_label("Name").fill("Community")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Add a lead").fill("Grace Adeyemi")
    page.locator("form", has_text="Add a lead").get_by_role("button", name="Save").click()
    expect(page.get_by_label("Grace Adeyemi")).to_be_checked()
    axe(page)
    assert Team.objects.get().leaderships.get().member.person.name == "Grace Adeyemi"

    page.goto("/organisation/people/")
    axe(page)
    page.get_by_role("link", name="Add a person").click()
    axe(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("Name", exact=True).fill("Zofia Wójcik")
    page.get_by_label("Work e-mail").fill("zofia@alder.example")
    page.get_by_label("Team", exact=True).select_option("Community")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Zofia Wójcik")).to_be_visible()
    axe(page)

    page.get_by_role("link", name="End their time here").click()
    question = page.get_by_role("dialog", name="End Zofia Wójcik’s time here?")
    expect(question.get_by_role("button", name="Go back")).to_be_focused()
    axe(page)
    question.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The last day is")).to_be_visible()
    assert Member.objects.get(person__name="Zofia Wójcik").end_date


def test_the_first_run_goes_from_nothing_to_invitations(open_page, each_screen, axe):
    admin = make_member(make_organisation("Fern"), roles=("admin",))
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/")
    axe(page)
    page.get_by_role("button", name="Keep this, go on").click()
    axe(page)
    make_member(admin.organisation)
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("Ninety minutes a month").check()
    axe(page)
    page.get_by_role("button", name="Keep this, go on").click()
    axe(page)
    page.get_by_role("link", name="We have none").click()
    page.get_by_role("button", name="Go on").click()
    axe(page)
    page.get_by_role("button", name="Invite 1 person").click()
    expect(page.get_by_text("Everybody has been invited.")).to_be_visible()


def test_ones_own_leave_is_added_and_taken_away(open_page, each_screen, axe, house):
    member = Member.objects.get(person__name="Grace Adeyemi")
    page = open_page(each_screen, member.person)
    page.goto("/me/leave/")
    page.get_by_label("First day").fill("2026-12-24")
    page.get_by_label("Last day").fill("2027-01-03")
    page.get_by_role("button", name="Save").click()
    axe(page)
    page.get_by_role("link", name="Take away").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("None in the last two years.")).to_be_visible()
