"""Answering: the first yes, another time, not this time, and the end."""

from datetime import timedelta

import pytest

from peers.debriefs import rules
from peers.debriefs.answering import accept, ask_again, let_pass, offer, step_back, take_offer, times_to_offer
from peers.debriefs.asking import go_on_with_due, withdraw
from peers.debriefs.ending import answer_afterwards, close_ended, erase_old
from peers.debriefs.models import Afterwards, Invite, Request, Tally
from peers.pool.services import take_part
from supervision.availability.taking import TimeTaken
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.builders import MONDAY_9AM, make_listeners, make_member, make_request, make_session
from tests.peers.debriefs.asked import HOUR, MINUTE, invites, told

pytestmark = pytest.mark.django_db


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
