"""A database that processes share, and processes that share it, for races, kills and restarts.

Most tests need neither: `db` rolls back what they did. Which kind of database there is, DATABASE_URL says;
deploy/with_postgres.py starts a PostgreSQL and sets it.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from deploy.with_postgres import free_port
from tests.services.nursery import Born, Nursery

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / ".cache" / "tests"


def is_postgres() -> bool:
    from django.db import connections

    return connections.settings["default"]["ENGINE"].endswith("postgresql")


class Database:
    """A database of its own, by the name Django knows it by: a file, or a name in the server."""

    def __init__(self, name: str):
        from django.db import connections

        self.name = name
        self._settings = connections.settings["default"]

    @property
    def url(self) -> str:
        """The value of DATABASE_URL for another process."""
        if not is_postgres():
            return f"sqlite:///{self.name}"
        where = self._settings
        return f"postgres://{where['USER']}@{where['HOST']}:{where['PORT']}/{self.name}"

    @contextmanager
    def in_use(self):
        """Let this process, all its threads, use the database; commits are real. Then go back."""
        from django.db import connections
        from django.db.utils import load_backend

        before, name_before = connections["default"], self._settings["NAME"]
        self._settings["NAME"] = self.name
        backend = load_backend(self._settings["ENGINE"])
        connections["default"] = backend.DatabaseWrapper({**self._settings}, alias="default")
        try:
            yield
        finally:
            connections["default"].close()
            self._settings["NAME"] = name_before
            connections["default"] = before

    def create(self, template: "Database | None" = None) -> None:
        if is_postgres():
            self._on_server(
                f'CREATE DATABASE "{self.name}"' + (f' TEMPLATE "{template.name}"' if template else "")
            )
        elif template:
            shutil.copyfile(template.name, self.name)

    def drop(self) -> None:
        if is_postgres():
            self._drop_on_server()
        else:
            for file in Path(self.name).parent.glob(f"{Path(self.name).name}*"):
                file.unlink()

    def _drop_on_server(self, tries: int = 20) -> None:
        from psycopg.errors import InsufficientPrivilege

        for _ in range(tries):
            try:
                self._on_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            except InsufficientPrivilege:
                time.sleep(0.5)  # an autovacuum worker is in it, which we may not end; it ends by itself
            else:
                return
        raise AssertionError(f"{self.name} could not be dropped.")

    def exists(self) -> bool:
        """Whether the server has it (PostgreSQL)."""
        found = self._on_server("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
        return found.fetchone() is not None

    def rename(self, name: str) -> None:
        """Give it another name (PostgreSQL); nobody may be connected to it."""
        self._on_server(f'ALTER DATABASE "{self.name}" RENAME TO "{name}"')

    def _on_server(self, statement: str, params: Sequence[str] | None = None):
        import psycopg

        where = self._settings
        address = f"postgres://{where['USER']}@{where['HOST']}:{where['PORT']}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            return connection.execute(statement, params)


def _migrations() -> str:
    """Return a digest of all that decides what a migrated database looks like."""
    files = [
        *sorted(ROOT.glob("supervision/*/migrations/*.py")),
        *sorted(ROOT.glob("peers/*/migrations/*.py")),
        ROOT / "requirements.txt",
        ROOT / "config" / "settings.py",
    ]
    digest = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _one_at_a_time():
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template(database: Database) -> None:
    from django.core.management import call_command

    database.create()
    with database.in_use():
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)


@pytest.fixture(scope="session")
def _migrated_database(django_db_blocker):
    """A migrated, empty database to copy from: migrating takes as long as a hundred tests, so once will do.

    On SQLite the file is kept from run to run, by what the migrations say; on PostgreSQL the first worker
    makes it in the server that this run started.
    """
    name = f"migrated-{_migrations()}"
    with _one_at_a_time(), django_db_blocker.unblock():
        if is_postgres():
            database = Database(name)
            if not database.exists():
                made = Database(f"{name}-unfinished")
                made.drop()
                _make_template(made)
                made.rename(name)
        else:
            database = Database(str(KEPT / f"{name}.sqlite3"))
            if not Path(database.name).exists():
                for old in KEPT.glob("migrated-*"):
                    old.unlink()
                made = Database(str(KEPT / "migrated-unfinished"))
                _make_template(made)
                Path(made.name).replace(database.name)
    return database


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, _migrated_database):
    """Let the database of `db` begin as a copy, in which pytest-django finds nothing left to migrate."""
    from django.db import connections

    connection = connections["default"]
    if is_postgres():
        connection.settings_dict["TEST"]["TEMPLATE"] = f'"{_migrated_database.name}"'
        yield
        return
    target = connection.creation._get_test_db_name()
    # The memory lasts as long as somebody holds a connection to it.
    with closing(sqlite3.connect(target, uri=True)) as keeper:
        with closing(sqlite3.connect(_migrated_database.name)) as source:
            source.backup(keeper)
        yield


@pytest.fixture
def own_database(_migrated_database, tmp_path, worker_id, django_db_blocker):
    """A migrated, empty database that this test and the processes it starts share; nothing is rolled back.

    Builders and queries in the test go to it too. Not to be mixed with `db` or `live_server`.
    """
    name = f"own_{worker_id}_{time.monotonic_ns()}"
    database = Database(name if is_postgres() else str(tmp_path / f"{name}.sqlite3"))
    database.create(_migrated_database)
    with django_db_blocker.unblock():
        with database.in_use():
            yield database
        database.drop()


def bytes_of(file: Path) -> bytes:
    """Return the bytes of a file, read by another process. Raises FileNotFoundError where there is none.

    A process that closes a file of SQLite's lets go of all its locks on it, those of its own connections too
    (sqlite.org/howtocorrupt.html, 2.2): what it writes from then on the next process may not find.
    """
    done = subprocess.run(["cat", str(file)], capture_output=True, check=False)
    if done.returncode:
        raise FileNotFoundError(file)
    return done.stdout


class Processes:
    """Starts Holdspace's programs on the test's own database, and ends what is left of them."""

    def __init__(self, database: Database, folder: Path, nursery: Nursery):
        self.folder, self._nursery = folder, nursery
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database.url,
            "HOLDSPACE_DATA": str(folder / "data"),
            "HOLDSPACE_TEST": "1",
            "PYTHONUNBUFFERED": "1",
        }
        self.started: list[Born] = []

    def manage(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run `manage.py words` to its end; what it printed is in `.stdout`. Fails with its errors."""
        with TemporaryFile() as out, TemporaryFile() as err:
            process = self._born(["manage.py", *words], env, out, err)
            code = process.wait()
            said = []
            for file in (out, err):
                file.seek(0)
                said.append(file.read().decode())
        assert code == 0, f"manage.py {' '.join(words)} failed:\n{said[0]}{said[1]}"
        return subprocess.CompletedProcess(process.args, code, *said)

    def start(self, *words: str, **env: str) -> Born:
        """Start `python words` and go on; its output goes to a file that `log(process)` reads."""
        with (self.folder / f"process-{len(self.started)}.log").open("wb") as log:
            process = self._born(words, env, log, log)
        self.started.append(process)
        return process

    def _born(self, words: Sequence[str], env: dict[str, str], out, err) -> Born:
        all_env = {**self.env, **env}
        return self._nursery.start(tuple(words), env=all_env, out=out.fileno(), err=err.fileno())

    def worker(self, *options: str, **env: str) -> Born:
        """Start a Celery worker; REDIS_URL is the caller's to give."""
        return self.start("-m", "celery", "-A", "config.celery:app", "worker", *options, **env)

    def serve(self, workers: int = 1, **env: str) -> str:
        """Start the web server and return its address once it answers."""
        address = f"127.0.0.1:{free_port()}"
        options = [
            "--bind",
            address,
            "--workers",
            str(workers),
            "--threads",
            "8",
            "--worker-class",
            "gthread",
        ]
        process = self.start("-m", "gunicorn", "config.wsgi", *options, **env)
        give_up = time.monotonic() + 90  # a second on an idle machine, much longer beside other tests
        while process.poll() is None and time.monotonic() < give_up:
            try:
                urllib.request.urlopen(f"http://{address}/", timeout=5)
            except urllib.error.HTTPError:
                return f"http://{address}"
            except OSError:
                time.sleep(0.05)
            else:
                return f"http://{address}"
        raise AssertionError(f"The web server did not start:\n{self.log(process)}")

    def log(self, process: Born) -> str:
        number = self.started.index(process)
        return (self.folder / f"process-{number}.log").read_text(errors="replace")

    def stop(self, processes: Sequence[Born] = (), signal: int = 9) -> None:
        for process in processes or self.started:
            if process.poll() is None:
                os.killpg(process.pid, signal)
                process.wait(30)


@pytest.fixture(scope="session")
def _nursery():
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture
def processes(own_database, tmp_path, _nursery):
    """Real processes of Holdspace on `own_database`; all are ended with the test."""
    ours = Processes(own_database, tmp_path, _nursery)
    yield ours
    ours.stop()
