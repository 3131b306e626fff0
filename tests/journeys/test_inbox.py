"""A member reads what came, says what they want, and ends a kind from an e-mail."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from supervision.clock import now
from supervision.notices.acts.links import number_of
from supervision.notices.models import Preference
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import make_member, make_notice
from tests.services.browser import until


@pytest.fixture
def member(transactional_db):
    """Somebody with a session to confirm, and a few messages to read."""
    member = make_member(name="Nia Bevan")
    for days in (0, 2, 40):
        make_notice(
            member,
            kind="gathered",
            state="sent",
            inbox_at=now() - timedelta(days=days),
            read_at=now() if days else None,
        )
    return member


def test_reading_the_inbox(member, open_page, each_screen, axe):
    page = open_page(each_screen, member.person)
    page.goto("/inbox/")
    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Inbox"
    expect(page.locator("li.event.new")).to_have_count(1)

    page.get_by_text("New, 1").click()
    page.wait_for_url("**/inbox/?show=new")
    until(page, "document.querySelectorAll('li.event').length === 1")
    axe(page)

    page.get_by_role("button", name="Mark all as read").click()
    page.wait_for_load_state()
    expect(page.locator("li.event.new")).to_have_count(0)
    expect(page.locator("li.event")).to_have_count(3)


def test_a_new_message_leaves_no_empty_line_under_its_title(member, open_page):
    for kind in ("climate_open", "checkin_partner"):
        make_notice(member, kind=kind, state="sent", inbox_at=now() - timedelta(days=3))
    page = open_page("phone", member.person)
    page.goto("/inbox/")
    gaps = page.evaluate(
        """[...document.querySelectorAll("li.event p")].map(words =>
            words.querySelector(".s").getBoundingClientRect().top
            - words.querySelector("a").getBoundingClientRect().bottom)"""
    )
    assert max(gaps) < 16


def test_choosing_what_reaches_one_and_when(member, open_page, each_screen, axe):
    page = open_page(each_screen, member.person)
    page.goto("/inbox/preferences/")
    axe(page)

    page.get_by_label("E-mail: A session to confirm").uncheck()
    page.get_by_label("Until").fill("17:30")
    page.get_by_role("button", name="Save").click()

    page.get_by_text("Saved. Quiet from 17:30.").wait_for()
    assert not page.get_by_label("E-mail: A session to confirm").is_checked()
    assert page.get_by_label("Until").input_value() == "17:30"
    axe(page)


def test_hours_that_cannot_be_are_explained_where_they_stand(member, open_page, axe):
    page = open_page("phone", member.person)
    page.goto("/inbox/preferences/")
    page.get_by_label("From").fill("09:00")
    page.get_by_label("Until").fill("09:00")
    page.get_by_role("button", name="Save").click()

    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Until").get_attribute("aria-invalid") == "true"
    axe(page)


def test_ending_a_kind_from_an_e_mail_without_signing_in(member, open_page, each_screen, axe):
    page = open_page(each_screen)
    notice = make_notice(member, kind="session_recorded", notice_class="S")
    token = unsubscribe_token(member.pk, "session_recorded", notice.pk)
    page.goto(reverse("notices:unsubscribe", args=[token]))
    axe(page)
    assert not Preference.objects.exists()

    page.get_by_label("The number in the message").fill(number_of(notice))
    page.get_by_role("button", name="Stop these e-mails").click()
    page.get_by_role("heading", name="These won’t come by e-mail any more").wait_for()
    axe(page)
    assert Preference.objects.filter(member=member, kind="session_recorded", is_wanted=False).exists()


def test_the_inbox_works_without_script(member, open_page):
    page = open_page("phone", member.person, java_script_enabled=False)
    page.goto("/inbox/?show=new")
    expect(page.locator("li.event")).to_have_count(1)
    page.get_by_role("button", name="Mark all as read").click()
    page.wait_for_load_state()
    expect(page.locator("li.event.new")).to_have_count(0)
