"""Who gets in to an organisation's settings: every address, every reader, both organisations."""

from datetime import UTC, date, datetime

import pytest
from django.urls import get_resolver, reverse

from supervision.people.models import Leadership, Leave, Member, Organisation, Person, Relationship, Team
from supervision.policy.models import Policy, Rule
from supervision.practice.models import EscalationContact
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_team,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


class House:
    """An organisation with one of everything, and one reader of each sort."""

    def __init__(self, name):
        self.organisation = make_organisation(name)
        self.team = make_team(self.organisation, f"{name} team")
        self.admin = make_member(self.organisation, roles=("admin",))
        self.lead = make_lead(self.team)
        self.member = make_member(team=self.team, name=f"Grace of {name}")
        self.supervisor = make_member(self.organisation, roles=("supervisor",))
        self.elsewhere = make_member(team=make_team(self.organisation))
        self.relationship = make_relationship(self.supervisor, self.member)
        self.leave = make_leave(self.member, date(2026, 11, 1), date(2026, 11, 30), kind="parental")
        self.policy = make_policy(self.organisation, f"{name} policy")
        self.rule = make_rule(self.policy, f"{name} rule")
        EscalationContact.objects.create(member=self.member, since=NOW)

    def addresses(self):
        """Return every address of the settings, of this organisation, by its name."""
        pk = {
            "person": [self.member.pk],
            "person-address": [self.member.pk],
            "person-back": [self.member.pk],
            "person-hand-on": [self.supervisor.pk],
            "person-end": [self.member.pk],
            "leave-add": [self.member.pk],
            "leave": [self.member.pk, self.leave.pk],
            "leave-remove": [self.member.pk, self.leave.pk],
            "supervisor-add": [self.member.pk],
            "supervisor": [self.member.pk, self.relationship.pk],
            "policy": [self.policy.pk],
            "policy-move": [self.policy.pk],
            "policy-remove": [self.policy.pk],
            "practice-contact-remove": [self.member.pk],
            "rule-add": [self.policy.pk],
            "rule": [self.rule.pk],
            "rule-end": [self.rule.pk],
            "team": [self.team.pk],
            "team-remove": [self.team.pk],
            "setup-step": ["owed"],
        }
        found = {name: reverse(f"organisation:{name}", args=pk.get(name)) for name in names()}
        found["bodies"] += f"?rule={self.rule.pk}"
        return found


ONLY_POSTED = {
    *("person-back", "leave-add", "supervisor-add", "policy-move", "booking-day"),
    *("practice-contact", "practice-contact-remove", "person-address", "person-hand-on"),
}
ONLY_LOOKED_AT = {"bodies", "home", "setup"}
MOVES_ON = {"home", "setup"}
HAS_A_NUMBER = {
    *("person", "person-address", "person-back", "person-end", "person-hand-on"),
    *("leave-add", "leave", "leave-remove", "supervisor-add"),
    *("supervisor", "policy", "policy-move", "policy-remove", "rule-add", "rule", "rule-end", "team"),
    *("team-remove", "bodies", "practice-contact-remove"),
}
FOR_LEADS = {"people", "person"}


def names():
    (resolver,) = [
        each for each in get_resolver().url_patterns if getattr(each, "namespace", None) == "organisation"
    ]
    return sorted(pattern.name for pattern in resolver.url_patterns)


@pytest.fixture
def alder(time_machine):
    time_machine.move_to(NOW, tick=False)
    return House("Alder")


@pytest.fixture
def birch(alder):
    return House("Birch")


def everything():
    """Return all that these pages could change."""
    tables = (Organisation, Person, Member, Team, Leadership, Relationship, Leave, Policy, Rule)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def both_ways(client, name, address):
    """Return the answers to looking and to sending, where the address takes it."""
    looked = [] if name in ONLY_POSTED else [client.get(address)]
    sent = [] if name in ONLY_LOOKED_AT else [client.post(address, {"name": "Taken", "yes": "1"})]
    return looked + sent


def test_every_address_has_its_entry(alder):
    assert set(alder.addresses()) == set(names())
    assert set(names()) >= ONLY_POSTED | ONLY_LOOKED_AT | HAS_A_NUMBER | MOVES_ON


def test_a_stranger_is_led_to_sign_in(client, alder):
    before = everything()

    for name, address in alder.addresses().items():
        for answer in both_ways(client, name, address):
            assert answer.status_code == 302, name
            assert answer.url.startswith("/accounts/login/"), name
    assert everything() == before


@pytest.mark.parametrize("who", ["member", "supervisor", "lead"])
def test_whoever_is_no_administrator_finds_nothing(client, alder, who):
    client.force_login(getattr(alder, who).person)
    before = everything()

    for name, address in alder.addresses().items():
        for answer in both_ways(client, name, address):
            may_look = who == "lead" and name in FOR_LEADS and answer.request["REQUEST_METHOD"] == "GET"
            refused = {405} if name == "people" and answer.request["REQUEST_METHOD"] == "POST" else {404}
            assert answer.status_code in ({200} if may_look else refused), (name, answer.request)
    assert everything() == before


def test_an_administrator_gets_in(client, alder):
    client.force_login(alder.admin.person)

    for name, address in alder.addresses().items():
        answer = client.post(address) if name in ONLY_POSTED else client.get(address)
        expected = {200, 302, 422} if name in ONLY_POSTED | MOVES_ON else {200}  # 422: in, and asked for more
        assert answer.status_code in expected, name


def test_looking_changes_nothing(client, alder):
    client.force_login(alder.admin.person)
    before = everything()

    for name, address in alder.addresses().items():
        client.get(address)
        client.head(address)
        assert everything() == before, name


@pytest.mark.parametrize("who", ["admin", "lead"])
def test_what_is_another_organisations_is_as_missing_as_what_is_not_there(client, alder, birch, who):
    client.force_login(getattr(birch, who).person)
    before = everything()

    for name in HAS_A_NUMBER:
        address = alder.addresses()[name]
        missing = address.replace(f"{_number(alder, name)}", "987654")
        answers = [*both_ways(client, name, address), *both_ways(client, name, missing)]
        assert {answer.status_code for answer in answers} == {404}, name
    assert everything() == before


def _number(house, name):
    if name.startswith("rule") or name == "bodies":
        return house.policy.pk if name == "rule-add" else house.rule.pk
    return {"team": house.team, "poli": house.policy}.get(name[:4], house.member).pk


def test_a_number_of_another_persons_leave_is_not_found_under_this_one(client, alder):
    client.force_login(alder.admin.person)
    address = reverse("organisation:leave", args=[alder.supervisor.pk, alder.leave.pk])

    assert client.get(address).status_code == 404


def test_a_lead_sees_their_own_people_and_nobody_else(client, alder):
    client.force_login(alder.lead.person)

    listed = client.get(reverse("organisation:people")).content.decode()
    other = client.get(reverse("organisation:person", args=[alder.elsewhere.pk]))

    assert "Grace of Alder" in listed
    assert alder.elsewhere.person.name not in listed
    assert other.status_code == 404


def test_a_lead_sees_that_somebody_is_away_and_never_why(client, alder):
    client.force_login(alder.lead.person)

    page = client.get(reverse("organisation:person", args=[alder.member.pk])).content.decode()

    assert "Away" in page
    assert "30 Nov" in page
    assert "arental" not in page
    assert alder.member.person.email not in page


def test_an_administrator_of_two_houses_changes_only_the_one_they_look_from(client, alder, birch):
    both = make_member(birch.organisation, person=alder.admin.person, roles=("admin",))
    client.force_login(both.person)
    session = client.session
    session["member"] = both.pk
    session.save()

    assert client.get(reverse("organisation:team", args=[alder.team.pk])).status_code == 404
    assert client.get(reverse("organisation:team", args=[birch.team.pk])).status_code == 200


def test_an_administrator_who_has_left_finds_nothing(client, alder):
    make_member(alder.organisation, roles=("admin",))
    Member.objects.filter(pk=alder.admin.pk).update(end_date=date(2026, 11, 1))
    client.force_login(alder.admin.person)

    assert client.get(reverse("organisation:policies")).status_code == 403
