"""Whom a lead answers for."""

import pytest

from supervision.people.access import leads
from supervision.people.models import Leadership
from tests.builders import make_lead, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db


def names(viewer):
    return sorted(leads(viewer).values_list("name", flat=True))


def test_a_lead_answers_for_their_team_and_for_all_below_it():
    organisation = make_organisation()
    service = make_team(organisation, "Service")
    north = make_team(organisation, "North", parent=service)
    make_team(organisation, "Far north", parent=north)
    make_team(organisation, "South", parent=service)
    other = make_team(organisation, "Other")

    assert names(make_lead(service)) == ["Far north", "North", "Service", "South"]
    assert names(make_lead(north)) == ["Far north", "North"]
    assert names(make_lead(other)) == ["Other"]


def test_who_leads_nothing_answers_for_nobody():
    assert names(make_member(roles=("team_lead", "admin"))) == []


def test_a_team_of_another_organisation_is_never_answered_for():
    lead = make_lead(make_team(name="Ours"))
    Leadership.objects.create(member=lead, team=make_team(name="Theirs"))

    assert names(lead) == ["Ours"]


@pytest.mark.parametrize("depth", [1, 30])
def test_it_takes_the_same_queries_for_one_team_as_for_thirty(depth, django_assert_num_queries):
    team = top = make_team(name="0")
    for number in range(1, depth):
        team = make_team(top.organisation, str(number), parent=team)
    lead = make_lead(top)

    with django_assert_num_queries(3):
        assert leads(lead).count() == depth
