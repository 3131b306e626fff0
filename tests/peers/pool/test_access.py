"""Who is never brought together: power lines and own lists, for many members at once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.pool import access
from peers.pool.services import put_on_list, take_part
from tests.builders import (
    LONG_AGO,
    MONDAY_9AM,
    make_joined,
    make_lead,
    make_member,
    make_not_with,
    make_organisation,
    make_relationship,
    make_team,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)


def test_line_managers_supervisors_and_leads_stand_in_a_power_line_both_ways():
    organisation = make_organisation()
    service = make_team(organisation)
    team = make_team(organisation, parent=service)
    above, lead = make_lead(service), make_lead(team)
    manager, supervisor = make_member(organisation), make_member(organisation, roles=("supervisor",))
    member = make_member(team=team, line_manager=manager)
    colleague = make_member(team=team)
    make_relationship(supervisor, member)

    lines = access.power_lines([member.pk, manager.pk, lead.pk, colleague.pk], on=TODAY)

    assert lines[member.pk] == {manager.pk, supervisor.pk, lead.pk, above.pk}
    assert lines[manager.pk] == {member.pk}
    assert lines[lead.pk] == {member.pk, colleague.pk, above.pk}
    assert lines[colleague.pk] == {lead.pk, above.pk}


def test_a_relationship_that_is_over_or_a_lead_who_is_none_any_more_is_no_power_line():
    team = make_team()
    lead = make_lead(team)
    lead.is_team_lead = False
    lead.save()
    member, supervisor = make_member(team=team), make_member(team.organisation, roles=("supervisor",))
    make_relationship(supervisor, member, ends_on=TODAY - timedelta(days=1))

    assert access.power_lines([member.pk], on=TODAY) == {member.pk: set()}
    assert access.power_lines([member.pk], on=TODAY - timedelta(days=1)) == {member.pk: {supervisor.pk}}


def test_a_list_holds_both_ways_and_apart_has_both():
    organisation = make_organisation()
    manager = make_member(organisation)
    one, other, third = (make_member(organisation, line_manager=manager) for _ in range(3))
    make_not_with(one, other)

    assert access.not_with([one.pk, other.pk, third.pk]) == {
        one.pk: {other.pk},
        other.pk: {one.pk},
        third.pk: set(),
    }
    assert access.apart([other.pk], on=TODAY) == {other.pk: {one.pk, manager.pk}}


def test_nobody_of_another_organisation_comes_onto_a_list():
    one, stranger = make_member(), make_member()

    put_on_list(one, [stranger])

    assert access.not_with([one.pk]) == {one.pk: set()}


@pytest.mark.parametrize("number", [1, 30])
def test_it_costs_four_queries_for_one_and_for_thirty(number):
    team = make_team()
    make_lead(team)
    ids = [make_member(team=team).pk for _ in range(number)]

    with CaptureQueriesContext(
        connection,
    ) as queries:
        access.apart(ids, on=TODAY)

    assert len(queries) == 4


def test_those_who_take_part_are_in_here_and_now():
    organisation = make_organisation()
    one = make_joined(make_member(organisation))
    make_joined(make_member(organisation), state="paused")
    make_joined(make_member(organisation, end_date=TODAY - timedelta(days=1)))
    make_joined(make_member(organisation), part="circles")
    make_joined()

    assert list(access.joined_members("debriefs", organisation, on=TODAY)) == [one]


def test_since_when_somebody_takes_part_moves_only_when_that_changes():
    member = make_member(start_date=LONG_AGO)
    later = MONDAY_9AM + timedelta(hours=1)

    take_part(member, "checkins", state="in", now=MONDAY_9AM)
    assert take_part(member, "checkins", state="in", now=later).since == MONDAY_9AM
    assert take_part(member, "checkins", state="paused", now=later).since == later
