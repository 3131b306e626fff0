"""Builders for climate: an organisation that asks, with teams, and months that people answer."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from peers.climate import rules, services
from peers.climate.models import Setting, Window
from peers.climate.months import go_on
from tests.builders import make_member, make_organisation, make_team

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def first_of_next(at):
    """Return nine in the morning, UTC, of the first day of the month after this moment's."""
    month = rules.months_before(at.date().replace(day=1), -1)
    return datetime(month.year, month.month, month.day, 9, tzinfo=UTC)


def make_asking(*sizes, **setting):
    """Return an organisation that asks, its teams, and the members of each, so many as `sizes` say."""
    organisation = make_organisation()
    Setting.objects.create(organisation=organisation, is_on=True, **setting)
    teams = [make_team(organisation, name=f"Team {chr(65 + at)}") for at in range(len(sizes))]
    people = [[make_member(team=team) for _ in range(size)] for team, size in zip(teams, sizes, strict=True)]
    return organisation, teams, people


def card(value=4, **changed):
    return dict.fromkeys(rules.KEYS, value) | changed


def say(members, value=4, *, words="", now=MONDAY):
    for member in members:
        services.answer(member, card(value), words=words, now=now)


def open_month(organisation, now=MONDAY):
    go_on(organisation, now=now)
    return Window.objects.of(organisation).latest("month")


def release_month(organisation, now=MONDAY):
    """Let the month be over; return it, and the groups by name. The next one opens."""
    go_on(organisation, now=first_of_next(now))
    window = Window.objects.of(organisation).released().latest("month")
    return window, {cell.name: cell for cell in window.cells.all()}
