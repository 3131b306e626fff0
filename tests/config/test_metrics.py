"""/metrics: the same numbers from any process, for whoever holds the token."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from supervision.clock import now
from supervision.notices import heartbeats
from tests.builders import make_member, make_notice

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-some-length"
LOCAL = "127.0.0.1"


def gauges(answer) -> dict:
    return {
        (sample.name, sample.labels.get("part", "")): sample.value
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
    for word in ("Siobh", "Organisation", "host", "trial"):
        assert word not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_it_costs_five_queries_whatever_there_is(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_notice(make_member())

    with django_assert_num_queries(5):
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
