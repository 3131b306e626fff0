import pytest


def test_live_needs_nothing(client):
    assert client.get("/health/live").status_code == 200


@pytest.mark.django_db
def test_ready_says_what_it_looked_at(client):
    answer = client.get("/health/ready")

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
