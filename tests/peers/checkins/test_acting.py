"""Answering messages about check-ins from the message: by the same services as the page, and back again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from peers.checkins.acting import free_times
from peers.checkins.models import Pair, Seat, Standing
from peers.checkins.rules import NoPartner
from peers.checkins.selectors import check_in_of, place_of
from peers.checkins.services import choose_time, leave
from supervision.errors import Refusal
from supervision.notices.acts import links
from supervision.notices.acts.services import NotAsked, give_answer, undo_answer
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.peers.checkins.building import DAY, FORTNIGHT, MONDAY, turn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
SOON = MONDAY + timedelta(minutes=5)


def told(kind, member):
    return Notice.objects.filter(kind=kind, recipient=member).order_by("-pk").first()


def test_a_time_is_held_from_the_message_and_let_go_again(two):
    asked = told("checkin_partner", two[0])
    choice = free_times(asked, MONDAY)[1]
    give_answer(asked, act="time", choice=choice.key, now=MONDAY)
    assert Pair.objects.get().starts_at.isoformat() == choice.key
    assert TakenTime.objects.count() == 2
    undo_answer(asked, now=SOON)
    assert not TakenTime.objects.exists()
    for nonsense in ("", "soon", "2026-11-03T10:00:00", (MONDAY - DAY).isoformat()):
        with pytest.raises(Refusal):
            give_answer(asked, act="time", choice=nonsense, now=SOON)


def test_a_partner_can_be_put_off_until_tomorrow_and_is_asked_again_while_it_holds(two):
    asked = told("checkin_partner", two[0])

    give_answer(asked, act="later", now=MONDAY)

    again = told("checkin_partner", two[0])
    assert (again.not_before - MONDAY).days in (0, 1) and again.about == asked.about
    assert again.not_before.date() > MONDAY.date() and again.not_after == asked.not_after
    assert not Seat.objects.exclude(answer="").exists()
    give_answer(again, act="time", choice=free_times(again, MONDAY + DAY)[0].key, now=MONDAY + DAY)
    assert TakenTime.objects.count() == 2


@pytest.mark.parametrize("act", ["spoke", "not"])
def test_one_tap_says_it_and_can_be_taken_back(two, act):
    at = check_in_of(two[0], now=MONDAY).times[0]
    choose_time(two[0], at, now=MONDAY)
    asked = Notice.objects.get(kind="checkin_reminder", recipient=two[0], about__moment="day")
    give_answer(asked, act=act, now=at)
    assert Seat.objects.get(member=two[0]).answer == act
    assert Seat.objects.get(member=two[1]).answer == ""
    undo_answer(asked, now=at + timedelta(minutes=1))
    assert not Seat.objects.exclude(answer="").exists()


def test_another_time_from_the_message_lets_the_old_one_go(two):
    at = check_in_of(two[0], now=MONDAY).times[2]
    choose_time(two[0], at, now=MONDAY)
    asked = Notice.objects.get(kind="checkin_reminder", recipient=two[1], about__moment="eve")
    give_answer(asked, act="other", now=at - DAY)
    assert not TakenTime.objects.exists()
    again = told("checkin_freed", two[0])
    give_answer(again, act="time", choice=free_times(again, at - DAY)[0].key, now=at - DAY)
    assert TakenTime.objects.count() == 2


@pytest.mark.parametrize("act", ["stay", "half", "skip", "leave"])
def test_after_two_rounds_one_chooses_what_suits_and_can_go_back(two, act):
    for number in (1, 2):
        turn(two[0].organisation, MONDAY + number * FORTNIGHT)
    now = MONDAY + 2 * FORTNIGHT
    asked = told("checkin_missed", two[0])
    give_answer(asked, act=act, now=now)
    place = place_of(two[0], now=now)
    assert place.is_in is (act != "leave")
    assert (place.turns, place.rests_until is not None) == (2 if act == "half" else 1, act == "skip")
    if act != "stay":
        undo_answer(asked, now=now + timedelta(minutes=1))
        place = place_of(two[0], now=now)
        assert (place.is_in, place.turns, place.rests_until) == (True, 1, None)
    assert Standing.objects.get(member=two[1]).turns == 1


def test_nothing_is_asked_once_the_pair_is_gone(two):
    asked = told("checkin_partner", two[0])
    leave(two[1], now=MONDAY)
    turn(two[0].organisation, MONDAY + DAY)
    for act in ("time", "not"):
        with pytest.raises((NotAsked, NoPartner)):
            give_answer(asked, act=act, choice=(MONDAY + DAY).isoformat(), now=MONDAY + DAY)


def test_the_page_names_the_partner_on_a_known_device_alone(client, two):
    asked = told("checkin_partner", two[0])
    token = links.make_link(asked, until=MONDAY + DAY, now=MONDAY)
    strange = client.get(reverse("answer", args=[token])).content.decode()
    assert "Would one of these suit?" in strange and two[1].person.name not in strange
    client.force_login(two[0].person)
    assert two[1].person.name in client.get(reverse("answer", args=[token])).content.decode()
