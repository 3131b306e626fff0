"""Changing one's own address in a browser: asked for here, pressed here, taken back elsewhere."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from supervision.clock import now
from supervision.people.links import make_link
from tests.builders import make_member, make_organisation
from tests.journeys.test_signin import newest

OLD, NEW = "nia@alder.example", "nia.bevan@fern.example"


@pytest.fixture
def nia(transactional_db):
    cache.clear()
    person = make_member(make_organisation("Alder"), email=OLD, name="Nia Bevan").person
    person.set_unusable_password()
    person.save()
    return person


def link_in(body):
    return re.search(r"/accounts/address/\S+", body).group()


def test_an_address_is_changed_and_taken_back(nia, open_page, mailoutbox, axe, each_screen):
    page, elsewhere = open_page(each_screen), open_page("desktop")
    page.goto(f"/accounts/login/link/{make_link(nia, now=now())}/")
    page.get_by_role("button", name="Sign in").click()
    page.goto("/me/")
    page.get_by_role("link", name="Change it : your address").click()
    axe(page)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    page.get_by_label("Your new address").fill(NEW)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text(f"A link for {NEW} is waiting to be pressed")).to_be_visible()
    axe(page)

    link = link_in(newest(mailoutbox))
    elsewhere.goto(link)
    expect(elsewhere.get_by_role("heading", name="Sign in first")).to_be_visible()
    axe(elsewhere)
    page.goto(link)
    axe(page)
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_text("You sign in by your new address from now on.")).to_be_visible()
    expect(page.get_by_text(NEW).first).to_be_visible()

    elsewhere.goto(link_in(newest(mailoutbox, 2)))
    axe(elsewhere)
    number = re.search(r"asks for a number, it is (\d\d)", newest(mailoutbox, 2))[1]
    elsewhere.get_by_label("The number in the message").fill(number)
    elsewhere.get_by_role("button", name="Take it back").click()
    expect(elsewhere.get_by_role("heading", name="Your address is back")).to_be_visible()
    axe(elsewhere)
    page.goto("/me/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    nia.refresh_from_db()
    assert nia.email == OLD
