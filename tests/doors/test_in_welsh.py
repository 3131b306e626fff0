"""A member's own pages in Welsh, in the doors' house: none of the words that make English stand on them."""

import re
from copy import deepcopy
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people.models import Person
from tests.doors.table import DOORS
from tests.doors.test_every_route import PRESENT, address
from tests.supervision.notices.letters import words_of
from tests.supervision.notices.test_letters_in_welsh import ENGLISH

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/sessions/book/?for={person}",
    "/nowhere/",
)
"""Beside the table: a page that was asked something, and one that is not there."""
REFUSED = [
    ("/something-happened/", {"when": "0"}),
    ("/something-happened/", {"when": "0", "other_1": "Nobody At All"}),
    ("/something-happened/", {"when": "0", "who": ["999999999"], "sure": "on"}),
    ("/offers/later/", {}),
]
"""What is sent from a page and put right there: the page again."""
ANSWERED = [
    ("/something-happened/", {"when": "0", "me": "on"}),
    ("/something-happened/", {"when": "0", "me": "on", "sure": "on"}),
    ("/me/data/take/", {}),
    ("/me/data/erase/", {}),
    ("/me/data/erase/back/", {}),
    ("/me/data/{export}/throw-away/", {}),
    ("/offers/protect/", {}),
    ("/offers/no-more/", {}),
    *(("/offers/later/", {"how": how}) for how in ("lighter", "there", "heavy")),
]
"""What is sent and taken: what is said then."""
STILL_ENGLISH = (
    "climate/figures/",
    "metrics",
    "organisation/",
)
"""Pages of administrators, what programs read, and rooms that are not worded yet."""
IN_OWN_WORDS = ("agreements/<int:pk>/", "agreements/passed-on/", "sessions/<int:pk>/agenda/steps/")
"""What people of the house wrote stands on these, in English."""
OF_THE_HOUSE = re.compile(
    r"Open( – Holdspace)?|.*“Other”.*|Other|[,: \d\w]*Somebody|By us|One line\.|.*mobile number|: Open"
    r"|.*Firefox on Linux|(: )?(Boxing Day|Christmas Day|New Year).*|[\w ]+/[\w/ -]+"
    r"|Held time"
)
"""Titles and names of the house; holidays and zones, which have no Welsh where they come from."""
ALSO_WELSH = {"we", "than"}
"""“y We”, “a than”."""
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


WALKED = [
    route
    for route in PRESENT
    if not route.startswith(("api/", *STILL_ENGLISH, *IN_OWN_WORDS))
    and any(DOORS[route].may("get", role) for role in ("member", "supervisor", "lead"))
]
ASKED = [
    route
    for route in PRESENT
    if not route.startswith(("api/", "accounts/", *STILL_ENGLISH, *IN_OWN_WORDS))
    and any(DOORS[route].may("post", role) for role in ("member", "supervisor", "lead"))
]
"""Where a form is sent to."""


class Words(HTMLParser):
    """The words people read or hear on a page, but for what is said to be in another language."""

    def __init__(self):
        super().__init__()
        self.said, self.language, self.depth = [], None, []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "html":
            self.language = said.get("lang")
        if tag in ("script", "style", "svg") or (said.get("lang", "cy") != "cy"):
            self.depth.append(tag)
        if not self.depth:
            for name in ("aria-label", "title", "placeholder", "alt", "data-label"):
                self.said.append(said.get(name) or "")

    def handle_endtag(self, tag):
        if self.depth and self.depth[-1] == tag:
            self.depth.pop()

    def handle_data(self, data):
        if not self.depth:
            self.said.append(re.sub(r"https?://\S+|[\w.-]+@[\w.-]+", "", data))


def page_of(response):
    page = Words()
    page.feed(response.content.decode())
    return page


def english_on(page):
    """Return what is said with words that make English, a piece a line."""
    said = {" ".join(piece.split()) for piece in page.said}
    english = {piece for piece in said if set(words_of(piece)) & ENGLISH - NAMED - ALSO_WELSH}
    return "\n".join(sorted(piece for piece in english if not OF_THE_HOUSE.fullmatch(piece)))


def in_welsh(house, who, path):
    Person.objects.filter(pk=house.people[who].person_id).update(language="cy")
    return house.clients[who].get(path)


@pytest.mark.parametrize("route", WALKED)
def test_every_page_a_member_can_open_is_welsh_for_who_chose_it(route, house, undone):
    """Whoever may open it: a case manager, else a supervisor, else a lead."""
    who = next(role for role in ("member", "supervisor", "lead") if DOORS[route].may("get", role))
    with undone():
        response = in_welsh(house, who, address(route, house))

    if response.status_code == 302 or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = page_of(response)
    # What is asked for by a page is a part of it, and has no language of its own.
    assert page.language in ("cy", None)
    assert english_on(page) == ""


@pytest.mark.parametrize("route", ASKED)
def test_what_an_empty_form_is_answered_is_welsh(route, house, undone):
    """What can't be, beside its field or on top of the page; or what was done, on the next page."""
    who = next(role for role in ("member", "supervisor", "lead") if DOORS[route].may("post", role))
    client = house.clients[who]
    cookies = deepcopy(client.cookies)  # some of them end a sign-in, and it is undone
    with undone():
        Person.objects.filter(pk=house.people[who].person_id).update(language="cy")
        response = client.post(address(route, house))
        while 300 < response.status_code < 400 and "Location" in response:
            response = client.get(urljoin(response.request["PATH_INFO"], response["Location"]))
    client.cookies = cookies

    assert response.status_code < 500
    if response.get("Content-Type", "").startswith("text/html"):
        assert english_on(page_of(response)) == ""


@pytest.mark.parametrize(("path", "said"), REFUSED + ANSWERED)
def test_what_is_answered_to_a_form_is_welsh_too(path, said, house, undone):
    """A page with faults beside its fields, or the next one with what was done on top."""
    with undone():
        Person.objects.filter(pk=house.people["member"].person_id).update(language="cy")
        response = house.clients["member"].post(path.format(**house.rows), said, follow=True)

    assert response.status_code == (422 if (path, said) in REFUSED else 200)
    page = page_of(response)
    assert page.language == "cy"
    assert english_on(page) == ""


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_the_table_does_not_ask_is_welsh_too(path, house, undone):
    with undone():
        response = in_welsh(house, "member", path.format(**house.rows))

    page = page_of(response)
    assert page.language == "cy" and response["Content-Language"] == "cy"
    assert english_on(page) == ""


@pytest.mark.parametrize("address", ["/help/", "/offline/", "/accounts/signup/"])
def test_a_stranger_is_answered_as_their_browser_asks(house, address):
    client = house.clients["stranger"]

    assert page_of(client.get(address)).language == "en-GB"
    page = page_of(client.get(address, headers={"accept-language": "cy, en;q=0.5"}))
    assert page.language == "cy"
    assert english_on(page) == ""


def test_ones_own_choice_goes_before_the_browsers(house, undone):
    with undone():
        Person.objects.filter(pk=house.people["member"].person_id).update(language="en-gb")
        page = page_of(house.clients["member"].get("/me/", headers={"accept-language": "cy"}))

    assert page.language == "en-GB"


def test_pages_in_welsh_ask_the_database_as_often(house, undone, django_assert_max_num_queries):
    client = house.clients["member"]
    for path in ("/me/", "/sessions/", "/inbox/"):
        with undone():
            client.get(path)
            with CaptureQueriesContext(connection) as english:
                client.get(path)
            Person.objects.filter(pk=house.people["member"].person_id).update(language="cy")
            with django_assert_max_num_queries(len(english)):
                client.get(path)
