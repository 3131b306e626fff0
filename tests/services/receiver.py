"""A local HTTP server that stands for push services and gateways: where the outside world ends."""

import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Call:
    """One request as it came: its path, headers by lower-case name, and body."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Keeps every call. `answer(call)` says with which status; by itself 201."""

    calls: list[Call] = field(default_factory=list)
    answer: Callable[[Call], int] = lambda call: 201
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def receiver():
    """A running receiver of this test's own."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            call = Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            kept.calls.append(call)
            status = kept.answer(call)
            if not status:  # break off without a word
                self.close_connection = True
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{kept.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield kept
    server.shutdown()
    server.server_close()


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """A browser's half of web push: the keys it made, the subscription it gives, and what it can open."""

    def __init__(self, receiver: Receiver, name: str = "one"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"0123456789abcdef"
        self.endpoint = f"{receiver.url}/push/{name}"

    @property
    def subscription(self) -> str:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": _text(point), "auth": _text(self.secret)}
        return json.dumps({"endpoint": self.endpoint, "expirationTime": None, "keys": keys})

    def open(self, call: Call) -> dict:
        """Return what a call to this browser's address says; only its own keys open it."""
        return json.loads(http_ece.decrypt(call.body, private_key=self.key, auth_secret=self.secret))


def claims_of(call: Call) -> tuple[dict, str]:
    """Return what a push call claims about its sender, and the public key it is signed by."""
    words = dict(
        part.strip().split("=", 1) for part in call.headers["authorization"].removeprefix("vapid ").split(",")
    )
    body = words["t"].split(".")[1]
    return json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4))), words["k"]
