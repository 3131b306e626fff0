"""Pausing a soft kind of message for four weeks: it stands in the inbox meanwhile, and comes by no way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from supervision.notices.kinds import Kind, kind_of
from supervision.notices.models import PausedKind
from supervision.people.models import Member
from supervision.sets import among

LASTS = timedelta(days=28)


def can_pause(kind: str) -> bool:
    """Say whether a kind can be paused: those that can be ended. What must arrive never is."""
    found = kind_of(kind)
    return found is not None and found.can_unsubscribe


@transaction.atomic
def pause_kind(member: Member, kind: str, *, now: datetime) -> datetime | None:
    """Keep `kind` from coming for four weeks from now; return until when it was paused before, if it was."""
    before = paused_until(member, kind, now=now)
    PausedKind.objects.update_or_create(member=member, kind=kind, defaults={"until": now + LASTS})
    return before


def end_pause(member: Member, kind: str) -> bool:
    """Let `kind` come again, and say whether it was paused."""
    return PausedKind.objects.filter(member=member, kind=kind).delete()[0] > 0


def put_back(member: Member, kind: str, until: datetime | None) -> None:
    """Have `kind` paused as it was before: until then, or not at all."""
    if until is None:
        end_pause(member, kind)
    else:
        PausedKind.objects.update_or_create(member=member, kind=kind, defaults={"until": until})


def paused_until(member: Member, kind: str, *, now: datetime) -> datetime | None:
    found = PausedKind.objects.filter(member=member, kind=kind, until__gt=now)
    return found.values_list("until", flat=True).first()


def paused_pairs(members: Iterable[int], *, now: datetime) -> set[tuple[int, str]]:
    """Return which of these members have which kinds paused."""
    rows = PausedKind.objects.filter(member_id__in=among(members), until__gt=now)
    return set(rows.values_list("member_id", "kind"))


def pauses_of(member: Member, *, now: datetime) -> list[tuple[Kind, datetime]]:
    """Return what a member has paused, and until when each, the first to end first."""
    rows = PausedKind.objects.filter(member=member, until__gt=now).order_by("until", "kind")
    return [(kind, row.until) for row in rows if (kind := kind_of(row.kind)) is not None]
