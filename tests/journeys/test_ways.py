"""A member chooses by which ways a message comes."""

import pytest

from supervision.clock import now
from supervision.notices.models import Hours, Way
from tests.builders import make_gateway, make_member, make_notice


@pytest.fixture
def member(transactional_db):
    return make_member(name="Nia Bevan", working_days="Mon-Sun")


def test_choosing_ways(member, open_page, each_screen, axe):
    gateway = make_gateway(member.organisation)
    page = open_page(each_screen, member.person)
    page.goto("/inbox/preferences/")
    axe(page)
    page.get_by_text("Connect Text").click()
    page.get_by_label("Your mobile number").fill("07700 900318")
    page.get_by_role("button", name="Connect it").click()
    page.get_by_text("07700900318, Text").wait_for()
    page.get_by_label("Text: A session to confirm").check()
    page.get_by_label("E-mail: A session to confirm").uncheck()
    page.get_by_label("Each working day").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    axe(page)

    assert Way.objects.get().gateway == gateway
    assert Hours.objects.get().summary == "day"
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("Removed. Nothing goes there.").wait_for()


def test_a_count_in_the_menu_comes_up_by_itself(member, open_page):
    page = open_page("desktop", member.person)
    page.goto("/inbox/preferences/")
    make_notice(member, kind="welcome", state="sent", inbox_at=now())

    page.locator(".nav [hx-get]").get_by_text("1").wait_for()


def test_an_administrator_adds_a_gateway(transactional_db, open_page, each_screen, axe):
    admin = make_member(roles=("admin",))
    page = open_page(each_screen, admin.person)
    page.goto("/organisation/gateways/")
    axe(page)
    page.get_by_label("Name").fill("Text")
    page.get_by_label("What a member is asked for").fill("Your mobile number")
    page.get_by_label("Address of the service").fill("json://10.0.0.1/{to}")
    page.get_by_role("button", name="Add it").click()
    page.get_by_text("This installation sends by these services only").first.wait_for()
    axe(page)
