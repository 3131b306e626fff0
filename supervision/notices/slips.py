"""A slip for each run that sends: which of the messages it has marked have begun, and how they went.

Messages are marked in groups, since each mark is a wait for the disk. The slip is what tells them apart when
the worker is killed in the middle of one: a line for each, written as it begins and as it ends, to a file on
this machine. It outlives the process and needs no wait. It is never the only word on anything: without it,
or once the machine itself has gone down (another boot), a group counts as a whole.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

BEGUN, SENT, NOT_SENT = "b", "s", "n"


@dataclass(frozen=True, slots=True)
class Told:
    """What a slip tells of a run's group: what went, and what has begun and may have gone.

    Whatever stands in neither was never begun.
    """

    sent: frozenset[int]
    unknown: frozenset[int]


class Slip:
    """The slip of one run. `is_kept` says whether this machine can keep one."""

    def __init__(self, owner: str):
        self.path = _path(owner)
        self._file = _open(self.path)

    @property
    def is_kept(self) -> bool:
        return self._file is not None

    def note(self, what: str, pk: int) -> None:
        """Write down that a message has begun, went, or did not go. Takes no wait for the disk."""
        if self._file is None:
            return
        try:
            os.write(self._file, f"{what} {pk}\n".encode())
        except OSError:  # a full disk: what was written so far may be wrong by now
            self.tear_up()

    def tear_up(self) -> None:
        """Take the slip away: everything on it has been marked in the database."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def read(owner: str) -> Told | None:
    """Return what the slip of a lost run tells; None if there is none, or the machine has gone down since."""
    try:
        lines = _path(owner).read_text("ascii").split("\n")
    except (OSError, ValueError):
        return None
    if not lines or not boot() or lines[0] != boot():
        return None
    last: dict[int, str] = {}
    for line in lines[1:-1]:  # what has no end of line was never finished
        what, _, pk = line.partition(" ")
        last[int(pk)] = what
    return Told(
        sent=frozenset(pk for pk, what in last.items() if what == SENT),
        unknown=frozenset(pk for pk, what in last.items() if what == BEGUN),
    )


def forget(owners: Iterable[str]) -> None:
    """Take away the slips of runs that hold nothing any more."""
    for owner in owners:
        with suppress(OSError):
            _path(owner).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def boot() -> str:
    """Return the name of this boot of this machine; empty where it has none, and then no slip is kept."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _path(owner: str) -> Path:
    return Path(settings.DATA) / "outbox" / f"{owner}.slip"


def _open(path: Path) -> int | None:
    if not boot():
        return None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        os.write(file, f"{boot()}\n".encode())
    except OSError:
        return None
    return file
