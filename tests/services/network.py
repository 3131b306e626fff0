"""No test leaves this machine: a connection or a look-up beyond the loopback address fails at once."""

import ipaddress
import socket

import pytest


class LeftTheMachine(RuntimeError):
    """A test tried to reach another machine. Not an OSError, so that no code takes it for a failed call."""


def is_here(host) -> bool:
    if host in (None, "", "localhost", b"localhost") or str(host).endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return host == socket.gethostname()


def is_address(host) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="session", autouse=True)
def _stay_on_this_machine():
    """Guard `connect` and name look-ups for the whole run. A test that needs a name may patch over it."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name)))
    real_look_up = socket.getaddrinfo

    def look_up(host, *args, **kwargs):
        if not is_here(host) and not is_address(host):
            raise LeftTheMachine(f"A test looked up {host!r}.")
        return real_look_up(host, *args, **kwargs)

    patch.setattr(socket, "getaddrinfo", look_up)
    yield
    patch.undo()


def guarded(real):
    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not is_here(address[0]):
            raise LeftTheMachine(f"A test connected to {address!r}.")
        return real(self, address)

    return connect
