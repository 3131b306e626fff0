"""One's private feed: who gets in, what it shows, and that it tells nobody anything else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from supervision.notices.calendars import feeds, sources, views
from supervision.notices.models import Feed
from supervision.people.encryption import erase_key
from supervision.people.models import AuditEntry
from supervision.sessions.models import Attendance
from tests.builders import make_member, make_organisation, make_session
from tests.supervision.notices.strict_calendar import check

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def grace():
    return make_member(make_organisation(name="Alder Care"), name="Grace Okafor", email="grace@alder.example")


@pytest.fixture
def judith(grace):
    return make_member(grace.organisation, roles=("supervisor",), name="Judith Marlow")


def path_of(made):
    return made.address.removeprefix("http://localhost:8000")


def get(made, **headers):
    return Client(raise_request_exception=False).get(path_of(made), headers=headers)


def starts(answer):
    return [event.value("DTSTART") for event in check(answer.content).parts if event.name == "VEVENT"]


def test_it_shows_what_is_held_for_its_owner_and_nothing_of_anybody_else(grace, judith):
    at = {
        "ahead": make_session(judith, grace, at=TUESDAY, status="booked"),
        "just held": make_session(judith, grace, at=NOW - timedelta(days=20)),
        "long ago": make_session(judith, grace, at=NOW - timedelta(days=120)),
        "called off": make_session(judith, grace, at=TUESDAY + timedelta(days=2), status="cancelled"),
        "missed": make_session(judith, grace, at=NOW - timedelta(days=5), status="missed"),
        "another's": make_session(judith, make_member(grace.organisation), at=NOW, status="booked"),
    }
    made = feeds.make_feed(grace, now=NOW)

    answer = get(made)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert starts(answer) == ["20261014T090000Z", "20261110T100000Z"]
    words = answer.content.decode().lower()
    for private in (
        "grace",
        "okafor",
        "judith",
        "marlow",
        "alder",
        "superv",
        "attendee",
        "organizer",
        "individual",
    ):
        assert private not in words
    assert at["ahead"].calendar_uid in words


def test_a_supervisor_sees_their_side_and_a_place_elsewhere_is_not_mixed_in(grace, judith):
    make_session(judith, grace, at=TUESDAY, status="booked")
    elsewhere = make_member(make_organisation(), roles=("supervisor",), person=judith.person)
    make_session(
        elsewhere, make_member(elsewhere.organisation), at=TUESDAY + timedelta(days=1), status="booked"
    )

    assert starts(get(feeds.make_feed(judith, now=NOW))) == ["20261110T100000Z"]
    assert starts(get(feeds.make_feed(elsewhere, now=NOW))) == ["20261111T100000Z"]


def test_an_empty_feed_is_a_calendar(grace):
    assert starts(get(feeds.make_feed(grace, now=NOW))) == []


def test_a_wrong_token_is_answered_like_one_that_is_over(grace):
    made = feeds.make_feed(grace, now=NOW)
    renewed = feeds.make_feed(grace, now=NOW)
    nobody = Client(raise_request_exception=False).get("/feed/nobody.ics")

    assert get(renewed).status_code == 200
    assert get(made).status_code == nobody.status_code == 404
    assert get(made).content == nobody.content
    feeds.end_feed(grace, now=NOW)
    assert get(renewed).content == nobody.content


def test_nobody_is_found_by_what_is_kept(grace):
    made = feeds.make_feed(grace, now=NOW)
    row = Feed.objects.get()
    token = path_of(made).removeprefix("/feed/").removesuffix(".ics")

    assert len(token) >= 43
    assert token.encode() not in bytes(row.token_sealed) and token not in row.digest
    assert Client().get(f"/feed/{row.digest}.ics").status_code == 404
    assert row.token == token


def test_who_has_left_has_no_feed(grace):
    made = feeds.make_feed(grace, now=NOW)
    grace.end_date = NOW.date() - timedelta(days=1)
    grace.save()
    assert get(made).status_code == 404

    grace.end_date = None
    grace.save()
    grace.person.is_active = False
    grace.person.save()
    assert get(made).status_code == 404


def test_it_is_not_sent_again_when_nothing_changed(grace, judith):
    made = feeds.make_feed(grace, now=NOW)
    first = get(made)

    again = get(made, if_none_match=first["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"] == "private, max-age=300"

    make_session(judith, grace, at=TUESDAY, status="booked")
    assert get(made, if_none_match=first["ETag"]).status_code == 200


def test_no_cookie_is_given_or_looked_at(grace, judith):
    made = feeds.make_feed(grace, now=NOW)
    client = Client()
    client.force_login(judith.person)

    answer = client.get(path_of(made))

    assert answer.status_code == 200 and not answer.cookies
    assert answer.content == get(made).content
    assert answer["Referrer-Policy"] == "no-referrer" and answer["X-Robots-Tag"] == "noindex"


def test_who_asks_too_often_is_told_to_wait(grace, monkeypatch):
    monkeypatch.setattr(views, "MOST_READINGS", 3)
    monkeypatch.setattr(views, "MOST_MISSES", 2)
    made, other = feeds.make_feed(grace, now=NOW), feeds.make_feed(make_member(), now=NOW)

    assert [get(made).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert get(other).status_code == 200
    client = Client(raise_request_exception=False)
    assert [client.get(f"/feed/{n}.ics").status_code for n in range(4)] == [404, 404, 429, 429]
    assert get(made)["Retry-After"] == "600"


def test_only_looking_is_possible(grace):
    made = feeds.make_feed(grace, now=NOW)
    for method in ("post", "put", "delete", "patch", "propfind"):
        answer = Client(enforce_csrf_checks=False).generic(method.upper(), path_of(made))
        assert answer.status_code == 405


def test_it_costs_the_same_with_one_and_with_thirty(grace, judith):
    made = feeds.make_feed(grace, now=NOW)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert get(made).status_code == 200
        return sum("holdspace_cache" not in one["sql"] and "SAVEPOINT" not in one["sql"] for one in queries)

    make_session(judith, grace, at=TUESDAY, status="booked")
    one = cost()
    for days in range(1, 30):
        group = make_session(judith, grace, at=TUESDAY + timedelta(days=days), status="booked")
        Attendance.objects.create(session=group, member=make_member(grace.organisation))
    # Whose it is, and one question to each room that holds times.
    assert cost() == one <= 2 + len(sources._sources)


# ---------------------------------------------------------------- its page, and the API
@pytest.fixture
def signed_in(client, grace):
    client.force_login(grace.person)
    return client


def test_its_owner_makes_reads_renews_and_ends_it(signed_in, grace):
    assert "Make an address" in signed_in.get("/me/feed/").content.decode()
    signed_in.post("/me/feed/make/")
    first = feeds.own_feed(grace).address
    assert first in signed_in.get("/me/feed/").content.decode()
    signed_in.post("/me/feed/make/")
    second = feeds.own_feed(grace).address
    shown = signed_in.get("/me/feed/").content.decode()
    assert second != first and second in shown and first not in shown
    signed_in.post("/me/feed/end/")
    assert not Feed.objects.exists()
    actions = AuditEntry.objects.order_by("sequence").values_list("action", flat=True)
    assert list(actions) == ["feed.made", "feed.renewed", "feed.ended"]


def test_an_address_that_cannot_be_read_any_more_is_made_anew(signed_in, grace):
    signed_in.post("/me/feed/make/")
    erase_key(grace.person)
    page = signed_in.get("/me/feed/").content.decode()
    assert "can’t be read any more" in page
    signed_in.post("/me/feed/make/")
    assert feeds.own_feed(grace).address in signed_in.get("/me/feed/").content.decode()


def test_the_api_does_what_the_page_does(signed_in, grace):
    assert signed_in.get("/api/v1/me/feed/").json() == {"address": None, "made_at": None}
    made = signed_in.post("/api/v1/me/feed/")
    assert made.status_code == 201
    assert made.json() == signed_in.get("/api/v1/me/feed/").json()
    assert made.json()["address"] == feeds.own_feed(grace).address
    assert signed_in.delete("/api/v1/me/feed/").status_code == 204
    assert signed_in.get("/api/v1/me/feed/").json()["address"] is None


def test_a_held_time_is_reached_from_a_calendar_by_those_who_may_see_it(signed_in, grace, judith):
    session = make_session(judith, grace, at=TUESDAY, status="booked")
    other = make_session(
        judith, make_member(grace.organisation), at=TUESDAY + timedelta(days=1), status="booked"
    )

    assert signed_in.get(f"/held/{session.calendar_uid}/")["Location"] == f"/sessions/{session.pk}/"
    assert signed_in.get(f"/held/{other.calendar_uid}/").status_code == 404
    assert signed_in.get("/held/nothing/").status_code == 404
