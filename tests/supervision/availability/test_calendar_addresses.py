"""Where a calendar may be fetched from, written as the attacks on it."""

import ipaddress
import socket
import time

import pytest

from supervision.availability.calendars import fetching
from supervision.availability.calendars.addresses import Unfetched, is_allowed, link_of
from supervision.availability.calendars.fetching import fetch

PUBLIC = "93.184.215.14"


def refused(address, **more):
    with pytest.raises(Unfetched) as trouble:
        fetch(address, **more)
    return trouble.value.code


# ---------------------------------------------------------------- links
@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://calendar.google.com/calendar/ical/x/basic.ics", ("calendar.google.com", 443)),
        ("webcal://P12-Calendars.iCloud.com/published/2/abc", ("p12-calendars.icloud.com", 443)),
        ("WEBCALS://example.org/a", ("example.org", 443)),
        ("  outlook.office365.com/owa/calendar/x/calendar.ics ", ("outlook.office365.com", 443)),
        ("https://cloud.example.org:8443/remote.php/dav/?export", ("cloud.example.org", 8443)),
        ("https://münchen.example/a", ("xn--mnchen-3ya.example", 443)),
        ("https://example.org./a", ("example.org", 443)),
        ("https://[2606:4700::1111]/a", ("2606:4700::1111", 443)),
    ],
)
def test_links_that_may_be_followed(text, link):
    assert link_of(text).place == link


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("http://example.org/a", "not_https"),
        ("file:///etc/passwd", "not_https"),
        ("ftp://example.org/a", "not_https"),
        ("gopher://example.org/a", "not_https"),
        ("https://example.org:22/a", "bad_port"),
        ("https://example.org:6379/a", "bad_port"),
        ("https://example.org:0/", "bad_port"),
        ("https://example.org:99999/", "bad_link"),
        ("https://localhost/a", "bad_link"),
        ("https://redis/a", "bad_link"),
        ("https://db.internal/a", "bad_link"),
        ("https://printer.local/a", "bad_link"),
        ("https://a.localhost/a", "bad_link"),
        ("https:///a", "bad_link"),
        ("https://exa mple.org/a", "bad_link"),
        ("https://example.org/a\r\nX-Evil: 1", "bad_link"),
        ("https://example.org\\@127.0.0.1/", "bad_link"),
        ("https://example.org/ä", "bad_link"),
        ("https://[fe80::1%25eth0]/a", "bad_link"),
        ("https://" + "a" * 3000 + ".org", "bad_link"),
        ("", "bad_link"),
    ],
)
def test_links_that_lead_nowhere_good(text, code):
    assert refused(text) == code


def test_a_link_does_not_show_itself():
    assert "secret" not in repr(link_of("https://name:secret@example.org/secret"))


# ---------------------------------------------------------------- addresses
FORBIDDEN = """
0.0.0.0 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254
169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:169.254.169.254 ::ffff:0:8.8.8.8
64:ff9b::8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:10::1 2001:20::1 2001:2::1
2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1
ff02::1 ff0e::1 2606:4700:0:0:0:5efe:7f00:1 2606:4700::200:5efe:8.8.8.8
0177.0.0.1 0x7f.1 2130706433 127.1 localhost 8.8.8.8%1
""".split()  # noqa: SIM905
ALLOWED = ["8.8.8.8", "1.1.1.1", PUBLIC, "172.32.0.1", "2606:4700::1111", "2a00:1450:4009:80b::200e"]


@pytest.mark.parametrize("address", FORBIDDEN)
def test_no_address_of_ours_or_inside_is_called(address):
    assert not is_allowed(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_addresses_of_the_world_outside(address):
    assert is_allowed(address)
    own = (ipaddress.ip_network(address), ipaddress.ip_network("9.0.0.0/8"))
    assert not is_allowed(address, own)


@pytest.fixture
def names(monkeypatch):
    """A resolver that says what it is told, and notes what it was asked; and sockets that reach nothing."""
    told, asked, reached = {}, [], []

    def look_up(host, port, *args, **kwargs):
        asked.append(host)
        answers = told.get(host) or [host]
        if callable(answers):
            answers = answers()
        family = socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (answer, port)) for answer in answers]

    def connect(self, address):
        reached.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(fetching.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    told["asked"], told["reached"] = asked, reached
    return told


@pytest.mark.parametrize("address", [each for each in FORBIDDEN if "." in each or ":" in each])
def test_a_name_that_leads_inside_is_never_connected_to(names, address):
    names["calendar.example.org"] = [address]

    assert refused("https://calendar.example.org/a.ics") == "not_allowed"
    assert names["reached"] == []


def test_only_the_allowed_ones_of_several_addresses_are_tried(names):
    names["calendar.example.org"] = ["127.0.0.1", PUBLIC, "::1", "10.0.0.1"]

    assert refused("https://calendar.example.org/a.ics") == "no_answer"
    assert names["reached"] == [PUBLIC]


def test_a_name_that_changes_its_mind_is_asked_once_and_the_judged_address_is_the_one_called(names):
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    names["calendar.example.org"] = lambda: next(answers)

    assert refused("https://calendar.example.org/a.ics") == "no_answer"
    assert names["asked"] == ["calendar.example.org"]
    assert names["reached"] == [PUBLIC]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "2130706433", "0x7f000001", "127.1", "[::ffff:7f00:1]"]
)
def test_an_address_written_as_a_link_is_judged_as_well(names, host):
    assert refused(f"https://{host}/a.ics") in ("not_allowed", "bad_link")
    assert names["reached"] == []


def test_our_own_names_and_networks_are_not_called(names):
    names["holdspace.example.org"] = [PUBLIC]
    own_names = frozenset({"holdspace.example.org"})

    assert refused("https://holdspace.example.org/feed", own_names=own_names) == "not_allowed"
    assert refused("https://holdspace.example.org./feed", own_names=own_names) == "not_allowed"
    own = (ipaddress.ip_network("93.184.0.0/16"),)
    assert refused("https://holdspace.example.org/feed", own=own) == "not_allowed"
    assert names["reached"] == []


def test_a_connection_from_our_own_machine_to_our_own_machine_is_dropped(names, monkeypatch):
    """An address of ours that nobody listed: source and target are the same."""
    names["calendar.example.org"] = [PUBLIC]
    monkeypatch.setattr(socket.socket, "connect", lambda self, address: None)
    monkeypatch.setattr(socket.socket, "getsockname", lambda self: (PUBLIC, 50_000))
    monkeypatch.setattr(socket.socket, "getpeername", lambda self: (PUBLIC, 443))

    assert refused("https://calendar.example.org/a.ics") == "not_allowed"


def test_a_name_that_is_not_there_and_one_that_hangs(names):
    names["calendar.example.org"] = lambda: (_ for _ in ()).throw(socket.gaierror())
    assert refused("https://calendar.example.org/a.ics") == "no_such_host"

    names["calendar.example.org"] = lambda: time.sleep(10) or []
    begins = time.monotonic()
    assert refused("https://calendar.example.org/a.ics", seconds=0.3) == "too_slow"
    assert time.monotonic() - begins < 8
