"""Who is tracked at a moment: on the day it is for each of them, whoever looks and from where."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine

from supervision.people.models import Member
from supervision.policy.standings import counts_by_team
from supervision.scheduling.days import local_day, zones_apart
from tests.builders import make_lead, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
EAST, WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
"""Fourteen hours ahead, eleven behind: between them the day is never the same."""
MOMENTS = [
    datetime(2026, 11, 5, 9, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 11, 5, 10, tzinfo=UTC),
    datetime(2026, 11, 5, 10, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 5, 11, tzinfo=UTC),
    datetime(2026, 11, 5, 0, tzinfo=UTC),
    datetime(2026, 11, 5, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 24, 23, 0, tzinfo=UTC),
    datetime(2026, 11, 5, 10, tzinfo=ZoneInfo(EAST)),
]


@pytest.mark.parametrize("now", MOMENTS)
def test_zones_are_told_apart_by_the_day_it_is_there(now):
    ahead, behind = zones_apart(now)
    today = now.astimezone(UTC).date()

    for name in available_timezones():
        there = local_day(now, ZoneInfo(name))
        assert (name in ahead, name in behind) == (there > today, there < today), name


@pytest.mark.parametrize("now", MOMENTS)
@pytest.mark.parametrize("zone", [EAST, WEST, "Europe/London", "Asia/Kathmandu"])
def test_a_member_is_tracked_from_their_own_first_day_through_their_own_last(now, zone):
    team = make_team()
    here = local_day(now, ZoneInfo(zone))
    near = [now.astimezone(UTC).date() + timedelta(days=days) for days in range(-3, 4)]
    begun = {make_member(team=team, start_date=day, time_zone=zone): day for day in near}
    long_ago = date(2020, 1, 6)
    ended = {make_member(team=team, start_date=long_ago, end_date=day, time_zone=zone): day for day in near}
    for_good = make_member(team=team, start_date=long_ago, time_zone=zone)

    found = set(Member.objects.of(team.organisation).tracked_at(now))

    wanted = {one for one, day in begun.items() if day <= here}
    wanted |= {one for one, day in ended.items() if day >= here} | {for_good}
    assert found == wanted


def test_only_a_role_that_is_owed_supervision_is_tracked():
    organisation = make_organisation()
    make_member(organisation, roles=("admin",))
    roles = [make_member(organisation, roles=(role,)) for role in ("case_manager", "supervisor", "team_lead")]

    assert list(Member.objects.of(organisation).tracked_at(NOON).order_by("pk")) == roles


@pytest.mark.parametrize("lead_zone", [EAST, "Europe/London", WEST])
def test_a_board_shows_whose_own_day_it_is_wherever_its_lead_looks_from(client, lead_zone):
    """At noon in UTC the 6th has begun in Kiritimati, and in Pago Pago it is an hour into the 5th."""
    team = make_team()
    lead = make_lead(team, time_zone=lead_zone, name="Lead")
    make_member(team=team, name="Begins the 6th, east", start_date=date(2026, 11, 6), time_zone=EAST)
    make_member(team=team, name="Begins the 6th, west", start_date=date(2026, 11, 6), time_zone=WEST)
    make_member(team=team, name="Last the 5th, east", end_date=date(2026, 11, 5), time_zone=EAST)
    make_member(team=team, name="Last the 5th, west", end_date=date(2026, 11, 5), time_zone=WEST)
    make_member(team=team, name="Last the 4th, west", end_date=date(2026, 11, 4), time_zone=WEST)

    with time_machine.travel(NOON, tick=False):
        client.force_login(lead.person)
        board = client.get("/board/").context["board"]
        counts = client.get(f"/api/v1/teams/{team.pk}/board/").json()["counts"]

    names = {row.standing.name for row in board.rows}
    assert names == {"Lead", "Begins the 6th, east", "Last the 5th, west"}
    assert sum(counts.values()) == 3
    assert sum(sum(one.values()) for _, one in counts_by_team(lead, now=NOON)) == 3
