"""One's own calendar: an address made and changed, and a calendar's no answered; on a phone and a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from supervision.notices.calendars.inbound import take_message
from supervision.notices.models import Feed
from supervision.sessions.models import CalendarAnswer
from tests.builders import make_member, make_organisation, make_relationship, make_session
from tests.supervision.notices.replies import reply_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held():
    organisation = make_organisation("Alder")
    judith = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    grace = make_member(organisation, name="Grace Adeyemi")
    make_relationship(judith, grace)
    at = (timezone.now() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)
    return make_session(judith, grace, at=at, status="booked")


def test_an_address_is_made_and_changed(open_page, each_screen, axe, held):
    page = open_page(each_screen, held.supervisor.person)
    page.goto("/me/feed/")
    axe(page)
    page.get_by_role("button", name="Make an address").click()

    first = page.get_by_label("Your private address").input_value()
    assert first.endswith(".ics")
    axe(page)
    page.get_by_role("button", name="A new address").click()
    expect(page.get_by_label("Your private address")).not_to_have_value(first)

    page.get_by_role("button", name="End it").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
    assert not Feed.objects.exists()


def test_a_calendar_s_no_is_asked_about_and_answered(open_page, each_screen, axe, held):
    grace = held.attendances.get().member
    now = timezone.now()
    raw = reply_of(held, grace, "DECLINED", stamp=f"{now:%Y%m%dT%H%M%SZ}")
    assert take_message(raw, now=now).became == "noted"
    page = open_page(each_screen, held.supervisor.person)
    page.goto(f"/sessions/{held.pk}/")

    expect(page.get_by_role("heading", name="Does this time still suit?")).to_be_visible()
    expect(page.get_by_text("Grace’s calendar said no")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="It stands").click()

    expect(page.get_by_role("heading", name="What was answered")).to_be_visible()
    axe(page)
    assert CalendarAnswer.objects.get().settled_at is not None
