"""A supervisor's morning: two organisations side by side, and the way over to the other."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from supervision.clock import now
from tests.builders import make_member, make_organisation, make_person, make_relationship, make_session


@pytest.fixture
def judith(db):
    """A supervisor in two organisations, with a session ahead in each."""
    person = make_person(name="Judith Marlow")
    hour = now().replace(minute=0, second=0, microsecond=0)
    places = []
    for name, supervisee in (("Alder Case Management", "Leah Osei"), ("Kestrel", "Ines Ferreira")):
        place = make_member(make_organisation(name), person=person, roles=("supervisor",))
        member = make_member(place.organisation, name=supervisee)
        make_relationship(place, member)
        make_session(place, member, at=hour + timedelta(days=2 + len(places)), status="booked")
        places.append(place)
    return places[0]


def test_a_week_in_two_organisations_and_over_to_the_other(judith, open_page, axe, each_screen):
    page = open_page(each_screen, judith.person)
    page.goto("/desk/")
    expect(page.get_by_role("link", name="Leah Osei")).to_be_visible()
    expect(page.get_by_text("Ines Ferreira")).to_be_visible()
    expect(page.get_by_role("link", name="Ines Ferreira")).to_have_count(0)
    axe(page)

    page.get_by_role("button", name="All sessions at Kestrel").click()
    page.get_by_text("You look from Kestrel now.").wait_for()
    assert page.url.endswith("/sessions/")
    page.goto("/desk/")
    expect(page.get_by_role("link", name="Ines Ferreira")).to_be_visible()
    expect(page.get_by_role("link", name="Leah Osei")).to_have_count(0)
