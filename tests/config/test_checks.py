import pytest
from cryptography.fernet import Fernet

from config import checks

SAFE = {
    "SECRET_KEY": "k9#" + "abcdefghijklmnopqrstuvwxyz" * 2,
    "HOLDSPACE_KEYS": [Fernet.generate_key().decode()],
    "ALLOWED_HOSTS": ["holdspace.example"],
    "BASE_URL": "https://holdspace.example",
}


@pytest.fixture
def safe(settings, monkeypatch):
    monkeypatch.delenv("HOLDSPACE_TEST", raising=False)
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def test_safe_values_are_let_through(safe):
    assert checks.unsafe() == []


@pytest.mark.parametrize(
    ("name", "value", "number"),
    [
        ("SECRET_KEY", "short", "002"),
        ("SECRET_KEY", "a" * 60, "002"),
        ("HOLDSPACE_KEYS", [], "003"),
        ("HOLDSPACE_KEYS", ["not a key"], "003"),
        ("ALLOWED_HOSTS", [], "004"),
        ("ALLOWED_HOSTS", ["*"], "004"),
        ("BASE_URL", "http://holdspace.example", "005"),
    ],
)
def test_each_unsafe_value_is_named(safe, name, value, number):
    setattr(safe, name, value)

    assert [found for found, _ in checks.unsafe()] == [number]


@pytest.mark.parametrize("name", checks.SEAMS)
def test_a_test_seam_outside_tests_stops_the_start(monkeypatch, name):
    monkeypatch.delenv("HOLDSPACE_TEST", raising=False)
    monkeypatch.setenv(name, "anything")

    assert [error.id for error in checks.test_seams(None)] == ["holdspace.E001"]


def test_a_test_seam_in_tests_is_let_through(monkeypatch):
    monkeypatch.setenv("HOLDSPACE_TEST", "1")
    monkeypatch.setenv("HOLDSPACE_CLOCK", "anything")

    assert checks.test_seams(None) == []
