"""The list of people, the teams, the name and the help line of an organisation: what they do and cost."""

import pytest

from supervision.people.models import Leadership, Member, Organisation, Person, Team
from tests.builders import make_lead, make_member, make_relationship, make_team
from tests.supervision.policy.settings_pages import DAY, TODAY, at, queries, text_of

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the list
def test_people_are_found_by_name_address_team_and_role(client, admin, organisation):
    team = make_team(organisation)
    make_member(team=team, name="Grace Adeyemi", email="ga@alder.example")
    make_member(organisation, name="Siobhán Kelly", roles=("supervisor",))
    make_member(organisation, name="Long Gone", end_date=TODAY - DAY)

    def found(**asked):
        page = text_of(client.get(at("people"), asked))
        return [name for name in ("Grace Adeyemi", "Siobhán Kelly", "Long Gone") if name in page]

    assert found() == ["Grace Adeyemi", "Siobhán Kelly"]
    assert found(q="adeyemi grace") == ["Grace Adeyemi"]
    assert found(q="ga@alder") == ["Grace Adeyemi"]
    assert found(t=team.pk) == ["Grace Adeyemi"]
    assert found(r="supervisor") == ["Siobhán Kelly"]
    assert found(w="left") == ["Long Gone"]
    assert found(q="nobody") == []
    assert found(t="x", r="x", page="x") == ["Grace Adeyemi", "Siobhán Kelly"]


def test_a_lead_does_not_find_people_by_address(client, organisation):
    team = make_team(organisation)
    lead = make_lead(team)
    make_member(team=team, name="Grace Adeyemi", email="secret-address@alder.example")
    client.force_login(lead.person)

    assert "Grace" not in text_of(client.get(at("people"), {"q": "secret"}))


def test_the_list_costs_the_same_for_one_and_for_thirty(client, admin, organisation):
    supervisor = make_member(organisation, roles=("supervisor",))
    team = make_team(organisation)
    make_relationship(supervisor, make_member(team=team))
    few = queries(client, at("people"))
    for _ in range(30):
        make_relationship(supervisor, make_member(team=team))

    assert queries(client, at("people")) == few <= 12


@pytest.mark.slow
def test_three_thousand_people_are_shown_thirty_at_a_time(client, admin, organisation):
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@alder.example", name=f"Person {n:04}") for n in range(3000)
    )
    Member.objects.bulk_create(
        Member(organisation=organisation, person=person, is_case_manager=True, start_date=TODAY)
        for person in people
    )

    page = client.get(at("people"), {"page": "100"})
    everything = client.get(at("person", admin.pk))

    assert "3001 people, 2971 to 3000 shown" in text_of(page)
    assert queries(client, at("people")) <= 12
    assert len(everything.content) < 100_000  # names are not offered where there are too many


# ---------------------------------------------------------------- teams, name and help line
def test_a_team_is_added_led_moved_and_removed(client, admin, organisation):
    make_member(organisation, name="Ruth Calder")
    client.post(at("teams"), {"name": "Adult services", "parent": ""})
    top = Team.objects.get(name="Adult services")
    client.post(at("teams"), {"name": "Community", "parent": top.pk})
    team = Team.objects.get(name="Community")
    assert team.parent == top
    assert "No lead yet" in text_of(client.get(at("teams")))

    client.post(at("team", team.pk), {"another": "Ruth Calder"})
    assert "Ruth Calder leads" in text_of(client.get(at("teams")))
    client.post(at("team", team.pk), {"name": "Community team", "parent": ""})
    team.refresh_from_db()
    assert (team.name, team.parent) == ("Community team", None)

    client.post(at("team", team.pk), {"another": ""})
    assert not Leadership.objects.exists()
    client.post(at("team-remove", team.pk))
    assert list(Team.objects.all()) == [top]


def test_a_team_in_use_says_why_it_stays(client, admin, organisation):
    team = make_member(team=make_team(organisation)).team

    answer = client.post(at("team-remove", team.pk))

    assert answer.status_code == 409
    assert "has people" in text_of(answer)
    assert Team.objects.filter(pk=team.pk).exists()


def test_the_tree_costs_the_same_for_one_team_and_for_thirty(client, admin, organisation):
    make_lead(make_team(organisation))
    few = queries(client, at("teams"))
    for _ in range(30):
        make_lead(make_team(organisation, parent=Team.objects.first()))

    assert queries(client, at("teams")) == few <= 9


def test_name_zone_and_country_are_changed_and_the_parts_follow_the_country(client, admin, organisation):
    given = {"name": "Alder Care", "time_zone": "Europe/Berlin", "country": "DE", "subdivision": "ENG"}

    answer = client.post(at("details"), given, follow=True)

    organisation = Organisation.objects.get(pk=organisation.pk)
    assert (organisation.name, organisation.country, organisation.subdivision) == ("Alder Care", "DE", "")
    assert "Bavaria" in text_of(answer) or "Bayern" in text_of(answer)


def test_the_help_line_stands_in_help_now_at_once(client, admin):
    given = {
        "assistance_name": "Staff line",
        "assistance_phone": "0808 157 0123",
        "assistance_note": "Day and night",
    }

    answer = client.post(at("help-lines"), given, follow=True)

    assert 'href="tel:08081570123"' in answer.content.decode()
