"""Bringing files in: `check` reads and plans, `first` writes all, `again` finds nothing to do.

SIZE is the number of people (5,000), with twelve sessions each. The aim: all of `first` within two minutes
and 500 MB.
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks._big_organisation import write_files
from benchmarks._measure import Results, apart, say, timed
from supervision.clock import now
from supervision.people.models import Member, Organisation
from supervision.roster.files.columns import FILES
from supervision.roster.loading import bring_in, plan_for, read_for
from supervision.sessions.models import Session

DEFAULT_SIZE = 5_000
SESSIONS_EACH = 12


def run(db: str, size: int | None) -> int:
    size = size or DEFAULT_SIZE
    results = Results("load", db)
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        say(f"{size} people, {size * SESSIONS_EACH} sessions: writing their files")
        write_files(folder, people=size, sessions=size * SESSIONS_EACH)
        for work in ("check", "first", "again"):
            say(work)
            seconds, peak = apart(lambda work=work: timed(lambda: bring(folder, writes=work != "check")))
            results.add(work, size, "holdspace", seconds, peak)
    results.show()
    return int((Member.objects.count(), Session.objects.count()) != (size, size * SESSIONS_EACH))


def bring(folder: Path, *, writes: bool) -> None:
    """Read the files and plan; with `writes`, bring them in."""
    at = now()
    organisation = Organisation.objects.first()
    with ExitStack() as stack:
        files = {
            name: stack.enter_context((folder / name).open("rb"))
            for name in FILES
            if (folder / name).exists()
        }
        reading = read_for(organisation, files, now=at)
        if reading.problems:
            raise RuntimeError(str(reading.problems.kept[0]))
        if writes:
            bring_in(organisation, reading, now=at)
        else:
            plan_for(organisation, reading, now=at)
