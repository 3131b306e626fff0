"""Somebody chooses Welsh, and goes about their week in it."""

from datetime import timedelta

import pytest

from supervision.clock import now
from tests.builders import make_member, make_organisation, make_relationship, make_session
from tests.services.browser import until


@pytest.fixture
def member(transactional_db):
    organisation = make_organisation()
    supervisor = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    member = make_member(organisation, name="Nia Bevan")
    make_relationship(supervisor, member)
    make_session(supervisor, member, at=now() - timedelta(days=1), status="booked")
    make_session(supervisor, member, at=now() + timedelta(days=6), status="booked")
    return member


def language_of(page):
    return page.locator("html").get_attribute("lang")


def test_one_chooses_welsh_and_finds_it_everywhere(member, open_page, each_screen, axe):
    page = open_page(each_screen, member.person)
    page.goto("/me/")
    assert language_of(page).lower().startswith("en")

    page.get_by_label("Cymraeg").check()
    page.locator("form[action$='/me/language/'] button").click()
    until(page, "document.documentElement.lang === 'cy'")
    axe(page)

    for address in ("/", "/inbox/", "/inbox/preferences/", "/sessions/", "/me/availability/", "/help/"):
        page.goto(address)
        assert language_of(page) == "cy", address
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], address


def test_before_signing_in_the_browser_says_which(new_context, live_server, axe):
    context = new_context(base_url=live_server.url, locale="cy-GB", service_workers="block")
    page = context.new_page()
    page.goto("/accounts/login/")

    assert language_of(page) == "cy"
    axe(page)
