"""Verbs that change organisations and teams; and the audit after many acts."""

import pytest

from supervision.people import rules, services
from supervision.people.audit import first_break
from supervision.people.models import AuditEntry, Leadership, Member, Organisation, Team
from tests.builders import make_lead, make_member, make_policy, make_team
from tests.supervision.people.deeds import DAY, NOW, TODAY, actions

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- organisations
def test_a_new_organisation_has_one_administrator_and_a_slug_of_its_own():
    first = services.create_organisation(
        name="Alder Case Management", admin_email="Asha@Alder.example", now=NOW
    )
    second = services.create_organisation(
        name="Alder Case Management", admin_email="b@other.example", now=NOW
    )

    assert first.is_admin
    assert first.person.email == "asha@alder.example"
    assert not first.person.has_usable_password()
    assert (first.organisation.slug, second.organisation.slug) == (
        "alder-case-management",
        "alder-case-management-2",
    )
    assert actions(first.organisation) == ["organisation.created", "member.added"]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"name": " "}, rules.NameMissing),
        ({"time_zone": "Mars/Base"}, rules.UnknownZone),
        ({"country": "ZZ"}, rules.UnknownCountry),
        ({"country": "GB", "subdivision": "BY"}, rules.UnknownCountry),
        ({"assistance_name": "Line", "assistance_phone": "ring"}, rules.NotAPhoneNumber),
        ({"assistance_name": "", "assistance_phone": "999"}, rules.NameMissing),
    ],
)
def test_an_organisation_is_not_changed_to_nonsense(admin, values, refusal):
    before = Organisation.objects.values().get(pk=admin.organisation_id)

    with pytest.raises(refusal):
        services.change_organisation(by=admin, now=NOW, **values)

    assert Organisation.objects.values().get(pk=admin.organisation_id) == before
    assert actions(admin.organisation) == []


def test_an_organisation_changes_its_name_zone_and_country(admin):
    services.change_organisation(
        by=admin, now=NOW, name="Birch", time_zone="Europe/Berlin", country="DE", subdivision="BY"
    )

    organisation = Organisation.objects.get(pk=admin.organisation_id)
    assert (organisation.name, organisation.time_zone, organisation.country, organisation.subdivision) == (
        "Birch",
        "Europe/Berlin",
        "DE",
        "BY",
    )


def test_saving_what_is_there_already_writes_nothing_down(admin):
    services.change_organisation(by=admin, now=NOW, name=admin.organisation.name)

    assert actions(admin.organisation) == []


# ---------------------------------------------------------------- teams
def test_a_team_is_added_under_another(admin):
    services_team = services.add_team(name="Adult services", by=admin, now=NOW)
    community = services.add_team(name=" Community ", parent=services_team, by=admin, now=NOW)

    assert (community.name, community.parent) == ("Community", services_team)
    assert actions(admin.organisation) == ["team.added", "team.added"]


def test_two_teams_of_an_organisation_never_share_a_name_but_two_organisations_may(admin):
    make_team(name="Community")
    services.add_team(name="Community", by=admin, now=NOW)

    with pytest.raises(rules.TeamNameTaken):
        services.add_team(name="COMMUNITY", by=admin, now=NOW)

    assert Team.objects.of(admin.organisation).count() == 1


def test_a_team_never_comes_to_stand_under_itself(admin):
    top = make_team(admin.organisation)
    below = make_team(admin.organisation, parent=top)

    with pytest.raises(rules.TeamUnderItself):
        services.change_team(top, name=top.name, parent=below, by=admin, now=NOW)

    assert Team.objects.get(pk=top.pk).parent is None


def test_moving_a_team_tells_of_everyone_in_it_and_below(admin, told):
    moved = make_team(admin.organisation)
    below = make_team(admin.organisation, parent=moved)
    new_parent = make_team(admin.organisation)
    inside = [make_member(team=moved), make_member(team=below)]
    make_member(team=new_parent)

    services.change_team(moved, name=moved.name, parent=new_parent, by=admin, now=NOW)

    assert told == {member.pk for member in inside}


def test_renaming_a_team_tells_of_nobody(admin, told):
    team = make_member(team=make_team(admin.organisation)).team

    services.change_team(team, name="Another", parent=None, by=admin, now=NOW)

    assert told == set()


def test_a_team_with_people_teams_or_a_policy_stays(admin):
    peopled = make_member(team=make_team(admin.organisation)).team
    parent = make_team(admin.organisation, parent=None)
    make_team(admin.organisation, parent=parent)
    owed = make_team(admin.organisation)
    make_policy(admin.organisation, level="team", team=owed)

    for team in (peopled, parent, owed):
        with pytest.raises(rules.TeamInUse):
            services.remove_team(team, by=admin, now=NOW)

    assert Team.objects.of(admin.organisation).count() == 4


def test_an_empty_team_is_removed(admin):
    team = make_team(admin.organisation)

    services.remove_team(team, by=admin, now=NOW)

    assert not Team.objects.filter(pk=team.pk).exists()
    assert actions(admin.organisation) == ["team.removed"]


def test_whoever_leads_a_team_gets_the_role_and_keeps_it(admin, told):
    team = make_team(admin.organisation)
    before = make_lead(team)
    chosen = make_member(team=team)

    services.set_leads(team, leads=[chosen], by=admin, now=NOW)

    assert [row.member for row in Leadership.objects.filter(team=team)] == [chosen]
    assert Member.objects.get(pk=chosen.pk).is_team_lead
    assert Member.objects.get(pk=before.pk).is_team_lead
    assert told == {chosen.pk}
    assert actions(admin.organisation) == ["lead.removed", "lead.added"]


def test_one_who_has_left_does_not_lead(admin):
    team = make_team(admin.organisation)
    left = make_member(team=team, end_date=TODAY - DAY)

    with pytest.raises(rules.HasLeft):
        services.set_leads(team, leads=[left], by=admin, now=NOW)

    assert not team.leaderships.exists()


def test_the_audit_holds_after_many_acts(admin):
    team = services.add_team(name="One", by=admin, now=NOW)
    member = services.add_member(email="a@alder.example", name="A", team=team, by=admin, now=NOW)
    services.set_leads(team, leads=[member], by=admin, now=NOW)
    services.end_membership(member, last_day=TODAY + DAY, by=admin, now=NOW)

    assert first_break(admin.organisation) is None
    assert set(AuditEntry.objects.values_list("actor_id", flat=True)) == {admin.pk}
