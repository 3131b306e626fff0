"""Handing a circle on: who may be asked, who has it, what goes with it and what does not."""

from datetime import timedelta

import pytest
import time_machine

from peers.circles import handing, hosting, own
from peers.circles.leaving import free_places, let_go_of_others
from peers.circles.models import Circle, HandOver, Meeting, Place
from peers.circles.sealing import names_of, notes_of, who_came
from peers.pool.services import put_on_list
from supervision.notices.models import Notice
from supervision.people.models import Leadership, Member
from supervision.sessions.models import TakenTime
from tests.builders import make_lead, make_member, make_session, make_team
from tests.peers.circles.house import NOW, TUESDAY, hours, joined, make_circle, make_group, meeting_of

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def fresh(circle):
    return Circle.objects.with_host().get(pk=circle.pk)


def test_one_colleague_is_asked_and_takes_it_on_with_time_and_names_but_no_notes():
    group = make_group(number=2, link="https://meet.example/room")
    place = joined(group, alias="Wren", note="I come late")
    colleague, before = make_member(group.organisation), group.facilitator
    hosting.note_who_came(meeting_of(group), [place.pk], now=meeting_of(group).starts_at)

    handing.ask_to_hold(group, colleague, now=NOW)
    assert told("circle_hands") == {colleague.pk}
    assert fresh(group).facilitator == before
    handing.take_on(group, colleague, now=NOW)

    now_held = fresh(group)
    assert now_held.facilitator == colleague and now_held.link == "https://meet.example/room"
    places = list(Place.objects.filter(circle=group))
    assert names_of(now_held, places) == {place.pk: "Wren"} and notes_of(now_held, places) == {}
    assert who_came(Meeting.objects.get(circle=group, number=0)) is None
    taken = TakenTime.objects.filter(person__in=[before.person, colleague.person])
    assert set(taken.values_list("person", flat=True)) == {colleague.person_id} and taken.count() == 2
    assert told("circle_handed") == {before.pk} and told("circle_new_host") == {place.member_id}
    assert not HandOver.objects.exists()


def test_of_those_in_it_the_first_yes_has_it_and_gives_their_own_place_to_who_waits():
    circle = make_circle(places=2)
    one, other = joined(circle), joined(circle)
    waits = joined(circle, may_wait=True)
    handing.ask_to_hold(circle, None, now=NOW)
    assert told("circle_hands") == {one.member_id, other.member_id}

    handing.take_on(circle, one.member, now=NOW)
    with pytest.raises(handing.NotAsked):
        handing.take_on(circle, other.member, now=NOW)

    waits.refresh_from_db()
    assert fresh(circle).facilitator == one.member and waits.state == "held"
    assert TakenTime.objects.filter(person=one.member.person).count() == 1


def test_not_this_time_tells_who_asked_one_and_nobody_of_many():
    circle = make_circle()
    place = joined(circle)
    handing.ask_to_hold(circle, None, now=NOW)
    handing.pass_on(circle, place.member, now=NOW)
    assert not told("circle_handed") and HandOver.objects.exists()

    handing.ask_to_hold(circle, place.member, now=NOW + hours(1))
    handing.pass_on(circle, place.member, now=NOW + hours(1))

    assert told("circle_handed") == {circle.facilitator_id} and not HandOver.objects.exists()


def test_meetings_at_which_the_new_one_is_elsewhere_are_called_off_and_said_beforehand():
    group = make_group(number=3)
    place, colleague = joined(group), make_member(group.organisation)
    second = meeting_of(group, 1)
    make_session(colleague, make_member(group.organisation), at=second.starts_at, status="booked")
    handing.ask_to_hold(group, colleague, now=NOW)
    assert handing.busy_at(group, colleague, now=NOW) == [second]

    handing.take_on(group, colleague, now=NOW)

    second.refresh_from_db()
    assert second.state == "off" and place.member_id in told("circle_called_off")
    assert meeting_of(group, 2).state == "planned"


def test_a_standing_group_goes_to_nobody_who_is_kept_apart_and_nobody_learns_why(client):
    group = make_group(number=3)
    place, colleague = joined(group), make_member(group.organisation)
    put_on_list(place.member, [colleague])

    handing.ask_to_hold(group, colleague, now=NOW)

    assert HandOver.objects.get().to == colleague and colleague.pk not in told("circle_hands")
    for act in (handing.take_on, handing.pass_on):
        with pytest.raises(handing.NotAsked):
            act(group, colleague, now=NOW)
    assert own.card_for(colleague, now=NOW).asked == []
    client.force_login(colleague.person)
    assert client.get(f"/circles/{group.pk}/hold/").status_code == 404
    assert fresh(group).facilitator == group.facilitator


def test_nobody_else_can_answer_and_a_team_s_meeting_stays_in_the_team():
    circle = make_circle()
    stranger = make_member(circle.organisation)
    with pytest.raises(handing.NobodyInIt):
        handing.ask_to_hold(circle, None, now=NOW)
    handing.ask_to_hold(circle, make_member(circle.organisation), now=NOW)
    for act in (handing.take_on, handing.pass_on):
        with pytest.raises(handing.NotAsked):
            act(circle, stranger, now=NOW)

    team = make_team(circle.organisation)
    lead, host, other = make_lead(team), make_member(team=team), make_member(team=team)
    meeting = make_circle(host, kind="team", team=team, places=6)
    for wrong in (lead, stranger):
        with pytest.raises(hosting.NotForThisTeam):
            handing.ask_to_hold(meeting, wrong, now=NOW)
    handing.ask_to_hold(meeting, None, now=NOW)
    assert told("circle_hands") & {lead.pk, other.pk, stranger.pk} == {other.pk}


def test_who_leaves_strands_nobody_those_in_it_are_asked_and_it_goes_on():
    group = make_group(number=3)
    host, place = group.facilitator, joined(group)
    host.end_date = TUESDAY + timedelta(days=1)
    host.save(update_fields=["end_date"])

    free_places([host.pk], NOW)
    free_places([host.pk], NOW + hours(1))

    assert Notice.objects.filter(kind="circle_hands").count() == 1
    assert not group.meetings.filter(state="off").exists()
    handing.take_on(group, place.member, now=NOW + timedelta(days=20))
    hosting.decide(now=meeting_of(group, 2).starts_at - hours(3))
    assert fresh(group).facilitator == place.member
    assert meeting_of(group, 1).why_off in ("", "few")


def test_when_nobody_takes_it_on_what_nobody_holds_is_called_off_in_time():
    circle = make_circle(smallest=2)
    places = [joined(circle), joined(circle)]
    circle.facilitator.end_date = TUESDAY - timedelta(days=3)
    circle.facilitator.save(update_fields=["end_date"])
    free_places([circle.facilitator_id], NOW)

    hosting.decide(now=meeting_of(circle).starts_at - hours(24))

    assert meeting_of(circle).state == "off" and meeting_of(circle).why_off == "host"
    assert {place.member_id for place in places} <= told("circle_called_off")


@time_machine.travel(NOW)
def test_the_pages_ask_and_answer(client):
    circle = make_circle()
    colleague = make_member(circle.organisation, name="Femi Oladipo")
    client.force_login(circle.facilitator.person)
    page = client.post(f"/circles/{circle.pk}/hand/", {"to": "Femi Oladipo"})
    assert page.status_code == 302 and HandOver.objects.get().to == colleague
    assert "Femi Oladipo is being asked" in client.get(f"/circles/{circle.pk}/hand/").content.decode()
    client.force_login(colleague.person)
    assert "Would you hold" in client.get("/").content.decode()
    asked = client.get(f"/circles/{circle.pk}/hold/").content.decode()
    assert circle.title in asked and fresh(circle).facilitator != colleague

    assert client.post(f"/circles/{circle.pk}/hold/", {"answer": "yes"}).status_code == 302

    assert fresh(circle).facilitator == colleague
    assert client.get(f"/circles/{circle.pk}/hold/").status_code == 404


def comes_to_lead(member, team):
    Leadership.objects.create(team=team, member=member)
    Member.objects.filter(pk=member.pk).update(is_team_lead=True)


def changes_teams(member, team):
    Member.objects.filter(pk=member.pk).update(team=make_team(team.organisation))


@pytest.mark.parametrize("what", [comes_to_lead, changes_teams])
def test_who_leads_the_team_now_or_left_it_has_no_place_in_its_support_meeting(what):
    team = make_team()
    host, one, other = (make_member(team=team) for _ in range(3))
    circle = make_circle(host, kind="team", team=team, places=6)
    theirs, stays = joined(circle, one), joined(circle, other)
    let_go_of_others(now=NOW)
    assert Place.objects.count() == 2

    what(one, team)
    let_go_of_others(now=NOW)
    let_go_of_others(now=NOW)

    assert list(Place.objects.all()) == [stays] and theirs.pk != stays.pk
    assert not TakenTime.objects.filter(person=one.person_id).exists()
    assert Notice.objects.get(kind="circle_let_go").about["told_as"] == "team"

    what(host, team)
    let_go_of_others(now=NOW)
    assert other.pk in told("circle_hands") and host.pk not in told("circle_hands")
