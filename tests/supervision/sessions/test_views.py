"""The pages about sessions: who gets in, what they show, and what a form does."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from supervision.people.models import Person
from supervision.sessions.models import Attendance, Session
from supervision.sessions.rules import Said
from supervision.sessions.services import give_account, record_session
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_relationship,
    make_session,
    make_team,
)
from tests.community import Community
from tests.supervision.sessions.pages import as_

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOW, tick=False):
        yield


class People(Community):
    """A pair, a colleague, and the lead of another team."""

    def __init__(self, name="Alder"):
        super().__init__(name)
        self.supervisee = self.add("Nia Bevan")
        self.colleague = self.add(supervised=False)
        self.other_lead = make_lead(make_team(self.organisation))


@pytest.fixture
def people():
    return People()


@pytest.fixture
def booked(people):
    return make_session(people.supervisor, people.supervisee, at=MONDAY_9AM, status="booked")


DOORS = {
    "detail": ("get", 200),
    "say": ("get", 200),
    "held": ("post", 302),
    "confirm": ("post", 302),
    "undo": ("post", 302),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    ("who", "is_let_in"),
    [
        ("supervisor", True),
        ("supervisee", True),
        ("lead", True),
        ("admin", False),
        ("colleague", False),
        ("other_lead", False),
    ],
)
def test_a_session_is_open_to_its_two_sides_and_their_lead(client, people, booked, door, who, is_let_in):
    method, status = DOORS[door]
    response = getattr(as_(client, getattr(people, who)), method)(
        f"/sessions/{booked.pk}/{door}/".replace("detail/", "")
    )
    assert response.status_code == (status if is_let_in else 404)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead", "admin"])
def test_a_session_of_another_organisation_is_not_there(client, booked, door, who):
    elsewhere = getattr(People("Birch"), who)
    method, _ = DOORS[door]
    path = f"/sessions/{booked.pk}/{door}/".replace("detail/", "")
    assert getattr(as_(client, elsewhere), method)(path).status_code == 404
    booked.refresh_from_db()
    assert booked.status == "booked"


@pytest.mark.parametrize(
    "path", ["/sessions/", "/sessions/record/", "/sessions/record/group/", "/sessions/1/"]
)
def test_a_stranger_is_led_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302
    assert "login" in response["Location"]


@pytest.mark.parametrize("door", ["held", "confirm", "undo"])
def test_nothing_changes_by_looking(client, people, booked, door):
    assert as_(client, people.supervisor).get(f"/sessions/{booked.pk}/{door}/").status_code == 405
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_one_tap_says_that_a_session_was_held(client, people, booked):
    response = as_(client, people.supervisee).post(f"/sessions/{booked.pk}/held/", {"next": "/sessions/"})

    assert response["Location"] == "/sessions/"
    booked.refresh_from_db()
    assert (booked.status, booked.held_minutes) == ("held", 60)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_page_of_somebody_elses_is_never_gone_back_to(client, people, booked, elsewhere):
    response = as_(client, people.supervisee).post(f"/sessions/{booked.pk}/held/", {"next": elsewhere})
    assert response["Location"] == f"/sessions/{booked.pk}/"


def test_the_form_keeps_what_was_typed_and_says_how_to_put_it_right(client, people, booked):
    response = as_(client, people.supervisee).post(f"/sessions/{booked.pk}/say/", {"outcome": "short"})

    page = response.content.decode()
    assert response.status_code == 422
    assert "Say how many minutes it was." in page
    assert 'value="short" checked' in page
    booked.refresh_from_db()
    assert booked.status == "booked"


def test_called_off_says_by_whom(client, people, booked):
    page = as_(client, people.supervisee)
    assert (
        "Say who called it off."
        in page.post(f"/sessions/{booked.pk}/say/", {"outcome": "off"}).content.decode()
    )

    page.post(f"/sessions/{booked.pk}/say/", {"outcome": "off", "by": "organisation"})

    booked.refresh_from_db()
    assert (booked.status, booked.cancelled_by) == ("cancelled", "organisation")


def test_the_form_for_a_past_session_comes_filled_in_and_one_tap_records_it(client, people):
    make_session(people.supervisor, people.supervisee, at=MONDAY_9AM - timedelta(days=27), minutes=50)
    page = as_(client, people.supervisor)

    form = page.get(f"/sessions/record/?for={people.supervisee.pk}").context["form"]
    assert (str(form["day"].value()), str(form["starts"].value()), form["length"].value()) == (
        "2026-10-27",
        "10:00:00",
        50,
    )
    response = page.post(
        f"/sessions/record/?for={people.supervisee.pk}",
        {
            "pair": form["pair"].value(),
            "day": "2026-10-27",
            "starts": "10:00",
            "length": "50",
            "outcome": "held",
        },
    )

    session = Session.objects.latest("pk")
    assert response["Location"] == f"/sessions/{session.pk}/"
    assert (session.starts_at, session.held_minutes) == (datetime(2026, 10, 27, 10, tzinfo=UTC), 50)
    assert "Recorded: held, 50 minutes." in page.get(response["Location"]).content.decode()


def test_the_hour_just_past_is_not_called_the_usual_one(client, people):
    address = f"/sessions/record/?for={people.supervisee.pk}"
    page = as_(client, people.supervisor)
    assert "The hour just past stands there" in page.get(address).content.decode()

    make_session(people.supervisor, people.supervisee, at=NOW - timedelta(days=5))
    assert "The hour just past stands there" in page.get(address).content.decode()

    Session.objects.update(starts_at=NOW - timedelta(days=8), ends_at=NOW - timedelta(days=8, hours=-1))
    assert "The day and hour are the usual ones" in page.get(address).content.decode()


def test_who_it_was_with_and_by_whom_it_was_called_off_is_said_in_welsh_too(client, people):
    second = make_member(people.organisation, roles=("supervisor",), name="Femi Oladipo")
    make_relationship(second, people.supervisee)
    page = as_(client, people.lead)
    address = f"/sessions/record/?for={people.supervisee.pk}"
    said = page.get(address).content.decode()
    assert "Nia Bevan with Judith Marlow" in said
    assert "By the supervisee" in said and "By the supervisor" in said

    Person.objects.filter(pk=people.lead.person_id).update(language="cy")

    said = page.get(address).content.decode()
    assert "Nia Bevan gyda Judith Marlow" in said and "Nia Bevan gyda Femi Oladipo" in said
    assert "Gan y sawl a oruchwylir" in said and "Gan y goruchwyliwr" in said
    assert " with " not in said and "By the" not in said


@pytest.mark.parametrize("who", ["supervisee", "supervisor", "lead"])
def test_one_that_was_booked_and_waits_for_a_word_is_offered_before_another_is_recorded(client, people, who):
    address = f"/sessions/record/?for={people.supervisee.pk}&next=/board/"
    page = as_(client, getattr(people, who))
    assert "Was it that one?" not in page.get(address).content.decode()

    booked = make_session(people.supervisor, people.supervisee, at=NOW - timedelta(days=3), status="booked")

    said = page.get(address).content.decode()
    assert "Fri 30 Oct, 12:00 was booked, and nobody has said how it went." in said
    assert f'href="/sessions/{booked.pk}/say/?next=/board/">Was it that one?' in said
    assert page.get(f"/sessions/{booked.pk}/say/").status_code == 200


def test_a_lead_says_of_a_group_who_called_it_off_without_naming_one_of_them(client, people):
    others = [people.add("Nia Bevan"), people.supervisee]
    one = make_session(people.supervisor, others[1], at=NOW - timedelta(days=1), status="booked")
    group = make_session(people.supervisor, others, at=NOW - timedelta(days=2), status="booked", kind="group")
    page = as_(client, people.lead)

    said = page.get(f"/sessions/{group.pk}/say/").content.decode()
    assert "By the supervisees" in said and "By Nia" not in said
    name = people.supervisee.person.get_short_name()
    assert f"By {name}" in page.get(f"/sessions/{one.pk}/say/").content.decode()


def test_a_toast_leads_to_the_session_where_a_word_can_be_taken_back(client, people, booked):
    page = as_(client, people.supervisee)

    page.post(f"/sessions/{booked.pk}/held/", {"next": "/"})
    assert f'<a href="/sessions/{booked.pk}/">See it</a>' in page.get("/").content.decode()

    page.post(f"/sessions/{booked.pk}/say/", {"outcome": "held"})
    toast = page.get(f"/sessions/{booked.pk}/").content.decode().partition('class="toast"')[2]
    assert "Recorded: held" in toast and "See it" not in toast.partition("</p>")[0]


def test_times_are_the_viewers_own(client, people):
    people.supervisor.time_zone = "Europe/Madrid"
    people.supervisor.save()
    as_(client, people.supervisor).post(
        "/sessions/record/",
        {
            "pair": f"{people.supervisor.pk}-{people.supervisee.pk}",
            "day": "2026-11-02",
            "starts": "10:00",
            "length": "60",
            "outcome": "held",
        },
    )
    assert Session.objects.get().starts_at == MONDAY_9AM


def test_a_pair_that_is_not_the_viewers_cannot_be_slipped_in(client, people):
    response = as_(client, people.colleague).post(
        "/sessions/record/",
        {
            "pair": f"{people.supervisor.pk}-{people.supervisee.pk}",
            "day": "2026-11-02",
            "starts": "09:00",
            "length": "60",
            "outcome": "held",
        },
    )
    assert response.status_code == 422
    assert not Session.objects.exists()


def test_recording_for_somebody_is_open_to_who_answers_for_them(client, people):
    path = f"/sessions/record/?for={people.supervisee.pk}"
    for who, status in {
        "lead": 200,
        "supervisor": 200,
        "supervisee": 200,
        "colleague": 404,
        "admin": 404,
    }.items():
        assert as_(client, getattr(people, who)).get(path).status_code == status, who
    assert as_(client, People("Birch").lead).get(path).status_code == 404


def test_a_session_that_is_there_already_is_linked(client, people, booked):
    response = as_(client, people.supervisor).post(
        "/sessions/record/",
        {
            "pair": f"{people.supervisor.pk}-{people.supervisee.pk}",
            "day": "2026-11-02",
            "starts": "09:30",
            "length": "60",
            "outcome": "held",
        },
    )
    assert f'href="/sessions/{booked.pk}/"' in response.content.decode()
    assert Session.objects.get() == booked


def test_whoever_held_a_group_records_it_by_ticking(client, people):
    page = as_(client, people.supervisor)
    data = {"day": "2026-11-02", "starts": "09:00", "length": "90", "outcome": "held"}
    assert "Tick who came." in page.post("/sessions/record/group/", data).content.decode()

    page.post("/sessions/record/group/", data | {"came": [people.supervisee.pk]})

    assert Attendance.objects.get().attended is True
    assert Session.objects.get().kind == "group"
    assert as_(client, people.supervisee).get("/sessions/record/group/").status_code == 404


def test_a_lead_reads_held_or_not_and_never_what_each_said(client, people, booked):
    give_account(
        session=booked, by=people.supervisor, said=Said("cancelled", cancelled_by="supervisee"), now=NOW
    )

    page = as_(client, people.lead).get(f"/sessions/{booked.pk}/").content.decode()

    assert "Not held" in page
    assert "alled off" not in page.partition("<main")[2].partition("<footer")[0]


def test_the_other_side_confirms_with_one_tap(client, people):
    session = record_session(
        by=people.supervisor,
        supervisor=people.supervisor,
        supervisees=[people.supervisee],
        starts_at=MONDAY_9AM,
        minutes=60,
        said=Said("held"),
        now=NOW,
    )
    page = as_(client, people.supervisee)
    assert "Judith says: held, 60 minutes" in page.get(f"/sessions/{session.pk}/").content.decode()

    page.post(f"/sessions/{session.pk}/confirm/")

    assert session.accounts.count() == 2
    assert "both say so" in page.get("/sessions/").content.decode()


def test_a_word_just_given_can_be_taken_back_from_the_page(client, people, booked):
    page = as_(client, people.supervisor)
    page.post(f"/sessions/{booked.pk}/held/")
    assert "Take it back" in page.get(f"/sessions/{booked.pk}/").content.decode()

    page.post(f"/sessions/{booked.pk}/undo/")

    booked.refresh_from_db()
    assert booked.status == "booked"
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        page.post(f"/sessions/{booked.pk}/held/")
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert "Take it back" not in page.get(f"/sessions/{booked.pk}/").content.decode()


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("", [9, 2, 1]),
        ("?when=ahead", [9]),
        ("?when=past", [2, 1]),
        ("?when=record", [2]),
        ("?groups=1", [1]),
    ],
)
def test_the_list_shows_what_is_asked_for(client, people, query, days):
    make_session(people.supervisor, people.supervisee, at=MONDAY_9AM + timedelta(days=7), status="booked")
    make_session(people.supervisor, people.supervisee, at=MONDAY_9AM, status="booked")
    make_session(people.supervisor, people.supervisee, at=MONDAY_9AM - timedelta(days=1), kind="group")
    make_session(people.supervisor, people.colleague, at=MONDAY_9AM - timedelta(days=3))

    response = as_(client, people.supervisee).get(f"/sessions/{query}")

    assert [told.starts_at.day for told in response.context["rows"]] == days


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("path", ["/sessions/", "/sessions/?when=past"])
def test_the_list_costs_the_same_queries_for_one_as_for_thirty(
    client, people, path, number, django_assert_num_queries
):
    make_session(people.supervisor, people.supervisee, at=MONDAY_9AM + timedelta(days=7), status="booked")
    for day in range(number + 1):
        at = MONDAY_9AM - timedelta(days=day)
        session = make_session(people.supervisor, people.supervisee, at=at, status="booked")
        if day:
            give_account(session=session, by=people.supervisor, said=Said("held"), now=NOW)
    as_(client, people.supervisee)
    with django_assert_num_queries(37):
        assert client.get(path).status_code == 200


def test_a_fragment_and_the_page_show_the_same_list(client, people, booked):
    page = as_(client, people.supervisee)
    fragment = page.get("/sessions/", headers={"HX-Request": "true"}).content.decode().strip()
    assert fragment.startswith('<div id="sessions"')
    assert fragment in page.get("/sessions/").content.decode()
