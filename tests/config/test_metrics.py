"""/metrics: the same numbers from any process, for whoever holds the token."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from supervision.clock import now
from supervision.notices import heartbeats
from tests.builders import make_gateway, make_member, make_notice, make_way

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-some-length"
LOCAL = "127.0.0.1"


def gauges(answer) -> dict:
    return {
        (sample.name, sample.labels.get("part") or sample.labels.get("channel", "")): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_it_counts_the_outbox_and_the_parts(client):
    reader = make_member(name="Siobhán Marked")
    make_notice(reader, at=now() - timedelta(seconds=50))
    make_notice(reader, at=now() + timedelta(hours=1))
    make_notice(reader, state="failed")
    heartbeats.note(heartbeats.WORKER, "one@host", now=now() - timedelta(seconds=10))
    heartbeats.note(heartbeats.SWEEP, now=now(), took_ms=400)

    answer = client.get("/metrics")

    found = gauges(answer)
    assert answer["Content-Type"].startswith("text/plain")
    assert found["holdspace_notices_waiting", ""] == found["holdspace_notices_held", ""] == 1
    assert 50 <= found["holdspace_notices_oldest_seconds", ""] < 60
    assert found["holdspace_notices_failed", ""] == 1
    assert 10 <= found["holdspace_heartbeat_age_seconds", "worker"] < 20
    assert (found["holdspace_parts", "worker"], found["holdspace_parts", "beat"]) == (1, 0)
    assert found["holdspace_sweep_seconds", ""] == 0.4
    assert found["holdspace_mail_stopped_seconds", ""] == 0
    assert ("holdspace_parts", heartbeats.NO_MAIL) not in found
    for word in ("Siobh", "Organisation", "host", "trial"):
        assert word not in answer.content.decode()


def test_it_says_for_how_long_the_mail_server_has_taken_nothing(client):
    heartbeats.note_no_mail(now=now() - timedelta(seconds=100))
    heartbeats.note_no_mail(now=now() - timedelta(seconds=5))

    found = gauges(client.get("/metrics"))

    assert 100 <= found["holdspace_mail_stopped_seconds", ""] < 110
    assert ("holdspace_parts", heartbeats.NO_MAIL) not in found


def deliver_by(way, name="Phone", *, ago=timedelta(), state="due", reader=None):
    """Leave a delivery by `way`; None: one that was removed since."""
    reader = reader or way.member
    return make_notice(reader, state="passed_on", sent_at=now()).deliveries.create(
        way=way,
        organisation=reader.organisation,
        name=name,
        state=state,
        not_before=now() - ago,
        created_at=now(),
        ended_at=None if state == "due" else now() - ago,
    )


@pytest.fixture
def ways():
    reader = make_member(name="Siobhán Marked")
    text = make_gateway(reader.organisation, name="Care Text")
    return make_way(reader), make_way(reader, gateway=text)


def test_it_counts_each_channel_by_itself(client, ways):
    phone, number = ways
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    make_notice(phone.member, at=now() - timedelta(seconds=20))
    deliver_by(phone, ago=minute)
    deliver_by(phone, ago=-minute)
    deliver_by(phone, state="sent", ago=minute)
    deliver_by(phone, state="sent", ago=2 * hour)
    deliver_by(None, state="failed", reader=phone.member)
    deliver_by(number, "Care Text", state="uncertain")
    deliver_by(None, "Care Text", state="sent", reader=phone.member)

    answer = client.get("/metrics")

    found = gauges(answer)
    said = {
        name: [found[f"holdspace_channel_{name}", channel] for channel in ("email", "push", "gateway")]
        for name in ("waiting", "sent_last_hour", "failed", "uncertain")
    }
    assert said == {
        "waiting": [1, 1, 0],
        "sent_last_hour": [0, 1, 1],
        "failed": [0, 1, 0],
        "uncertain": [0, 0, 1],
    }
    assert 20 <= found["holdspace_channel_oldest_seconds", "email"] < 40
    assert 60 <= found["holdspace_channel_oldest_seconds", "push"] < 80
    assert found["holdspace_channel_oldest_seconds", "gateway"] == 0
    assert found["holdspace_notices_waiting", ""] == 1
    assert {channel for name, channel in found if name.startswith("holdspace_channel")} == {
        *("email", "push", "gateway")
    }
    for word in ("Siobh", "Care Text", "trial"):
        assert word not in answer.content.decode()


def test_a_channel_that_nothing_went_by_is_counted_as_none(client):
    found = gauges(client.get("/metrics"))

    assert {value for (name, _), value in found.items() if name.startswith("holdspace_channel")} == {0}


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_eight_queries_whatever_there_is(client, rows, ways, django_assert_num_queries):
    for _ in range(rows):
        make_notice(make_member())
        for way in ways:
            for state in ("due", "sent", "failed"):
                deliver_by(way, state=state)

    with django_assert_num_queries(8):
        assert client.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        (LOCAL, {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("", {}, 404),
        (LOCAL, {"X-Forwarded-For": "192.0.2.7"}, 404),
        (LOCAL, {"Forwarded": "for=192.0.2.7"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer "}, 404),
    ],
)
def test_without_a_token_only_this_machine_itself_may_read(client, address, headers, status):
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


def test_behind_a_proxy_it_needs_the_token(client, settings):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    assert client.get("/metrics").status_code == 404


@pytest.mark.parametrize(("given", "status"), [(f"Bearer {TOKEN}", 200), ("Bearer nearly", 404), ("", 404)])
def test_with_a_token_nothing_else_opens_it(client, settings, given, status):
    settings.METRICS_TOKEN = TOKEN

    for address in (LOCAL, "192.0.2.7"):
        answer = client.get("/metrics", REMOTE_ADDR=address, headers={"Authorization": given})
        assert answer.status_code == status
