"""The API onto clocks, flags, worked units, the board and one's own rules: who sees what, and why."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people.models import AuditEntry
from supervision.policy import services
from supervision.policy.models import Clock, Flag, PrivateRule, Worked
from tests.builders import (
    MONDAY_9AM,
    make_member,
    make_rule,
    make_session,
    make_team,
)
from tests.supervision.policy.owed import Alder

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM + timedelta(hours=3)


@pytest.fixture
def house(time_machine):
    time_machine.move_to(NOW, tick=False)

    house = Alder(now=NOW)
    house.member = house.add("Grace Bell", held=10)
    house.colleague = house.add("Siân Lloyd", team=make_team(house.organisation), supervised=False)
    house.foreign = make_member(roles=("admin", "team_lead", "supervisor"))
    house.bring_up()
    return house


def rows(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def whose(answer):
    return {row["member"]["name"] for row in rows(answer)}


# ---------------------------------------------------------------- clocks
def test_a_clock_says_when_and_why(api, house):
    (clock,) = rows(api(house.member, "get", "clocks/"))

    assert clock["rule"]["name"] == "Every four weeks"
    assert (clock["state"], clock["due_on"], clock["last_counted_on"]) == (
        "on_track",
        "2026-11-20",
        "2026-10-23",
    )
    assert clock["sentence"] == "Due 20 Nov: last held 23 Oct + 28 days."
    assert clock["next_booked"] is None


def test_clocks_are_seen_by_oneself_one_s_supervisor_and_one_s_lead(api, house):
    assert whose(api(house.member, "get", "clocks/")) == {"Grace Bell"}
    assert whose(api(house.supervisor, "get", "clocks/")) == {"Judith Marlow", "Grace Bell"}
    assert whose(api(house.lead, "get", "clocks/")) == {"Ruth Calder", "Grace Bell"}
    assert whose(api(house.admin, "get", "clocks/")) == {"Judith Marlow"}  # who is in no team
    assert rows(api(house.foreign, "get", "clocks/")) == []
    clock = Clock.objects.get(member=house.member)
    for who in (house.colleague, house.admin, house.foreign):
        answer = api(who, "get", f"clocks/{clock.pk}/")
        assert (answer.status_code, answer.content) == (404, api(who, "get", "clocks/999999/").content)


def test_the_state_is_a_closed_word_and_goes_by_the_moment_that_asks(api, house, time_machine):
    def asked(state):
        return whose(api(house.lead, "get", f"clocks/?state={state}"))

    assert asked("on_track") == {"Grace Bell"}
    assert asked("escalated") == {"Ruth Calder"}
    time_machine.move_to(NOW + timedelta(days=18), tick=False)
    # No sweep came by, and still nobody who is owed reads as covered.
    assert asked("due_soon") == {"Grace Bell"}
    assert asked("on_track") == set()
    assert api(house.lead, "get", "clocks/?state=late").status_code == 400
    assert api(house.lead, "get", "clocks/?sort=name").status_code == 400


def test_one_clock_comes_with_its_year(api, house):
    clock = Clock.objects.get(member=house.member)

    past = api(house.supervisor, "get", f"clocks/{clock.pk}/").json()["past"]

    assert past["held"][0] == {"on": "2026-10-23", "days": None, "away": 0, "owed": 0}
    assert past["stretches"][-1]["kind"] == "covered"


def test_a_booking_with_somebody_else_is_told_to_a_supervisor_without_its_day(api, house):
    other = make_member(house.organisation, roles=("supervisor",), name="Bo Vance")
    booked = make_session(other, house.member, at=NOW + timedelta(days=3), status="booked")

    def next_booked(who):
        found = {row["member"]["name"]: row["next_booked"] for row in rows(api(who, "get", "clocks/"))}
        return found["Grace Bell"]

    assert next_booked(house.member)["session"] == booked.pk
    assert next_booked(house.lead)["starts_at"] == "2026-11-05T12:00:00Z"
    assert next_booked(house.supervisor) == {"session": None, "starts_at": None, "supervisor": None}


def test_a_look_at_somebody_s_clock_is_written_down_once_a_day(api, house):
    for _ in range(2):
        api(house.supervisor, "get", "clocks/")

    entry = AuditEntry.objects.get(action="read.list")
    assert (entry.actor_id, entry.subject_id) == (house.supervisor.pk, house.member.pk)
    mine = rows(api(house.member, "get", "readings/"))
    assert [(one["who"], one["what"]) for one in mine] == [("Judith Marlow", "list")]
    assert rows(api(house.lead, "get", "readings/")) == []


# ---------------------------------------------------------------- flags
def test_flags_keep_their_history_for_those_who_see_the_clock(api, house):
    flag = Flag.objects.get(member=house.lead)
    closed = Flag.objects.create(
        member=house.member,
        rule=house.rule,
        due_on=date(2026, 10, 1),
        opened_at=NOW - timedelta(days=30),
        closed_at=NOW - timedelta(days=10),
        ending="held",
        closed_by=house.member.attendances.get().session,
    )

    assert [row["id"] for row in rows(api(house.lead, "get", "flags/"))] == [flag.pk, closed.pk]
    assert [row["id"] for row in rows(api(house.lead, "get", "flags/?is_open=true"))] == [flag.pk]
    (own,) = rows(api(house.member, "get", "flags/"))
    assert (own["ending"], own["closed_by"]) == ("held", closed.closed_by_id)
    for who in (house.colleague, house.admin, house.foreign):
        allowed = {who.pk, house.supervisor.pk} if who is house.admin else {who.pk}  # who is in no team
        assert {row["member"]["id"] for row in rows(api(who, "get", "flags/"))} <= allowed
        assert api(who, "get", f"flags/{closed.pk}/").status_code == 404


# ---------------------------------------------------------------- worked units
def test_units_move_a_clock_that_counts_them(api, house):
    house.rule.delete()
    make_rule(house.policy, "Every eight shifts", kind="units", units=8, interval_days=None)
    path = f"members/{house.member.pk}/worked/"

    for day, units in (("2026-10-26", "7.5"), ("2026-10-27", "0.5")):
        answer = api(house.member, "put", f"{path}{day}/", {"units": units})
        assert (answer.status_code, answer.json()) == (200, {"day": day, "units": units}), answer.content

    (clock,) = rows(api(house.member, "get", "clocks/"))
    assert clock["due_on"] == "2026-10-27"
    assert [row["day"] for row in rows(api(house.member, "get", path))] == ["2026-10-27", "2026-10-26"]
    assert api(house.admin, "get", f"{path}2026-10-26/").json()["units"] == "7.5"
    assert api(house.admin, "put", f"{path}2026-10-26/", {"units": "1"}).status_code == 200
    assert [row["day"] for row in rows(api(house.member, "get", f"{path}?from=2026-10-27"))] == ["2026-10-27"]


@pytest.mark.parametrize("who", ["colleague", "supervisor", "lead", "foreign"])
def test_units_are_their_worker_s_and_an_administrator_s_alone(api, house, who):
    path = f"members/{house.member.pk}/worked/"

    assert api(getattr(house, who), "get", path).status_code == 404
    assert api(getattr(house, who), "put", f"{path}2026-10-26/", {"units": "1"}).status_code == 404
    assert not Worked.objects.exists()


@pytest.mark.parametrize(
    ("day", "units", "status"),
    [
        ("2026-10-26", "-1", 400),
        ("2026-10-26", "NaN", 400),
        ("2026-10-26", "1e9", 400),
        ("2026-02-30", "1", 404),
        ("today", "1", 404),
    ],
)
def test_odd_units_are_refused(api, house, day, units, status):
    answer = api(house.member, "put", f"members/{house.member.pk}/worked/{day}/", {"units": units})

    assert answer.status_code == status
    assert not Worked.objects.exists()


# ---------------------------------------------------------------- the board
def test_the_board_of_a_team_is_its_leads_alone(api, house):
    path = f"teams/{house.team.pk}/board/"

    board = api(house.lead, "get", path).json()

    assert [row["name"] for row in board["results"]] == ["Ruth Calder", "Grace Bell"]
    assert board["counts"] == {"owed": 1, "soon": 0, "covered": 1, "paused": 0, "none": 0}
    assert [row["name"] for row in api(house.lead, "get", f"{path}?show=owed").json()["results"]] == [
        "Ruth Calder"
    ]
    assert api(house.lead, "get", f"{path}?show=everything").status_code == 400
    for who in (house.member, house.supervisor, house.admin, house.foreign):
        assert api(who, "get", path).status_code == 404


def test_a_supervisor_reads_the_board_of_their_people(api, house):
    other = make_member(house.organisation, roles=("supervisor",))
    make_session(other, house.member, at=NOW + timedelta(days=3), status="booked")

    board = api(house.supervisor, "get", "board/mine/").json()

    (row,) = board["results"]
    assert (row["name"], row["look"]) == ("Grace Bell", "covered")
    assert row["next_booked"] == {"session": None, "starts_at": None, "supervisor": None}
    assert api(house.supervisor, "get", "board/mine/?show=none").json()["found"] == 0
    for who in (house.member, house.lead, house.admin):
        assert api(who, "get", "board/mine/").status_code == 404


def test_an_administrator_reads_counts_and_no_name(api, house):
    answer = api(house.admin, "get", "board/counts/")

    assert {row["team"]: row["counts"]["owed"] for row in answer.json()}["Community"] == 1
    assert "Grace" not in answer.content.decode()
    assert api(house.lead, "get", "board/counts/").status_code == 404


# ---------------------------------------------------------------- one's own rules
def test_a_body_s_rule_is_kept_for_its_owner_alone(api, house):
    bodies = api(house.member, "get", "bodies/").json()["results"]
    assert all(body["source"].startswith("http") for body in bodies)

    kept = api(house.member, "post", "me/rules/", {"body": "bacp-accredited"})

    assert kept.status_code == 201, kept.content
    (own,) = rows(api(house.member, "get", "me/rules/"))
    assert (own["id"], own["rule"]["minutes"]) == (kept.json()["id"], 90)
    assert own["sentence"]
    for who in (house.supervisor, house.lead, house.admin, house.foreign):
        assert rows(api(who, "get", "me/rules/")) == []
        assert api(who, "delete", f"me/rules/{own['id']}/").status_code == 404
    assert "BACP" not in api(house.lead, "get", "clocks/").content.decode()
    assert api(house.member, "delete", f"me/rules/{own['id']}/").status_code == 204
    assert not PrivateRule.objects.exists()


def test_a_rule_of_one_s_own_values_is_looked_at_like_any_other(api, house):
    good = {"name": "My own", "kind": "rolling", "interval_days": 21}
    assert api(house.member, "post", "me/rules/", {"rule": good}).status_code == 201

    wrong = api(house.member, "post", "me/rules/", {"rule": {"name": "My own", "kind": "rolling"}})

    assert (wrong.status_code, wrong.json()["code"]) == (422, "rule-does-not-hold")
    assert [error["field"] for error in wrong.json()["errors"]] == ["interval_days"]
    for body in ({}, {"body": "bacp-accredited", "rule": good}, {"body": "nobody"}):
        assert api(house.member, "post", "me/rules/", body).status_code == 400
    assert PrivateRule.objects.count() == 1


# ---------------------------------------------------------------- how much it asks
def test_lists_ask_the_same_questions_for_thirty(client, house):
    client.force_login(house.lead.person)
    paths = [
        "clocks/",
        "flags/",
        f"teams/{house.team.pk}/board/",
        f"members/{house.lead.pk}/worked/",
        "readings/",
    ]

    def questions(path):
        client.get(f"/api/v1/{path}")  # a first look is written down; the second asks alone
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/api/v1/{path}").status_code == 200
        return len(asked)

    Worked.objects.create(member=house.lead, day=date(2026, 9, 30), units=1)
    make_member(team=house.team)
    services.refresh(organisation=house.organisation, now=NOW)
    few = [questions(path) for path in paths]
    for number in range(1, 31):
        member = make_member(team=house.team)
        make_session(house.supervisor, member, at=NOW + timedelta(days=number), status="booked")
        Worked.objects.create(member=house.lead, day=date(2026, 10, 1) + timedelta(days=number), units=1)
    services.refresh(organisation=house.organisation, now=NOW)

    assert [questions(path) for path in paths] == few
