"""A staff list with an address that somebody here had before: refused for as long as it is kept, by name."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people import changing_address as changing
from supervision.people.encryption import erase_key
from supervision.people.models import Person
from supervision.roster.loading import read_for
from supervision.roster.selectors import known_of
from tests.builders import make_member, make_organisation
from tests.supervision.roster.loads import DAY, NOW, TODAY, load, member
from tests.supervision.roster.roster_files import ALL, LEAVE, PEOPLE, streams, text_of, with_row

pytestmark = pytest.mark.django_db

OLD, NEW = "judith@alder.example", "judith.perez@fern.example"
WHY = f"Whoever had this address changed it on 3 November, and has {NEW} now: use that."
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _limits_start_afresh():
    cache.clear()


def change(person, email=NEW, *, now=NOW):
    """Change somebody's own address, and return the token of the way back."""
    person.refresh_from_db()
    asked = changing.ask(person, email=email, now=now)
    return changing.change_address(asked.token, person=person, this_key=None, now=now).token


def wrong(organisation, files=ALL, *, now=NOW + DAY):
    problems = read_for(organisation, streams(files), now=now).problems.kept
    return sorted((each.file, each.line, each.column, each.says, each.why) for each in problems)


def former(organisation, *, now=NOW + DAY):
    return {email: each.email for email, each in known_of(organisation, now=now).former.items()}


def test_an_address_that_was_changed_is_refused_wherever_it_stands_and_the_new_one_is_named(alder):
    change(member("judith").person)

    assert wrong(alder) == [
        ("roster.csv", 2, "supervisor_email", OLD, WHY),
        ("roster.csv", 3, "email", OLD, WHY),
        ("roster.csv", 4, "supervisor_email", OLD, WHY),
        ("sessions.csv", 2, "supervisor", OLD, WHY),
        ("sessions.csv", 3, "supervisor", OLD, WHY),
        ("sessions.csv", 4, "supervisor", OLD, WHY),
    ]
    people = Person.objects.count()
    renamed = {
        name: [{key: NEW if value == OLD else value for key, value in row.items()} for row in rows]
        for name, rows in ALL.items()
    }
    assert wrong(alder, renamed) == []
    assert load(renamed, organisation=alder, now=NOW + DAY).plan.is_empty
    assert Person.objects.count() == people


def test_the_page_says_it_to_an_administrator_behind_the_wall(client, alder):
    change(member("judith").person)
    client.force_login(member("boss").person)
    roster = SimpleUploadedFile("roster.csv", text_of("roster.csv", PEOPLE))

    with time_machine.travel(NOW + DAY, tick=False):
        page = client.post("/organisation/upload/", {"files": roster}, follow=True).content.decode()

    assert "Two things to put right before anything can go in." in page
    assert page.count(f"{NEW} now: use that.") == 2
    assert '<td role="cell" data-label="Line" class="num">2 and 4</td>' in page


def test_a_file_that_names_them_beside_others_is_refused_too(alder):
    change(member("asha").person, "asha@fern.example")

    assert [each[:4] for each in wrong(alder, {"leave.csv": LEAVE})] == [
        ("leave.csv", 2, "email", "asha@alder.example")
    ]


def test_it_is_told_for_a_week_and_not_once_it_is_taken_back(alder):
    token = change(member("judith").person)
    assert former(alder, now=NOW + WEEK - timedelta(seconds=1)) == {OLD: NEW}
    assert former(alder, now=NOW + WEEK) == {}

    changing.take_back(token, number=changing.number_of(token), now=NOW + DAY)
    assert former(alder) == {}
    assert wrong(alder) == []


def test_every_address_before_leads_to_the_one_they_have_now(alder):
    judith = member("judith").person
    change(judith, "between@fern.example")
    change(judith, now=NOW + DAY)

    assert former(alder, now=NOW + DAY) == {OLD: NEW, "between@fern.example": NEW}
    change(judith, OLD, now=NOW + 2 * DAY)
    assert former(alder, now=NOW + 2 * DAY) == {"between@fern.example": OLD, NEW: OLD}


def test_an_address_that_only_waits_for_its_link_changes_nothing(alder):
    changing.ask(member("judith").person, email=NEW, now=NOW)

    assert former(alder) == {}
    assert wrong(alder) == []


def test_another_organisation_is_told_nothing_of_what_was_before_somebody_came_to_it(alder):
    judith = member("judith").person
    there, later, stranger = (make_organisation(name) for name in ("There", "Later", "Stranger"))
    make_member(there, person=judith)
    change(judith)
    make_member(later, person=judith)

    assert former(there) == {OLD: NEW}
    assert former(later) == former(stranger) == {}


def test_of_somebody_who_has_left_nothing_is_told(alder):
    judith = member("judith")
    change(judith.person)
    judith.end_date = TODAY
    judith.save(update_fields=["end_date"])

    assert former(alder, now=NOW) == {OLD: NEW}
    assert former(alder, now=NOW + DAY) == {}


def test_an_address_that_somebody_here_has_by_now_is_theirs(alder):
    change(member("judith").person)
    make_member(alder, email=OLD.title())

    assert former(alder) == {}


def test_what_no_key_opens_is_nobody_s_address(alder):
    judith = member("judith").person
    change(judith)
    erase_key(judith)

    assert former(alder) == {}


def test_the_number_of_queries_does_not_grow_with_the_changes(alder):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            known_of(alder, now=NOW + DAY)
        return len(captured)

    none = queries()
    change(member("judith").person)
    one = queries()
    for name in ("asha", "ruth", "boss"):
        change(member(name).person, f"{name}@fern.example")

    assert (one, queries()) == (none + 2, one)


def test_a_new_colleague_s_address_goes_in_beside_a_change(alder):
    change(member("judith").person)
    newcomer = {**PEOPLE[3], "email": "grace@alder.example", "name": "Grace Adeyemi"}

    assert wrong(alder, {"roster.csv": [newcomer]}) == []
    assert wrong(alder, {"roster.csv": with_row([newcomer], 0, email=OLD)}) == [
        ("roster.csv", 2, "email", OLD, WHY)
    ]
