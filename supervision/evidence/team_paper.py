"""One A4 page about a team, for its lead: who has been held how, by name, as they see it on the Board."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Count, Max, Sum

from supervision.evidence.figures import KEPT, LATE, RIGHTED, Months
from supervision.evidence.pack import day, month_words
from supervision.evidence.paper import Block, Facts, Paper, Section, Table, Words
from supervision.evidence.periods import Period, last_of, month_after
from supervision.evidence.rules import hours_words
from supervision.people.models import Member, Team
from supervision.policy.inputs import chunks, read
from supervision.policy.standings import standings
from supervision.practice.selectors import dates_of
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Attendance, Session


def page_of(team: Team, period: Period, *, now: datetime) -> Paper:
    """Return the page of a team: its own members, those of teams below it not among them."""
    today = local_day(now, team.organisation.zone)
    members = Member.objects.of(team.organisation_id).filter(team=team).tracked_at(now)
    ids = list(members.values_list("pk", flat=True))
    months = months_of(ids, period)
    people = rows_of(members, ids, team, period, now=now, today=today)
    blocks: list[Block] = [
        Table(
            "Month by month",
            ("Month", "People we owed", "Held on time", "Late for some days", "Of these, put right"),
            months,
            (2, 1.6, 1.6, 1.8, 1.8),
            (1, 2, 3, 4),
        ),
        Table(
            f"Each of the team, {period.words}",
            ("Name", "Sessions", "Time", "Last held", "Today", "Next", "Agreement until"),
            people,
            (2.6, 1.35, 1.4, 1.5, 1.9, 1.5, 1.9),
            (1, 2),
        ),
        Words(
            "Dates and minutes alone: no content, no reason, and of those away no kind of leave. "
            "Owed is a debt of the "
            "organisation, and measures nobody.",
            True,
        ),
    ]
    facts = Facts([("People", str(len(ids))), ("Period", period.words), ("Led by", leads_words(team))])
    return Paper(
        team.name,
        (team.organisation.name, f"Made on {day(today)} for those who lead the team."),
        (Section("How supervision was kept up", [facts, *blocks]),),
    )


def leads_words(team: Team) -> str:
    names = team.leaderships.order_by("member__person__name").values_list("member__person__name", flat=True)
    return ", ".join(names) or "Nobody yet"


def months_of(ids: list[int], period: Period) -> list[tuple[str, ...]]:
    """Return each month of the team as it is today, in counts."""
    stands: dict[date, list[str]] = defaultdict(list)
    for chunk in chunks(ids):
        for facts in read(chunk):
            member = Months(facts)
            for month in period.months:
                found = member.stands(month, last_of(month))
                if found is not None:
                    stands[month].append(found[0])
    rows: list[tuple[str, ...]] = []
    for month in period.months:
        found_all = stands[month]
        counts = [found_all.count(one) for one in (KEPT, LATE, RIGHTED)]
        late = counts[1] + counts[2]
        rows.append((month_words(month), str(sum(counts)), str(counts[0]), str(late), str(counts[2])))
    return rows


def rows_of(
    members, ids: list[int], team: Team, period: Period, *, now: datetime, today: date
) -> list[tuple[str, ...]]:
    """Return one row for each member, by name; in a fixed number of queries."""
    zone = team.organisation.zone
    begins, ends = day_starts_at(period.since, zone), day_starts_at(month_after(period.until), zone)
    counted = Attendance.objects.counted().filter(member__in=ids)
    inside = counted.filter(session__starts_at__gte=begins, session__starts_at__lt=ends)
    held = {
        pk: (number, minutes)
        for pk, number, minutes in inside.values_list("member").annotate(
            Count("session"), Sum("session__held_minutes")
        )
    }
    last = dict(
        counted.filter(session__starts_at__lte=now).values_list("member").annotate(Max("session__starts_at"))
    )
    ahead: dict[int, datetime] = {}
    for pk, starts_at in (
        Attendance.objects.filter(
            member__in=ids, session__status=Session.Status.BOOKED, session__starts_at__gt=now
        )
        .order_by("-session__starts_at")
        .values_list("member", "session__starts_at")
    ):
        ahead[pk] = starts_at
    signed = dates_of(ids, on=today)
    rows: list[tuple[str, ...]] = []
    for one in sorted(
        standings(members, now=now), key=lambda standing: (standing.name.casefold(), standing.id)
    ):
        number, minutes = held.get(one.id, (0, 0))
        agreed = signed[one.id]
        rows.append(
            (
                one.name,
                str(number),
                hours_words(minutes or 0) if number else "",
                short(last.get(one.id), zone),
                one.words,
                short(ahead.get(one.id), zone),
                f"{agreed.signed_until.day} {agreed.signed_until:%b %Y}"
                if agreed.signed_until
                else "not signed",
            )
        )
    return rows


def short(moment: datetime | None, zone) -> str:
    if moment is None:
        return ""
    on = local_day(moment, zone)
    return f"{on.day} {on:%b %Y}"
