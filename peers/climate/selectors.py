"""What a member reads of climate: their own card while it is open, and released groups they may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from peers.climate import beside, charts, rules, sheets
from peers.climate.access import ORGANISATION, home_of, open_window, visible_keys
from peers.climate.models import Cell, Figure, Window
from supervision.people.models import Member
from supervision.scheduling.days import local_day

MONTHS = 12
NOT_SHOWN = "Not shown"


@dataclass(frozen=True, slots=True)
class Card:
    """A member's own card of the month that is open. `group`: as one of whom they answer."""

    window: Window
    group: str
    number: int
    is_in: bool


def card_of(member: Member, *, now: datetime) -> Card | None:
    """Return a member's card of this month; None where none is open or they are not asked. Only theirs."""
    window = open_window(member, now=now)
    home = home_of(member, window) if window else None
    if window is None or home is None:
        return None
    is_in = sheets.has_answered(window, person=member.pk, home=home.key)
    return Card(window, home.name, len(home.people), is_in)


# ---------------------------------------------------------------- what was released
@dataclass(frozen=True, slots=True)
class Share:
    """One question's band in one group and month. `band` None: not shown, whatever the reason."""

    question: rules.Question
    band: int | None

    @property
    def words(self) -> str:
        return rules.BANDS[self.band] if self.band else NOT_SHOWN


@dataclass(frozen=True, slots=True)
class Group:
    """A group in a month, as it is shown: every question, or none of them."""

    month: date
    key: int
    name: str
    size: int
    bands: dict[str, int]

    @property
    def is_shown(self) -> bool:
        return bool(self.bands)

    @property
    def shares(self) -> list[Share]:
        return [Share(question, self.bands.get(question.key)) for question in rules.QUESTIONS]

    @property
    def signs(self) -> list[Share]:
        return [share for share in self.shares if share.question.kind == rules.SIGN]


@dataclass(frozen=True, slots=True)
class Report:
    """What the page shows: the latest month, one group's course over months, and every group's latest."""

    group: Group | None
    groups: list[Group]
    choices: list[tuple[int, str]]
    question: rules.Question
    chart: charts.Chart | None
    words: list[str]
    is_any_hidden: bool


def released(viewer: Member, *, most: int = MONTHS) -> list[Group]:
    """Return what was released of the groups a member may see, the oldest month first."""
    windows = list(Window.objects.of(viewer.organisation_id).released().order_by("-month")[:most])
    keys = visible_keys(viewer)
    cells = Cell.objects.filter(window__in=windows, key__in=keys).order_by("window__month", "key")
    rows = cells.values_list("window__month", "key", "name", "size", "bands")
    return [Group(*row) for row in rows]


def report_of(viewer: Member, *, group: int, question: str) -> Report:
    """Return the page for a member, about one of the groups they may see; the whole for any other."""
    found = released(viewer)
    months = sorted({one.month for one in found})
    asked = next((one for one in rules.QUESTIONS if one.key == question), rules.SIGNS[-1])
    latest = sorted(
        (one for one in found if months and one.month == months[-1]), key=lambda one: (one.key != 0, one.name)
    )
    key = group if any(one.key == group for one in latest) else ORGANISATION
    chosen = next((one for one in latest if one.key == key), None)
    by_month = {one.month: one for one in found if one.key == key}
    points = [
        (month, by_month[month].bands.get(asked.key) if month in by_month else None) for month in months
    ]
    name = chosen.name if chosen else ""
    return Report(
        group=chosen,
        groups=latest,
        choices=[(one.key, one.name) for one in latest],
        question=asked,
        chart=charts.chart_of(points, about=f"{name}, “{_(asked.words)}”") if months else None,
        words=_latest_words(viewer) if key == ORGANISATION and months else [],
        is_any_hidden=any(not one.is_shown for one in latest) or any(band is None for _, band in points),
    )


def _latest_words(viewer: Member) -> list[str]:
    latest = Window.objects.of(viewer.organisation_id).released().order_by("-month").first()
    return latest.words if latest else []


# ---------------------------------------------------------------- what stands beside it
def sees_beside(viewer: Member) -> bool:
    """Say whether a member sees the organisation's figures: leads and administrators do."""
    return viewer.is_team_lead or viewer.is_admin


def beside_of(viewer: Member, *, now: datetime) -> list[tuple[beside.Beside, beside.Told]]:
    """Return other rooms' figures about the viewer's organisation, to leads and administrators."""
    return beside.figures_of(viewer.organisation, now=now) if sees_beside(viewer) else []


def months_up_to(today: date, number: int = MONTHS) -> list[date]:
    """Return the first days of so many months, the oldest first and this one last."""
    first = rules.first_of(today)
    return [rules.months_before(first, back) for back in range(number - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class TypedMonth:
    """What was typed in about a month, in the order of rules.FIGURES; None where nothing was."""

    month: date
    numbers: list[int | None]

    @property
    def cells(self) -> list[tuple[str, int | None]]:
        return list(zip(rules.FIGURES.values(), self.numbers, strict=True))


def typed_of(viewer: Member, *, now: datetime) -> list[TypedMonth]:
    """Return the figures typed in for the last twelve months and this one, oldest first. One query."""
    months = months_up_to(local_day(now, viewer.organisation.zone), MONTHS + 1)
    rows = Figure.objects.of(viewer.organisation_id).filter(month__gte=months[0])
    kept = {(month, kind): number for month, kind, number in rows.values_list("month", "kind", "number")}
    return [TypedMonth(month, [kept.get((month, kind)) for kind in rules.FIGURES]) for month in months]


def typed_bars(typed: Sequence[TypedMonth]) -> list[tuple[str, charts.Bars]]:
    """Return the bars of each kind of which anything was typed in."""
    found = []
    for at, label in enumerate(rules.FIGURES.values()):
        points = [(one.month, one.numbers[at]) for one in typed]
        if any(number is not None for _, number in points):
            found.append((_(label), charts.bars_of(points, about=_(label))))
    return found


# ---------------------------------------------------------------- as a table
def table_of(viewer: Member) -> list[list[str]]:
    """Return all that was released to a member, as rows of text under their head."""
    head = ["month", "group", *(question.key for question in rules.QUESTIONS)]
    rows = [
        [f"{one.month:%Y-%m}", one.name, *(share.words for share in one.shares)]
        for one in released(viewer, most=600)
    ]
    return [head, *rows]


def next_opens_on(member: Member, *, now: datetime) -> date:
    """Return the first day of the month after this one, for the member's organisation."""
    return rules.last_of(local_day(now, member.organisation.zone)) + timedelta(days=1)
