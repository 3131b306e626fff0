"""A team that has rounds of its own, beside those of everybody else."""

from datetime import date

import pytest
import time_machine

from peers.checkins.models import Round
from peers.checkins.rounds import make_round, mend_round
from peers.checkins.selectors import next_round_on
from peers.checkins.services import set_team_rhythm
from peers.checkins.tasks import rounds as ring
from supervision.people.models import Member
from tests.builders import make_member, make_organisation, make_team
from tests.peers.checkins.building import DAY, MONDAY, groups_of, make_people, turn

pytestmark = pytest.mark.django_db


def test_a_team_may_have_rounds_of_its_own_and_everybody_else_theirs():
    organisation = make_organisation()
    team, other = make_team(organisation), make_team(organisation)
    weekly = make_people(4, organisation, team=team)
    others = make_people(5, organisation, team=other)
    admin = make_member(organisation, roles=("admin",))
    set_team_rhythm(team, by=admin, every_days=7, now=MONDAY)

    with time_machine.travel(MONDAY):
        ring()
        ring()
    own = Round.objects.get(team=team)
    whole = Round.objects.get(team=None)

    assert (own.ends_on - own.starts_on).days == 6 and (whole.ends_on - whole.starts_on).days == 13
    assert {pk for group in groups_of(own) for pk in group} == {one.pk for one in weekly}
    assert {pk for group in groups_of(whole) for pk in group} == {one.pk for one in others}
    assert next_round_on(weekly[0], now=MONDAY) == (date(2026, 11, 9), 7)
    assert next_round_on(others[0], now=MONDAY) == (date(2026, 11, 16), 14)
    with time_machine.travel(MONDAY + 7 * DAY):
        ring()
    assert Round.objects.filter(team=team).count() == 2 and Round.objects.filter(team=None).count() == 1


def test_who_changes_to_a_team_with_its_own_rounds_finishes_the_one_they_are_in():
    organisation = make_organisation()
    team = make_team(organisation)
    weekly, others = make_people(2, organisation, team=team), make_people(4, organisation)
    set_team_rhythm(team, by=make_member(organisation, roles=("admin",)), every_days=7, now=MONDAY)
    whole = turn(organisation, MONDAY)
    Member.objects.filter(pk=others[0].pk).update(team=team)

    own = make_round(organisation, team_id=team.pk, now=MONDAY)
    mend_round(organisation, now=MONDAY + DAY)

    assert {pk for group in groups_of(own) for pk in group} == {one.pk for one in weekly}
    assert {pk for group in groups_of(whole) for pk in group} == {one.pk for one in others}


def test_without_rounds_of_its_own_a_team_is_in_everybody_s_again():
    organisation = make_organisation()
    team = make_team(organisation)
    people = make_people(2, organisation, team=team) + make_people(2, organisation)
    admin = make_member(organisation, roles=("admin",))
    for every_days in (7, None):
        set_team_rhythm(team, by=admin, every_days=every_days, now=MONDAY)

    made = turn(organisation, MONDAY)

    assert {pk for group in groups_of(made) for pk in group} == {one.pk for one in people}
