"""Whom the sweep and upkeep tell, and the messages they leave: read in sets, whoever the members are."""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from supervision.notices.services import Message, queue_notices
from supervision.people.models import Leadership, Member, Relationship, Team
from supervision.policy.rules import leads_told
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance, Session
from supervision.sets import as_day, fetch, moment, one_of

MEMBER = Member._meta.db_table
CLASSES = {"due_soon": "S", "overdue": "R", "escalated": "R", "return_offer": "S"}


class Tidings(NamedTuple):
    """What happened to one member's clock that somebody is told about. `occasion` is what the key names."""

    kind: str
    rule_id: int
    member_id: int
    organisation_id: int
    team_id: int | None
    zone: ZoneInfo
    occasion: date
    not_after: datetime | None = None


@dataclass
class Leads:
    """Who leads what in one organisation, and who its admins are; present members only."""

    parents: dict[int, int | None] = field(default_factory=dict)
    leads: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    leading: set[int] = field(default_factory=set)
    admins: list[int] = field(default_factory=list)
    _told: dict[tuple[int | None, int | None], tuple[tuple[int, ...], tuple[int, ...]]] = field(
        default_factory=dict
    )

    def leads_who_hear(self, team_id: int | None, member_id: int) -> tuple[int, ...]:
        """Return the leads who hear of a clock, at once or as it escalates; not who stands in for them."""
        first, second = self._by_leads(team_id, member_id)
        return first + second

    def told(self, team_id: int | None, member_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return who is told that a clock is overdue, and who that it escalated."""
        found = first, second = self._by_leads(team_id, member_id)
        if first and second:
            return found
        admins = tuple(admin for admin in self.admins if admin != member_id)
        return first or admins, second or admins

    def _by_leads(self, team_id: int | None, member_id: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        # All members of a team who lead nothing themselves are answered for alike.
        key = (team_id, member_id if member_id in self.leading else None)
        found = self._told.get(key)
        if found is None:
            path: list[int] = []
            while team_id is not None and team_id not in path:
                path.append(team_id)
                team_id = self.parents.get(team_id)
            found = self._told[key] = leads_told(path, self.leads, member_id=member_id)
        return found


def tell(tidings: Sequence[Tidings], *, now: datetime) -> int:
    """Leave a message to everybody who is told of `tidings`, and return how many are new.

    One to a person about a member and a due date, however many clocks share it; it stands for the first
    of their rules. Its topic is that clock alone, so that news of one clock never takes the place of what
    has to be said of another. A due date that is coming is told only where nothing is booked.
    """
    if not tidings:
        return 0
    quiet = {item.member_id for item in tidings if item.kind in ("due_soon", "return_offer")}
    booked = booked_ahead(quiet, now=now) if quiet else set()
    tidings = [
        item
        for item in tidings
        if item.member_id not in booked or item.kind not in ("due_soon", "return_offer")
    ]
    supervisors = supervisors_of(tidings, now=now)
    answering = leads_of(
        {item.organisation_id for item in tidings if item.kind in ("overdue", "escalated")}, now=now
    )
    messages: dict[str, Message] = {}
    for item in sorted(tidings, key=attrgetter("rule_id")):
        if item.kind == "escalated":
            recipients = answering[item.organisation_id].told(item.team_id, item.member_id)[1]
        elif item.kind == "overdue":
            leads = answering[item.organisation_id].told(item.team_id, item.member_id)[0]
            recipients = (*supervisors.get(item.member_id, ()), *leads)
        else:
            recipients = (item.member_id, *supervisors.get(item.member_id, ()))
        for recipient in recipients:
            key = f"{item.kind}-{item.member_id}-{recipient}-{item.occasion}"
            if key not in messages:
                messages[key] = Message(
                    organisation_id=item.organisation_id,
                    recipient_id=recipient,
                    kind=item.kind,
                    notice_class=CLASSES[item.kind],
                    key=key,
                    topic=f"clock-{item.member_id}-{item.rule_id}",
                    about={"member": item.member_id, "rule": item.rule_id, "day": str(item.occasion)},
                    not_before=now,
                    not_after=item.not_after,
                )
    return queue_notices(messages.values(), now=now)


def booked_ahead(member_ids: Iterable[int], *, now: datetime) -> set[int]:
    """Return those of these members who have a session booked to come."""
    where, ids = one_of(member_ids)
    rows = fetch(
        f"""
        select distinct a.member_id from {Attendance._meta.db_table} a
        join {Session._meta.db_table} s on s.id = a.session_id
        where a.member_id {where} and a.counted_at is null and s.status = 'booked' and s.starts_at > %s
        """,
        [ids, moment(now)],
    )
    return {pk for (pk,) in rows}


def supervisors_of(tidings: Iterable[Tidings], *, now: datetime) -> dict[int, list[int]]:
    """Return, by member, who supervises them today in the member's zone and has not left."""
    zones = {item.member_id: item.zone for item in tidings if item.kind != "escalated"}
    if not zones:
        return {}
    where, ids = one_of(zones)
    today = now.astimezone(UTC).date()
    found: dict[int, list[int]] = defaultdict(list)
    for pk, supervisor, starts_on, ends_on in fetch(
        f"""
        select r.supervisee_id, r.supervisor_id, r.starts_on, r.ends_on
        from {Relationship._meta.db_table} r join {MEMBER} m on m.id = r.supervisor_id
        where r.supervisee_id {where} and (m.end_date is null or m.end_date >= %s)
        order by r.supervisee_id, r.supervisor_id
        """,
        [ids, today],
    ):
        # Only near its ends does it matter which day it is where the member is.
        first, last = as_day(starts_on), as_day(ends_on)
        day = today
        if abs((first - today).days) <= 1 or (last is not None and abs((last - today).days) <= 1):
            day = local_day(now, zones[pk])
        if first <= day and (last is None or day <= last) and supervisor not in found[pk]:
            found[pk].append(supervisor)
    return found


def leads_of(organisation_ids: Iterable[int], *, now: datetime) -> dict[int, Leads]:
    """Return who leads what in each of these organisations, in three statements."""
    organisation_ids = list(organisation_ids)
    found = {pk: Leads() for pk in organisation_ids}
    if not found:
        return found
    where, ids = one_of(organisation_ids)
    today = now.astimezone(UTC).date() - timedelta(days=1)
    present = "m.start_date <= %s and (m.end_date is null or m.end_date >= %s)"
    for organisation_id, team_id, parent_id in fetch(
        f"select organisation_id, id, parent_id from {Team._meta.db_table} where organisation_id {where}",
        [ids],
    ):
        found[organisation_id].parents[team_id] = parent_id
    for organisation_id, team_id, member_id in fetch(
        f"""
        select m.organisation_id, l.team_id, l.member_id from {Leadership._meta.db_table} l
        join {MEMBER} m on m.id = l.member_id where m.organisation_id {where} and {present}
        order by l.team_id, l.member_id
        """,
        [ids, today + timedelta(days=2), today],
    ):
        found[organisation_id].leads[team_id].append(member_id)
        found[organisation_id].leading.add(member_id)
    for organisation_id, member_id in fetch(
        f"""
        select m.organisation_id, m.id from {MEMBER} m
        where m.organisation_id {where} and m.is_admin and {present} order by m.id
        """,
        [ids, today + timedelta(days=2), today],
    ):
        found[organisation_id].admins.append(member_id)
    return found
