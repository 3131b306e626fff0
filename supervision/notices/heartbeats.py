"""What is running: each part notes when it was last heard of, and whoever keeps the machines reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from supervision.notices.models import Heartbeat

BEAT, WORKER, RING, SWEEP = Heartbeat.Part.values
EVERY_SECONDS = 60
SILENT_AFTER = timedelta(minutes=3)
"""A part that beats once a minute and was not heard of for so long counts as silent."""
SWEEP_LATE_AFTER = timedelta(minutes=12)
"""The sweep comes every five minutes; two in a row that did not are worth a look."""
FORGOTTEN_AFTER = timedelta(days=1)
NO_MAIL = "no-mail"
"""No part: each run notes it while the mail server takes nothing, and the first that gets through ends it."""


def note(part: str, name: str = "", *, now: datetime, took_ms: int | None = None) -> None:
    """Note that `part` was heard of at `now`; `took_ms` is for how many milliseconds it worked."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(part=part, name=name[:120], since=now, at=now, took_ms=took_ms)],
        update_conflicts=True,
        unique_fields=["part", "name"],
        update_fields=["at", "took_ms"],
    )


def forget(part: str, name: str) -> None:
    """Forget a part that has stopped in order."""
    Heartbeat.objects.filter(part=part, name=name[:120]).delete()


def forget_old(*, now: datetime) -> int:
    """Forget what was not heard of for a day, and return how many."""
    return Heartbeat.objects.filter(at__lt=now - FORGOTTEN_AFTER).delete()[0]


def note_no_mail(*, now: datetime) -> None:
    """Note that the mail server takes nothing at `now`; an earlier time that nobody saw end is over."""
    Heartbeat.objects.filter(part=NO_MAIL, at__lte=now - SILENT_AFTER).delete()
    note(NO_MAIL, now=now)


@dataclass(frozen=True, slots=True)
class Pulse:
    """One kind of part: how many are heard of now, since when, when last, and how long its work took."""

    number: int = 0
    since: datetime | None = None
    at: datetime | None = None
    took_ms: int | None = None
    is_silent: bool = True


def mail_stopped_at(found: Mapping[str, Pulse]) -> datetime | None:
    """Return since when the mail server has taken nothing; None where it does, or nothing was tried lately.

    A run tries every thirty seconds while anything is due.
    """
    return found[NO_MAIL].since


def pulses(*, now: datetime) -> dict[str, Pulse]:
    """Return the pulse of every part, also of one that was never heard of, and of `NO_MAIL`. One query."""
    rows: dict[str, list[Heartbeat]] = {part: [] for part in (*Heartbeat.Part.values, NO_MAIL)}
    for row in Heartbeat.objects.order_by("-at", "pk"):
        rows.setdefault(row.part, []).append(row)
    return {part: _pulse(part, heard, now) for part, heard in rows.items()}


def _pulse(part: str, heard: list[Heartbeat], now: datetime) -> Pulse:
    if not heard:
        return Pulse()
    patience = SWEEP_LATE_AFTER if part == SWEEP else SILENT_AFTER
    alive = [row for row in heard if now - row.at <= patience]
    return Pulse(
        number=len(alive),
        since=min((row.since for row in alive), default=None),
        at=heard[0].at,
        took_ms=heard[0].took_ms,
        is_silent=not alive,
    )
