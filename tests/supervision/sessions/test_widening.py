"""A day marked heavy and another buffer are kept around what is booked; where they can't be, that is said."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from supervision.availability.models import HeavyDay
from supervision.availability.organisation_services import set_booking_rules
from supervision.availability.services import mark_heavy, set_limits
from supervision.sessions.asking import search_for
from supervision.sessions.booking import book
from supervision.sessions.covering import hand_over
from supervision.sessions.finding import find_slots
from supervision.sessions.holding import hold
from supervision.sessions.models import Session, TakenTime
from supervision.sessions.rules import Said
from supervision.sessions.services import give_account, withdraw_account
from supervision.sessions.taking import NoLongerFree, minute_of
from tests.builders import make_member, make_relationship
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair

pytestmark = pytest.mark.django_db
DAY = TEN.date()
M = timedelta(minutes=1)


def of(pair, member):
    """Return what a member is taken for, in minutes from ten o'clock."""
    rows = TakenTime.objects.filter(person=member.person_id).order_by("starts")
    ten = minute_of(TEN)
    return [(starts - ten, ends - ten) for starts, ends in rows.values_list("starts", "ends")]


def another(pair):
    other = make_member(team=pair.team)
    make_relationship(pair.supervisor, other)
    return other


def book_with(pair, other, at):
    people = {"by": pair.supervisor, "supervisor": pair.supervisor, "supervisees": [other]}
    return book(**people, starts_at=at, minutes=60, now=NOW).sessions[0]


def test_marking_a_day_heavy_keeps_its_quarters_around_what_is_booked(pair):
    pair.book()
    assert mark_heavy(pair.supervisee, day=DAY, is_heavy=True, now=NOW) == []
    assert of(pair, pair.supervisee) == [(-15, 75)]
    assert of(pair, pair.supervisor) == [(0, 75)]

    assert mark_heavy(pair.supervisee, day=DAY, is_heavy=False, now=NOW) == []
    assert of(pair, pair.supervisee) == [(0, 60)]


def test_other_days_and_other_people_keep_what_they_take(pair):
    pair.book()
    mark_heavy(pair.supervisor, day=DAY + timedelta(days=1), is_heavy=True, now=NOW)
    assert of(pair, pair.supervisor) == [(0, 75)]
    mark_heavy(pair.supervisor, day=DAY, is_heavy=True, now=NOW)
    assert of(pair, pair.supervisor) == [(-15, 75)]
    assert of(pair, pair.supervisee) == [(0, 60)]


def test_nobody_is_booked_into_the_quarters_from_then_on(pair):
    pair.book(TEN + 2 * HOUR)
    mark_heavy(pair.supervisor, day=DAY, is_heavy=True, now=NOW)
    HeavyDay.objects.all().delete()  # what stands in the way is the time itself
    with pytest.raises(NoLongerFree):
        book_with(pair, another(pair), TEN + 45 * M)
    assert book_with(pair, another(pair), TEN + 30 * M)


def test_where_two_are_too_close_each_keeps_what_there_is_and_both_are_said(pair):
    pair.book()
    book_with(pair, another(pair), TEN + 75 * M)
    short = mark_heavy(pair.supervisor, day=DAY, is_heavy=True, now=NOW)
    assert of(pair, pair.supervisor) == [(-15, 75), (75, 150)]
    assert [one.starts_at for one in short] == [TEN + 75 * M]


def test_a_longer_buffer_is_kept_around_what_is_booked_and_a_shorter_one_frees_it(pair):
    pair.book()
    set_limits(pair.supervisor, {"individual_buffer": 45}, now=NOW)
    assert of(pair, pair.supervisor) == [(0, 105)]
    set_limits(pair.supervisor, {"individual_buffer": 0}, now=NOW)
    assert of(pair, pair.supervisor) == [(0, 60)]


def test_an_organisations_buffer_is_kept_for_everybody_who_has_none_of_their_own(pair):
    admin = make_member(pair.organisation, roles=("admin",))
    pair.book()
    other = Pair(pair.organisation)
    other.book()
    set_limits(other.supervisor, {"individual_buffer": 5}, now=NOW)
    far = Pair()
    far.book()

    short = set_booking_rules(by=admin, limits={"individual_buffer": 30}, now=NOW)

    assert short == []
    assert of(pair, pair.supervisor) == [(0, 90)]
    assert of(other, other.supervisor) == [(0, 65)]
    assert of(far, far.supervisor) == [(0, 75)]


def test_what_another_organisation_booked_is_in_the_way_and_stays(pair):
    there = Pair()
    place = make_member(there.organisation, roles=("supervisor",), person=pair.supervisor.person)
    make_relationship(place, there.supervisee)
    pair.book()
    people = {"by": place, "supervisor": place, "supervisees": [there.supervisee]}
    book(**people, starts_at=TEN + 75 * M, minutes=60, now=NOW)
    set_limits(pair.supervisor, {"individual_buffer": 60}, now=NOW)
    assert of(pair, pair.supervisor) == [(0, 75), (75, 150)]


def test_a_page_says_which_are_too_close(pair, client):
    pair.book()
    book_with(pair, another(pair), TEN + 75 * M)
    client.force_login(pair.supervisor.person)
    with time_machine.travel(NOW, tick=False):
        answer = client.post(
            reverse("availability:heavy"), {"on": DAY.isoformat(), "heavy": "1"}, follow=True
        )
    assert "Tue 10 Nov 2026, 11:15 has less: something else is too close." in answer.content.decode()


def test_a_session_that_stands_close_is_still_handed_over_and_taken_up_again(pair):
    first = book_with(pair, another(pair), TEN + 75 * M)
    (session,) = pair.book()
    mark_heavy(pair.supervisor, day=DAY, is_heavy=True, now=NOW)
    later = TEN + 2 * HOUR
    give_account(session=session, by=pair.supervisor, said=Said("missed"), now=later)
    assert withdraw_account(session=Session.objects.get(pk=session.pk), by=pair.supervisor, now=later)
    cover = make_member(pair.organisation, roles=("supervisor",))
    hand_over(sessions=[first], by=pair.supervisor, to=cover, now=NOW)
    assert of(pair, cover) == [(75, 150)]


# ---------------------------------------------------------------- held slots and limits
def test_a_held_slot_counts_towards_the_limits_of_a_day(pair):
    set_limits(pair.supervisor, {"most_a_day": 1}, now=NOW)
    people = {"supervisor": pair.supervisor, "supervisees": [pair.supervisee]}
    hold(by=pair.supervisee, **people, starts_at=TEN, minutes=60, kind="individual", now=NOW)
    other = another(pair)
    search = search_for(pair.supervisor, [other], minutes=60, kind="individual", around=TEN)

    assert find_slots(search, NOW).days[0].reason.endswith("day is full")
    with pytest.raises(NoLongerFree):
        book_with(pair, other, TEN + 3 * HOUR)
    after = NOW + 11 * M
    assert find_slots(search, after).days[0].slots
    assert pair.book(TEN + 3 * HOUR, now=after)
