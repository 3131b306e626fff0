"""Where a calendar may be fetched from: which links, which ports, which machines.

A link comes from anybody. Whatever it names, the addresses behind the name are judged, each by itself,
against what is allowed; nothing is forbidden by name alone.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

LONGEST = 2_000
PORTS = frozenset({443, 8443})

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Unfetched(Exception):
    """A calendar could not be fetched. Carries a short code, and neither the link nor what was answered.

    `wait` is for how many seconds its server asks to be left alone, if it says so.
    """

    def __init__(self, code: str, *, wait: int = 0):
        super().__init__(code)
        self.code, self.wait = code, wait


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be followed: https, to a named host and a port. It shows nothing of itself."""

    host: str
    port: int
    path: str
    login: str = ""

    def __repr__(self) -> str:
        return "<Link>"

    @property
    def is_plain(self) -> bool:
        return self.port == 443

    @property
    def place(self) -> tuple[str, int]:
        return self.host, self.port

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.is_plain else f"{host}:{self.port}"


_SPACES_AND_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)


def link_of(text: str, *, ports: Iterable[int] = PORTS) -> Link:
    """Return the link that `text` writes; webcal:// and webcals:// mean https://, and so does no scheme.

    Raises Unfetched: `bad_link`, `not_https`, or `bad_port`.
    """
    text = text.strip()
    if not text or len(text) > LONGEST or _SPACES_AND_CONTROLS.search(text) or "\\" in text:
        raise Unfetched("bad_link")
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "https", text
    if scheme.lower() in ("webcal", "webcals"):
        scheme = "https"
    if scheme.lower() != "https":
        raise Unfetched("not_https")
    try:
        parts = urlsplit("https://" + rest)
        port = 443 if parts.port is None else parts.port
        host = _host_of(parts.hostname or "")
    except ValueError:
        raise Unfetched("bad_link") from None
    if port not in ports:
        raise Unfetched("bad_port")
    login = ""
    if parts.username is not None or parts.password is not None:
        login = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        path.encode("ascii")
    except UnicodeEncodeError:
        raise Unfetched("bad_link") from None
    return Link(host, port, path, login)


def _host_of(name: str) -> str:
    """Return the host in small letters and without a dot at its end. Raises ValueError.

    Names without a dot mean machines nearby, and are refused. An address is judged like any other.
    """
    name = name.lower().rstrip(".")
    if "%" in name:
        raise ValueError("An address with a zone means a machine nearby.")
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    if not _HOST.fullmatch(name) or name.endswith((".localhost", ".local", ".internal")):
        raise ValueError("This is no name of a host.")
    return name


# ---------------------------------------------------------------- which machines
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_V6 = tuple(
    ipaddress.IPv6Network(text)
    for text in (
        "2001::/23",  # Teredo, benchmarks, ORCHID and what else is set apart for protocols
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NOT_V4 = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers, and by some clouds for their own machines
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's own: global by its number, and answers from within alone
        "169.254.0.0/16",  # metadata services of clouds among them
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # relays to 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_TUNNELS = (0x00005EFE, 0x02005EFE)
"""The first half of an ISATAP interface identifier; an IPv4 address is the second."""


def is_allowed(text: str, own: Iterable[Network] = ()) -> bool:
    """Say whether a calendar may be fetched from the address `text`; `own` are the installation's networks.

    Global unicast alone. For IPv6 that is 2000::/3 without what is set apart or carries an IPv4 address
    inside (mapped, compatible, NAT64, 6to4, Teredo, ISATAP, site-local), since that address would be
    reached unjudged. Anything that is no plain address (a zone in it, say) is refused.
    """
    if "%" in text:
        return False
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if any(address.version == network.version and address in network for network in own):
        return False
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_V4)
    if (int(address) >> 32) & 0xFFFFFFFF in _TUNNELS:
        return False
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_V6)
