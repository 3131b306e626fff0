"""Booking through the API: free times, holding one, booking, moving, calling off, covering, proposing."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from supervision.sessions.models import Hold, Proposal, Session
from tests.builders import make_leave, make_member, make_relationship
from tests.supervision.sessions.pairs import HOUR, ISO, NOW, TEN, call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def wanted(pair, at=TEN, **more):
    return {
        "supervisor": pair.supervisor.pk,
        "supervisees": [pair.supervisee.pk],
        "starts_at": at.strftime(ISO),
        "minutes": 60,
        **more,
    }


def test_free_times_are_found_day_by_day(pair):
    client = Client()
    client.force_login(pair.supervisee.person)
    query = {
        "supervisors": pair.supervisor.pk,
        "supervisees": pair.supervisee.pk,
        "from": "2026-11-13",
        "to": "2026-11-14",
    }
    answer = client.get("/api/v1/slots/", query)
    friday, saturday = answer.json()["days"]
    assert friday["slots"][0] == {
        "starts_at": "2026-11-13T09:00:00Z",
        "ends_at": "2026-11-13T10:00:00Z",
        "supervisors": [pair.supervisor.pk],
        "place": "",
    }
    assert saturday["slots"] == []
    assert saturday["reason"]
    assert client.get("/api/v1/slots/", query | {"supervisees": "1,x"}).status_code == 400
    stranger = make_member(pair.organisation, roles=("supervisor",))
    assert client.get("/api/v1/slots/", query | {"supervisors": stranger.pk}).status_code == 404


def test_a_session_is_booked_once_for_one_key(pair):
    body = wanted(pair, medium="video", line="See you there.")
    first = call(pair.supervisee, "post", "bookings/", body, **{"Idempotency-Key": "a"})
    again = call(pair.supervisee, "post", "bookings/", body, **{"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    session = Session.objects.get()
    assert first.json()[0]["id"] == session.pk
    lines = call(pair.supervisor, "get", f"sessions/{session.pk}/lines/").json()["lines"]
    assert [line["words"] for line in lines] == ["See you there."]
    assert call(pair.lead, "get", f"sessions/{session.pk}/lines/").status_code == 404


def test_a_time_that_is_gone_is_answered_with_the_next_ones(pair):
    pair.book()
    other = make_member(team=pair.team)
    make_relationship(pair.supervisor, other)
    for headers in ({}, {"Idempotency-Key": "b"}):
        answer = call(other, "post", "bookings/", wanted(pair) | {"supervisees": [other.pk]}, **headers)
        said = answer.json()
        assert (answer.status_code, said["code"]) == (409, "slot-taken")
        assert [slot["starts_at"] for slot in said["next_free"]] == [
            "2026-11-10T11:15:00Z",
            "2026-11-11T10:00:00Z",
            "2026-11-12T10:00:00Z",
        ]
    assert Session.objects.count() == 1


def test_a_time_outside_hours_says_so(pair):
    answer = call(pair.lead, "post", "bookings/", wanted(pair, TEN.replace(hour=20)))
    assert answer.status_code == 409
    assert "hours" in answer.json()["detail"]


def test_a_series_is_looked_at_and_then_booked(pair):
    pattern = {"pattern": "weekly", "number": 3}
    answer = call(pair.lead, "post", "bookings/preview/", wanted(pair, series=pattern))
    dates = answer.json()["dates"]
    assert [(one["starts_at"], one["clash"]) for one in dates] == [
        ((TEN + timedelta(weeks=n)).strftime(ISO), "") for n in range(3)
    ]
    assert not Session.objects.exists()
    series = pattern | {"dates": [one["starts_at"] for one in dates]}
    answer = call(pair.lead, "post", "bookings/", wanted(pair, series=series))
    assert (answer.status_code, len(answer.json())) == (201, 3)


@pytest.mark.parametrize(
    "series",
    [
        {"pattern": "weekly", "number": 3, "until": "2026-12-01", "dates": [TEN.strftime(ISO)]},
        {"pattern": "weekly", "dates": [TEN.strftime(ISO)]},
        {"pattern": "daily", "number": 3, "dates": [TEN.strftime(ISO)]},
        {"pattern": "weekly", "number": 3, "dates": []},
    ],
    ids=["two ends", "no end", "no such pattern", "no dates"],
)
def test_a_series_that_makes_no_sense_is_refused(pair, series):
    assert call(pair.lead, "post", "bookings/", wanted(pair, series=series)).status_code == 400


def test_many_are_booked_or_none(pair):
    other = make_member(team=pair.team)
    rows = [
        {
            "supervisor": pair.supervisor.pk,
            "supervisee": one.pk,
            "starts_at": (TEN + n * HOUR).strftime(ISO),
            "minutes": 60,
        }
        for n, one in enumerate((pair.supervisee, other))
    ]
    answer = call(pair.lead, "post", "bookings/many/", {"sessions": rows})
    assert (answer.status_code, answer.json()["row"]) == (409, 1)
    rows[1]["starts_at"] = (TEN + 2 * HOUR).strftime(ISO)
    assert call(pair.lead, "post", "bookings/many/", {"sessions": rows}).status_code == 201


def test_a_time_is_held_and_let_go(pair):
    answer = call(pair.supervisee, "post", "holds/", wanted(pair))
    assert answer.status_code == 201
    held = Hold.objects.get()
    assert answer.json()["expires_at"] == (NOW + timedelta(minutes=10)).strftime(ISO)
    assert call(pair.lead, "delete", f"holds/{held.pk}/").status_code == 404
    assert call(pair.supervisee, "delete", f"holds/{held.pk}/").status_code == 204


def test_a_session_is_moved_and_called_off(pair):
    (session,) = pair.book()
    answer = call(
        pair.supervisee, "post", f"sessions/{session.pk}/move/", {"starts_at": (TEN + HOUR).strftime(ISO)}
    )
    assert answer.json()[0]["starts_at"] == (TEN + HOUR).strftime(ISO)
    answer = call(pair.supervisor, "post", f"sessions/{session.pk}/cancel/", {"reason": "Trains."})
    assert (answer.status_code, answer.json()[0]["outcome"]) == (200, "not_held")
    again = call(pair.supervisor, "post", f"sessions/{session.pk}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "session-not-ahead")


def test_a_leave_is_covered_or_the_clashes_are_named(pair):
    (session,) = pair.book()
    cover = make_member(pair.organisation, roles=("supervisor",))
    leave = make_leave(pair.supervisor, TEN.date(), TEN.date())
    body = {"leave": leave.pk, "to": cover.pk}
    seen = call(pair.supervisor, "post", "covers/preview/", body).json()["sessions"]
    assert [(one["session"], one["clash"]) for one in seen] == [(session.pk, "")]
    assert call(pair.supervisee, "post", "covers/", body).status_code == 404
    answer = call(pair.supervisor, "post", "covers/", body)
    assert answer.status_code == 200
    session.refresh_from_db()
    assert (session.supervisor, session.covers_for) == (cover, pair.supervisor)
    assert call(pair.supervisee, "post", f"sessions/{session.pk}/decline-cover/").status_code == 200
    session.refresh_from_db()
    assert (session.status, session.cancelled_by) == ("cancelled", "organisation")


def test_another_time_is_proposed_and_taken(pair):
    (session,) = pair.book()
    path = f"sessions/{session.pk}/proposal/"
    evening = TEN.replace(hour=18)
    answer = call(pair.supervisor, "post", path, {"times": [evening.strftime(ISO)]})
    assert answer.status_code == 201
    assert call(pair.lead, "get", path).status_code == 404
    assert call(pair.supervisee, "get", path).json()["times"][0]["starts_at"] == evening.strftime(ISO)
    answer = call(pair.supervisee, "post", f"{path}answer/", {"starts_at": evening.strftime(ISO)})
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    session.refresh_from_db()
    assert session.starts_at == evening
    assert call(pair.supervisee, "get", path).status_code == 404


def test_a_proposal_is_taken_back_by_whoever_made_it(pair):
    (session,) = pair.book()
    path = f"sessions/{session.pk}/proposal/"
    call(pair.supervisor, "post", path, {"times": [(TEN + HOUR).strftime(ISO)]})
    assert call(pair.supervisee, "delete", path).status_code == 404
    assert call(pair.supervisor, "delete", path).status_code == 204
    assert Proposal.objects.get().state == "withdrawn"
    assert datetime.fromisoformat(Session.objects.get().starts_at.isoformat()) == TEN
