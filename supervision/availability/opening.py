"""Open time that is kept: worked out when its sources change, read when slots are looked for.

`OpenWeek` has a row for each member and week from this one on, so far ahead as most people look.
Whoever changes what open time is made of calls `rebuild_open_weeks` in the same transaction; for what
`supervision.people` changes a listener does. Where rows are missing the answer is worked out afresh,
and is the same.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from supervision.availability.models import OpenWeek
from supervision.availability.open_time import MEDIA, OpenTime, open_time
from supervision.availability.sources import Party, parties_of, sources_of
from supervision.people.models import Member
from supervision.scheduling.bits import DAY_CELLS, WEEK_CELLS, Frame, ones, week_of, week_starts
from supervision.scheduling.hours import DAY_MINUTES
from supervision.sets import execute, fetch, is_postgres, one_of

KEPT_WEEKS = 14
"""So many weeks are kept, this one included: twelve weeks can be looked at from any day."""
CHUNK = 500
WEEK_BYTES = WEEK_CELLS // 8
TABLE = OpenWeek._meta.db_table
COLUMNS = ("bits", *("in_person" if way == "in_person" else f"by_{way}" for way in MEDIA), "blocked", "days")
COLUMN_OF = dict(zip(("", *MEDIA), COLUMNS, strict=False))

Row = tuple[Any, ...]


def frame_of(start: int, end: int) -> Frame:
    """Return the frame that holds whole weeks from minute `start` to `end`, and a day on both sides.

    In these two days nothing is open or blocked: they are there for what reaches over an edge.
    """
    first, last = week_of(start), week_of(end - 1)
    return Frame(week_starts(first) - DAY_MINUTES, (last - first + 1) * WEEK_CELLS + 2 * DAY_CELLS)


def weeks_in(frame: Frame) -> range:
    """Return the numbers of the weeks of a frame that `frame_of` made."""
    first = week_of(frame.start + DAY_MINUTES)
    return range(first, first + (frame.cells - 2 * DAY_CELLS) // WEEK_CELLS)


# ---------------------------------------------------------------- reading
def open_times(
    parties: Mapping[int, Party], frame: Frame, *, medium: str = "", narrowed: Collection[int] = ()
) -> dict[int, OpenTime]:
    """Return the open time of these members in a frame that `frame_of` made, by member.

    One query while all its weeks are kept, seven if not. `bits` is what is open by `medium` for the
    members in `narrowed`, and what is open at all for the rest; `general` that for everybody.
    """
    weeks = weeks_in(frame)
    found: dict[int, OpenTime] = {}
    known: dict[int, int] = dict.fromkeys(parties, 0)
    where, ids = one_of(parties)
    way = COLUMN_OF[medium]
    narrow = frozenset(narrowed) if medium else frozenset()
    for member, week, general, bits, blocked, days in fetch(
        f"select member_id, week, bits, {way}, blocked, days from {TABLE}"
        f" where member_id {where} and week >= %s and week < %s",
        [ids, weeks.start, weeks.stop],
    ):
        time = found.get(member)
        if time is None:
            time = found[member] = OpenTime()
        at = DAY_CELLS + (week - weeks.start) * WEEK_CELLS
        cells = int.from_bytes(general, "little") << at
        time.general |= cells
        if member in narrow and bits is not None:
            cells = int.from_bytes(bits, "little") << at
        time.bits |= cells
        if blocked:
            time.blocked |= int.from_bytes(blocked, "little") << at
        time.days[week] = days
        known[member] += 1
    missing = {pk: parties[pk] for pk, number in known.items() if number < len(weeks)}
    if missing:
        for pk, fresh in worked_out(missing, frame).items():
            if pk in narrow:
                fresh.bits = fresh.by[medium]
            found[pk] = fresh
    return found


def worked_out(parties: Mapping[int, Party], frame: Frame) -> dict[int, OpenTime]:
    """Return the open time of these members in a frame that `frame_of` made, worked out from its sources."""
    inside = ones(frame.cells - 2 * DAY_CELLS) << DAY_CELLS
    sources = sources_of(parties, frame)
    found = {}
    for pk, party in parties.items():
        time = found[pk] = open_time(party, sources[pk], frame)
        time.bits &= inside
        time.general = time.bits
        time.blocked &= inside
        time.by = {medium: cells & inside for medium, cells in time.by.items()}
    return found


# ---------------------------------------------------------------- keeping
def rebuild_open_weeks(member_ids: Iterable[int], *, now: datetime) -> int:
    """Write anew what is kept of these members' open time, and return how many rows changed.

    Belongs in the transaction that changed what it is made of. The members are locked first, so that of
    two who change something at once the second works with what the first has written.
    """
    ids = sorted(set(member_ids))
    changed = 0
    with transaction.atomic():
        for start in range(0, len(ids), CHUNK):
            changed += _rebuild(ids[start : start + CHUNK], now=now)
    return changed


def forget_open_weeks(member_ids: Iterable[int]) -> None:
    """Keep nothing of these members' open time: whoever looks works it out afresh, until it is filled again.

    For changes to more members than one transaction should work out. Belongs in the transaction of the
    change, and locks the members, so that nothing worked out before it is written down after it.
    """
    ids = sorted(set(member_ids))
    with transaction.atomic():
        _lock(ids)
        where, given = one_of(ids)
        execute(f"delete from {TABLE} where member_id {where}", [given])


def fill_open_weeks(*, now: datetime) -> int:
    """Work out open time of whoever has none kept, five hundred in each transaction; return how many rows."""
    kept = OpenWeek.objects.filter(member=OuterRef("pk"), week=this_week(now))
    changed, last = 0, 0
    while True:
        missing = _present(now).filter(~Exists(kept), pk__gt=last).order_by("pk")
        ids = list(missing.values_list("pk", flat=True)[:CHUNK])
        if not ids:
            return changed
        changed += rebuild_open_weeks(ids, now=now)
        last = ids[-1]


def rebuild_for_people(person_ids: Iterable[int], *, now: datetime) -> int:
    """The same for all members that these persons are, in whatever organisations: their busy time changed."""
    members = Member.objects.filter(person__in=list(person_ids))
    return rebuild_open_weeks(members.values_list("pk", flat=True), now=now)


def rebuild_all(*, now: datetime) -> int:
    """Bring what is kept up to date for everybody who has not left, a thousand in each transaction.

    It extends what is kept by the days that have passed, and takes in new public holidays and time zones.
    Returns how many rows changed.
    """
    execute(f"delete from {TABLE} where week < %s", [this_week(now)])
    changed = 0
    for ids in _everybody(now):
        changed += rebuild_open_weeks(ids, now=now)
    return changed


def this_week(now: datetime) -> int:
    """Return the number of the week in which a moment lies."""
    return week_of(int(now.timestamp()) // 60)


def _everybody(now: datetime) -> Iterator[list[int]]:
    """Give the ids of all who have not left, in order, a thousand at a time."""
    last = 0
    while True:
        present = _present(now).filter(pk__gt=last)
        ids = list(present.order_by("pk").values_list("pk", flat=True)[: 2 * CHUNK])
        if not ids:
            return
        yield ids
        last = ids[-1]


def _present(now: datetime):
    """Everybody who has not left; it may still be yesterday there."""
    return Member.objects.filter(Q(end_date=None) | Q(end_date__gte=now.date() - timedelta(days=1)))


def _rebuild(ids: Sequence[int], *, now: datetime) -> int:
    _lock(ids)
    begins = week_starts(this_week(now))
    frame = frame_of(begins, week_starts(this_week(now) + KEPT_WEEKS))
    parties = parties_of(ids)
    today = now.date().toordinal() - 1  # it may still be yesterday there
    staying = {pk: party for pk, party in parties.items() if party.ends >= today}
    fresh: dict[tuple[int, int], Row] = {}
    for pk, time in worked_out(staying, frame).items():
        for week, row in _weeks_of(time, frame):
            fresh[pk, week] = row
    kept = _kept(ids)
    gone = [key for key in kept if key not in fresh]
    changed = [(*key, *row) for key, row in fresh.items() if kept.get(key) != row]
    _delete(gone)
    _write(changed)
    return len(gone) + len(changed)


def _lock(ids: Collection[int]) -> None:
    if connection.features.has_select_for_update:
        list(
            Member.objects.filter(pk__in=ids)
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk", flat=True)
        )


def _weeks_of(time: OpenTime, frame: Frame) -> Iterator[tuple[int, Row]]:
    """Give each week of a frame with the row that keeps it, in the order of `COLUMNS`."""
    for week in weeks_in(frame):
        at = DAY_CELLS + (week - weeks_in(frame).start) * WEEK_CELLS
        general = _packed(time.bits, at)
        ways = [_packed(time.by[way], at) for way in MEDIA]
        kept = (general, *(None if way == general else way for way in ways), _packed(time.blocked, at))
        yield week, (*kept, time.days[week])


def _packed(cells: int, at: int) -> bytes:
    week = cells >> at & ones(WEEK_CELLS)
    return week.to_bytes((week.bit_length() + 7) // 8, "little")


def _kept(ids: Collection[int]) -> dict[tuple[int, int], Row]:
    where, given = one_of(ids)
    rows = fetch(
        f"select member_id, week, {', '.join(COLUMNS)} from {TABLE} where member_id {where}", [given]
    )
    return {
        (member, week): (*(None if bits is None else bytes(bits) for bits in cells), days)
        for member, week, *cells, days in rows
    }


def _delete(keys: Sequence[tuple[int, int]]) -> None:
    by_week: dict[int, list[int]] = {}
    for member, week in keys:
        by_week.setdefault(week, []).append(member)
    for week, members in by_week.items():
        where, ids = one_of(members)
        execute(f"delete from {TABLE} where member_id {where} and week = %s", [ids, week])


def _write(rows: Sequence[Row]) -> None:
    """Insert rows, or put them in the place of those there are."""
    if not rows:
        return
    names = ("member_id", "week", *COLUMNS)
    sets = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS)
    ending = f"on conflict (member_id, week) do update set {sets}"
    with connection.cursor() as cursor:
        if is_postgres():
            types = ("bigint", "integer", *("bytea",) * 5, "text")
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            cursor.execute(
                f"insert into {TABLE} ({', '.join(names)}) select * from unnest({arrays}) {ending}",
                [list(values) for values in zip(*rows, strict=True)],
            )
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(
                f"insert into {TABLE} ({', '.join(names)}) values ({marks}) {ending}", list(rows)
            )
