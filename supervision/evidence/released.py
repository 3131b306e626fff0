"""Figures that were put together once: read again ever after, and never worked out anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from supervision.evidence.figures import months_figures, quarter_figures
from supervision.evidence.models import Released
from supervision.people.models import Organisation

Figures = dict[date, dict[str, Any]]
Tick = Callable[[int, int], None]


def months_of(
    organisation: Organisation,
    months: Sequence[date],
    *,
    now: datetime,
    tick: Tick = lambda done, total: None,
) -> Figures:
    """Return the figures of these settled months; those that nobody asked for yet are put together now."""
    missing = [month for month in months if month not in _kept(organisation, Released.Span.MONTH, months)]
    fresh = months_figures(organisation, missing, now=now, tick=tick)
    return _keep(organisation, Released.Span.MONTH, months, fresh, now=now)


def quarters_of(organisation: Organisation, quarters: Sequence[date], *, now: datetime) -> Figures:
    """Return the figures of these settled quarters, likewise."""
    kept = _kept(organisation, Released.Span.QUARTER, quarters)
    fresh = {
        quarter: quarter_figures(organisation, quarter, now=now)
        for quarter in quarters
        if quarter not in kept
    }
    return _keep(organisation, Released.Span.QUARTER, quarters, fresh, now=now)


def _kept(organisation: Organisation, span: str, firsts: Sequence[date]) -> Figures:
    rows = Released.objects.filter(organisation=organisation, span=span, first__in=firsts)
    return {row.first: row.figures for row in rows}


def _keep(
    organisation: Organisation, span: str, firsts: Sequence[date], fresh: Figures, *, now: datetime
) -> Figures:
    """Keep what was put together, unless somebody did so at the same time: what stands is what they kept."""
    rows = [
        Released(organisation=organisation, span=span, first=first, figures=figures, released_at=now)
        for first, figures in fresh.items()
    ]
    Released.objects.bulk_create(rows, ignore_conflicts=True)
    return _kept(organisation, span, firsts)
