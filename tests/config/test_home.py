"""Today: what waits, what we owe, and what one answers for, for each role."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from config.home import greeting, inbox_words, lead_words
from supervision.notices.welcome import invite_members, to_invite
from supervision.people.models import AuditEntry, Person
from supervision.sessions.rules import Said
from supervision.sessions.services import give_account
from tests.builders import (
    make_member,
    make_person,
    make_relationship,
    make_session,
)
from tests.supervision.policy.owed import Alder

NOW = datetime(2026, 11, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


class Morning(Alder):
    """Nia is covered, and Grace is owed."""

    def __init__(self, name="Alder Case Management"):
        super().__init__(name, now=NOW)
        self.nia = self.add("Nia Bevan", held=3)
        self.grace = self.add("Grace Adeyemi", held=41)
        self.bring_up()


@pytest.fixture
def alder(db):
    return Morning()


def today(client, member):
    client.force_login(member.person)
    return client.get("/").content.decode()


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (0, "Good morning"),
        (11, "Good morning"),
        (12, "Good afternoon"),
        (17, "Good afternoon"),
        (18, "Good evening"),
        (23, "Good evening"),
    ],
)
def test_the_greeting_follows_the_hour(hour, words):
    assert greeting(hour) == words


@pytest.mark.parametrize(
    ("unrecorded", "confirms", "words"),
    [
        (0, 0, "Nothing waits for you."),
        (1, 0, "One session waits for your word."),
        (2, 0, "Two sessions wait for your word."),
        (0, 1, "One session wants your nod."),
        (0, 3, "Three sessions want your nod."),
        (1, 2, "One session waits for your word, and two want your nod."),
    ],
)
def test_what_waits_is_said_in_a_sentence(unrecorded, confirms, words):
    assert lead_words(unrecorded, confirms) == words
    assert inbox_words(3) == "Inbox, three new"
    assert inbox_words(0) == ""


def test_setting_up_waits_where_nothing_else_does():
    assert lead_words(0, 0, to_set_up="Alder") == "Setting up Alder waits for you."
    assert lead_words(1, 0, to_set_up="Alder") == "One session waits for your word."


def test_the_day_and_the_hour_are_the_members_own(client, alder):
    alder.nia.time_zone = "Pacific/Auckland"
    alder.nia.save()
    page = today(client, alder.nia)
    assert "Good evening, Nia" in page
    assert "Thursday 5 November" in page


def test_a_case_manager_sees_what_we_owe_them_and_what_is_booked(client, alder):
    make_session(alder.supervisor, alder.nia, at=NOW + 5 * DAY, status="booked")
    page = today(client, alder.nia)
    assert "Due 30 Nov: last held 2 Nov + 28 days." in page
    assert "09:00 to 10:00 with Judith Marlow" in page
    for other in ("Grace", "We owe one person", "People you supervise", "in numbers"):
        assert other not in page


def test_one_tap_on_today_says_that_a_session_was_held(client, alder):
    session = make_session(alder.supervisor, alder.nia, at=NOW - DAY, status="booked")
    assert "Did this one happen?" in today(client, alder.nia)
    client.post(f"/sessions/{session.pk}/held/", {"next": "/"})
    page = client.get("/").content.decode()
    assert "Did this one happen?" not in page
    assert "Due 2 Dec: last held 4 Nov + 28 days." in page
    assert "Was it like this?" in today(client, alder.supervisor)


def test_a_session_the_other_side_recorded_wants_a_nod(client, alder):
    session = make_session(alder.supervisor, alder.nia, at=NOW - DAY, status="booked")
    give_account(session=session, by=alder.supervisor, said=Said("short", 40), now=NOW)
    page = today(client, alder.nia)
    assert "One session wants your nod." in page
    assert "Judith says: held short, 40 minutes" in page
    with time_machine.travel(NOW + 7 * DAY, tick=False):
        assert "Was it like this?" not in today(client, alder.nia)


def test_a_lead_sees_first_what_we_owe_in_their_team(client, alder):
    page = today(client, alder.lead)
    assert "We owe two people a supervision. One is covered." in page  # the lead among them
    assert "Grace Adeyemi" in page
    assert 'href="/board/"' in page
    entry = AuditEntry.objects.get(actor_id=alder.lead.pk, subject_id=alder.grace.pk)
    assert "list" in entry.action


@pytest.mark.parametrize("who", ["lead", "supervisor"])
def test_what_is_booked_stands_in_the_words_of_what_is_owed(client, alder, who):
    assert "Owed, 13 days" in today(client, getattr(alder, who))
    make_session(alder.supervisor, alder.grace, at=NOW + 2 * DAY, status="booked")

    page = today(client, getattr(alder, who))

    assert "Owed, booked for Saturday" in page
    assert "Owed, 13 days" not in page


def test_a_booking_with_somebody_else_changes_no_words_for_a_supervisor(client, alder):
    other = make_member(alder.organisation, roles=("supervisor",))
    make_session(other, alder.grace, at=NOW + 2 * DAY, status="booked")

    assert "Owed, 13 days" in today(client, alder.supervisor)


def test_a_supervisor_sees_the_people_they_supervise(client, alder):
    page = today(client, alder.supervisor)
    assert "People you supervise" in page
    assert "We owe one person a supervision. One is covered." in page
    assert 'href="/board/mine/"' in page


def test_an_administrator_sees_how_far_it_is_set_up_and_no_names(client, alder):
    make_member(alder.organisation)
    page = today(client, alder.admin)
    assert "6 people have a place." in page
    assert "2 on no team yet" in page  # the newcomer, and the supervisor
    assert "3 with no supervisor yet" in page
    assert "Nothing waits for you." in page  # it has begun
    assert "Grace" not in page


def test_an_empty_organisation_is_led_to_its_staff_list(client, db):
    admin = make_member(roles=("admin",))
    page = today(client, admin)
    assert "Nobody else is here yet." in page
    assert f"Setting up {admin.organisation.name} waits for you." in page
    assert "Nothing waits for you." not in page
    assert 'href="/organisation/upload/"' in page
    assert "No rule says yet what is owed" in page
    assert 'href="/organisation/setup/"' in page


def test_an_administrator_is_led_to_the_invitations_until_everybody_is_invited_or_here(client, alder):
    assert "not invited yet" not in today(client, alder.admin)  # all have signed in

    Person.objects.exclude(pk=alder.nia.person_id).update(last_login=None)
    page = today(client, alder.admin)
    assert "3 not invited yet" in page  # neither Nia, who is here, nor themselves
    assert 'href="/organisation/setup/invite/"' in page

    invite_members(to_invite(alder.admin, now=NOW), not_before=NOW, by=alder.admin, now=NOW)
    page = today(client, alder.admin)
    assert "not invited yet" not in page
    assert "/organisation/setup/" not in page


def test_somebody_in_two_organisations_sees_where_they_are_and_goes_to_the_other(client, alder):
    fern = Morning("Fern Associates")
    both = make_member(fern.organisation, person=alder.nia.person)
    page = today(client, alder.nia)
    assert "at Alder Case Management" in page
    assert "Due 30 Nov" in page

    client.post("/me/place/", {"place": both.pk})
    page = client.get("/").content.decode()

    assert "at Fern Associates" in page
    assert "Due 30 Nov" not in page


def test_a_stranger_is_led_to_sign_in_and_a_person_without_a_place_is_told(client, db):
    assert "login" in client.get("/")["Location"]
    client.force_login(make_person())
    assert client.get("/").status_code == 403


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("who", ["lead", "supervisor", "nia", "admin"])
def test_today_costs_the_same_queries_for_one_as_for_thirty(
    client, alder, who, number, django_assert_num_queries
):
    for n in range(number):
        member = make_member(team=alder.team)
        make_relationship(alder.supervisor, member)
        make_session(alder.supervisor, member, at=NOW - timedelta(days=40, hours=n))
        session = make_session(
            alder.supervisor, member, at=NOW - timedelta(days=60, hours=n), status="booked"
        )
        give_account(session=session, by=member, said=Said("short", 20), now=NOW)
        make_session(alder.supervisor, alder.nia, at=NOW - timedelta(days=80, hours=n), status="booked")
        own = make_session(alder.supervisor, alder.nia, at=NOW - timedelta(days=70, hours=n), status="booked")
        give_account(session=own, by=alder.supervisor, said=Said("held"), now=NOW)
    alder.bring_up()
    today(client, getattr(alder, who))
    costs = {"lead": 35, "supervisor": 46, "nia": 42, "admin": 28}
    with django_assert_num_queries(costs[who]):
        client.get("/")
