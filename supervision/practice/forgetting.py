"""What is no longer kept: each tier by its own clock. Found in sets, every night; twice is no more.

Shared by the pair: as long after the session as the organisation says. Private notes: as long as their writer
says. What had to be passed on: as long after it as the organisation says. That a session took place is a fact
and stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from supervision.people.models import Organisation
from supervision.practice import rules
from supervision.practice.models import (
    Action,
    AgendaItem,
    Escalation,
    PracticeSettings,
    SharedRecord,
    SuperviseeNote,
    SupervisorNote,
)
from supervision.scheduling.days import day_starts_at, local_day


def forget(*, now: datetime) -> int:
    """Delete whatever has been kept long enough, one organisation after another; return how many rows."""
    gone = 0
    kept = {one.pk: one for one in PracticeSettings.objects.all()}
    for organisation in Organisation.objects.order_by("pk"):
        gone += _forget_shared(organisation, kept.get(organisation.pk) or PracticeSettings(), now=now)
    for table in (SuperviseeNote, SupervisorNote):
        gone += table.objects.filter(forget_on__lte=now.date()).delete()[0]
    return gone


def would_go(organisation: Organisation, kept: Mapping[str, int], *, now: datetime) -> dict[str, int]:
    """Return of how many sessions agendas and shared records would go tonight, if they were kept so long.

    By `agenda_months` and `record_months`. What had to be passed on is not counted: a number of these would
    say that there were any.
    """
    today = local_day(now, organisation.zone)
    found = {}
    for name, tables in (("agenda_months", (AgendaItem,)), ("record_months", (SharedRecord, Action))):
        since = day_starts_at(rules.months_after(today, -kept[name]), organisation.zone)
        ids: set[int] = set()
        for table in tables:
            rows = table._default_manager.filter(
                session__organisation=organisation, session__ends_at__lt=since
            )
            ids.update(rows.values_list("session_id", flat=True).distinct())
        found[name] = len(ids)
    return found


@transaction.atomic
def _forget_shared(organisation: Organisation, kept: PracticeSettings, *, now: datetime) -> int:
    today = local_day(now, organisation.zone)

    def since(months: int) -> datetime:
        return day_starts_at(rules.months_after(today, -months), organisation.zone)

    gone = 0
    for table, months in (
        (AgendaItem, kept.agenda_months),
        (SharedRecord, kept.record_months),
        (Action, kept.record_months),
    ):
        rows = table._default_manager.filter(
            session__organisation=organisation, session__ends_at__lt=since(months)
        )
        gone += rows.delete()[0]
    passed_on = Escalation.objects.filter(
        agreement__supervisee__organisation=organisation, raised_at__lt=since(kept.escalation_months)
    )
    return gone + passed_on.delete()[0]
