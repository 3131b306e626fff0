"""Calendar programs as people use them, subscribing to a feed of the real server.

vdirsyncer reads it as any calendar does and khal shows what came. They are in requirements-dev; where
they are missing the test is skipped, and fails where CI is set (docs/decisions/0004).
"""

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supervision.clock import now as clock_now
from supervision.notices.calendars.feeds import end_feed, make_feed
from tests.builders import make_member, make_organisation, make_session

pytestmark = [pytest.mark.fault]

SYNC = """
[general]
status_path = "{home}/status/"
[pair held]
a = "here"
b = "feed"
collections = null
[storage here]
type = "filesystem"
path = "{home}/held/"
fileext = ".ics"
[storage feed]
type = "http"
url = "{url}"
"""
SHOW = """
[calendars]
[[held]]
path = {home}/held/
[locale]
timeformat = %H:%M
dateformat = %d/%m/%Y
longdateformat = %d/%m/%Y
datetimeformat = %d/%m/%Y %H:%M
longdatetimeformat = %d/%m/%Y %H:%M
local_timezone = Europe/London
default_timezone = Europe/London
[sqlite]
path = {home}/khal.db
[default]
default_calendar = held
"""


def found(name):
    beside = Path(sys.executable).parent
    program = shutil.which(
        name, path=f"{os.environ.get('CALENDAR_CLIENTS', '')}:{beside}:{os.environ['PATH']}"
    )
    if program is None:
        message = f"{name} is not installed: no real calendar program reads the feed."
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return program


class Reader:
    """Somebody's calendar programs, with a home of their own."""

    def __init__(self, home: Path, url: str):
        self.sync_program, self.show_program = found("vdirsyncer"), found("khal")
        self.home = home
        self.env = {"HOME": str(home), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "Europe/London"}
        for folder in ("status", "held"):
            (home / folder).mkdir()
        (home / "sync").write_text(SYNC.format(home=home, url=url))
        (home / "show").write_text(SHOW.format(home=home))
        self.run(self.sync_program, "-c", home / "sync", "discover")

    def run(self, *words, may_fail=False):
        done = subprocess.run(
            [str(word) for word in words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            input="y\n",
        )
        assert may_fail or done.returncode == 0, done.stdout + done.stderr
        return done

    def sync(self, **options):
        return self.run(self.sync_program, "-c", self.home / "sync", "sync", "--force-delete", **options)

    def shown(self, first: datetime):
        form = "{start-date} {start-time}-{end-time} {title}"
        words = self.run(
            *(self.show_program, "-c", self.home / "show", "list"),
            *("--format", form, "--day-format", "", f"{first:%d/%m/%Y}", "60d"),
        )
        return [line for line in words.stdout.splitlines() if line.strip()]


def test_a_calendar_program_subscribes_and_shows_what_is_held(own_database, processes, tmp_path):
    organisation = make_organisation()
    judith, grace = make_member(organisation, roles=("supervisor",)), make_member(organisation)
    now = clock_now()
    winter = datetime(now.year + 1, 1, 12, 10, tzinfo=UTC)  # a quarter of an hour means the same everywhere
    sessions = [
        make_session(judith, grace, at=winter + timedelta(days=7 * week), status="booked")
        for week in range(3)
    ]
    made = make_feed(grace, now=now)
    address = processes.serve()
    reader = Reader(tmp_path, made.address.replace("http://localhost:8000", address))

    reader.sync()
    assert reader.shown(winter) == [
        f"{winter + timedelta(days=7 * week):%d/%m/%Y} 10:00-11:00 Held time" for week in range(3)
    ]

    moved, off, _ = sessions
    moved.starts_at, moved.ends_at = winter + timedelta(hours=5), winter + timedelta(hours=6)
    moved.calendar_sequence = 1
    moved.save()
    off.status = "cancelled"
    off.save()
    reader.sync()
    assert reader.shown(winter) == [
        f"{winter:%d/%m/%Y} 15:00-16:00 Held time",
        f"{winter + timedelta(days=14):%d/%m/%Y} 10:00-11:00 Held time",
    ]

    end_feed(grace, now=now)
    over = reader.sync(may_fail=True)
    assert over.returncode != 0
    assert len(reader.shown(winter)) == 2  # what it had stays; nothing more comes
