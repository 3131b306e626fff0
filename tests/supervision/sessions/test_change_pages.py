"""Changing what is booked: the pages that move, call off, book anew, propose and answer."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from supervision.policy.services import refresh
from supervision.sessions.booking import SeriesPlan, book
from supervision.sessions.models import Proposal, Session
from tests.builders import (
    make_policy,
    make_rule,
    make_session,
)
from tests.community import Community
from tests.supervision.sessions.pages import as_, at
from tests.supervision.sessions.pairs import NOW, WEDNESDAY_10

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


class People(Community):
    """A supervisor and two people of theirs, ready to book."""

    def __init__(self, name="Alder"):
        super().__init__(name)
        self.supervisee = self.add("Grace Adeyemi")
        self.colleague = self.add("Nia Bevan")

    def book(self, number=1, supervisees=None, **extra):
        starts = tuple(WEDNESDAY_10 + timedelta(weeks=week) for week in range(number))
        series = SeriesPlan("weekly", starts, number=number) if number > 1 else None
        people = supervisees or [self.supervisee]
        kind = "group" if len(people) > 1 else "individual"
        return book(
            by=self.supervisor,
            supervisor=self.supervisor,
            supervisees=people,
            starts_at=WEDNESDAY_10,
            minutes=60,
            kind=kind,
            medium="video",
            series=series,
            now=NOW,
            **extra,
        ).sessions


@pytest.fixture
def people():
    return People()


@pytest.mark.parametrize("door", ["move", "call-off", "propose", "hand-over"])
@pytest.mark.parametrize("who", ["colleague", "admin"])
def test_nobody_else_finds_the_doors_of_a_session(client, people, door, who):
    (session,) = people.book()
    path = f"/sessions/{session.pk}/{door}/"
    assert as_(client, getattr(people, who)).get(path).status_code == 404
    assert as_(client, People("Birch").supervisor).get(path).status_code == 404


@pytest.mark.parametrize("door", ["move", "call-off", "propose", "hand-over"])
def test_what_has_begun_is_neither_moved_nor_called_off(client, people, door):
    past = make_session(people.supervisor, people.supervisee, at=NOW - timedelta(days=1), status="booked")
    assert as_(client, people.supervisor).get(f"/sessions/{past.pk}/{door}/").status_code == 404


def test_a_session_is_moved_to_another_time(client, people):
    (session,) = people.book()
    as_(client, people.supervisee)
    page = client.get(f"/sessions/{session.pk}/move/")
    assert page.status_code == 200 and b"Move it" in page.content
    there = WEDNESDAY_10 + timedelta(days=1, hours=1)
    page = client.post(f"/sessions/{session.pk}/move/", {"act": "move", "slot": at(there, people.supervisor)})
    session.refresh_from_db()
    assert page["Location"] == f"/sessions/{session.pk}/"
    assert session.starts_at == there


def test_moving_the_later_ones_of_a_series_moves_them_alone(client, people):
    sessions = people.book(3)
    there = WEDNESDAY_10 + timedelta(weeks=1, hours=2)
    as_(client, people.supervisor).post(
        f"/sessions/{sessions[1].pk}/move/",
        {"act": "move", "slot": at(there, people.supervisor), "scope": "later"},
    )
    starts = [one.starts_at for one in Session.objects.order_by("starts_at")]
    assert starts == [WEDNESDAY_10, there, there + timedelta(weeks=1)]


def test_a_time_that_has_gone_is_said_with_the_next_ones_and_nothing_moves(client, people):
    (session,) = people.book()
    there = WEDNESDAY_10 + timedelta(days=1)
    book(
        by=people.supervisor,
        supervisor=people.supervisor,
        supervisees=[people.colleague],
        starts_at=there,
        minutes=60,
        now=NOW,
    )
    page = as_(client, people.supervisee).post(
        f"/sessions/{session.pk}/move/", {"act": "move", "slot": at(there, people.supervisor)}
    )
    assert page.status_code == 409 and "Free next:" in page.content.decode()
    session.refresh_from_db()
    assert session.starts_at == WEDNESDAY_10


def test_moving_without_a_time_and_showing_times_change_nothing(client, people):
    (session,) = people.book()
    as_(client, people.supervisee)
    assert client.post(f"/sessions/{session.pk}/move/", {"act": "move"}).status_code == 422
    assert (
        client.post(f"/sessions/{session.pk}/move/", {"act": "show", "go": "2026-11-16"}).status_code == 200
    )
    session.refresh_from_db()
    assert session.starts_at == WEDNESDAY_10


def test_calling_off_leads_to_three_other_times_and_one_tap_books_one(client, people):
    (session,) = people.book()
    as_(client, people.supervisor)
    page = client.post(f"/sessions/{session.pk}/call-off/", {"reason": "I have a cold"})
    assert page["Location"] == f"/sessions/{session.pk}/again/"
    times = client.get(page["Location"]).context["times"]
    assert len(times) == 3
    assert WEDNESDAY_10 not in [one.starts_at for one in times]

    page = client.post(f"/sessions/{session.pk}/again/", {"slot": times[0].value})
    anew = Session.objects.exclude(pk=session.pk).get()
    assert page["Location"] == f"/sessions/{anew.pk}/"
    assert (anew.rebooks, anew.medium, anew.starts_at) == (session, "video", times[0].starts_at)
    assert "Booked anew" in client.get(f"/sessions/{session.pk}/").content.decode()
    assert client.post(f"/sessions/{session.pk}/again/", {"slot": times[1].value}).status_code == 302
    assert Session.objects.count() == 2


def test_the_times_instead_keep_what_is_owed_where_they_can(client, people):
    make_rule(make_policy(people.organisation), interval_days=28)
    make_session(people.supervisor, people.supervisee, at=NOW - timedelta(days=21))
    with transaction.atomic():
        refresh(organisation=people.organisation, now=NOW)
    (session,) = people.book()
    as_(client, people.supervisor).post(f"/sessions/{session.pk}/call-off/")
    page = client.get(f"/sessions/{session.pk}/again/")
    assert "All of these keep what is owed." in page.content.decode()
    assert all(one.starts_at.date() <= date(2026, 11, 9) for one in page.context["times"])


def test_a_reason_is_between_the_two_and_never_shown_to_a_lead(client, people):
    (session,) = people.book(line="See you there")
    as_(client, people.supervisor).post(f"/sessions/{session.pk}/call-off/", {"reason": "My daughter is ill"})
    assert (
        "My daughter is ill"
        in as_(client, people.supervisee).get(f"/sessions/{session.pk}/").content.decode()
    )
    lead = as_(client, people.lead).get(f"/sessions/{session.pk}/").content.decode()
    assert "My daughter is ill" not in lead and "See you there" not in lead
    assert "Not held" in lead


def test_a_reason_that_is_too_long_keeps_what_was_typed(client, people):
    (session,) = people.book()
    page = as_(client, people.supervisor).post(f"/sessions/{session.pk}/call-off/", {"reason": "x" * 501})
    assert page.status_code == 422 and "x" * 501 in page.content.decode()
    session.refresh_from_db()
    assert session.status == "booked"


def test_in_a_group_one_gives_up_their_own_place_and_the_others_meet(client, people):
    (session,) = people.book(supervisees=[people.supervisee, people.colleague])
    as_(client, people.supervisee)
    assert "Give up your place?" in client.get(f"/sessions/{session.pk}/call-off/").content.decode()
    assert client.get(f"/sessions/{session.pk}/move/").status_code == 404
    page = client.post(f"/sessions/{session.pk}/call-off/")
    assert page["Location"] == "/sessions/"
    session.refresh_from_db()
    assert session.status == "booked"
    assert [one.member for one in session.attendances.all()] == [people.colleague]


def test_other_times_are_proposed_seen_on_today_and_one_is_taken(client, people):
    (session,) = people.book()
    there = [WEDNESDAY_10 + timedelta(days=day) for day in (1, 2)]
    as_(client, people.supervisee)
    assert client.post(f"/sessions/{session.pk}/propose/", {"act": "propose"}).status_code == 422
    client.post(
        f"/sessions/{session.pk}/propose/",
        {"act": "propose", "slot": [at(one, people.supervisor) for one in there]},
    )
    assert "You proposed another time" in client.get(f"/sessions/{session.pk}/").content.decode()

    as_(client, people.supervisor)
    assert "proposes other times" in client.get("/").content.decode()
    assert "Grace proposes another time" in client.get(f"/sessions/{session.pk}/").content.decode()
    proposal = Proposal.objects.get()
    chosen = proposal.times.get(starts_at=there[1])
    client.post(f"/sessions/{session.pk}/answer/", {"proposal": proposal.pk, "time": chosen.pk})
    session.refresh_from_db()
    assert session.starts_at == there[1]


@pytest.mark.parametrize(
    ("who", "act", "state"), [("supervisor", "decline", "declined"), ("supervisee", "withdraw", "withdrawn")]
)
def test_a_proposal_is_left_or_taken_back_and_the_time_stays(client, people, who, act, state):
    (session,) = people.book()
    as_(client, people.supervisee).post(
        f"/sessions/{session.pk}/propose/",
        {"act": "propose", "slot": at(WEDNESDAY_10 + timedelta(days=1), people.supervisor)},
    )
    proposal = Proposal.objects.get()
    as_(client, getattr(people, who)).post(
        f"/sessions/{session.pk}/answer/", {"proposal": proposal.pk, "act": act}
    )
    proposal.refresh_from_db()
    session.refresh_from_db()
    assert (proposal.state, session.starts_at) == (state, WEDNESDAY_10)


def test_an_answer_to_what_is_settled_says_so_and_a_lead_has_none_to_give(client, people):
    (session,) = people.book()
    page = as_(client, people.supervisor).post(
        f"/sessions/{session.pk}/answer/", {"proposal": 7}, follow=True
    )
    assert "There is nothing to answer any more." in page.content.decode()
    assert (
        as_(client, people.lead).post(f"/sessions/{session.pk}/answer/", {"proposal": 7}).status_code == 404
    )


def test_what_the_lead_sees_is_said_by_name_on_the_page(client, people):
    (session,) = people.book()
    page = as_(client, people.supervisee).get(f"/sessions/{session.pk}/").content.decode()
    assert "What Ruth sees" in page
    assert "“Booked, Wed 4 Nov, 60 minutes.” Nothing else, ever." in page


def test_a_series_has_a_page_for_those_in_it_and_their_lead(client, people):
    sessions = people.book(3)
    path = f"/sessions/series/{sessions[0].series_id}/"
    for who, status in {
        "supervisor": 200,
        "supervisee": 200,
        "lead": 200,
        "colleague": 404,
        "admin": 404,
    }.items():
        assert as_(client, getattr(people, who)).get(path).status_code == status, who
    page = as_(client, people.supervisee).get(path).content.decode()
    assert "Judith Marlow, every week" in page and "3 still to come" in page
    assert "1 of 3, every week." in client.get(f"/sessions/{sessions[0].pk}/").content.decode()


@pytest.mark.parametrize("number", [2, 30])
def test_a_series_costs_the_same_queries_for_two_as_for_thirty(
    client, people, number, django_assert_num_queries
):
    sessions = people.book(2)
    for extra in range(number - 2):
        more = make_session(
            people.supervisor, people.supervisee, at=NOW + timedelta(days=100 + extra), status="booked"
        )
        Session.objects.filter(pk=more.pk).update(series=sessions[0].series)
    as_(client, people.supervisor)
    with django_assert_num_queries(10):
        assert client.get(f"/sessions/series/{sessions[0].series_id}/").status_code == 200
