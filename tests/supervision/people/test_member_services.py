"""Members: brought in, changed, gone and brought back."""

from datetime import date

import pytest

from supervision.people import rules, services
from supervision.people.models import Member, Person, Relationship
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_relationship,
    make_team,
)
from tests.supervision.people.deeds import DAY, NOW, TODAY, actions

pytestmark = pytest.mark.django_db


def test_a_new_person_becomes_a_member_from_today_in_the_organisations_zone(told):
    admin = make_member(make_organisation(time_zone="Pacific/Auckland"), roles=("admin",))

    member = services.add_member(
        email=" Zofia@Alder.example ",
        name="Zofia Wójcik",
        roles=["case_manager"],
        by=admin,
        now=NOW.replace(hour=20),
    )

    assert (member.person.email, member.person.name) == ("zofia@alder.example", "Zofia Wójcik")
    assert member.roles == ("case_manager",)
    assert (member.start_date, member.time_zone) == (date(2026, 11, 3), "Pacific/Auckland")
    assert told == {member.pk}


def test_a_person_of_another_organisation_gets_a_second_place_and_keeps_the_first(admin):
    elsewhere = make_member(
        email="jude@outside.example", name="Jude Marlow", roles=("supervisor",), fte="0.5"
    )
    before = Member.objects.values().get(pk=elsewhere.pk)

    member = services.add_member(email="JUDE@outside.example", name="J M", by=admin, now=NOW)

    assert member.person == elsewhere.person
    assert member.organisation == admin.organisation
    assert member.roles == ()
    assert Person.objects.get(pk=elsewhere.person_id).name == "Jude Marlow"
    assert Member.objects.values().get(pk=elsewhere.pk) == before


def test_an_address_is_asked_for_a_name_whether_it_is_known_or_not(admin):
    known = make_person(email="known@outside.example")

    for email in (known.email, "unknown@outside.example"):
        with pytest.raises(rules.NameMissing):
            services.add_member(email=email, name="", by=admin, now=NOW)


def test_nobody_is_added_twice(admin):
    member = make_member(admin.organisation)

    with pytest.raises(rules.AlreadyMember):
        services.add_member(email=member.person.email.upper(), name="Other", by=admin, now=NOW)

    assert Member.objects.of(admin.organisation).count() == 2


MEMBER_REFUSALS = [
    ({"roles": ["emperor"]}, rules.NoSuchRole),
    ({"employment": "volunteer"}, rules.NoSuchEmployment),
    ({"fte": 0}, rules.NotAShare),
    ({"working_days": []}, rules.NoWorkingDay),
    ({"time_zone": "Nowhere"}, rules.UnknownZone),
    ({"start_date": TODAY, "end_date": TODAY - DAY}, rules.EndsBeforeStart),
    ({"end_date": date(2019, 1, 1)}, rules.EndsBeforeStart),
]


@pytest.mark.parametrize(("values", "refusal"), MEMBER_REFUSALS)
def test_a_member_is_not_changed_to_nonsense(admin, told, values, refusal):
    member = make_member(admin.organisation)
    before = Member.objects.values().get(pk=member.pk)

    with pytest.raises(refusal):
        services.change_member(member, by=admin, now=NOW, **values)

    assert Member.objects.values().get(pk=member.pk) == before
    assert told == set()
    assert actions(admin.organisation) == []


def test_nobody_is_their_own_line_manager(admin):
    with pytest.raises(rules.OwnLineManager):
        services.change_member(admin, line_manager=admin, by=admin, now=NOW)


@pytest.mark.parametrize("field", ["team", "line_manager"])
def test_what_belongs_to_another_organisation_is_not_there(admin, field):
    member = make_member(admin.organisation)
    foreign = {"team": make_team, "line_manager": make_member}[field]()

    with pytest.raises(rules.NotHere):
        services.change_member(member, by=admin, now=NOW, **{field: foreign})

    assert getattr(Member.objects.get(pk=member.pk), field) is None


def test_a_member_of_another_organisation_is_not_there(admin):
    foreign = make_member()

    with pytest.raises(rules.NotHere):
        services.change_member(foreign, fte="0.5", by=admin, now=NOW)

    assert Member.objects.get(pk=foreign.pk).fte == 1


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ({"fte": "0.5"}, True),
        ({"roles": ["supervisor"]}, True),
        ({"time_zone": "Asia/Tokyo"}, True),
        ({"end_date": TODAY}, True),
        ({"working_days": ["Mon"]}, True),
        ({"employment": "associate"}, False),
        ({"fte": "1.0"}, False),
    ],
)
def test_only_what_matters_to_others_is_told(admin, told, values, is_told):
    member = make_member(admin.organisation)

    services.change_member(member, by=admin, now=NOW, **values)

    assert bool(told) is is_told


def test_the_last_administrator_neither_steps_down_nor_leaves(admin):
    make_member(admin.organisation, roles=("admin",), end_date=TODAY + DAY)

    for values in ({"roles": []}, {"end_date": TODAY}):
        with pytest.raises(rules.LastAdmin):
            services.change_member(admin, by=admin, now=NOW, **values)

    admin.refresh_from_db()
    assert admin.is_admin
    assert admin.end_date is None


def test_one_of_two_administrators_may_step_down(admin):
    make_member(admin.organisation, roles=("admin",))

    assert services.change_member(admin, roles=[], by=admin, now=NOW).roles == ()


def test_a_lead_keeps_the_role_while_a_team_is_theirs(admin):
    lead = make_lead(make_team(admin.organisation))

    with pytest.raises(rules.StillLeads):
        services.change_member(lead, roles=["case_manager"], by=admin, now=NOW)

    assert Member.objects.get(pk=lead.pk).is_team_lead


def test_a_supervisor_keeps_the_role_while_they_supervise(admin):
    supervisor = make_member(admin.organisation, roles=("supervisor",))
    relationship = make_relationship(supervisor, make_member(admin.organisation))

    with pytest.raises(rules.StillSupervises):
        services.change_member(supervisor, roles=[], by=admin, now=NOW)

    Relationship.objects.filter(pk=relationship.pk).update(ends_on=TODAY - DAY)
    assert services.change_member(supervisor, roles=[], by=admin, now=NOW).roles == ()


def test_leaving_ends_what_hangs_on_a_member_and_keeps_what_was(admin, told):
    team = make_team(admin.organisation)
    leaver = make_lead(team, is_supervisor=True)
    over = make_relationship(leaver, make_member(admin.organisation), ends_on=TODAY - 90 * DAY)
    running = make_relationship(leaver, make_member(admin.organisation))
    to_come = make_relationship(
        make_member(admin.organisation, roles=("supervisor",)), leaver, starts_on=TODAY + DAY
    )

    services.end_membership(leaver, last_day=TODAY - DAY, by=admin, now=NOW)

    assert Member.objects.get(pk=leaver.pk).end_date == TODAY - DAY
    assert Relationship.objects.get(pk=over.pk).ends_on == TODAY - 90 * DAY
    assert Relationship.objects.get(pk=running.pk).ends_on == TODAY - DAY
    assert not Relationship.objects.filter(pk=to_come.pk).exists()
    assert not team.leaderships.exists()
    assert told == {leaver.pk}
    assert actions(admin.organisation) == ["member.ended", "lead.removed"]


def test_one_whose_last_day_is_to_come_leads_until_then(admin):
    team = make_team(admin.organisation)
    lead = make_lead(team)

    services.end_membership(lead, last_day=TODAY + 30 * DAY, by=admin, now=NOW)

    assert team.leaderships.count() == 1


def test_a_member_can_be_brought_back(admin):
    member = make_member(admin.organisation, end_date=TODAY - DAY)

    services.change_member(member, end_date=None, by=admin, now=NOW)

    assert Member.objects.get(pk=member.pk).end_date is None
