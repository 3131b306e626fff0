"""The supervisor's desk: two organisations side by side, and nothing of one in the other."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from supervision.availability.models import BookingRules
from supervision.policy.services import refresh
from supervision.practice import directory
from supervision.sessions import rules
from supervision.sessions.booking import book
from supervision.sessions.proposing import propose
from supervision.sessions.services import record_session
from tests.builders import (
    make_member,
    make_organisation,
    make_person,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 5, 8, 50, tzinfo=UTC)
"""A Thursday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


class Judith:
    """A supervisor in two organisations, with one person in each."""

    def __init__(self):
        self.person = make_person(name="Judith Marlow")
        self.alder, self.kestrel = make_organisation("Alder"), make_organisation("Kestrel")
        self.here = make_member(self.alder, person=self.person, roles=("supervisor",))
        self.there = make_member(self.kestrel, person=self.person, roles=("supervisor",))
        self.leah = make_member(self.alder, name="Leah Osei")
        self.ines = make_member(self.kestrel, name="Ines Ferreira")
        make_relationship(self.here, self.leah)
        make_relationship(self.there, self.ines)


@pytest.fixture
def judith():
    return Judith()


def open_desk(client, member):
    client.force_login(member.person)
    session = client.session
    session["member"] = member.pk
    session.save()
    return client.get("/desk/")


def ahead(supervisor, supervisee, days, **extra):
    return make_session(supervisor, supervisee, at=NOW + days * DAY + HOUR, status="booked", **extra)


def test_each_organisation_has_its_own_column(client, judith):
    ahead(judith.here, judith.leah, 0)
    ahead(judith.there, judith.ines, 1)
    ahead(judith.there, judith.ines, 8)

    response = open_desk(client, judith.here)

    first, second = response.context["desk"].columns
    assert (first.place, [hour.who for hour in first.hours]) == (judith.here, ["Leah Osei"])
    assert (second.place, [hour.who for hour in second.hours]) == (judith.there, ["Ines Ferreira"])
    page = response.content.decode()
    assert "One session today." in page
    assert (
        page.index("Alder</h3>") < page.index("Leah Osei") < page.index("Kestrel</h3>") < page.index("Ines")
    )


def test_a_column_is_read_with_the_rights_of_its_own_member(client, judith):
    """Leah is in the other organisation too, where somebody else supervises her: not Judith's to see."""
    elsewhere = make_member(judith.kestrel, person=judith.leah.person)
    other = make_member(judith.kestrel, roles=("supervisor",), name="Femi Oladipo")
    ahead(other, elsewhere, 0)

    assert all(not column.hours for column in open_desk(client, judith.here).context["desk"].columns)


def test_somebody_else_s_desk_has_nothing_of_it(client, judith):
    ahead(judith.here, judith.leah, 0)
    colleague = make_member(judith.alder, roles=("supervisor",))

    page = open_desk(client, colleague).content.decode()

    assert "Leah" not in page and "Kestrel" not in page
    assert "Nothing is booked here in the next seven days." in page


def test_the_api_tells_one_organisation_that_the_other_is_busy_and_nothing_more(client, judith):
    ahead(judith.here, judith.leah, 0)
    ahead(judith.there, judith.ines, 1)
    open_desk(client, judith.here)

    answer = client.get("/api/v1/desk/")

    body = answer.json()
    assert [hour["who"] for hour in body["hours"]] == ["Leah Osei"]
    assert body["busy_elsewhere"] == [
        {"starts_at": "2026-11-06T09:50:00Z", "ends_at": "2026-11-06T10:50:00Z"}
    ]
    assert "Ines" not in answer.content.decode() and "Kestrel" not in answer.content.decode()


def test_who_supervises_nobody_by_role_has_no_desk(client, judith):
    assert open_desk(client, judith.leah).status_code == 404
    assert client.get("/api/v1/desk/").status_code == 404
    client.logout()
    assert "login" in client.get("/desk/")["Location"]


def test_what_they_recorded_waits_for_a_nod_and_one_tap_gives_it(client, judith):
    session = record_session(
        by=judith.leah,
        supervisor=judith.here,
        supervisees=[judith.leah],
        starts_at=NOW - DAY,
        minutes=60,
        said=rules.Said(rules.HELD, 60, came=frozenset({judith.leah.pk})),
        now=NOW,
    )

    page = open_desk(client, judith.here).content.decode()
    assert "Leah says: " in page and "One session wants your nod." in page.replace(
        "one session", "One session"
    )
    client.post(f"/sessions/{session.pk}/confirm/", {"next": "/desk/"})

    assert open_desk(client, judith.here).context["desk"].confirms == []


def test_other_times_that_they_propose_wait_for_an_answer(client, judith):
    starts_at = datetime(2026, 11, 10, 10, tzinfo=UTC)
    (session,) = book(
        by=judith.here,
        supervisor=judith.here,
        supervisees=[judith.leah],
        starts_at=starts_at,
        minutes=60,
        now=NOW,
    ).sessions
    propose(session=session, by=judith.leah, times=[starts_at + DAY], now=NOW)

    response = open_desk(client, judith.here)

    ((column, asked),) = response.context["desk"].requests
    assert (column.place, asked.session_id, list(asked.times)) == (judith.here, session.pk, [starts_at + DAY])
    page = response.content.decode()
    assert (
        "Another time with Leah Osei?" in page and "Instead of Tue 10 Nov, 10:00: Wed 11 Nov, 10:00." in page
    )
    assert open_desk(client, judith.there).context["desk"].requests[0][0].place == judith.here
    client.force_login(judith.leah.person)
    assert client.get("/desk/").status_code == 404


def test_how_full_it_is_counts_every_place_against_the_limits_here(client, judith):
    rules_here = {"most_a_day": 2, "most_a_week": 4, "most_supervisees": 3}
    BookingRules.objects.create(organisation=judith.alder, member=judith.here, **rules_here)
    ahead(judith.here, judith.leah, 0)
    ahead(judith.there, judith.ines, 0, minutes=30)
    make_session(judith.here, judith.leah, at=NOW - 2 * DAY)
    make_session(judith.here, judith.leah, at=NOW - 7 * DAY)

    meters = open_desk(client, judith.here).context["desk"].meters

    assert [(meter.label, meter.words) for meter in meters] == [
        ("Today", "2 of 2"),
        ("This week", "3 of 4"),
        ("People, Alder", "1 of 3"),
        ("People, Kestrel", "1"),
    ]
    assert [meter.note for meter in meters[:2]] == [
        "Your most in a day. Nobody can book another.",
        "One left",
    ]


def test_ones_own_clock_stands_there_too(client, judith):
    make_rule(make_policy(judith.alder), interval_days=42)
    own = make_member(judith.alder, roles=("supervisor",), name="Anneke Visser")
    make_relationship(own, judith.here)
    make_session(own, judith.here, at=datetime(2026, 10, 21, 9, tzinfo=UTC))
    ahead(own, judith.here, 7)
    with transaction.atomic():
        refresh(organisation=judith.alder, now=NOW)

    page = open_desk(client, judith.here).content.decode()

    assert "with Anneke Visser" in page
    assert "Due 2 Dec: last held 21 Oct + 42 days. Those who hold others are held too." in page


def test_one_goes_to_the_other_place_and_lands_where_the_button_says(client, judith):
    session = ahead(judith.there, judith.ines, 1)
    page = open_desk(client, judith.here).content.decode()
    assert f"/sessions/{session.pk}/" not in page

    there = f"/sessions/{session.pk}/"
    answer = client.post("/me/place/", {"place": judith.there.pk, "next": there})
    assert answer["Location"] == there
    assert client.get(there).status_code == 200
    away = client.post("/me/place/", {"place": judith.there.pk, "next": "https://elsewhere.example/"})
    assert away["Location"] == "/"


@pytest.mark.parametrize("number", [1, 30])
def test_a_desk_costs_the_same_queries_for_one_session_and_for_thirty(
    client, judith, number, django_assert_num_queries
):
    for n in range(number):
        member = make_member(judith.alder)
        make_relationship(judith.here, member, starts_on=date(2026, 1, 1))
        make_session(judith.here, member, at=NOW + HOUR + n * timedelta(minutes=15), status="booked")
    open_desk(client, judith.here)

    with django_assert_num_queries(27):
        assert len(client.get("/desk/").context["desk"].columns[0].hours) == number


def test_whoever_would_like_to_work_with_one_is_answered_at_the_desk(client, judith):
    directory.ask(make_member(judith.alder, name="Zofia Wojcik"), judith.here, now=NOW)
    directory.ask(make_member(judith.kestrel, name="Roz Tembo"), judith.there, now=NOW)

    page = open_desk(client, judith.here)

    assert [(column.place, one.supervisee.person.name) for column, one in page.context["desk"].asks] == [
        (judith.here, "Zofia Wojcik"),
        (judith.there, "Roz Tembo"),
    ]
    words = page.content.decode()
    assert "Have you room for Zofia Wojcik?" in words
    assert "With them you would have 2 at Alder." in words
    assert "Two requests wait for you" in words
    _, there = (one.pk for _, one in page.context["desk"].asks)
    assert words.count('action="/supervisors/') == 1, "what was asked there is answered there"
    found = client.post(_answer_path(words), {"agrees": "yes", "next": "/desk/"})
    assert found["Location"] == "/desk/"
    left = client.get("/desk/").context["desk"]
    assert [one.pk for _, one in left.asks] == [there]
    assert left.columns[0].people == 2


def test_how_many_one_offered_to_take_stands_beside_whoever_asks(client, judith):
    BookingRules.objects.create(organisation=judith.alder, member=judith.here, most_supervisees=2)
    directory.ask(make_member(judith.alder), judith.here, now=NOW)

    assert "2 of the 2 you offered at Alder" in open_desk(client, judith.here).content.decode()


def _answer_path(words):
    return words.split('method="post" action="/supervisors/')[1].split('"')[0].join(("/supervisors/", ""))
