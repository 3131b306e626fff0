"""Logs say what happened, where and how often; never a person's words, name or address."""

import json
import logging
import logging.config
from datetime import timedelta

import pytest
from django.http import Http404
from django.test import RequestFactory

from config.logs import logging_of
from supervision.clock import now
from supervision.notices import kinds
from supervision.notices.delivery import deliver_due
from supervision.notices.kinds import Kind
from supervision.people.links import make_link
from tests.builders import make_member, make_notice

MARKED = "marked"


@pytest.fixture
def lines(tmp_path):
    """Send all that is logged through the settings' own formatter to a file; call it to read the lines."""
    path = tmp_path / "log"
    written = logging_of(level="DEBUG", is_json=True)
    formatter = logging.config.DictConfigurator(written).configure_formatter(written["formatters"]["lines"])
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(formatter)
    root = logging.getLogger()
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    root.removeHandler(handler)
    handler.close()
    root.setLevel(level)


def log_of(lines) -> str:
    return json.dumps(lines(), ensure_ascii=False).lower()


def test_an_exception_is_told_by_type_and_place(lines):
    try:
        try:
            raise ValueError("Siobhán Marked wrote this")
        except ValueError as inner:
            raise RuntimeError("marked@example.org") from inner
    except RuntimeError:
        logging.getLogger("holdspace.pages").exception("A page failed (%s)", "AB12")

    (line,) = lines()
    assert line["event"] == "A page failed (AB12)"
    assert (line["level"], line["logger"]) == ("error", "holdspace.pages")
    assert [each["type"] for each in line["exception"]] == ["RuntimeError", "ValueError"]
    assert "test_logs.py" in line["exception"][0]["at"][0]
    assert MARKED not in log_of(lines)


def test_a_task_that_fails_is_named_without_what_was_said(lines):
    try:
        raise LookupError("marked@example.org")
    except LookupError as trouble:
        logging.getLogger("celery.app.trace").error(
            "Task %(name)s raised: %(exc)s",
            {"name": "notices.deliver", "exc": repr(trouble)},
            exc_info=True,
            extra={"data": {"name": "notices.deliver", "exc": repr(trouble)}},
        )

    (line,) = lines()
    assert (line["event"], line["task"]) == ("A task failed", "notices.deliver")
    assert MARKED not in log_of(lines)


def test_a_request_is_its_route_and_never_its_address(lines):
    request = RequestFactory().get("/inbox/fewer/marked-token/?q=marked")
    logging.getLogger("django.request").warning(
        "Not Found: %s", request.path, extra={"status_code": 404, "request": request}
    )
    other = RequestFactory().get("/marked/nowhere")
    logging.getLogger("django.security.DisallowedHost").error(
        "Invalid host: marked", extra={"request": other}
    )

    first, second = lines()
    assert (first["event"], first["status"]) == ("A request was refused", 404)
    assert first["route"] == "/inbox/fewer/<str:token>/"
    assert second["route"] == "none"
    assert MARKED not in log_of(lines)


@pytest.mark.django_db
def test_neither_deliveries_nor_pages_write_anybody_down(lines, client, monkeypatch, mailoutbox):
    """Messages that go, fail and cannot be written, and pages that open, are not there, and break."""
    person = {"name": "Siobhán Marked", "email": "marked@example.org"}
    reader = make_member(roles=("admin",), **person)
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))

    def broken(notice, at):
        raise RuntimeError(f"no words for {reader.person.name} <{reader.person.email}>")

    kinds.register(
        Kind("trial", "R", subject="one-tap", line="Marked", context=broken, path=lambda notice: "/marked/")
    )
    make_notice(reader, kind="trial", at=now() - timedelta(days=1))
    make_notice(reader, kind="welcome", at=now() - timedelta(days=1))
    make_notice(
        make_member(name="Marked Two", email="marked two@example.org"),
        kind="welcome",
        at=now() - timedelta(days=1),
    )
    monday = now() + timedelta(days=7 - now().weekday())
    deliver_due(tell_time=lambda: monday.replace(hour=12))

    client.raise_request_exception = False
    client.force_login(reader.person)
    for path in ("/", "/inbox/", "/marked/", "/people/99/?q=marked", "/api/v1/members/?marked=1", "/metrics"):
        client.get(path)
    client.post("/accounts/login/", {"login": "marked@example.org", "password": "marked"})
    client.get(f"/accounts/link/{make_link(reader.person, now=now())}/")

    def fails(*args, **kwargs):
        raise Http404 if kwargs.get("quiet") else RuntimeError(f"broken for {reader.person.email}")

    monkeypatch.setattr("config.home.unread_count", fails)
    assert client.get("/").status_code == 500

    assert any(line.get("exception") for line in lines())
    assert MARKED not in log_of(lines)
    assert "siobh" not in log_of(lines)
