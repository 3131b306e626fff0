"""A month begins, ends and is released: each once, whoever rings and however often."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from secrets import SystemRandom

from django.db import transaction

from peers.climate import rules, sheets, telling
from peers.climate.models import Cell, Setting, Window
from peers.climate.releasing import Cell as Group
from peers.climate.releasing import Past, decide, groups_of, homes_of, plan
from supervision.people.models import Member, Organisation, Team
from supervision.scheduling.days import local_day

LATEST_OPENING = timedelta(days=7)
"""A month with fewer days left is not opened any more: too few would have the time to answer."""
ORGANISATION = 0
_random = SystemRandom()


def organisations_with_months() -> list[Organisation]:
    """Return the organisations that ask, or that have a month which is not released yet."""
    asking = Setting.objects.filter(is_on=True).values("organisation")
    waiting = Window.objects.unreleased().values("organisation")
    return list(Organisation.objects.filter(pk__in=asking.union(waiting)).order_by("pk"))


def go_on(organisation: Organisation, *, now: datetime) -> None:
    """Release the months that are over, and open this one where the organisation asks."""
    today = local_day(now, organisation.zone)
    for pk in Window.objects.of(organisation).over_by(today).order_by("month").values_list("pk", flat=True):
        release(pk, now=now)
    open_month(organisation, now=now)


# ---------------------------------------------------------------- opening
@transaction.atomic
def open_month(organisation: Organisation, *, now: datetime) -> Window | None:
    """Open this month's card, fix its groups and ask everybody in them; None if that is not to be done.

    One month is open at a time, and each is opened once: a unique key says so.
    """
    Organisation.objects.locked(organisation)
    setting = Setting.objects.filter(pk=organisation.pk, is_on=True).first()
    today = local_day(now, organisation.zone)
    month, closes_on = rules.first_of(today), rules.last_of(today)
    if setting is None or closes_on - today < LATEST_OPENING:
        return None
    windows = Window.objects.of(organisation)
    if windows.filter(month=month).exists() or windows.unreleased().exists():
        return None
    window = Window.objects.create(
        organisation=organisation,
        month=month,
        closes_on=closes_on,
        least=setting.least,
        least_words=setting.least_words,
        asks_words=setting.asks_words,
    )
    groups, names, sizes = _groups_on(organisation, setting, today)
    past, last = _past_of(organisation)
    planned = plan(groups, past=past, last=last, least=setting.least, draw=_random.sample)
    asked = {cell.key: cell for cell in planned}
    Cell.objects.bulk_create(
        [
            Cell(
                window=window,
                key=group.key,
                above=asked[group.key].above if group.key in asked else None,
                name=names[group.key],
                size=sizes[group.key],
                people=sorted(asked[group.key].people) if group.key in asked else [],
            )
            for group in groups
        ]
    )
    homes = {key: people for key, people in homes_of(planned).items() if people}
    sheets.begin(window, homes)
    everybody = frozenset().union(*homes.values()) if homes else frozenset()
    telling.tell_open(window, sorted(everybody), now=now)
    return window


def _groups_on(
    organisation: Organisation, setting: Setting, day: date
) -> tuple[list[Group], dict[int, str], dict[int, int]]:
    """Return the organisation and its teams, with everybody in and below each on this day; names; sizes.

    Whoever comes from outside is not asked. A team that is left out counts with what is above it.
    """
    above: dict[int, int | None] = {ORGANISATION: None}
    names = {ORGANISATION: organisation.name}
    parents = dict(Team.objects.of(organisation).values_list("pk", "parent_id"))
    out = set(setting.left_out)
    for pk, name in Team.objects.of(organisation).order_by("pk").values_list("pk", "name"):
        if pk not in out:
            names[pk] = name
            above[pk] = _kept_above(parents[pk], parents, out)
    own: dict[int, set[int]] = {key: set() for key in above}
    here = Member.objects.of(organisation).present(day).filter(start_date__lte=day)
    for pk, team in here.exclude(employment=Member.Employment.EXTERNAL).values_list("pk", "team"):
        own[_kept_above(team, parents, out)].add(pk)
    sizes = {group.key: len(group.people) for group in groups_of(own, above, least=1)}
    return groups_of(own, above, least=setting.least), names, sizes


def _kept_above(team: int | None, parents: dict[int, int | None], out: set[int]) -> int:
    while team is not None and team in out:
        team = parents[team]
    return team if team is not None else ORGANISATION


def _past_of(organisation: Organisation) -> tuple[Past, dict[int, frozenset[int]]]:
    """Return everything that was ever shown of an organisation, and each group as it was shown last."""
    shown = Cell.objects.of(organisation).shown().order_by("window__month", "key")
    last: dict[int, frozenset[int]] = {}
    past = Past()
    for key, people in shown.values_list("key", "people").iterator():
        last[key] = frozenset(people)
        past.add(last[key])
    return past, last


# ---------------------------------------------------------------- release
@transaction.atomic
def release(window_pk: int, *, now: datetime) -> bool:
    """Decide once, over all groups and all that was shown before, what is shown of a month that is over.

    Then the sheets and their key are gone, and nothing can be worked out again. False if it was released
    already, or is still open.
    """
    found = Window.objects.filter(pk=window_pk).select_related("organisation").first()
    if found is None:
        return False
    Organisation.objects.locked(found.organisation)
    window = Window.objects.get(pk=window_pk)
    if window.released_at is not None or window.closes_on >= local_day(now, found.organisation.zone):
        return False
    rows = {cell.key: cell for cell in Cell.objects.filter(window=window).order_by("key")}
    cells = [Group(cell.key, frozenset(cell.people), cell.above) for cell in rows.values() if cell.people]
    opened = sheets.read_all(window)
    past, _ = _past_of(found.organisation)
    answered = {key: len(given) for key, given in opened.answers.items()}
    shown = decide(cells, answered=answered, past=past, least=window.least)
    for key in shown:
        given = _given_in(key, rows, opened)
        rows[key].bands = {
            question: rules.band_of([answers[at] for answers in given])
            for at, question in enumerate(rules.KEYS)
        }
    Cell.objects.bulk_update(rows.values(), ["bands"])
    if ORGANISATION in shown and len(opened.words) >= window.least_words:
        window.words = opened.words
    window.released_at = now
    window.save(update_fields=["words", "released_at"])
    sheets.destroy(window)
    return True


def _given_in(key: int, rows: dict[int, Cell], opened: sheets.Opened) -> list[list[int]]:
    found: list[list[int]] = []
    for home, given in opened.answers.items():
        at: int | None = home
        while at is not None and at != key:
            at = rows[at].above
        if at == key:
            found += given
    return found
