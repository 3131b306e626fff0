"""Somebody answers from a letter, on a phone that nobody knows, and takes it back."""

import re
from datetime import UTC, timedelta

import pytest
from django.urls import reverse

from supervision.clock import now as clock_now
from supervision.notices.acts.links import make_link, number_of
from supervision.notices.models import Notice
from supervision.sessions.models import Proposal, Session
from supervision.sessions.proposing import propose
from tests.builders import make_member, make_organisation, make_relationship, make_session, make_team


@pytest.fixture
def asked(transactional_db):
    """A message that asks whether another time would suit, and the address in its letter."""
    now = clock_now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    organisation = make_organisation("Alder Case Management")
    supervisor = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    member = make_member(team=make_team(organisation), name="Nia Bevan")
    make_relationship(supervisor, member)
    at = now.replace(hour=10) + timedelta(days=10)
    session = make_session(supervisor, member, at=at, status="booked")
    propose(session=session, by=supervisor, times=[at + timedelta(hours=n) for n in (2, 4)], now=now)
    notice = Notice.objects.get(kind="session_proposed", recipient=member)
    Notice.objects.filter(pk=notice.pk).update(state="sent", inbox_at=now)
    return notice, reverse("answer", args=[make_link(notice, until=at, now=now)])


def test_answering_by_the_letter_alone_and_taking_it_back(asked, open_page, each_screen, axe):
    notice, path = asked
    before = Session.objects.get().starts_at
    page = open_page(each_screen)
    page.goto(path)
    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Would another time suit?"
    assert "Judith" not in page.content()

    page.get_by_role("button", name="Take this time").click()
    page.get_by_text("Type the number that stands in the message.").wait_for()
    axe(page)

    page.locator("#id_number").fill(number_of(notice))
    page.get_by_role("button", name="Show the rest first").click()
    page.get_by_text("Judith Marlow").wait_for()
    axe(page)
    page.locator("label.slot").nth(1).click()
    page.get_by_role("button", name="Take this time").click()
    page.get_by_role("heading", name="Moved").wait_for()
    axe(page)
    assert Session.objects.get().starts_at == before + timedelta(hours=4)

    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="Would another time suit?").wait_for()
    assert Session.objects.get().starts_at == before
    assert Proposal.objects.get().state == "open"


def test_enter_in_the_number_s_field_answers_nothing(asked, open_page):
    notice, path = asked
    page = open_page("phone")
    page.goto(path)

    page.locator("#id_number").fill(number_of(notice))
    page.keyboard.press("Enter")
    page.get_by_text("Judith Marlow").wait_for()

    assert Proposal.objects.get().state == "open"


def test_a_link_that_is_over_says_so(open_page, transactional_db, axe):
    page = open_page("phone")
    page.goto("/answer/nothing/")
    axe(page)
    assert re.search("This link is over", page.content())
