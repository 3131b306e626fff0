"""The page where a session is booked: whom it lets in, what it shows, and what its one button does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.sessions.models import Hold, Series, Session
from tests.builders import (
    make_member,
    make_relationship,
    make_session,
)
from tests.community import Community
from tests.supervision.sessions.pages import as_, at
from tests.supervision.sessions.pairs import WEDNESDAY_10

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


class People(Community):
    """Two supervisors, with one person each."""

    def __init__(self, name="Alder"):
        super().__init__(name)
        self.supervisee = self.add("Grace Adeyemi")
        self.colleague = self.add("Nia Bevan", supervised=False)
        self.second = make_member(self.organisation, roles=("supervisor",), name="Femi Oladipo")
        make_relationship(self.second, self.colleague)


@pytest.fixture
def people():
    return People()


def asked(people, **more):
    return {
        "for": people.supervisee.pk,
        "slot": at(WEDNESDAY_10, people.supervisor),
        "act": "book",
        **more,
    }


def test_everybody_can_open_the_page_for_those_they_may_book(client, people):
    path = f"/sessions/book/?for={people.supervisee.pk}"
    answers = {
        "lead": 200,
        "supervisee": 200,
        "supervisor": 200,
        "colleague": 404,
        "second": 404,
        "admin": 404,
    }
    for who, status in answers.items():
        assert as_(client, getattr(people, who)).get(path).status_code == status, who
    assert as_(client, People("Birch").lead).get(path).status_code == 404


def test_a_lead_is_offered_their_peoples_supervisors_and_others_nearby(client, people):
    page = as_(client, people.lead).get(f"/sessions/book/?for={people.supervisee.pk}")
    assert [one.person.name for one in page.context["supervisors"]] == ["Judith Marlow", "Femi Oladipo"]
    assert page.context["chosen_with"] == {people.supervisor.pk}
    assert "Judith has supervised Grace since January 2020." in page.content.decode()

    said = ("Judith has supervised you since January 2020.", "You have supervised Grace since January 2020.")
    for own, words in zip((people.supervisee, people.supervisor), said, strict=True):
        page = as_(client, own).get(f"/sessions/book/?for={people.supervisee.pk}")
        assert words in page.content.decode()
        assert [one.person.name for one in page.context["supervisors"]] == ["Judith Marlow"]


def test_whoever_has_several_people_is_asked_for_whom(client, people):
    page = as_(client, people.lead).get("/sessions/book/").content.decode()
    assert "For whom?" in page and f"?for={people.supervisee.pk}" in page
    assert "Book a supervision" in as_(client, people.supervisee).get("/sessions/book/").content.decode()


def test_nobody_to_book_with_is_said_as_ours_to_find(client, people):
    page = as_(client, make_member(people.organisation)).get("/sessions/book/").content.decode()
    assert "A supervisor for you is ours to find." in page


def test_the_page_shows_days_with_times_and_the_usual_one_chosen(client, people):
    make_session(people.supervisor, people.supervisee, at=datetime(2026, 10, 6, 13, tzinfo=UTC))
    page = as_(client, people.lead).get(f"/sessions/book/?for={people.supervisee.pk}")
    weeks = page.context["weeks"]
    assert weeks.first == date(2026, 11, 2)
    assert [len(week.days) for week in weeks.weeks] == [5, 5]
    chosen = weeks.chosen.starts_at
    # The sixth of October was summer time: 13:00 UTC was 14:00 on the wall, as 14:00 UTC is now.
    assert (chosen.weekday(), chosen.hour) == (1, 14)
    assert all(len(day.choices) <= 5 for week in weeks.weeks for day in week.days)
    assert "UK time (GMT)" in page.content.decode()


def test_one_button_books_what_was_chosen_and_says_so(client, people):
    page = as_(client, people.lead).post("/sessions/book/", asked(people, line="See you then"))
    session = Session.objects.get()
    assert page["Location"] == f"/sessions/{session.pk}/"
    assert (session.starts_at, session.supervisor, session.medium) == (
        WEDNESDAY_10,
        people.supervisor,
        "video",
    )
    assert session.lines.get().words == "See you then"
    assert "Booked: one session." in client.get(page["Location"]).content.decode()


def test_two_clicks_at_once_book_once_and_both_lead_to_the_session(client, people):
    as_(client, people.lead)
    pages = [client.post("/sessions/book/", asked(people)) for _ in range(2)]
    assert Session.objects.count() == 1
    assert {page["Location"] for page in pages} == {f"/sessions/{Session.objects.get().pk}/"}


def test_a_time_that_has_gone_brings_the_page_back_with_what_was_typed_and_the_next_times(client, people):
    make_relationship(people.supervisor, people.colleague)
    as_(client, people.supervisor).post("/sessions/book/", asked(people) | {"for": people.colleague.pk})
    page = as_(client, people.supervisee).post("/sessions/book/", asked(people, line="Looking forward"))
    text = page.content.decode()
    assert page.status_code == 409
    assert "Looking forward" in text
    assert "Free next:" in text and len(page.context["lost_next"]) == 3
    assert Session.objects.count() == 1


def test_a_booking_without_a_time_or_with_somebody_else_is_not_taken(client, people):
    as_(client, people.supervisee)
    assert "Choose a time" in client.post("/sessions/book/", {"act": "book"}).content.decode()
    slipped = asked(people, slot=at(WEDNESDAY_10, people.second))
    assert client.post("/sessions/book/", slipped).status_code == 422
    assert client.post("/sessions/book/", asked(people) | {"for": people.colleague.pk}).status_code == 404
    assert not Session.objects.exists()


def test_showing_times_books_nothing_and_keeps_what_was_typed(client, people):
    page = as_(client, people.lead).post(
        "/sessions/book/",
        asked(people) | {"act": "show", "line": "Hello", "minutes": "90", "go": "2026-11-16"},
    )
    assert 'value="Hello"' in page.content.decode()
    assert page.context["weeks"].first == date(2026, 11, 16)
    assert page.context["form"].minutes_asked == 90
    assert not Session.objects.exists()


def test_a_series_shows_its_dates_before_anything_is_booked_and_then_books_them_all(client, people):
    as_(client, people.lead)
    series = asked(people, times="series", pattern="weekly", number="3")
    confirm = client.post("/sessions/book/", series)
    text = confirm.content.decode()
    assert "Look the dates over" in text and "Book three sessions" in text
    assert not Session.objects.exists()
    held = Hold.objects.get()
    assert held.held_by == people.lead

    dates = {
        "dates": confirm.context["dates_key"],
        "starts": [one.value for one in confirm.context["dates"]],
        "hold": held.pk,
    }
    page = client.post("/sessions/book/", series | dates)

    plan = Series.objects.get()
    assert page["Location"] == f"/sessions/series/{plan.pk}/"
    assert [one.starts_at for one in plan.sessions.order_by("starts_at")] == [
        WEDNESDAY_10 + timedelta(weeks=week) for week in range(3)
    ]
    assert not Hold.objects.exists()
    assert "every week" in client.get(page["Location"]).content.decode()


def test_dates_of_another_time_are_not_those_that_were_agreed_to(client, people):
    as_(client, people.lead)
    series = asked(people, times="series", pattern="weekly", number="3")
    shown = client.post("/sessions/book/", series | {"act": "show"})
    dates = {"dates": shown.context["dates_key"], "starts": [one.value for one in shown.context["dates"]]}
    other = at(WEDNESDAY_10 + timedelta(hours=3), people.supervisor)
    page = client.post("/sessions/book/", series | dates | {"slot": other})
    assert "Look the dates over" in page.content.decode()
    assert not Session.objects.exists()


def test_a_clash_in_a_series_comes_with_an_alternative_or_can_be_left_out(client, people):
    taken = WEDNESDAY_10 + timedelta(weeks=1)
    as_(client, people.supervisee).post("/sessions/book/", asked(people, slot=at(taken, people.supervisor)))
    as_(client, people.lead)
    series = asked(people, times="series", pattern="weekly", number="3")
    shown = client.post("/sessions/book/", series | {"act": "show"})
    clash = shown.context["dates"][1]
    assert clash.clash and clash.alternative is not None
    assert "One of them doesn’t fit as planned" in shown.content.decode()
    assert "Book three sessions" in shown.content.decode()

    starts = [shown.context["dates"][0].value, "", shown.context["dates"][2].value]
    client.post("/sessions/book/", series | {"dates": shown.context["dates_key"], "starts": starts})
    assert Series.objects.get().sessions.count() == 2


def test_letting_go_frees_the_held_time_for_its_holder_alone(client, people):
    as_(client, people.lead).post(
        "/sessions/book/", asked(people, times="series", pattern="weekly", number="2")
    )
    held = Hold.objects.get()
    assert as_(client, people.supervisor).post(f"/sessions/book/held/{held.pk}/let-go/").status_code == 404
    page = as_(client, people.lead).post(
        f"/sessions/book/held/{held.pk}/let-go/", {"for": people.supervisee.pk, "line": "Between us"}
    )
    assert page["Location"] == f"/sessions/book/?for={people.supervisee.pk}"
    assert not Hold.objects.exists()


def test_a_supervisor_books_a_group_of_their_own(client, people):
    make_relationship(people.supervisor, people.colleague)
    as_(client, people.supervisor)
    assert "Tick who comes" in client.get("/sessions/book/?group=1").content.decode()
    both = [people.supervisee.pk, people.colleague.pk]
    page = client.post("/sessions/book/", asked(people) | {"for": both, "group": "1"})
    session = Session.objects.get()
    assert session.kind == "group"
    assert {one.member_id for one in session.attendances.all()} == set(both)
    assert page.status_code == 302
    assert as_(client, people.supervisee).get("/sessions/book/?group=1").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_queries_for_one_booked_as_for_thirty(
    client, people, number, django_assert_num_queries
):
    for day in range(number):
        at_ = datetime(2026, 9, 1, 10, tzinfo=UTC) + timedelta(days=day)
        make_session(people.supervisor, people.supervisee, at=at_)
    as_(client, people.lead)
    with django_assert_num_queries(24):
        client.get(f"/sessions/book/?for={people.supervisee.pk}")
