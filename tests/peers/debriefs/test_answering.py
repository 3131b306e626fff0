"""Asking round and answering: waves, the first yes, another time, not this time, and the end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.debriefs import rules
from peers.debriefs.answering import accept, ask_again, let_pass, offer, step_back, take_offer, times_to_offer
from peers.debriefs.asking import go_on_with_due, widen, withdraw
from peers.debriefs.candidates import look
from peers.debriefs.ending import answer_afterwards, close_ended, erase_old
from peers.debriefs.models import Afterwards, Invite, Request, Tally
from peers.pool.services import take_part
from peers.wellbeing import planning
from supervision.availability.opening import rebuild_open_weeks
from supervision.availability.taking import TimeTaken
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.builders import (
    MONDAY_9AM,
    make_joined,
    make_lead,
    make_leave,
    make_listeners,
    make_member,
    make_not_with,
    make_organisation,
    make_relationship,
    make_request,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def told(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def invites(request, state="open"):
    return list(Invite.objects.with_request().filter(request=request, state=state).order_by("asked_at", "pk"))


@pytest.fixture
def house():
    return make_organisation()


# ---------------------------------------------------------------- waves
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


# ---------------------------------------------------------------- the first yes
def test_the_first_yes_has_it_and_the_others_are_thanked_once(house):
    make_listeners(house, 3)
    request = make_request(make_member(house))
    first, second, third = invites(request)
    Notice.objects.filter(kind="talk_asked").exclude(recipient=third.member).update(state="sent")

    agreed = accept(first, by=first.member, now=MONDAY_9AM + MINUTE)

    assert (agreed.state, agreed.listener_id) == ("agreed", first.member_id)
    assert agreed.starts_at == first.starts_at
    assert TakenTime.objects.filter(kept_for=request.pk).count() == 2
    assert told("talk_agreed") == sorted([request.asker_id, first.member_id])
    assert told("talk_released") == sorted([second.member_id, third.member_id])
    assert Notice.objects.get(kind="talk_asked", recipient=third.member).reason == "withdrawn"
    with pytest.raises(rules.SomebodyElse):
        accept(second, by=second.member, now=MONDAY_9AM + 2 * MINUTE)
    accept(first, by=first.member, now=MONDAY_9AM + 2 * MINUTE)
    assert len(told("talk_agreed")) == 2


def test_now_begins_with_the_yes(house):
    make_listeners(house, 1)
    request = make_request(make_member(house), urgency="now", minutes=5)
    at = MONDAY_9AM + 7 * MINUTE + timedelta(seconds=20)

    agreed = accept(invites(request)[0], by=invites(request)[0].member, now=at)

    assert agreed.starts_at == MONDAY_9AM + 7 * MINUTE
    assert agreed.ends_at == MONDAY_9AM + 12 * MINUTE


def test_who_is_booked_meanwhile_cannot_say_yes_and_nothing_changes(house):
    (listener,) = make_listeners(house, 1)
    request = make_request(make_member(house))
    (mine,) = invites(request)
    make_session(make_member(house, roles=("supervisor",)), listener, at=mine.starts_at, status="booked")

    with pytest.raises(TimeTaken):
        accept(mine, by=listener, now=MONDAY_9AM + MINUTE)

    request.refresh_from_db()
    assert request.state == "asking"
    assert not told("talk_agreed")


def test_one_listener_is_never_in_two_talks(house):
    (listener,) = make_listeners(house, 1)
    one, other = make_request(make_member(house)), make_request(make_member(house))
    first, second = invites(one)[0], invites(other)[0]
    assert first.starts_at == second.starts_at

    accept(first, by=listener, now=MONDAY_9AM)
    with pytest.raises(TimeTaken):
        accept(second, by=listener, now=MONDAY_9AM)


def test_nobody_says_yes_in_somebody_else_s_place(house):
    make_listeners(house, 2)
    request = make_request(make_member(house))
    first, second = invites(request)

    with pytest.raises(rules.NotNow):
        accept(first, by=second.member, now=MONDAY_9AM)


# ---------------------------------------------------------------- not this time, another time
def test_when_all_have_passed_the_next_are_asked_at_once(house):
    make_listeners(house, 4)
    request = make_request(make_member(house))
    for one in invites(request):
        let_pass(one, by=one.member, now=MONDAY_9AM + MINUTE)

    assert go_on_with_due(now=MONDAY_9AM + MINUTE) == 1

    assert len(invites(request)) == 1
    assert not Notice.objects.filter(recipient=request.asker).exists()


def test_a_pass_can_be_taken_back_until_somebody_said_yes(house):
    make_listeners(house, 2)
    request = make_request(make_member(house))
    first, second = invites(request)
    let_pass(first, by=first.member, now=MONDAY_9AM)

    ask_again(first, by=first.member, now=MONDAY_9AM)
    let_pass(first, by=first.member, now=MONDAY_9AM)
    accept(second, by=second.member, now=MONDAY_9AM)

    with pytest.raises(rules.NotNow):
        ask_again(first, by=first.member, now=MONDAY_9AM)


def test_another_time_waits_for_the_asker(house):
    make_listeners(house, 1)
    asker = make_member(house)
    request = make_request(asker)
    (mine,) = invites(request)
    at = times_to_offer(mine, now=MONDAY_9AM)[1]
    with pytest.raises(rules.NotOffered):
        offer(mine, by=mine.member, starts_at=at + MINUTE, now=MONDAY_9AM)

    offer(mine, by=mine.member, starts_at=at, now=MONDAY_9AM)
    assert told("talk_offered") == [asker.pk]
    assert not TakenTime.objects.exists()

    agreed = take_offer(invites(request, "offered")[0], by=asker, now=MONDAY_9AM + MINUTE)
    assert (agreed.state, agreed.starts_at) == ("agreed", at)


# ---------------------------------------------------------------- changing one's mind
def test_withdrawn_closes_kindly_and_empties_what_was_written(house):
    make_listeners(house, 3)
    asker = make_member(house)
    request = make_request(asker, note="canary-note", touches=("death",))

    withdraw(request, by=asker, now=MONDAY_9AM + MINUTE)

    request.refresh_from_db()
    assert (request.state, request.note, request.touches) == ("withdrawn", "", "")
    assert len(invites(request, "withdrawn")) == 3
    with pytest.raises(rules.NotNow):
        one = invites(request, "withdrawn")[0]
        accept(one, by=one.member, now=MONDAY_9AM)
    assert go_on_with_due(now=MONDAY_9AM + 5 * HOUR) == 0


def test_when_the_listener_can_t_after_all_we_go_on_asking(house):
    make_listeners(house, 4)
    asker = make_member(house)
    request = make_request(asker)
    first = invites(request)[0]
    agreed = accept(first, by=first.member, now=MONDAY_9AM)

    step_back(agreed, by=first.member, now=MONDAY_9AM + MINUTE)

    assert not TakenTime.objects.exists()
    assert told("talk_off") == sorted([asker.pk, first.member_id])
    go_on_with_due(now=MONDAY_9AM + MINUTE)
    request.refresh_from_db()
    assert (request.state, request.listener_id) == ("asking", None)
    assert first.member_id not in {one.member_id for one in invites(request)}
    assert len(invites(request)) == 1


def test_when_the_asker_needs_it_no_more_it_is_off(house):
    make_listeners(house, 1)
    asker = make_member(house)
    request = make_request(asker)
    (mine,) = invites(request)
    agreed = accept(mine, by=mine.member, now=MONDAY_9AM)

    step_back(agreed, by=asker, now=MONDAY_9AM + MINUTE)

    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert not TakenTime.objects.exists()


# ---------------------------------------------------------------- afterwards
def test_afterwards_each_is_asked_once_and_after_thirty_days_a_count_is_left(house):
    make_listeners(house, 2)
    asker = make_member(house)
    request = make_request(asker, note="canary-note", touches=("death",))
    mine = invites(request)[0]
    agreed = accept(mine, by=mine.member, now=MONDAY_9AM)
    over = agreed.ends_at

    assert close_ended(now=over - MINUTE) == 0
    assert close_ended(now=over) == 1
    assert close_ended(now=over) == 0
    assert told("talk_after") == sorted([asker.pk, mine.member_id])
    request.refresh_from_db()
    assert (request.state, request.note, request.touches) == ("over", "", "")
    answer_afterwards(Afterwards.objects.get(member=asker), answer="heavier", now=over)
    assert b"heavier" not in bytes(Afterwards.objects.get(member=asker).answer_sealed)

    month = over + timedelta(days=30)
    assert erase_old(now=month - MINUTE) == 0
    assert erase_old(now=month) == 1
    assert not Request.objects.exists() and not Invite.objects.exists() and not Afterwards.objects.exists()
    assert not TakenTime.objects.exists()
    assert not Notice.objects.filter(kind__startswith="talk_").exists()
    assert [(one.month, one.number) for one in Tally.objects.all()] == [(MONDAY_9AM.date().replace(day=1), 1)]


def test_what_was_never_agreed_is_erased_without_a_count(house):
    make_listeners(house, 2)
    make_request(make_member(house))

    assert erase_old(now=MONDAY_9AM + timedelta(days=30)) == 1
    assert not Request.objects.exists() and not Tally.objects.exists()


def test_who_paused_meanwhile_may_still_say_yes(house):
    (listener,) = make_listeners(house, 1)
    request = make_request(make_member(house))
    take_part(listener, "debriefs", state="paused", now=MONDAY_9AM)

    assert accept(invites(request)[0], by=listener, now=MONDAY_9AM).state == "agreed"
