"""Fetching a calendar over https, from a stranger's machine, without trusting it in anything.

The name is looked up once and each address behind it judged; the connection goes to an address that was
judged, while certificate and Host are checked against the name. So a name that answers otherwise the next
moment gains nothing. Redirects are followed by hand, each from the beginning. Size and time are limited
as a whole, not read by read. No proxy, no cookies; a login goes to the place it was given for alone.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

from supervision.availability.calendars.addresses import PORTS, Link, Network, Unfetched, is_allowed, link_of

MOST_BYTES = 5_000_000
SECONDS = 30.0
CONNECT_SECONDS = 6.0
MOST_REDIRECTS = 4
MOST_ADDRESSES = 4
CHUNK = 65_536
AGENT = "Holdspace (reads busy hours of a calendar whose owner linked it)"
ACCEPT = "text/calendar, application/octet-stream;q=0.5, */*;q=0.1"
LONGEST_WAIT = 24 * 3600

SEAM = "HOLDSPACE_CALENDAR_HOSTS"
"""Under HOLDSPACE_TEST=1: a JSON file with `hosts` ({name: [address, port]}) and `authority`, a CA file."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was answered: the calendar's bytes, or None if it has not changed since `etag` and `modified`."""

    raw: bytes | None
    etag: str = ""
    modified: str = ""


class Reader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def fetch(
    address: str,
    *,
    etag: str = "",
    modified: str = "",
    own: tuple[Network, ...] = (),
    own_names: frozenset[str] = frozenset(),
    seconds: float = SECONDS,
) -> Fetched:
    """Return the calendar at `address`. `own` and `own_names` are the installation's own, never called.

    Raises Unfetched with a short code: of the link (`bad_link`, `not_https`, `bad_port`), of its place
    (`no_such_host`, `not_allowed`, `no_answer`, `bad_certificate`, `too_slow`), or of the answer (`gone`,
    `needs_sign_in`, `busy`, `their_trouble`, `refused`, `too_many_redirects`, `too_big`, `odd_answer`).
    """
    give_up_at = time.monotonic() + seconds
    link = first = _link_of(address)
    for hop in range(MOST_REDIRECTS + 1):
        if link.host in own_names:
            raise Unfetched("not_allowed")
        headers = {"Host": link.host_header, "User-Agent": AGENT, "Accept": ACCEPT}
        headers |= {"Accept-Encoding": "gzip, identity", "Connection": "close"}
        if first.login and link.place == first.place:
            headers["Authorization"] = "Basic " + base64.b64encode(first.login.encode()).decode()
        if hop == 0 or link.place == first.place:
            headers |= {"If-None-Match": etag} if etag else {}
            headers |= {"If-Modified-Since": modified} if modified else {}
        with _connected(link, own, give_up_at) as connection:
            answer = _asked(connection, link, headers)
            if answer.status not in (301, 302, 303, 307, 308):
                return _taken(answer, give_up_at)
            target = answer.getheader("Location", "")
        link = _redirected(link, target)
    raise Unfetched("too_many_redirects")


# ---------------------------------------------------------------- the seam for tests
@dataclass(frozen=True, slots=True)
class Seam:
    hosts: dict[str, tuple[str, int]]
    authority: str = ""


def seam() -> Seam | None:
    """Return what stands in for the world outside in tests; None outside of them."""
    path = os.environ.get(SEAM)
    if not path or os.environ.get("HOLDSPACE_TEST") != "1":
        return None
    said = json.loads(Path(path).read_text(encoding="utf-8"))
    hosts = {name: (str(address), int(port)) for name, (address, port) in said["hosts"].items()}
    return Seam(hosts, said.get("authority", ""))


# ---------------------------------------------------------------- one request
def _link_of(text: str) -> Link:
    return link_of(text, ports=PORTS)


def _redirected(link: Link, target: str) -> Link:
    """Return where a redirect leads, judged like a link that somebody typed. A login in it is refused."""
    if not target or len(target) > 2_000:
        raise Unfetched("odd_answer")
    base = f"https://{link.host_header}{link.path}"
    try:
        found = _link_of(urljoin(base, target.strip()))
    except ValueError:
        raise Unfetched("odd_answer") from None
    if found.login:
        raise Unfetched("odd_answer")
    return found


def _asked(
    connection: http.client.HTTPConnection, link: Link, headers: dict[str, str]
) -> http.client.HTTPResponse:
    try:
        connection.putrequest("GET", link.path, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse()
    except (TimeoutError, ssl.SSLError, OSError) as trouble:
        raise _trouble(trouble) from None
    except (http.client.HTTPException, ValueError):
        raise Unfetched("odd_answer") from None


def _taken(answer: http.client.HTTPResponse, give_up_at: float) -> Fetched:
    """Return what an answer that is no redirect brings."""
    etag = _kept_header(answer.getheader("ETag", ""), 200)
    modified = _kept_header(answer.getheader("Last-Modified", ""), 60)
    if answer.status == 304:
        return Fetched(None, etag, modified)
    if answer.status == 200:
        return Fetched(_body_of(answer, give_up_at), etag, modified)
    if answer.status in (404, 410):
        raise Unfetched("gone")
    if answer.status in (401, 403, 407):
        raise Unfetched("needs_sign_in")
    wait = _wait_of(answer.getheader("Retry-After", ""))
    if answer.status == 429:
        raise Unfetched("busy", wait=wait)
    if answer.status >= 500:
        raise Unfetched("their_trouble", wait=wait)
    raise Unfetched("refused")


def _kept_header(text: str, most: int) -> str:
    """Return a header that will be sent back later; "" when it is longer than what is kept, or odd."""
    return text if len(text) <= most and text.isascii() and text.isprintable() else ""


def _wait_of(text: str) -> int:
    return min(int(text), LONGEST_WAIT) if re.fullmatch(r"\d{1,9}", text.strip()) else 0


def _body_of(answer: http.client.HTTPResponse, give_up_at: float) -> bytes:
    """Return the body, unpacked. Neither what is sent nor what it unpacks to is larger than MOST_BYTES."""
    said = answer.getheader("Content-Length", "")
    if said.isdecimal() and int(said) > MOST_BYTES:
        raise Unfetched("too_big")
    packing = answer.getheader("Content-Encoding", "identity").strip().lower()
    if packing in ("gzip", "x-gzip", "deflate"):
        unpack: Any = zlib.decompressobj(zlib.MAX_WBITS | 32)
    elif packing in ("", "identity"):
        unpack = None
    else:
        raise Unfetched("odd_answer")
    body, taken = bytearray(), 0
    try:
        while piece := answer.read1(CHUNK):
            if time.monotonic() > give_up_at:
                raise Unfetched("too_slow")
            taken += len(piece)
            body += unpack.decompress(piece, MOST_BYTES + 1 - len(body)) if unpack else piece
            if taken > MOST_BYTES or len(body) > MOST_BYTES or (unpack and unpack.unconsumed_tail):
                raise Unfetched("too_big")
        if unpack and not unpack.eof:
            raise Unfetched("odd_answer")
        if said.isdecimal() and taken < int(said):
            raise Unfetched("odd_answer")
    except (TimeoutError, ssl.SSLError, OSError) as trouble:
        raise _trouble(trouble) from None
    except (http.client.HTTPException, zlib.error, ValueError):
        raise Unfetched("odd_answer") from None
    return bytes(body)


# ---------------------------------------------------------------- the connection
class _Timed(ssl.SSLSocket):
    """A socket that is out of time as a whole: each read may take what is left, and no more."""

    give_up_at = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        self._hurry()
        return super().send(*args, **kwargs)

    def _hurry(self) -> None:
        left = self.give_up_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(left)


@contextmanager
def _connected(
    link: Link, own: tuple[Network, ...], give_up_at: float
) -> Iterator[http.client.HTTPConnection]:
    """Give a connection to one of the link's addresses that were judged. It is closed in any case."""
    raw = _reached(link, own, give_up_at)
    connection = http.client.HTTPConnection(link.host, link.port)
    try:
        context = _context()
        secured = context.wrap_socket(raw, server_hostname=link.host, do_handshake_on_connect=False)
        raw = secured
        if isinstance(secured, _Timed):
            secured.give_up_at = give_up_at
        secured.settimeout(max(0.01, give_up_at - time.monotonic()))
        secured.do_handshake()
        connection.sock = secured
        yield connection
    except (TimeoutError, ssl.SSLError, OSError) as trouble:
        raise _trouble(trouble) from None
    finally:
        connection.close()
        raw.close()


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _Timed
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    stand_in = seam()
    if stand_in is not None and stand_in.authority:
        context.load_verify_locations(stand_in.authority)
    return context


def _reached(link: Link, own: tuple[Network, ...], give_up_at: float) -> socket.socket:
    """Return a socket to the first judged address that answers."""
    stand_in = seam()
    if stand_in is not None and link.host in stand_in.hosts:
        targets = [stand_in.hosts[link.host]]
    else:
        found = _looked_up(link, give_up_at)
        targets = [(address, link.port) for address in found if is_allowed(address, own)]
        if not targets:
            raise Unfetched("not_allowed")
    for address, port in targets[:MOST_ADDRESSES]:
        left = give_up_at - time.monotonic()
        if left <= 0:
            raise Unfetched("too_slow")
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        reached = socket.socket(family, socket.SOCK_STREAM)
        try:
            reached.settimeout(min(left, CONNECT_SECONDS))
            reached.connect((address, port))
        except OSError:
            reached.close()
            continue
        if stand_in is None and reached.getsockname()[0] == reached.getpeername()[0]:
            # Whatever it is called: from our own machine to our own machine.
            reached.close()
            raise Unfetched("not_allowed")
        return reached
    raise Unfetched("no_answer")


def _looked_up(link: Link, give_up_at: float) -> list[str]:
    """Return the addresses behind the link's name, each once, in the order in which they were given.

    The look-up runs beside us, for nothing else limits its time.
    """
    found: list[str] = []

    def look() -> None:
        try:
            answers = socket.getaddrinfo(
                link.host, link.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP
            )
        except (OSError, UnicodeError):
            return
        found.extend(dict.fromkeys(str(answer[4][0]) for answer in answers))

    looking = threading.Thread(target=look, name="calendar-look-up", daemon=True)
    looking.start()
    looking.join(max(0.0, give_up_at - time.monotonic()))
    if looking.is_alive():
        raise Unfetched("too_slow")
    if not found:
        raise Unfetched("no_such_host")
    return found


def _trouble(trouble: Exception) -> Unfetched:
    """Return what went wrong with a connection, as a short code. What it says itself is dropped."""
    if isinstance(trouble, TimeoutError):
        return Unfetched("too_slow")
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return Unfetched("bad_certificate")
    if isinstance(trouble, ssl.SSLError):
        return Unfetched("bad_certificate" if "CERTIFICATE" in (trouble.reason or "") else "no_answer")
    return Unfetched("no_answer")
