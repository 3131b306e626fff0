"""A member's own pages in Welsh, in the doors' house: none of the words that make English stand on them."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people.models import Person
from tests.supervision.notices.test_letters import words_of
from tests.supervision.notices.test_letters_in_welsh import ENGLISH

pytestmark = pytest.mark.django_db
PAGES = (
    "/help/",
    "/accessibility/",
    "/inbox/",
    "/me/",
    "/me/calendars/add/",
    "/me/feed/",
    "/me/looked/",
    "/me/availability/day/",
    "/sessions/",
    "/sessions/book/?for={person}",
    "/sessions/record/",
    "/sessions/{session}/say/",
    "/sessions/{ahead}/move/",
    "/sessions/{ahead}/call-off/",
    "/sessions/series/{series}/",
    "/check-in/",
    "/circles/new/",
    "/agreements/",
    "/notes/",
    "/supervisors/",
    "/nowhere/",
)
ALSO_WELSH = {"we"}
"""“y We”."""
# Names of the house, of products, and what their own makers call things in their settings.
NAMED = set(
    words_of(
        """
        organisation person member team mine script writing up calendar settings integrate secret address in
        ical format shared calendars publish a with can view when busy public copy link export private ics
        about it hello shout text samaritans breathing space lifeline northern ireland scotland wales a
        """
    )
)


class Words(HTMLParser):
    """The words people read or hear on a page, but for what is said to be in another language."""

    def __init__(self):
        super().__init__()
        self.words, self.language, self.depth = [], None, []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang")
        if tag in ("script", "style", "svg") or (said.get("lang", "cy") != "cy"):
            self.depth.append(tag)
        if not self.depth:
            for name in ("aria-label", "title", "placeholder", "alt", "data-label"):
                self.words += words_of(said.get(name) or "")

    def handle_endtag(self, tag):
        if self.depth and self.depth[-1] == tag:
            self.depth.pop()

    def handle_data(self, data):
        if not self.depth:
            self.words += words_of(re.sub(r"https?://\S+|[\w.-]+@[\w.-]+", "", data))


def page_of(response):
    page = Words()
    page.feed(response.content.decode())
    return page


@pytest.mark.parametrize("address", PAGES)
def test_a_members_page_is_welsh_for_who_chose_it(house, undone, address):
    with undone():
        Person.objects.filter(pk=house.people["member"].person_id).update(language="cy")
        response = house.clients["member"].get(address.format(**house.rows))

    page = page_of(response)
    assert response.status_code == (404 if address == "/nowhere/" else 200)
    assert page.language == "cy" and response["Content-Language"] == "cy"
    assert " ".join(sorted(set(page.words) & ENGLISH - NAMED - ALSO_WELSH)) == ""


@pytest.mark.parametrize("address", ["/help/", "/offline/", "/accounts/signup/"])
def test_a_stranger_is_answered_as_their_browser_asks(house, address):
    client = house.clients["stranger"]

    assert page_of(client.get(address)).language == "en-GB"
    page = page_of(client.get(address, headers={"accept-language": "cy, en;q=0.5"}))
    assert page.language == "cy"
    assert " ".join(sorted(set(page.words) & ENGLISH - NAMED - ALSO_WELSH)) == ""


def test_ones_own_choice_goes_before_the_browsers(house, undone):
    with undone():
        Person.objects.filter(pk=house.people["member"].person_id).update(language="en-gb")
        page = page_of(house.clients["member"].get("/me/", headers={"accept-language": "cy"}))

    assert page.language == "en-GB"


def test_pages_in_welsh_ask_the_database_as_often(house, undone, django_assert_max_num_queries):
    client = house.clients["member"]
    for address in ("/me/", "/sessions/", "/inbox/"):
        with undone():
            client.get(address)
            with CaptureQueriesContext(connection) as english:
                client.get(address)
            Person.objects.filter(pk=house.people["member"].person_id).update(language="cy")
            with django_assert_max_num_queries(len(english)):
                client.get(address)
