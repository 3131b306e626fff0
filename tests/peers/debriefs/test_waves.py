"""Asking round: whom, how many at once, when the next, and who is never asked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.debriefs import rules
from peers.debriefs.answering import accept
from peers.debriefs.asking import go_on_with_due, widen
from peers.debriefs.candidates import look
from peers.debriefs.models import Invite, Request
from peers.wellbeing import planning
from supervision.availability.opening import rebuild_open_weeks
from tests.builders import (
    MONDAY_9AM,
    make_joined,
    make_lead,
    make_leave,
    make_listeners,
    make_member,
    make_not_with,
    make_relationship,
    make_request,
    make_team,
)
from tests.peers.debriefs.asked import HOUR, MINUTE, invites, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("urgency", "size"), [("now", 3), ("today", 3), ("week", 2)])
def test_the_first_wave_goes_out_at_once(house, urgency, size):
    listeners = make_listeners(house, 5)

    request = make_request(make_member(house), urgency=urgency)

    asked = invites(request)
    assert len(asked) == size
    assert {one.member_id for one in asked} <= {one.pk for one in listeners}
    assert told("talk_asked_now" if urgency == "now" else "talk_asked") == sorted(
        one.member_id for one in asked
    )


@pytest.mark.parametrize(
    ("urgency", "wait"), [("now", 15 * MINUTE), ("today", 2 * HOUR), ("week", timedelta(days=1))]
)
def test_the_next_wave_goes_out_when_nobody_answered_and_not_before(house, urgency, wait):
    make_listeners(house, 8)
    request = make_request(make_member(house), urgency=urgency)
    before = len(invites(request))

    assert go_on_with_due(now=MONDAY_9AM + wait - MINUTE) == 0
    assert go_on_with_due(now=MONDAY_9AM + wait) == 1
    assert go_on_with_due(now=MONDAY_9AM + wait) == 0

    assert len(invites(request)) == 2 * before
    request.refresh_from_db()
    assert request.wave == 2


def test_beat_that_was_dead_for_an_hour_asks_nobody_twice_and_forgets_nobody(house):
    make_listeners(house, 4)
    request = make_request(make_member(house), urgency="now")

    late = MONDAY_9AM + HOUR
    assert go_on_with_due(now=late) == 1
    assert go_on_with_due(now=late) == 0
    assert len(invites(request)) == 4
    assert len(told("talk_asked_now")) == 4

    go_on_with_due(now=late + 15 * MINUTE)
    go_on_with_due(now=late + 30 * MINUTE)
    request.refresh_from_db()
    assert request.state == "nobody"
    assert told("talk_nobody_now") == [request.asker_id]
    assert len(invites(request, "expired")) == 4


def test_when_nobody_can_be_asked_that_is_said_at_once(house):
    request = make_request(make_member(house), urgency="now")

    assert request.state == "nobody"
    assert told("talk_nobody_now") == [request.asker_id]


def test_after_nobody_one_asks_again_for_longer(house):
    listener = make_joined(make_member(house))
    make_leave(listener, MONDAY_9AM.date(), MONDAY_9AM.date())
    asker = make_member(house)
    request = make_request(asker, urgency="today")
    assert request.state == "nobody"

    wider = widen(request, by=asker, now=MONDAY_9AM + MINUTE)

    assert (wider.state, wider.urgency) == ("asking", "week")
    assert [one.member_id for one in invites(wider)] == [listener.pk]
    with pytest.raises(rules.NotNow):
        widen(wider, by=asker, now=MONDAY_9AM + MINUTE)


def test_one_request_at_a_time(house):
    make_listeners(house, 1)
    asker = make_member(house)
    make_request(asker)

    with pytest.raises(rules.AlreadyAsking):
        make_request(asker)

    assert Request.objects.count() == 1


def test_who_is_wished_for_is_asked_first_and_alone(house):
    listeners = make_listeners(house, 4)

    request = make_request(make_member(house), first=listeners[2].pk)

    assert [one.member_id for one in invites(request)] == [listeners[2].pk]


# ---------------------------------------------------------------- who is never asked
def test_nobody_in_a_power_line_on_a_list_spared_away_or_at_their_limit_is_asked(house):
    team = make_team(house)
    manager = make_joined(make_member(house))
    asker = make_member(team=team, line_manager=manager)
    lead = make_joined(make_lead(team))
    supervisor = make_joined(make_member(house, roles=("supervisor",)))
    make_relationship(supervisor, asker)
    report = make_joined(make_member(house, line_manager=asker))
    listed, spared, away, paused, stranger = (
        make_joined(make_member(house)),
        make_joined(make_member(house)),
        make_joined(make_member(house)),
        make_joined(make_member(house), state="paused"),
        make_joined(),
    )
    make_not_with(listed, asker)
    make_leave(away, MONDAY_9AM.date())
    light, short = (
        make_joined(make_member(house), heaviest=1),
        make_joined(make_member(house), longest_minutes=5),
    )
    fine = make_joined(make_member(house))

    request = make_request(asker, spared=(spared.pk,))

    assert [one.member_id for one in invites(request)] == [fine.pk]
    left_out = look(request, now=MONDAY_9AM).left_out
    assert left_out == {
        manager.pk: "power line",
        lead.pk: "power line",
        supervisor.pk: "power line",
        report.pk: "power line",
        listed.pk: "not with",
        spared.pk: "spared",
        away.pk: "not free",
        light.pk: "heavier than they take",
        short.pk: "longer than they take",
        fine.pk: "asked already",
    }
    assert paused.pk not in left_out and stranger.pk not in left_out


def test_twice_in_seven_days_is_the_most(house):
    listener = make_joined(make_member(house))
    for days in (8, 3, 1):
        make_request(make_member(house), at=MONDAY_9AM - timedelta(days=days), urgency="week")
    assert Invite.objects.filter(member=listener).count() == 3

    request = make_request(make_member(house))

    assert invites(request) == []
    assert look(request, now=MONDAY_9AM).left_out == {listener.pk: "at the weekly limit"}


@pytest.mark.parametrize(("weight", "is_asked"), [(1, True), (2, False), (3, False)])
def test_after_a_heavy_one_a_listener_is_left_alone_for_a_day(house, weight, is_asked):
    listener = make_joined(make_member(house), heaviest=3)
    first = make_request(make_member(house), urgency="now", weight=weight, minutes=5)
    accept(invites(first)[0], by=listener, now=MONDAY_9AM)

    request = make_request(make_member(house), at=MONDAY_9AM + 2 * HOUR, urgency="now", minutes=5)

    assert bool(invites(request)) is is_asked
    if not is_asked:
        next_day = MONDAY_9AM + timedelta(days=1, hours=1)
        assert invites(make_request(make_member(house), at=next_day, urgency="now", minutes=5))


@pytest.mark.parametrize(
    ("at", "is_asked"), [(-2 * HOUR, False), (-HOUR, True), (10 * HOUR, True), (12 * HOUR, False)]
)
def test_outside_their_hours_only_those_who_said_so_are_asked_for_now(house, at, is_asked):
    make_joined(make_member(house))
    around = make_joined(make_member(house), around_for_five=True)

    request = make_request(make_member(house), at=MONDAY_9AM + at, urgency="now", minutes=5)

    assert [one.member_id for one in invites(request)] == ([around.pk] if is_asked else [])


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("urgency", "most"), [("week", 2), ("today", 2), ("now", 4)])
def test_looking_costs_four_queries_at_most_for_one_and_for_thirty(house, number, urgency, most):
    listeners = make_listeners(house, number)
    asker = make_member(house)
    planning.add_someone(asker, name="", colleague=listeners[0])
    request = make_request(asker, urgency=urgency, minutes=5)
    rebuild_open_weeks([asker.pk, *(one.pk for one in listeners)], now=MONDAY_9AM)
    Invite.objects.all().delete()

    with CaptureQueriesContext(connection) as queries:
        found = look(Request.objects.select_related("asker").get(pk=request.pk), now=MONDAY_9AM)

    assert len(found.ranked) == number
    assert len(queries) - 1 == most
