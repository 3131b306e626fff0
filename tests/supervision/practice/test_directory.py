"""Choosing and changing a supervisor: asked, answered, and explained to nobody."""

from datetime import timedelta

import pytest

from supervision.availability.services import set_limits
from supervision.clock import now as clock_now
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry, Relationship
from supervision.practice import directory, rules
from supervision.practice.models import SupervisorRequest
from supervision.scheduling.days import local_day
from tests.builders import make_member, make_organisation, make_relationship

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(two):
    two.other = make_member(two.organisation, roles=("supervisor",), name="Femi Oladipo")
    return two


def supervisors_of(member):
    today = local_day(clock_now(), member.zone)
    return set(member.supervised_by.on(today).values_list("supervisor__person__name", flat=True))


def kinds_for(member):
    return sorted(Notice.objects.filter(recipient=member, state="due").values_list("kind", flat=True))


def test_a_change_takes_a_yes_and_nobody_but_the_three_hears_of_it(two):
    row = directory.ask(two.supervisee, two.other, instead_of=two.relationship, now=two.now)
    assert supervisors_of(two.supervisee) == {"Judith Marlow"}
    assert kinds_for(two.other) == ["supervisor_asked"]

    directory.answer(two.other, row.pk, agrees=True, now=two.now)

    assert supervisors_of(two.supervisee) == {"Femi Oladipo"}
    assert kinds_for(two.supervisee) == ["supervisor_answered"]
    assert kinds_for(two.supervisor) == ["supervisor_changed"]
    assert kinds_for(two.lead) == kinds_for(two.admin) == []


def test_not_this_time_changes_nothing_and_leaves_no_trace_for_others(two):
    row = directory.ask(two.supervisee, two.other, instead_of=two.relationship, now=two.now)

    directory.answer(two.other, row.pk, agrees=False, now=two.now)

    assert supervisors_of(two.supervisee) == {"Judith Marlow"}
    assert kinds_for(two.supervisor) == []
    assert not AuditEntry.objects.filter(action__startswith="supervisor.").exists()


def test_one_may_have_a_second_supervisor_beside_the_first(two):
    row = directory.ask(two.supervisee, two.other, now=two.now)
    directory.answer(two.other, row.pk, agrees=True, now=two.now)

    assert supervisors_of(two.supervisee) == {"Judith Marlow", "Femi Oladipo"}


def test_one_is_asked_at_a_time_and_an_asking_can_be_taken_back(two):
    directory.ask(two.supervisee, two.other, now=two.now)
    third = make_member(two.organisation, roles=("supervisor",))
    with pytest.raises(directory.CannotAsk):
        directory.ask(two.supervisee, third, now=two.now)

    assert directory.take_back(two.supervisee, now=two.now)
    assert kinds_for(two.other) == []
    directory.ask(two.supervisee, third, now=two.now)


def test_who_is_full_or_takes_nobody_on_is_not_asked(two):
    for number in range(2):
        make_relationship(two.other, make_member(team=two.team, name=f"Somebody {number}"))
    set_limits(two.other, {"most_supervisees": 2}, now=two.now)
    with pytest.raises(directory.CannotAsk):
        directory.ask(two.supervisee, two.other, now=two.now)
    set_limits(two.other, {"most_supervisees": 3}, now=two.now)
    directory.set_profile(two.other, is_open=False)
    with pytest.raises(directory.CannotAsk):
        directory.ask(two.supervisee, two.other, now=two.now)

    assert not SupervisorRequest.objects.exists()


def test_nobody_asks_across_organisations_or_answers_for_another(two):
    stranger = make_member(make_organisation(), roles=("supervisor",))
    with pytest.raises(rules.NotSides):
        directory.ask(two.supervisee, stranger, now=two.now)
    row = directory.ask(two.supervisee, two.other, now=two.now)
    with pytest.raises(rules.NotSides):
        directory.answer(two.supervisor, row.pk, agrees=True, now=two.now)
    elsewhere = make_relationship(two.other, make_member(team=two.team))
    directory.take_back(two.supervisee, now=two.now)
    with pytest.raises(rules.NotSides):
        directory.ask(two.supervisee, two.other, instead_of=elsewhere, now=two.now)


def test_an_answer_counts_once(two):
    row = directory.ask(two.supervisee, two.other, now=two.now)
    directory.answer(two.other, row.pk, agrees=True, now=two.now)
    with pytest.raises(rules.NotSides):
        directory.answer(two.other, row.pk, agrees=False, now=two.now)

    assert Relationship.objects.count() == 2


def test_one_s_line_manager_is_chosen_only_by_oneself(two):
    two.supervisee.line_manager = two.other
    two.supervisee.save()
    row = directory.ask(two.supervisee, two.other, now=two.now)

    directory.answer(two.other, row.pk, agrees=True, now=two.now)

    assert "Femi Oladipo" in supervisors_of(two.supervisee)


def test_the_pages_ask_and_answer(two, client):
    directory.set_profile(two.other, focus="Complex injury", languages="Welsh, English")
    client.force_login(two.supervisee.person)
    page = client.get("/supervisors/?q=welsh").content.decode()
    assert "Complex injury" in page and "Has room" in page and "Judith Marlow</h2>" not in page
    asked = client.post(f"/supervisors/{two.other.pk}/ask/", {"instead_of": two.relationship.pk})
    assert asked.status_code == 302
    assert "You asked Femi" in client.get("/supervisors/").content.decode()
    client.force_login(two.lead.person)
    assert "Nia" not in client.get("/supervisors/").content.decode()

    client.force_login(two.other.person)
    assert "Nia Bevan" in client.get("/supervisors/").content.decode()
    row = SupervisorRequest.objects.get()
    assert client.post(f"/supervisors/asked/{row.pk}/", {"agrees": "yes"}).status_code == 302
    assert supervisors_of(two.supervisee) == {"Femi Oladipo"}
    assert client.post("/supervisors/about-me/", {"focus": "Teams", "is_open": "on"}).status_code == 302


def test_the_api_does_the_same(two, client):
    client.force_login(two.supervisee.person)
    rows = client.get("/api/v1/supervisors/?q=femi").json()
    assert [(row["name"], row["has_room"]) for row in rows] == [("Femi Oladipo", True)]
    body = {"supervisor": two.other.pk, "instead_of": two.relationship.pk}
    made = client.post("/api/v1/supervisors/asked/", body, content_type="application/json")
    assert made.status_code == 201
    client.force_login(two.other.person)
    door = f"/api/v1/supervisors/asked/{made.json()['id']}/"
    answered = client.post(door, {"agrees": True}, content_type="application/json")
    assert answered.json()["state"] == "accepted"


def test_the_directory_costs_the_same_for_one_and_for_thirty(two, client):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(two.supervisee.person)
    client.get("/supervisors/")
    counts = []
    for number in (0, 29):
        for _ in range(number):
            one = make_member(two.organisation, roles=("supervisor",))
            directory.set_profile(one, focus="All of it")
        with CaptureQueriesContext(connection) as found:
            client.get("/supervisors/")
        counts.append(len(found))

    assert counts[0] == counts[1]
    assert two.now - clock_now() < timedelta(0)
