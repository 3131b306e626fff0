"""Availability through the API: everything the page can do, one's own alone, each wrong field named."""

import json
from datetime import date, timedelta

import pytest

from supervision.availability.models import ClosedDay, HeavyDay, ProtectedTime
from supervision.clock import now
from supervision.people.models import Member
from supervision.people.tokens import make_token
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
THURSDAY = {"shape": "weekly", "name": "Writing up", "weekdays": ["Thu"], "starts": "15:00", "ends": "17:00"}


@pytest.fixture
def member():
    return make_member(make_organisation(subdivision="ENG"), roles=("supervisor",))


@pytest.fixture
def ask(client, member):
    client.force_login(member.person)
    return asking(client)


def asking(client):
    def ask(method, path="", body=None, room="me/availability/"):
        answer = getattr(client, method)(
            f"/api/v1/{room}{path}",
            *([] if body is None else [json.dumps(body)]),
            content_type="application/json",
        )
        return answer.status_code, answer.json() if answer.content else None

    return ask


def test_somebody_who_said_nothing_has_their_working_days(ask):
    status, found = ask("get")

    assert status == 200
    assert found["hours"]["is_usual"]
    assert found["hours"]["windows"][0] == {
        "weekday": "Mon", "starts": "09:00", "ends": "17:00", "media": ["video", "phone"], "place": "",
    }  # fmt: skip
    assert (found["days"], found["protected"], found["heavy_days"]) == ([], [], [])
    assert found["limits"]["own"]["most_a_day"] is None


def test_a_week_goes_in_with_its_zone_and_comes_out(ask, member):
    windows = [
        {
            "weekday": "Fri",
            "starts": "18:00",
            "ends": "24:00",
            "media": ["in_person"],
            "place": "Mill Street",
        },
        {"weekday": "Mon", "starts": "00:00", "ends": "06:15", "media": ["phone"], "place": ""},
    ]

    status, found = ask("put", "hours/", {"windows": windows, "time_zone": "Europe/Madrid"})

    assert (status, found["time_zone"], found["is_usual"]) == (200, "Europe/Madrid", False)
    assert found["windows"] == windows[::-1]
    assert Member.objects.get(pk=member.pk).time_zone == "Europe/Madrid"
    assert ask("delete", "hours/")[0] == 204
    assert ask("get")[1]["hours"]["is_usual"]


def test_what_is_wrong_with_a_week_is_named_by_its_field(ask):
    windows = [
        {"weekday": "Mon", "starts": "09:00", "ends": "12:00"},
        {"weekday": "Mon", "starts": "11:00", "ends": "10:00"},
    ]

    status, found = ask("put", "hours/", {"windows": windows})

    assert (status, found["code"]) == (409, "hours-wrong")
    assert {problem["field"] for problem in found["errors"]} == {"windows.1.starts", "windows.1.ends"}


@pytest.mark.parametrize("starts", ["9:00", "24:15", "noon", 540, None])
def test_a_time_is_written_in_one_way(ask, starts):
    status, found = ask("put", "hours/", {"windows": [{"weekday": "Mon", "starts": starts, "ends": "24:00"}]})

    assert (status, found["errors"][0]["field"]) == (400, "windows.0.starts")


def test_a_date_has_hours_of_its_own(ask):
    stretch = {"starts": "10:00", "ends": "12:00", "media": ["video"], "place": ""}

    assert ask("get", "days/2026-11-05/")[1]["is_own"] is False
    status, found = ask("put", "days/2026-11-05/", {"windows": [stretch]})
    assert (status, found) == (200, {"day": "2026-11-05", "is_own": True, "windows": [stretch]})
    assert ask("put", "days/2026-11-06/", {})[1]["windows"] == []
    assert ask("put", "days/2026-12-25/", {"as_usual": True})[1]["windows"][0]["ends"] == "17:00"

    assert [day["day"] for day in ask("get")[1]["days"]] == ["2026-11-05", "2026-11-06", "2026-12-25"]
    assert ask("delete", "days/2026-11-05/")[0] == ask("delete", "days/2026-11-05/")[0] == 204
    assert ask("put", "days/2026-11-01/", {})[1]["errors"][0]["field"] == "day"
    assert ask("put", "days/never/", {})[0] == 404


def test_time_is_protected_changed_and_given_up(ask):
    status, kept = ask("post", "protected/", THURSDAY)

    assert (status, kept["name"], kept["words"]) == (201, "Writing up", "Thursdays, 15:00 to 17:00")
    assert ask("get", "protected/")[1] == {"results": [kept]}
    lunch = {
        "shape": "within",
        "name": "Lunch",
        "weekdays": ["Mon"],
        "starts": "12:00",
        "ends": "14:00",
        "minutes": 30,
    }
    status, changed = ask("put", f"protected/{kept['id']}/", lunch)
    assert (changed["words"], changed["name"]) == ("Mondays, 30 minutes between 12:00 and 14:00", "Lunch")
    status, found = ask("put", f"protected/{kept['id']}/", lunch | {"minutes": 125})
    assert (status, found["errors"][0]["field"]) == (409, "minutes")
    assert ask("delete", f"protected/{kept['id']}/")[0] == 204
    assert ask("get", f"protected/{kept['id']}/")[0] == 404


def test_nobody_else_sees_what_somebody_said(ask, client, member):
    _, kept = ask("post", "protected/", THURSDAY)
    ask("put", "heavy/2026-11-03/")
    ask("patch", "limits/", {"most_a_day": 1})
    organisation = member.organisation
    for other in (
        make_member(organisation, roles=("admin",)),
        make_member(organisation, roles=("team_lead", "supervisor")),
        make_member(roles=("admin",)),
    ):
        client.force_login(other.person)
        found = ask("get")[1]
        assert (found["protected"], found["heavy_days"], found["limits"]["own"]["most_a_day"]) == (
            [],
            [],
            None,
        )
        for method in ("get", "delete"):
            assert ask(method, f"protected/{kept['id']}/")[0] == 404
        assert ask("put", f"protected/{kept['id']}/", THURSDAY)[0] == 404
        assert ask("delete", "heavy/2026-11-03/")[0] == 204

    assert ProtectedTime.objects.count() == HeavyDay.objects.count() == 1


def test_limits_of_one_s_own(ask):
    status, found = ask("patch", "limits/", {"most_a_day": 3, "notice_hours": None})

    assert (status, found["own"]["most_a_day"], found["in_force"]["most_a_day"]) == (200, 3, 3)
    assert found["in_force"]["notice_hours"] is not None
    assert ask("patch", "limits/", {"most_a_day": 99})[1]["errors"][0]["field"] == "most_a_day"
    assert ask("patch", "limits/", {"most_a_month": 9})[1]["errors"][0]["field"] == "most_a_month"


def test_an_organisation_s_rules_and_days(client, member):
    admin = make_member(member.organisation, roles=("admin",))
    client.force_login(admin.person)
    ask = asking(client)

    status, found = ask(
        "patch", "booking/", {"most_a_week": 12, "keeps_holidays": True}, room="organisation/"
    )
    assert (status, found["own"]["most_a_week"], found["keeps_holidays"]) == (200, 12, True)
    christmas = ask("get", "holidays/?year=2026", room="organisation/")[1]["results"][-3]
    assert christmas == {"day": "2026-12-25", "name": "Christmas Day", "is_worked": False}

    assert ask("put", "booking/days/2026-12-25/", {"is_open": True}, room="organisation/")[0] == 200
    assert ask("put", "booking/days/2026-12-24/", {"is_open": True}, room="organisation/")[0] == 409
    assert ask("put", "booking/days/2026-12-24/", {"is_open": False}, room="organisation/")[0] == 200
    assert ask("get", "booking/", room="organisation/")[1]["closed_days"] == ["2026-12-24"]
    assert ask("delete", "booking/days/2026-12-24/", room="organisation/")[0] == 204
    assert list(ClosedDay.objects.values_list("day", "is_open")) == [(date(2026, 12, 25), True)]


def test_a_token_that_may_only_read_changes_nothing(client, member):
    _, text = make_token(member, name="Script", may_write=False, lasts_days=30, now=now())
    headers = {"Authorization": f"Bearer {text}"}

    assert client.get("/api/v1/me/availability/", headers=headers).status_code == 200
    answer = client.post(
        "/api/v1/me/availability/protected/",
        json.dumps(THURSDAY),
        content_type="application/json",
        headers=headers,
    )

    assert answer.status_code == 403
    assert not ProtectedTime.objects.exists()


def test_what_comes_of_it_and_what_lies_outside(ask, member):
    ask("put", "hours/", {"windows": [{"weekday": "Thu", "starts": "09:00", "ends": "17:00"}]})
    ask("post", "protected/", THURSDAY)
    supervisee = make_member(member.organisation, name="Nia Bevan")
    make_session(member, supervisee, at=MONDAY_9AM + timedelta(days=1), status="booked")

    (thursday,) = [day for day in ask("get", "week/?from=2026-11-08")[1]["days"] if day["open"]]
    assert (thursday["day"], thursday["open"]) == ("2026-11-05", [{"starts": "09:00", "ends": "15:00"}])
    assert thursday["protected"] == [{"starts": "15:00", "ends": "17:00", "name": "Writing up"}]
    assert ask("get", "week/")[1]["days"][0]["why"] == "No hours"
    for wrong in ("from=then", "to=2026-11-08", "from=1900-01-01", "from=2199-12-31"):
        assert ask("get", f"week/?{wrong}")[0] == 400

    (left,) = ask("get")[1]["outside"]
    assert (left["starts_at"], left["words"]) == ("2026-11-03T09:00:00Z", "Nia Bevan")
