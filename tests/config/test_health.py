import pytest

from supervision.clock import now
from supervision.notices import heartbeats


@pytest.mark.parametrize("address", ["/health/live", "/health/live/"])
def test_live_needs_nothing(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_ready_says_what_it_looked_at(client):
    answer = client.get("/health/ready/")

    assert answer.status_code == 200
    assert answer.json()["database"] == answer.json()["migrations"] == "ok"


@pytest.mark.django_db
def test_ready_refuses_when_tables_are_behind(client, monkeypatch):
    monkeypatch.setattr("config.health._migrations", lambda: "behind")

    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_redis_gone_is_said_and_refuses_nothing(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["redis"] == "unreachable"


@pytest.mark.django_db
def test_ready_names_what_is_missing_and_no_secret(client, settings):
    settings.REDIS_URL = "redis://:marked-word@127.0.0.1:1/0"
    settings.HOLDSPACE_KEYS = ["marked-key"]

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["missing"] == ["keys", "redis", "beat", "worker"]
    assert "marked" not in answer.content.decode()


@pytest.mark.django_db
def test_a_silent_worker_is_said_and_refuses_nothing(client):
    heartbeats.note(heartbeats.BEAT, "one", now=now())

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert (answer.json()["beat"], answer.json()["worker"]) == ("ok", "silent")
    assert answer.json()["missing"] == ["worker"]


@pytest.mark.django_db
def test_a_mail_server_that_takes_nothing_is_said_and_refuses_nothing(client):
    for part in (heartbeats.BEAT, heartbeats.WORKER):
        heartbeats.note(part, "one", now=now())
    heartbeats.note_no_mail(now=now())

    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert answer.json()["mail"] == "unreachable"
    assert "mail" in answer.json()["missing"]
