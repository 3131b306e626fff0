"""A person's own calendars as they are shown to them, and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from supervision.availability.calendars.addresses import Unfetched, link_of
from supervision.availability.calendars.sealing import opened_many
from supervision.availability.calendars.words import maker_of, state_words
from supervision.availability.models import Calendar
from supervision.people.models import Member
from supervision.wording import noted

LOOKS = {
    "new": ("paused", "clock", noted("About to be read")),
    "read": ("covered", "check", noted("Reading")),
    "failing": ("soon", "circle-alert", noted("Trying again")),
    "stopped": ("soon", "circle-alert", noted("Needs you")),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar as its owner sees it. Of its link the host alone."""

    pk: int
    name: str
    kind: str
    host: str
    state: str
    fault: str
    read_at: datetime | None
    failing_since: datetime | None
    read_until: date | None
    left_out: int
    words: str

    @property
    def is_file(self) -> bool:
        return self.kind == Calendar.Kind.FILE

    @property
    def look(self) -> str:
        return LOOKS[self.state][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.state][1]

    @property
    def tag(self) -> str:
        return "Read" if self.is_file and self.state == "read" else LOOKS[self.state][2]

    @property
    def needs_owner(self) -> bool:
        return self.state == "stopped"


def calendars_of(member: Member, *, now: datetime) -> list[Shown]:
    """Return the calendars of this member's person, the first they linked first. At most three queries."""
    rows = list(Calendar.objects.filter(person=member.person_id).defer("file_sealed").order_by("pk"))
    names, addresses = opened_many(rows, "name"), opened_many(rows, "address")
    return [_shown(row, names[row.pk], addresses[row.pk], member, now) for row in rows]


def panel_of(member: Member, now: datetime) -> dict:
    """Return what the section “Your calendars” shows, on whichever page it stands."""
    calendars = calendars_of(member, now=now)
    return {"calendars": calendars, "is_reading": any(each.state == "new" for each in calendars)}


def calendar_of(member: Member, pk: int) -> Calendar | None:
    """Return one calendar of this member's person; None for anybody else's and none alike."""
    return Calendar.objects.filter(pk=pk, person=member.person_id).defer("file_sealed").first()


def _shown(row: Calendar, name: str, address: str, member: Member, now: datetime) -> Shown:
    is_file = row.kind == Calendar.Kind.FILE
    host = _host(address)
    words = state_words(
        state=row.state,
        is_file=is_file,
        fault=row.fault,
        read_at=row.read_at,
        read_until=row.read_until,
        left_out=row.left_out,
        now=now,
        zone=member.zone,
    )
    return Shown(
        pk=row.pk,
        name=name or ("A file" if is_file else maker_of(host) or "A calendar"),
        kind=row.kind,
        host=host,
        state=row.state,
        fault=row.fault,
        read_at=row.read_at,
        failing_since=row.failing_since,
        read_until=row.read_until,
        left_out=row.left_out,
        words=words,
    )


def _host(address: str) -> str:
    try:
        return link_of(address).host if address else ""
    except Unfetched:
        return ""
