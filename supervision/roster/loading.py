"""Reading files for an organisation, planning, and bringing the plan in: what every door shares."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import IntegrityError, OperationalError, transaction

from supervision.faults import fault
from supervision.people.audit import Deed, record
from supervision.people.changed import members_changed
from supervision.people.models import Member, Organisation
from supervision.policy import services as policy
from supervision.roster.clocks import Moves, clocks_of, moves_between
from supervision.roster.files import columns
from supervision.roster.files.csv_reader import BY_COMMAND, Limits
from supervision.roster.files.problems import Problems
from supervision.roster.files.reading import Reading, read_files
from supervision.roster.files.tables import read_table
from supervision.roster.files.values import Setting
from supervision.roster.plan.making import make_plan
from supervision.roster.plan.values import Plan
from supervision.roster.rules import ChangedMeanwhile, FilesWrong, slug_of
from supervision.roster.selectors import current_state, known_of
from supervision.roster.writing import Step, Writer
from supervision.sessions.changed import sessions_changed

Tell = Callable[[str], None]
ATTEMPTS = 3
"""How often a load is tried while the database is busy with others'."""


def no_step(what: str, rows: int = 0) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Brought:
    """What came of files: the organisation, what they said, and what was, or would be, written."""

    organisation: Organisation | None
    reading: Reading
    plan: Plan


def named_in(files: Mapping[str, BinaryIO]) -> str:
    """Return the name that organisation.csv gives; "" if there is none to be read. Rewinds the file."""
    stream = files.get(columns.ORGANISATION.name)
    if stream is None:
        return ""
    table = read_table(
        columns.ORGANISATION, stream, setting=Setting(), limits=BY_COMMAND, problems=Problems()
    )
    stream.seek(0)
    names = [row.name for row in table.rows] + [str(row["name"]) for row in table.half if "name" in row]
    return names[0] if names else ""


def is_named(organisation: Organisation, name: str) -> bool:
    """Say whether `name` means this organisation."""
    return slug_of(name) == organisation.slug or name.casefold() == organisation.name.casefold()


def read_for(
    organisation: Organisation | None,
    files: Mapping[str, BinaryIO],
    *,
    now: datetime,
    limits: Limits = BY_COMMAND,
    tell: Tell = no_step,
) -> Reading:
    """Read files for an organisation, or for one that they are to make. Writes nothing.

    What cannot go in stands in the reading's problems; so does a file that names another organisation.
    """
    name = named_in(files)
    reading = read_files(files, known_of(organisation, now=now), limits=limits, step=tell)
    if organisation is None and columns.ORGANISATION.name not in files:
        why = "Without it nothing says which organisation these files are for."
        reading.problems.add(columns.ORGANISATION.name, 0, "", "", why)
    if organisation is not None and name and not is_named(organisation, name):
        why = f"This names another organisation; you are bringing files in for {organisation.name}."
        line = reading.organisation.line if reading.organisation else 0
        reading.problems.add(columns.ORGANISATION.name, line, "name", name, why)
    return reading


def plan_for(organisation: Organisation | None, reading: Reading, *, now: datetime) -> Plan:
    """Return what bringing `reading` in would change. Writes nothing. What it refuses joins the problems."""
    if reading.problems:
        return Plan()
    plan = make_plan(reading, current_state(organisation, reading), now=now)
    for problem in plan.problems:
        reading.problems.add(problem.file, problem.line, problem.column, problem.says, problem.why)
    return plan


def bring_in(
    organisation: Organisation | None,
    reading: Reading,
    *,
    now: datetime,
    by: Member | None = None,
    looked_over: str | None = None,
    object_id: int | None = None,
    step: Step = no_step,
    last: Callable[[], None] = lambda: None,
) -> Brought:
    """Bring in what was read: all of it, or none.

    The plan is made again here, with the organisation locked. `looked_over` is the digest of the plan
    that somebody agreed to; another plan raises ChangedMeanwhile. `last` runs before the commit. The
    same files once more write nothing. Raises FilesWrong for a reading with problems.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _bring_in_once(
                organisation,
                reading,
                now=now,
                by=by,
                looked_over=looked_over,
                object_id=object_id,
                step=step,
                last=last,
            )
        except (OperationalError, IntegrityError):
            # A deadlock, a lock not had in time, or somebody made meanwhile whom this would make too.
            if attempt + 1 == ATTEMPTS or transaction.get_connection().in_atomic_block:
                raise
            time.sleep(random.uniform(0.1, 0.5) * (attempt + 1))  # noqa: S311 - jitter
            if organisation is None and reading.organisation is not None:
                # Somebody else may just have made it from the same files.
                organisation = Organisation.objects.filter(slug=slug_of(reading.organisation.name)).first()
    raise OperationalError("This was tried often enough.")


@transaction.atomic
def _bring_in_once(
    organisation: Organisation | None,
    reading: Reading,
    *,
    now: datetime,
    by: Member | None,
    looked_over: str | None,
    object_id: int | None,
    step: Step,
    last: Callable[[], None],
) -> Brought:
    if organisation is not None:
        organisation = Organisation.objects.locked(organisation)[0]
    plan = plan_for(organisation, reading, now=now)
    if reading.problems:
        raise FilesWrong("Nothing goes in while one row is wrong.")
    if looked_over is not None and plan.digest != looked_over:
        raise ChangedMeanwhile("Something changed since you looked. Look it over once more.")
    if not plan.is_empty:
        writer = Writer(plan, organisation, now=now, step=step)
        organisation = writer.write()
        step("Clocks", 0)
        _make_known(organisation, plan, writer.members, by=by, object_id=object_id, now=now)
    last()
    fault("commit.before")
    return Brought(organisation, reading, plan)


def _make_known(
    organisation: Organisation,
    plan: Plan,
    members: dict[str, int],
    *,
    by: Member | None,
    object_id: int | None,
    now: datetime,
) -> None:
    """Tell the rooms that listen, bring everybody's clocks up to date, and write the load down."""
    by_sessions = {members[email] for email in plan.touched_by_sessions}
    touched = {members[email] for email in plan.touched}
    sessions_changed(by_sessions, now=now)
    members_changed(touched, now=now)
    if plan.touches_everyone:
        policy.refresh(member_ids=sorted(set(members.values()) - by_sessions - touched), now=now)
    # Last: whoever holds a member's clocks may wait for the audit's chain, never the other way round.
    record([Deed(organisation.pk, "roster.loaded", by.pk if by else None, None, object_id)], at=now)


def moves_of(organisation: Organisation | None, reading: Reading, *, now: datetime) -> Moves:
    """Return which clocks bringing this in would move: it is brought in, looked at, and undone."""
    before = clocks_of(organisation, now=now)
    with transaction.atomic():
        plan = plan_for(organisation, reading, now=now)
        after = clocks_of(Writer(plan, organisation, now=now, step=no_step).write(), now=now)
        transaction.set_rollback(True)
    return moves_between(before, after)
