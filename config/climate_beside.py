"""Figures of supervision and of debriefs that stand beside climate: of groups of five or more alone.

Peers know nothing of sessions or clocks, so what they show beside their own is handed to them from here.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from statistics import median_low

from django.db.models import Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from peers.climate import beside, rules
from peers.climate.selectors import months_up_to
from peers.debriefs.selectors import month_counts
from supervision.people.models import Member, Organisation
from supervision.policy.models import Flag
from supervision.scheduling.days import day_starts_at, local_day
from supervision.sessions.models import Session
from supervision.wording import noted


def register_figures() -> None:
    beside.register(beside.Beside("kept_up", noted("Supervision kept up"), kept_up, rank=10, unit="%"))
    beside.register(
        beside.Beside("anew", noted("Called off, then held anew"), booked_anew, rank=20, unit=" days")
    )
    beside.register(beside.Beside("debriefs", noted("Debriefs taken up"), debriefs, rank=30))


def kept_up(organisation: Organisation, now: datetime) -> beside.Told | None:
    """Return, month by month, the share of people whom we owed nothing at its end, in whole per cent.

    Whoever had an open flag then was owed something. Three queries, however many people there are.
    """
    today = local_day(now, organisation.zone)
    months = months_up_to(today)
    first = day_starts_at(months[0], organisation.zone)
    people = list(
        Member.objects.of(organisation).tracked().values_list("pk", "start_date", "end_date").order_by("pk")
    )
    flags = list(
        Flag.objects.filter(member__organisation=organisation)
        .filter(Q(closed_at=None) | Q(closed_at__gte=first))
        .values_list("member_id", "opened_at", "closed_at")
    )
    found: list[tuple[date, int | None]] = []
    for month in months:
        day = min(rules.last_of(month), today)
        at = min(day_starts_at(day + timedelta(days=1), organisation.zone), now)
        here = {pk for pk, starts, ends in people if starts <= day and (ends is None or ends >= day)}
        owed = {pk for pk, opened, closed in flags if opened <= at and (closed is None or closed > at)} & here
        share = 100 * (len(here) - len(owed)) // len(here) if len(here) >= rules.LEAST else None
        found.append((month, share))
    last, before = found[-1][1], found[-2][1]
    if last is None:
        return None
    return beside.Told(
        f"{last}%",
        _("{number}% a month ago").format(number=before) if before is not None else _("today"),
        found,
    )


def booked_anew(organisation: Organisation, now: datetime) -> beside.Told | None:
    """Return after how many days, at the median, what was called off in the last quarter was on again.

    From the day it should have been to the day that came in its place; at least five of them.
    """
    rows = Session.objects.filter(
        organisation=organisation,
        cancelled_at__gte=now - timedelta(days=91),
        rebooked_by__status__in=(Session.Status.BOOKED, Session.Status.HELD),
    ).values_list("pk", "starts_at", "rebooked_by__starts_at")
    days: dict[int, int] = {}
    for pk, starts_at, anew_at in rows:
        apart = (local_day(anew_at, organisation.zone) - local_day(starts_at, organisation.zone)).days
        days[pk] = min(max(apart, 0), days.get(pk, 10**6))
    if len(days) < rules.LEAST:
        return None
    number = median_low(days.values())
    return beside.Told(
        ngettext("{number} day", "{number} days", number).format(number=number),
        _("half of them sooner, in three months"),
    )


def debriefs(organisation: Organisation, now: datetime) -> beside.Told | None:
    """Return how many talks took place in the latest month of which that is shown."""
    counts = [(one.month, one.number) for one in reversed(month_counts(organisation, now=now))]
    shown = Counter({month: number for month, number in counts if number})
    if not shown:
        return None
    latest = max(shown)
    return beside.Told(
        ngettext("{number} talk", "{number} talks", shown[latest]).format(number=shown[latest]),
        _("in {month}").format(month=format_date(latest, "F")),
        counts,
    )
