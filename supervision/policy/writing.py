"""Writing what became of clocks: rows, flags, the audit and the outbox, each in sets, in one transaction."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from supervision.people.audit import Deed, record
from supervision.policy.models import Clock, Flag, Rule
from supervision.policy.rules import FlagChange, Move, Standing, flags_after, told_of
from supervision.policy.telling import Tidings, tell
from supervision.sessions.models import Attendance, Session
from supervision.sets import as_moment, execute, fetch, insert_rows, one_of, update_rows

CLOCK = Clock._meta.db_table
FLAG = Flag._meta.db_table
STANDING_COLUMNS = (
    "last_counted_on",
    "due_on",
    "state",
    "due_soon_at",
    "overdue_at",
    "escalated_at",
    "moves_at",
)


class Whose(NamedTuple):
    """As much of a member as writing about their clocks needs."""

    id: int
    organisation_id: int
    team_id: int | None
    zone: ZoneInfo


class Change(NamedTuple):
    """One clock before and after. No `clock_id`: it is new; no `after`: nothing is owed under it any more."""

    whose: Whose
    clock_id: int | None
    rule_id: int
    before: Standing | None
    after: Standing | None
    moves: Sequence[Move]


@dataclass
class SweepCount:
    """What a sweep did: clocks recalculated, and what followed."""

    recalculated: int = 0
    due_soon: int = 0
    opened: int = 0
    escalated: int = 0
    closed: int = 0
    notices: int = 0

    def add(self, other: SweepCount) -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass
class FlagRows:
    """Flags to write, and the deeds that say so."""

    opened: list[tuple[Change, FlagChange]] = field(default_factory=list)
    changed: list[tuple[Change, FlagChange]] = field(default_factory=list)


def write(changes: Sequence[Change], offers: Iterable[Tidings] = (), *, now: datetime) -> SweepCount:
    """Write `changes` and all that follows from them: flags, their audit, and who is told.

    The caller holds the lock of every clock and the transaction. `offers` are told beside what follows.
    """
    new = [change for change in changes if change.clock_id is None and change.after is not None]
    gone = [change.clock_id for change in changes if change.clock_id is not None and change.after is None]
    insert_rows(
        Clock,
        ("member_id", "rule_id", *STANDING_COLUMNS),
        [(change.whose.id, change.rule_id, *(change.after or ())) for change in new],
    )
    update_clocks(changes)
    count, rows, tidings = SweepCount(), FlagRows(), list(offers)
    for change in changes:
        if change.moves:
            follow(change, rows, tidings, count)
    if rows.opened or rows.changed:
        write_flags(rows, ids_of(new) if new else {}, now=now)
    if gone:
        where, ids = one_of(gone)
        execute(f"update {FLAG} set clock_id = null where clock_id {where}", [ids])
        execute(f"delete from {CLOCK} where id {where}", [ids])
    count.notices = tell(tidings, now=now)
    return count


def update_clocks(changes: Iterable[Change]) -> None:
    """Write how kept clocks stand now; where only time passed, no more than that."""
    moved: list[tuple[Any, ...]] = []
    altered: list[tuple[Any, ...]] = []
    for _, clock_id, _, before, after, _ in changes:
        if clock_id is None or before is None or after is None or before == after:
            continue
        if before[:2] == after[:2] and before[3:6] == after[3:6]:
            moved.append((clock_id, after.state, after.moves_at))
        else:
            altered.append((clock_id, *after))
    update_rows(Clock, ("id", "state", "moves_at"), moved)
    update_rows(Clock, ("id", *STANDING_COLUMNS), altered)


def follow(change: Change, rows: FlagRows, tidings: list[Tidings], count: SweepCount) -> None:
    """Add to `rows`, `tidings` and `count` what follows from one clock's moves."""
    standing, opened = flags_after(change.moves)
    if standing is not None:
        rows.changed.append((change, standing))
    rows.opened.extend((change, flag) for flag in opened)
    count.opened += len(opened)
    for flag in opened if standing is None else (standing, *opened):
        count.escalated += flag.escalated_at is not None
        count.closed += flag.closed_at is not None
    if change.after is None or change.after.due_on is None:
        return
    whose, after, due_on = change.whose, change.after, change.after.due_on
    for kind in told_of(change.moves):
        count.due_soon += kind == "due_soon"
        until = after.overdue_at if kind == "due_soon" else None
        tidings.append(Tidings(kind, change.rule_id, *whose, due_on, until))


def ids_of(new: Iterable[Change]) -> dict[tuple[int, int], int]:
    """Return the ids of clocks just inserted, by member and rule."""
    where, ids = one_of({change.whose.id for change in new})
    return {
        (m, r): pk
        for pk, m, r in fetch(f"select id, member_id, rule_id from {CLOCK} where member_id {where}", [ids])
    }


def write_flags(rows: FlagRows, fresh: dict[tuple[int, int], int], *, now: datetime) -> None:
    """Change and open flags, and chain the audit of it. `fresh` holds the ids of new clocks."""
    deeds: list[Deed] = []
    by = sessions_behind([change for change, flag in (*rows.changed, *rows.opened) if flag.ending == "held"])
    if rows.changed:
        change_flags(rows.changed, by, deeds)
    if rows.opened:
        last = fetch(f"select coalesce(max(id), 0) from {FLAG}")[0][0]
        clock_ids = [change.clock_id or fresh[change.whose.id, change.rule_id] for change, _ in rows.opened]
        insert_rows(
            Flag,
            (
                "clock_id",
                "member_id",
                "rule_id",
                "due_on",
                "stage",
                "opened_at",
                "escalated_at",
                "closed_at",
                "ending",
                "closed_by_id",
            ),
            [
                (
                    clock_id,
                    change.whose.id,
                    change.rule_id,
                    flag.due_on,
                    flag.stage,
                    flag.opened_at,
                    flag.escalated_at,
                    flag.closed_at,
                    flag.ending,
                    closed_by(change, flag, by),
                )
                for clock_id, (change, flag) in zip(clock_ids, rows.opened, strict=True)
            ],
        )
        where, ids = one_of(clock_ids)
        made: dict[int, list[int]] = {}
        for flag_id, clock_id in fetch(
            f"select id, clock_id from {FLAG} where clock_id {where} and id > %s order by id", [ids, last]
        ):
            made.setdefault(clock_id, []).append(flag_id)
        for clock_id, (change, flag) in zip(clock_ids, rows.opened, strict=True):
            deeds += deeds_of(change, flag, made[clock_id].pop(0))
    record(deeds, at=now)


def deeds_of(change: Change, flag: FlagChange, flag_id: int) -> list[Deed]:
    """Return what the audit says of one flag, in the order it came to pass."""
    done = (
        ("flag.opened", flag.opened_at),
        ("flag.escalated", flag.escalated_at),
        ("flag.closed", flag.closed_at),
    )
    return [
        Deed(change.whose.organisation_id, action, subject_id=change.whose.id, object_id=flag_id)
        for action, at in done
        if at is not None
    ]


def closed_by(change: Change, flag: FlagChange, by: dict[tuple[int, int], int]) -> int | None:
    return by.get((change.whose.id, change.rule_id)) if flag.ending == "held" else None


def change_flags(
    changed: list[tuple[Change, FlagChange]], by: dict[tuple[int, int], int], deeds: list[Deed]
) -> None:
    """Write what became of open flags. None of them closes before it opened, whatever clock was read."""
    where, ids = one_of([change.clock_id for change, _ in changed if change.clock_id is not None])
    standing = {
        clock_id: (pk, as_moment(opened_at))
        for pk, clock_id, opened_at in fetch(
            f"select id, clock_id, opened_at from {FLAG} where closed_at is null and clock_id {where}", [ids]
        )
    }
    staged: list[tuple[Any, ...]] = []
    escalated: list[tuple[Any, ...]] = []
    closed: list[tuple[Any, ...]] = []
    for change, flag in changed:
        if change.clock_id not in standing:
            continue
        pk, opened_at = standing[change.clock_id]
        if flag.escalated_at is not None:
            escalated.append((pk, flag.stage, max(flag.escalated_at, opened_at)))
        elif flag.stage is not None:
            staged.append((pk, flag.stage))
        if flag.closed_at is not None:
            closed.append((pk, max(flag.closed_at, opened_at), flag.ending, closed_by(change, flag, by)))
        deeds += deeds_of(change, flag, pk)
    update_rows(Flag, ("id", "stage", "escalated_at"), escalated)
    update_rows(Flag, ("id", "stage"), staged)
    update_rows(Flag, ("id", "closed_at", "ending", "closed_by_id"), closed)


def sessions_behind(changes: list[Change]) -> dict[tuple[int, int], int]:
    """Return, by member and rule, the counting session recorded last: the one that closed the flag."""
    if not changes:
        return {}
    members, member_ids = one_of({change.whose.id for change in changes})
    rules, rule_ids = one_of({change.rule_id for change in changes})
    counting = {
        pk: (kinds.split(";"), least)
        for pk, kinds, least in fetch(
            f"select id, counts, min_minutes from {Rule._meta.db_table} where id {rules}", [rule_ids]
        )
    }
    found: dict[tuple[int, int], int] = {}
    wanted: dict[int, list[int]] = {}
    for change in changes:
        wanted.setdefault(change.whose.id, []).append(change.rule_id)
    for member_id, session_id, kind, minutes in fetch(
        f"""
        select a.member_id, s.id, s.kind, s.held_minutes
        from {Attendance._meta.db_table} a join {Session._meta.db_table} s on s.id = a.session_id
        where a.member_id {members} and a.attended and s.status = 'held'
        order by s.recorded_at is not null, s.recorded_at, s.starts_at, s.id
        """,
        [member_ids],
    ):
        for rule_id in wanted[member_id]:
            kinds, least = counting[rule_id]
            if kind in kinds and minutes >= least:
                found[member_id, rule_id] = session_id
    return found
