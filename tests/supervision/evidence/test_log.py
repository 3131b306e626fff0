"""One's own log: what is in it, from which places, in which words; and that nobody else's ever is."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from supervision.evidence import services
from supervision.evidence.log import ALL, log_of, registrations_of
from supervision.evidence.models import Registrations
from supervision.evidence.rules import Registration
from supervision.people.tokens import make_token
from supervision.sessions.lines import keep_line
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_person, make_session

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def held(member, day, minutes=60, others=0, **extra):
    """Return a session on `day` that the member attended, alone or with others."""
    everybody = [member, *(make_member(member.organisation) for _ in range(others))]
    kind = "group" if others else "individual"
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    return make_session(extra.pop("supervisor", None), everybody, at=at, minutes=minutes, kind=kind, **extra)


def page(member, address="/me/log/"):
    client = Client()
    client.force_login(member.person)
    with time_machine.travel(NOW, tick=False):
        return client.get(address)


@pytest.fixture
def nia():
    """A year of the prototype: individual sessions of an hour, and groups of four and of five."""
    nia = make_member(make_organisation("Alder"), name="Nia Bevan")
    services.add_registration(nia.person, Registration("bacp", 2, 1))
    judith = make_member(nia.organisation, roles=("supervisor",), name="Judith Marlow")
    held(nia, date(2026, 10, 13), supervisor=judith)
    held(nia, date(2026, 9, 24), 90, others=4)
    held(nia, date(2026, 8, 13), 90, others=3)
    held(nia, date(2026, 1, 31), supervisor=judith)  # of the year before
    return nia


def test_a_year_counts_as_the_body_counts_it(nia):
    log = log_of(nia, now=NOW)

    assert [(line.sat.on.day, line.sat.minutes, line.credited) for line in log.lines] == [
        (13, 60, 60),
        (24, 90, 18),
        (13, 90, 45),
    ]
    assert (log.tally.credited, log.tally.minutes) == (123, 240)
    assert log.year.words == "Feb 2026 to Jan 2027"
    assert [year.words for year in log.years] == ["Feb 2026 to Jan 2027", "Feb 2025 to Jan 2026"]
    assert log_of(nia, now=NOW, year=date(2025, 5, 5)).tally.credited == 60


def test_only_what_was_held_and_attended_as_supervisee_counts(nia):
    make_session(None, nia, at=NOW - timedelta(days=3), status="cancelled")
    make_session(None, nia, at=NOW - timedelta(days=2), status="missed")
    make_session(None, nia, at=NOW + timedelta(days=2), status="booked")
    make_session(nia, make_member(nia.organisation), at=NOW - timedelta(days=4))  # as the one who supervises
    absent = held(nia, date(2026, 11, 3), 90, others=2)
    absent.attendances.filter(member=nia).update(attended=False)

    assert log_of(nia, now=NOW).tally.sessions == 3


def test_a_day_is_one_in_the_zone_of_the_place(nia):
    nia.time_zone = "Pacific/Auckland"
    nia.save()
    make_session(None, nia, at=datetime(2026, 10, 31, 20, tzinfo=UTC))

    assert log_of(nia, now=NOW).lines[0].sat.on == date(2026, 11, 1)


# ---------------------------------------------------------------- two places
@pytest.fixture
def tom():
    person = make_person(name="Tom Ashworth")
    alder = make_member(make_organisation("Alder"), person=person)
    fern = make_member(make_organisation("Fern"), person=person)
    held(alder, date(2026, 10, 1))
    held(fern, date(2026, 10, 8), 50)
    return alder, fern


def test_each_place_has_a_log_of_its_own_and_their_owner_may_put_them_together(tom):
    alder, fern = tom

    assert [line.organisation for line in log_of(alder, now=NOW).lines] == ["Alder"]
    assert [line.organisation for line in log_of(fern, now=NOW).lines] == ["Fern"]
    both = log_of(alder, now=NOW, where=ALL)
    assert [line.organisation for line in both.lines] == ["Fern", "Alder"]
    assert both.tally.minutes == 110


def test_the_page_says_which_places_are_in_it(tom):
    alder, _ = tom

    here = page(alder).content.decode()
    both = page(alder, "/me/log/?where=all").content.decode()

    assert "Of Alder alone." in here
    assert "Put together from Alder and Fern." in both
    assert "Fern</td>" in both
    assert "Fern</td>" not in here


def test_a_place_that_has_ended_is_in_no_log(tom):
    alder, fern = tom
    fern.end_date = date(2026, 11, 1)
    fern.save()

    log = log_of(alder, now=NOW, where=ALL)

    assert [line.organisation for line in log.lines] == ["Alder"]
    assert not log.may_join


def test_a_token_sees_the_place_it_was_made_in_and_no_other(tom):
    alder, _ = tom
    _, text = make_token(alder, name="Script", may_write=False, lasts_days=30, now=MONDAY_9AM)
    ask = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    with time_machine.travel(NOW, tick=False):
        here = Client().get("/api/v1/me/log/", **ask)
        both = Client().get("/api/v1/me/log/?where=all", **ask)

    assert here.json()["places"] == ["Alder"]
    assert both.status_code == 400
    assert "Fern" not in both.content.decode()


# ---------------------------------------------------------------- bodies
def test_bodies_are_kept_sealed_for_the_person_in_all_their_places(tom):
    alder, fern = tom
    services.keep_registrations(alder.person, [Registration("bacp", 2, 1), Registration("babcp", 6, 15)])

    assert registrations_of(fern.person_id) == [Registration("bacp", 2, 1), Registration("babcp", 6, 15)]
    kept = bytes(Registrations.objects.get(pk=alder.person_id).sealed)
    assert b"bacp" not in kept
    assert log_of(fern, now=NOW, body="babcp").year.first == date(2026, 6, 15)

    services.remove_registration(alder.person, "bacp")
    assert [one.body for one in registrations_of(alder.person_id)] == ["babcp"]


def test_a_body_is_added_and_taken_out_on_its_page(nia):
    client = Client()
    client.force_login(nia.person)

    wrong = client.post("/me/log/years/", {"body": "babcp", "day": "31", "month": "2"})
    right = client.post("/me/log/years/", {"body": "babcp", "day": "15", "month": "6"}, follow=True)
    assert wrong.status_code == 422
    assert "There is no such day in a year." in wrong.content.decode()
    assert "Each year from 15 June" in right.content.decode()

    client.post("/me/log/years/babcp/remove/")
    assert [one.body for one in registrations_of(nia.person_id)] == ["bacp"]


def test_the_api_takes_all_of_it_anew(nia):
    client = Client()
    client.force_login(nia.person)
    said = {"registrations": [{"body": "babcp", "month": 6, "day": 15}]}

    answer = client.put("/api/v1/me/log/years/", said, content_type="application/json")
    odd = client.put(
        "/api/v1/me/log/years/",
        {"registrations": [{"body": "bacp", "month": 2, "day": 30}]},
        content_type="application/json",
    )

    assert answer.json() == said
    assert odd.status_code == 422
    assert client.get("/api/v1/me/log/years/").json() == said


# ---------------------------------------------------------------- as a page, a file, the API
def test_page_file_and_api_say_the_same(nia):
    shown = page(nia).content.decode()
    rows = list(csv.reader(io.StringIO(page(nia, "/me/log/my-log.csv").content.decode("utf-8-sig"))))
    body = page(nia, "/api/v1/me/log/").json()

    assert "2 h 3 min" in shown
    assert "90 ÷ 5, from five on" in shown
    assert rows[1][:3] == ["2026-10-13", "Alder", "Judith Marlow"]
    assert [row[7] for row in rows[1:]] == [line["credited"] for line in body["lines"]] == ["60", "18", "45"]
    assert (body["credited"], body["minutes"], body["body"]) == ("123", 240, "bacp")


def test_no_cell_of_the_file_becomes_a_formula(nia):
    odd = make_member(nia.organisation, roles=("supervisor",), name='=HYPERLINK("http://x")')
    held(nia, date(2026, 11, 4), supervisor=odd)

    answer = page(nia, "/me/log/my-log.csv")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "'=HYPERLINK" in answer.content.decode()
    assert ',"=HYPERLINK' not in answer.content.decode()


@pytest.mark.parametrize("asked", ["?body=guild", "?year=soon", "?where=everywhere", "?page=99", "?body=%00"])
def test_what_is_not_there_is_the_usual_log(nia, asked):
    answer = page(nia, f"/me/log/{asked}")

    assert answer.status_code == 200
    assert "2 h 3 min" in answer.content.decode()


def test_no_word_of_a_session_is_in_a_log(nia):
    session = held(nia, date(2026, 11, 5))
    keep_line([session], "canaryword", by=session.supervisor, purpose="booking", now=NOW)

    for address in ("/me/log/", "/me/log/my-log.csv", "/api/v1/me/log/"):
        assert "canaryword" not in page(nia, address).content.decode()


def test_a_log_costs_the_same_for_one_session_and_for_thirty(nia, django_assert_num_queries):
    few, many = make_member(nia.organisation), make_member(nia.organisation)
    held(few, date(2026, 10, 1))
    for number in range(30):
        held(many, date(2026, 1, 5) + timedelta(days=9 * number), others=number % 3)
    for member in (few, many):
        with django_assert_num_queries(4):
            log_of(member, now=NOW)
