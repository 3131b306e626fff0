"""`make run` as its user meets it: real processes, started, hurt and stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = [pytest.mark.fault, pytest.mark.slow]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def eventually(is_so, seconds=40):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = is_so()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


def children_of(pid):
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            name = next(
                (part for part in ("gunicorn", " worker ", " beat ", "valkey") if part in words), None
            )
            if name:
                found[name.strip()] = int(folder.name)
    return found


@pytest.fixture
def home(tmp_path):
    """The environment of a new installation in an empty folder."""
    outside = {"DATABASE_URL", "REDIS_URL", "HOLDSPACE_DATA", "PORT", "EMAIL_URL"}
    env = {name: value for name, value in os.environ.items() if name not in outside}
    return env | {"HOLDSPACE_DATA": str(tmp_path / "var")}


def up(home, port, *words):
    command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port), *words]
    return subprocess.Popen(command, env=home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ready(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready") as reply:
        return json.load(reply)


def test_everything_starts_is_kept_up_and_stops(home):
    port = free_port()
    running = up(home, port)
    try:
        eventually(lambda: "Holdspace runs at" in running.stdout.readline())
        eventually(lambda: ready(port)["missing"] == [])  # worker and beat are heard of within seconds
        assert {state for part, state in ready(port).items() if part != "missing"} == {"ok"}
        children = children_of(running.pid)
        assert set(children) == {"gunicorn", "worker", "beat", "valkey"}

        os.kill(children["worker"], signal.SIGKILL)
        replaced = eventually(
            lambda: (
                (c := children_of(running.pid)).get("worker", children["worker"]) != children["worker"] and c
            )
        )

        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=40) == 0
        assert [
            pid for pid in {*children.values(), *replaced.values()} if Path(f"/proc/{pid}").exists()
        ] == []
    finally:
        if running.poll() is None:
            running.terminate()
            running.wait(timeout=60)


def test_a_port_in_use_is_said_plainly(home):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = up(home, port)
        said, _ = running.communicate(timeout=60)

    assert running.returncode == 1
    assert f"Port {port} is in use." in said
