"""Fetching a calendar, written as the attacks on it: where it may lead, and what may come back."""

import gzip
import socket
import time

import pytest

from supervision.availability.calendars import fetching
from supervision.availability.calendars.addresses import Unfetched
from supervision.availability.calendars.fetching import MOST_BYTES, fetch

ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
PUBLIC = "93.184.215.14"


def refused(address, **more):
    with pytest.raises(Unfetched) as trouble:
        fetch(address, **more)
    return trouble.value.code


# ---------------------------------------------------------------- what is sent
def test_a_calendar_is_fetched_and_asked_for_again_only_when_it_changed(calendar_host):
    def answer(handler):
        if handler.headers["If-None-Match"] == '"one"':
            return 304, {"ETag": '"one"'}, b""
        return 200, {"ETag": '"one"', "Last-Modified": "Sun, 22 Nov 2026 00:00:00 GMT"}, ICS

    calendar_host.answers["/mine.ics"] = answer

    first = fetch(calendar_host.link())
    again = fetch(calendar_host.link(), etag=first.etag, modified=first.modified)

    assert (first.raw, first.etag) == (ICS, '"one"')
    assert first.modified == "Sun, 22 Nov 2026 00:00:00 GMT"
    assert again.raw is None
    host, path, headers = calendar_host.asked[1]
    assert (host, path) == ("calendar.example.org", "/mine.ics")
    assert headers["If-Modified-Since"] == first.modified
    assert "Authorization" not in headers and "Cookie" not in headers


def test_proxies_in_the_environment_are_passed_over(calendar_host, monkeypatch):
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    calendar_host.answers["/mine.ics"] = ICS

    assert fetch(calendar_host.link()).raw == ICS


def test_a_certificate_must_be_of_the_name_and_of_an_authority_that_is_known(calendar_host):
    calendar_host.answers["/mine.ics"] = ICS
    calendar_host.name(("wrong.example.org",))
    assert refused("https://wrong.example.org/mine.ics") == "bad_certificate"

    calendar_host.name(authority=False)
    assert refused(calendar_host.link()) == "bad_certificate"
    assert calendar_host.asked == []


def test_the_seam_counts_in_tests_alone(calendar_host, monkeypatch):
    monkeypatch.setenv("HOLDSPACE_TEST", "0")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    monkeypatch.setattr(fetching.socket, "getaddrinfo", lambda *args, **kwargs: inside)

    assert refused(calendar_host.link()) == "not_allowed"


# ---------------------------------------------------------------- redirects
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(calendar_host, status):
    calendar_host.answers["/mine.ics"] = (status, {"Location": "../there/it.ics?x=1"}, b"")
    calendar_host.answers["/there/it.ics"] = ICS

    assert fetch(calendar_host.link()).raw == ICS
    assert calendar_host.asked[1][1] == "/there/it.ics?x=1"


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("http://calendar.example.org/a", "not_https"),
        ("https://169.254.169.254/latest/meta-data/", "not_allowed"),
        ("https://[fd00:ec2::254]/latest/", "not_allowed"),
        ("https://127.0.0.1:8443/", "not_allowed"),
        ("https://2130706433/", "bad_link"),
        ("https://localhost/", "bad_link"),
        ("file:///etc/passwd", "not_https"),
        ("https://calendar.example.org:22/", "bad_port"),
        ("https://name:word@calendar.example.org/a", "odd_answer"),
        ("//10.0.0.1/x", "not_allowed"),
        ("", "odd_answer"),
        ("/" + "x" * 5000, "odd_answer"),
    ],
)
def test_a_redirect_is_judged_like_the_first_link(calendar_host, target, code):
    calendar_host.answers["/mine.ics"] = (302, {"Location": target}, b"")

    assert refused(calendar_host.link()) == code
    assert len(calendar_host.asked) == 1


def test_redirects_end(calendar_host):
    calendar_host.answers["/mine.ics"] = (302, {"Location": "/mine.ics"}, b"")

    assert refused(calendar_host.link()) == "too_many_redirects"
    assert len(calendar_host.asked) == 5


def test_a_login_goes_to_the_place_it_was_given_for_and_to_no_other(calendar_host):
    away = "https://elsewhere.example.net/it.ics"
    calendar_host.answers["/mine.ics"] = (302, {"Location": "/next.ics"}, b"")
    calendar_host.answers["/next.ics"] = (302, {"Location": away}, b"")
    calendar_host.answers["/it.ics"] = ICS

    fetch("https://nia:s%40cret@calendar.example.org/mine.ics", etag='"one"')

    first, second, third = (headers for _, _, headers in calendar_host.asked)
    assert first["Authorization"] == second["Authorization"] == "Basic bmlhOnNAY3JldA=="
    assert "Authorization" not in third and "If-None-Match" not in third and "Referer" not in third
    assert calendar_host.asked[2][0] == "elsewhere.example.net"


# ---------------------------------------------------------------- answers
@pytest.mark.parametrize(
    ("status", "headers", "code", "wait"),
    [
        (401, {}, "needs_sign_in", 0),
        (403, {}, "needs_sign_in", 0),
        (404, {}, "gone", 0),
        (410, {}, "gone", 0),
        (429, {"Retry-After": "120"}, "busy", 120),
        (429, {"Retry-After": "99999999"}, "busy", 24 * 3600),
        (503, {"Retry-After": "Sun, 22 Nov 2026 00:00:00 GMT"}, "their_trouble", 0),
        (500, {}, "their_trouble", 0),
        (418, {}, "refused", 0),
        (206, {}, "refused", 0),
    ],
)
def test_what_an_answer_means(calendar_host, status, headers, code, wait):
    calendar_host.answers["/mine.ics"] = (status, headers, b"")

    with pytest.raises(Unfetched) as trouble:
        fetch(calendar_host.link())

    assert (trouble.value.code, trouble.value.wait) == (code, wait)
    assert "calendar.example.org" not in str(trouble.value)


def test_packed_answers_are_unpacked(calendar_host):
    calendar_host.answers["/mine.ics"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(ICS))

    assert fetch(calendar_host.link()).raw == ICS


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 100_000)


def chunked(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")


BOMB = gzip.compress(b"\0" * 200_000_000, 6)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (endless, "too_big"),
        (chunked, "too_big"),
        ((200, {"Content-Length": str(MOST_BYTES + 1)}, b""), "too_big"),
        ((200, {"Content-Encoding": "gzip"}, BOMB), "too_big"),
        ((200, {"Content-Encoding": "gzip"}, gzip.compress(ICS * 100)[:-20]), "odd_answer"),
        ((200, {"Content-Encoding": "gzip"}, b"no such thing"), "odd_answer"),
        ((200, {"Content-Encoding": "br"}, b"x"), "odd_answer"),
        ((200, {"X-Long": "x" * 70_000}, ICS), "odd_answer"),
        ((200, {f"X-{number}": "1" for number in range(200)}, ICS), "odd_answer"),
    ],
    ids=[
        "endless",
        "chunked",
        "announced",
        "bomb",
        "cut",
        "no-gzip",
        "unknown",
        "long-header",
        "many-headers",
    ],
)
def test_what_comes_back_is_bounded(calendar_host, answer, code):
    calendar_host.answers["/mine.ics"] = answer

    assert refused(calendar_host.link()) == code


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def drip_body(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def drip_continue(handler):
    for _ in range(100):
        handler.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize("answer", [drip_headers, drip_body, drip_continue, lambda handler: time.sleep(10)])
def test_time_is_limited_as_a_whole(calendar_host, answer):
    calendar_host.answers["/mine.ics"] = answer
    begins = time.monotonic()

    assert refused(calendar_host.link(), seconds=0.8) == "too_slow"
    assert time.monotonic() - begins < 8


def test_a_body_that_is_shorter_than_announced_is_no_calendar(calendar_host):
    def short(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(ICS) + 10))
        handler.end_headers()
        handler.wfile.write(ICS)

    calendar_host.answers["/mine.ics"] = short

    assert refused(calendar_host.link()) == "odd_answer"


def test_something_that_speaks_no_http_or_no_tls(calendar_host, tmp_path):
    calendar_host.answers["/mine.ics"] = lambda handler: (
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.7\r\n") and None
    )
    assert refused(calendar_host.link()) == "odd_answer"

    plain = socket.create_server(("127.0.0.1", 0))
    calendar_host.port = plain.getsockname()[1]
    calendar_host.name()
    begins = time.monotonic()
    assert refused(calendar_host.link(), seconds=0.5) == "too_slow"  # the handshake never comes
    assert time.monotonic() - begins < 8
    plain.close()
    assert refused(calendar_host.link(), seconds=2) == "no_answer"
