"""A machine elsewhere that serves calendars over https, with an authority of its own."""

import datetime
import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAMES = ("calendar.example.org", "elsewhere.example.net")


def _certified(name, *, names=(), by=None):
    """Return (certificate, key) of an authority, or of a server certified `by` one."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = (by[0].subject, by[1]) if by else (subject, key)
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False
        )
    )
    if names:
        builder = builder.add_extension(
            x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), critical=False
        )
    else:
        usage = dict.fromkeys(
            (
                "digital_signature",
                "content_commitment",
                "key_encipherment",
                "data_encipherment",
                "key_agreement",
                "encipher_only",
                "decipher_only",
            ),
            False,
        )
        builder = builder.add_extension(
            x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True
        )
    return builder.sign(signing, hashes.SHA256()), key


def _pem(certificate, key):
    return certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


class CalendarHost:
    """What answers: `answers[path]` is a body, (status, headers, body), or a function of the handler."""

    def __init__(self, folder):
        self.folder = folder
        self.answers = {}
        self.asked = []
        self.authority = folder / "authority.pem"
        own, key = _certified("A test's own authority")
        self.authority.write_bytes(own.public_bytes(serialization.Encoding.PEM))
        pem = folder / "server.pem"
        pem.write_bytes(_pem(*_certified(NAMES[0], names=NAMES, by=(own, key))))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                host.asked.append((self.headers["Host"], self.path, dict(self.headers)))
                answer = host.answers.get(self.path.partition("?")[0], (404, {}, b""))
                if callable(answer):
                    answer = answer(self)
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, body = (200, {}, answer) if isinstance(answer, bytes) else answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers and "Transfer-Encoding" not in headers:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def finish_request(self, request, address):
                with context.wrap_socket(request, server_side=True) as secured:
                    self.RequestHandlerClass(secured, address, self)

            def handle_error(self, request, address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.seam = folder / "hosts.json"
        self.name()
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def name(self, names=NAMES, *, authority=True):
        """Say under which names this machine is reached, and whether its certificate is believed."""
        said = {"hosts": {name: ["127.0.0.1", self.port] for name in names}}
        if authority:
            said["authority"] = str(self.authority)
        self.seam.write_text(json.dumps(said))

    def link(self, path="/mine.ics", *, host=NAMES[0]):
        return f"https://{host}{path}"


@pytest.fixture
def calendar_host(tmp_path, monkeypatch):
    """A `CalendarHost` that this process, and those it starts, reach as `NAMES`."""
    host = CalendarHost(tmp_path)
    monkeypatch.setenv("HOLDSPACE_CALENDAR_HOSTS", str(host.seam))
    yield host
    host.server.shutdown()
    host.server.server_close()
