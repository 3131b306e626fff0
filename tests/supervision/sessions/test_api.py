"""The API onto sessions: who sees what of them, and that it tells what the page tells."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.people.models import AuditEntry
from supervision.sessions.models import Account, Session
from tests.builders import (
    MONDAY_9AM,
    make_member,
    make_session,
    make_team,
)
from tests.community import Community

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM + timedelta(hours=3)


@pytest.fixture
def house(time_machine):
    time_machine.move_to(NOW, tick=False)

    house = Community()
    house.member = house.add("Grace Bell")
    house.colleague = house.add("Siân Lloyd", team=make_team(house.organisation))
    house.foreign = make_member(roles=("admin", "team_lead"))
    return house


def record(house, **extra):
    body = {
        "supervisor": house.supervisor.pk,
        "supervisees": [house.member.pk],
        "starts_at": "2026-11-02T09:00:00Z",
        "minutes": 60,
        "said": {"outcome": "held"},
    }
    return body | extra


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def test_a_recorded_session_counts_at_once_and_waits_for_the_other_side(api, house):
    answer = api(house.member, "post", "sessions/", record(house))

    assert answer.status_code == 201, answer.content
    body = answer.json()
    assert (body["outcome"], body["held_minutes"]) == ("held", 60)
    assert body["between"]["standing"] == "waiting"
    assert body["between"]["accounts"][0]["can_withdraw"]
    other = api(house.supervisor, "get", f"sessions/{body['id']}/").json()
    assert other["between"]["confirms"]


def test_the_other_side_confirms_and_both_stand(api, house):
    pk = api(house.member, "post", "sessions/", record(house)).json()["id"]

    answer = api(house.supervisor, "post", f"sessions/{pk}/confirm/")

    assert answer.json()["between"]["standing"] == "agreed"
    assert Account.objects.filter(session=pk).count() == 2


def test_two_words_that_differ_both_show(api, house, time_machine):
    pk = api(house.member, "post", "sessions/", record(house)).json()["id"]
    time_machine.move_to(NOW + timedelta(minutes=1), tick=False)

    said = {"outcome": "short", "minutes": 30}
    answer = api(house.supervisor, "put", f"sessions/{pk}/account/", said)

    between = answer.json()["between"]
    assert between["standing"] == "differing"
    assert [one["minutes"] for one in between["accounts"]] == [60, 30]
    assert answer.json()["held_minutes"] == 60


def test_a_word_is_taken_back_within_ten_minutes_and_not_after(api, house, time_machine):
    first = api(house.member, "post", "sessions/", record(house)).json()["id"]

    assert api(house.member, "delete", f"sessions/{first}/account/").status_code == 204

    assert not Session.objects.filter(pk=first).exists()
    second = api(house.member, "post", "sessions/", record(house)).json()["id"]
    time_machine.move_to(NOW + timedelta(minutes=10), tick=False)
    late = api(house.member, "delete", f"sessions/{second}/account/")
    assert (late.status_code, late.json()["code"]) == (409, "account-undo-passed")
    assert Session.objects.filter(pk=second).exists()


def test_a_lead_reads_dates_and_minutes_and_nothing_of_what_was_said(api, house):
    pk = api(house.member, "post", "sessions/", record(house)).json()["id"]
    off = make_session(house.supervisor, house.member, at=MONDAY_9AM - timedelta(days=7), status="cancelled")
    Session.objects.filter(pk=off.pk).update(cancelled_by="supervisee")

    held = api(house.lead, "get", f"sessions/{pk}/")
    called_off = api(house.lead, "get", f"sessions/{off.pk}/")

    assert (held.json()["outcome"], held.json()["held_minutes"]) == ("held", 60)
    assert held.json()["between"] is None
    assert called_off.json()["outcome"] == "not_held"
    for answer in (called_off, api(house.lead, "get", "sessions/")):
        assert "cancel" not in answer.content.decode()
        assert 'supervisee"' not in answer.content.decode()


def test_a_lead_s_look_is_written_down_for_whom_it_was_about(api, house):
    pk = api(house.member, "post", "sessions/", record(house)).json()["id"]
    api(house.supervisor, "get", f"sessions/{pk}/")
    assert not AuditEntry.objects.filter(action__startswith="read.").exists()

    api(house.lead, "get", f"sessions/{pk}/")

    entry = AuditEntry.objects.get(action__startswith="read.")
    assert (entry.actor_id, entry.subject_id) == (house.lead.pk, house.member.pk)


def test_a_lead_reads_the_names_of_their_own_people_in_a_group_alone(api, house):
    group = make_session(house.supervisor, [house.member, house.colleague], kind="group", minutes=90)

    seen = api(house.lead, "get", f"sessions/{group.pk}/")

    assert seen.json()["invited"] == 2
    assert [one["name"] for one in seen.json()["supervisees"]] == ["Grace Bell"]
    assert "Siân" not in json.dumps(seen.json(), ensure_ascii=False)
    in_it = api(house.member, "get", f"sessions/{group.pk}/").json()
    assert {one["name"] for one in in_it["supervisees"]} == {"Grace Bell", "Siân Lloyd"}
    # Nor can they find out by asking for the other one.
    assert api(house.lead, "get", f"sessions/?member={house.colleague.pk}").status_code == 404


def test_the_page_keeps_the_same_names_from_a_lead(client, house):
    group = make_session(house.supervisor, [house.member, house.colleague], kind="group", minutes=90)
    client.force_login(house.lead.person)

    page = client.get(f"/sessions/{group.pk}/").content.decode()

    assert "Grace Bell" in page
    assert "Siân" not in page


@pytest.mark.parametrize("who", ["colleague", "admin", "foreign"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "sessions/{pk}/"),
        ("put", "sessions/{pk}/account/"),
        ("delete", "sessions/{pk}/account/"),
        ("post", "sessions/{pk}/confirm/"),
    ],
)
def test_whoever_has_no_part_in_a_session_finds_none(api, house, who, method, path):
    session = make_session(house.supervisor, house.member)
    body = {"outcome": "missed"} if method == "put" else None

    answer = api(getattr(house, who), method, path.format(pk=session.pk), body)
    missing = api(getattr(house, who), method, path.format(pk=10**9), body)

    assert answer.status_code == 404
    assert answer.content == missing.content
    assert ids(api(getattr(house, who), "get", "sessions/")) == []
    session.refresh_from_db()
    assert session.status == "held"


def test_people_one_may_not_know_and_people_who_are_not_there_are_answered_alike(api, house):
    answers = [
        api(house.member, "post", "sessions/", record(house, supervisees=[pk]))
        for pk in (house.colleague.pk, house.foreign.pk, 10**9)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"starts_at": "2026-11-02T13:00:00Z"}, 409, "session-not-begun"),
        ({"starts_at": "2026-11-02T09:00:00"}, 400, "invalid"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, 400, "invalid"),
        ({"said": {"outcome": "short", "minutes": 60}}, 409, "session-length"),
        ({"said": {"outcome": "cancelled"}}, 409, "refused"),
        ({"said": {"outcome": "held", "mood": 3}}, 400, "invalid"),
        ({"supervisees": []}, 400, "invalid"),
        ({"minutes": 0}, 400, "invalid"),
        ({"supervisor": 2**80}, 400, "invalid"),
    ],
)
def test_a_session_that_does_not_hold_is_a_problem_and_leaves_nothing(api, house, change, status, code):
    answer = api(house.member, "post", "sessions/", record(house, **change))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Session.objects.exists()


def test_the_list_is_asked_by_closed_words_alone(api, house):
    past = make_session(house.supervisor, house.member, at=MONDAY_9AM - timedelta(days=30))
    group = make_session(house.supervisor, [house.member], kind="group", at=MONDAY_9AM - timedelta(days=1))
    unsaid = make_session(house.supervisor, house.member, status="booked")
    ahead = make_session(house.supervisor, house.member, at=NOW + timedelta(days=1), status="booked")

    def found(query):
        return ids(api(house.member, "get", f"sessions/?{query}"))

    assert found("") == [ahead.pk, unsaid.pk, group.pk, past.pk]
    assert found("when=ahead") == [ahead.pk]
    assert found("when=record") == [unsaid.pk]
    assert found("when=past&kind=group") == [group.pk]
    assert found("from=2026-11-01&to=2026-11-02") == [unsaid.pk, group.pk]
    assert found(f"member={house.member.pk}&when=ahead") == [ahead.pk]
    for query in ("when=soon", "kind=pair", "from=yesterday", "outcome=held", "member=x"):
        assert api(house.member, "get", f"sessions/?{query}").status_code == 400


def test_the_same_key_records_one_session(api, house):
    first, second = (
        api(house.member, "post", "sessions/", record(house), **{"Idempotency-Key": "k"}) for _ in range(2)
    )

    assert first.json() == second.json()
    assert Session.objects.count() == 1


@pytest.mark.parametrize("who", ["member", "lead"])
def test_the_list_asks_the_same_questions_for_thirty(client, house, who):
    client.force_login(getattr(house, who).person)

    def questions():
        client.get("/api/v1/sessions/")  # a lead's first look is written down; the second asks alone
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/api/v1/sessions/").status_code == 200
        return len(asked)

    make_session(house.supervisor, [house.member, house.colleague], kind="group")
    few = questions()
    for day in range(1, 30):
        at = MONDAY_9AM - timedelta(days=day)
        make_session(house.supervisor, [house.member, house.colleague], kind="group", at=at)

    assert questions() == few
