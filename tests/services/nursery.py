"""Real processes that need not read a thousand modules of others first: each is forked from one that has.

Half of a program's start is reading what others wrote. The nursery has read that, and nothing of Holdspace
nor any setting; a process forked from it gets its environment, its output and a session of its own, reads
our code, and is from then on like one started afresh: killed, waited for and logged in the same ways.
"""

import gc
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ_BEFORE = [
    "celery.app",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.worker",
    "cryptography.fernet",
    "cryptography.hazmat.primitives.ciphers.aead",
    "csp.middleware",
    "dateutil.rrule",
    "django.contrib.postgres.fields",
    "django.core.management",
    "django.db.backends.postgresql.psycopg_any",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.forms",
    "django.http",
    "django.template",
    "django.test",
    "django.urls",
    "django.views.generic",
    "django_htmx.middleware",
    "environ",
    "fido2.server",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "jinja2",
    "kombu.transport.redis",
    "markdown",
    "prometheus_client",
    "psycopg_pool",
    "redis",
    "requests",
    "rustworkx",
    "structlog.dev",
    "structlog.stdlib",
    "whitenoise.middleware",
    "yaml",
]
"""What a process of ours reads sooner or later, and what can be read without settings."""


class Born:
    """A process of the nursery, with as much of `subprocess.Popen` as tests ask for."""

    def __init__(self, nursery: "Nursery", words: tuple[str, ...], pid: int):
        self.nursery, self.args, self.pid = nursery, words, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, or None while it goes on."""
        if self.returncode is None:
            self.returncode = self.nursery.ask(ended=self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return how it ended, once it has. Raises subprocess.TimeoutExpired."""
        give_up = time.monotonic() + timeout if timeout is not None else None
        while (code := self.poll()) is None:
            if give_up is not None and time.monotonic() > give_up:
                raise subprocess.TimeoutExpired(list(self.args), timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


class Nursery:
    """The process that forks the others, and asks after them: they are its children, not ours."""

    def __init__(self) -> None:
        self._channel, theirs = socket.socketpair()
        self._answers = self._channel.makefile("rb")
        self._one_at_a_time = threading.Lock()
        env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.services.nursery", str(theirs.fileno())],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()

    def start(self, words: tuple[str, ...], *, env: dict[str, str], out: int, err: int) -> Born:
        """Start `python words`, in the folder of the repository and a session of its own."""
        return Born(self, words, self.ask(words=words, env=env, files=[out, err]))

    def ask(self, files=(), **question):
        with self._one_at_a_time:
            socket.send_fds(self._channel, [b"?"], files)
            self._channel.sendall(json.dumps(question).encode() + b"\n")
            return json.loads(self._answers.readline())

    def close(self) -> None:
        self._answers.close()
        self._channel.close()
        self._process.wait(10)


# ---------------------------------------------------------------- in the nursery
def attend(channel: socket.socket) -> dict | None:
    """Answer until nobody asks any more, then return None; in a new process return what it is to be."""
    while True:
        mark, files, _, _ = socket.recv_fds(channel, 1, 2)
        if not mark:
            return None
        line = b""
        while not line.endswith(b"\n"):
            line += channel.recv(65536)
        question = json.loads(line)
        if "ended" in question:
            pid, status = os.waitpid(question["ended"], os.WNOHANG)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            reads, writes = os.pipe()
            answer = os.fork()
            if not answer:
                os.setsid()
                for number, file in enumerate(files, start=1):
                    os.dup2(file, number)
                for file in (*files, reads, writes, channel.detach()):
                    os.close(file)
                return question
            for file in (*files, writes):
                os.close(file)
            os.read(reads, 1)  # it is in its own session once it has let go
            os.close(reads)
        channel.sendall(json.dumps(answer).encode() + b"\n")


def become(words: list[str], env: dict[str, str]) -> None:
    """Be `python words`."""
    os.environ.clear()
    os.environ.update(env)
    option, *rest = words
    if option == "-c":
        sys.argv = ["-c", *rest[1:]]
        exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})
    elif option == "-m":
        sys.argv = rest
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = words
        runpy.run_path(option, run_name="__main__")


if __name__ == "__main__":
    for name in READ_BEFORE:
        with suppress(ImportError):  # then each process reads it, or does without, by itself
            importlib.import_module(name)
    assert threading.active_count() == 1, "What forks must be alone."
    gc.collect()
    gc.freeze()
    to_be = attend(socket.socket(fileno=int(sys.argv[1])))
    if to_be:
        become(to_be["words"], to_be["env"])
