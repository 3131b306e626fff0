from datetime import timedelta

import pytest

from peers.checkins import calendars, notice_facts
from peers.checkins.models import Pair, Rhythm, Seat, Standing
from peers.checkins.rules import NoPartner, NotOffered, TimeGone
from peers.checkins.selectors import check_in_of, free_starts, place_of
from peers.checkins.services import (
    another_time,
    choose_time,
    end_rest,
    join,
    leave,
    rest,
    say,
    set_rhythm,
    take_back,
)
from supervision.notices.calendars.addresses import answer_address
from supervision.notices.calendars.answers import Answer
from supervision.notices.models import Notice
from supervision.people.audit import AuditEntry
from supervision.sessions.models import TakenTime
from tests.builders import make_member, make_session
from tests.peers.checkins.building import DAY, FORTNIGHT, MONDAY, make_people, turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    people = make_people(2)
    turn(people[0].organisation, MONDAY)
    return people


def times_of(member, now=MONDAY):
    return check_in_of(member, now=now).times


def facts_of(kind, member, now):
    notice = Notice.objects.filter(kind=kind, recipient=member).latest("pk")
    return getattr(notice_facts, kind.removeprefix("checkin_"))(notice, now)


def test_three_times_are_offered_at_which_both_are_free(two):
    one, other = two
    busy = times_of(one)[1]
    make_session(make_member(one.organisation, roles=("supervisor",)), other, at=busy, status="booked")

    offered = times_of(one)

    assert len(offered) == len(set(offered)) == 3
    assert busy not in offered
    assert len({at.date() for at in offered}) == 3
    assert offered == times_of(other)


def test_choosing_a_time_takes_it_for_both_and_tells_both(two):
    one, other = two
    at = times_of(one)[1]

    pair = choose_time(one, at, now=MONDAY)

    assert (pair.starts_at, pair.ends_at - at) == (at, timedelta(minutes=15))
    assert set(TakenTime.objects.values_list("person_id", flat=True)) == {one.person_id, other.person_id}
    assert set(Notice.objects.filter(kind="checkin_held").values_list("recipient", flat=True)) == {
        one.pk,
        other.pk,
    }
    entry = facts_of("checkin_held", other, MONDAY)["entry"]
    assert (entry.name, entry.starts_at, entry.is_off) == (pair.pk.hex, at, False)
    assert facts_of("checkin_partner", one, MONDAY) is None
    assert [found.name for found in calendars.entries_of(other, MONDAY)] == [pair.pk.hex]
    assert [booked.words for booked in calendars.booked_from(one, MONDAY)] == ["Check-in"]


def test_choosing_the_same_time_twice_tells_nobody_again(two):
    one, other = two
    at = times_of(one)[0]
    choose_time(one, at, now=MONDAY)
    choose_time(other, at, now=MONDAY)
    assert Notice.objects.filter(kind="checkin_held").count() == 2


def test_a_time_can_be_moved_and_what_was_told_of_the_old_one_is_void(two):
    one, other = two
    first, second, _ = times_of(one)
    choose_time(one, second, now=MONDAY)
    old = Notice.objects.filter(kind="checkin_held", recipient=other).get()

    pair = choose_time(other, first, now=MONDAY)

    assert (pair.starts_at, pair.sequence) == (first, 2)
    assert TakenTime.objects.count() == 2
    assert notice_facts.held(old, MONDAY) is None
    assert facts_of("checkin_held", one, MONDAY)["entry"].sequence == 2


@pytest.mark.parametrize("what", ["busy", "past", "after the round", "not on a quarter", "at night"])
def test_a_time_that_is_not_free_is_refused_and_nothing_changes(two, what):
    one, other = two
    at = times_of(one)[0]
    if what == "busy":
        make_session(make_member(one.organisation, roles=("supervisor",)), other, at=at, status="booked")
    at = {
        "busy": at,
        "past": MONDAY - DAY,
        "after the round": MONDAY + FORTNIGHT + timedelta(hours=4),
        "not on a quarter": at + timedelta(minutes=5),
        "at night": at.replace(hour=2),
    }[what]
    before = TakenTime.objects.count(), Notice.objects.count()

    with pytest.raises(TimeGone):
        choose_time(one, at, now=MONDAY)

    assert (TakenTime.objects.count(), Notice.objects.count()) == before
    assert Pair.objects.get().starts_at is None


def test_another_time_lets_the_old_one_go_and_tells_both(two):
    one, other = two
    at = times_of(one)[1]
    pair = choose_time(one, at, now=MONDAY)

    another_time(other, now=MONDAY)

    assert not TakenTime.objects.exists()
    told = facts_of("checkin_freed", one, MONDAY)
    assert told["entry"].is_off and told["entry"].sequence == 2
    assert told["entry"].name == pair.pk.hex
    assert len(told["times"]) == 3
    assert facts_of("checkin_reminder", one, MONDAY) is None
    choose_time(one, at, now=MONDAY)
    assert facts_of("checkin_freed", other, MONDAY) is None


def test_one_is_reminded_on_the_working_day_before_and_on_the_day(two):
    one = two[0]
    free = free_starts(Seat.objects.first().round, two, now=MONDAY)
    at = next(start for start in free if start > MONDAY + 7 * DAY)
    assert at.weekday() == 0
    choose_time(one, at, now=MONDAY)

    eve, day = Notice.objects.filter(kind="checkin_reminder", recipient=one, about__sequence=1).order_by(
        "not_before"
    )

    assert (eve.not_before, eve.about["moment"]) == (at - 3 * DAY, "eve")
    assert (day.not_before.date(), day.about["moment"]) == (at.date(), "day")
    assert notice_facts.reminder(eve, at - DAY)["time"]["starts"] == f"{at:%H:%M}"
    say(one, "spoke", now=at)
    assert notice_facts.reminder(day, at) is None


def test_a_pair_without_a_time_hears_of_it_once_half_way(two):
    middle = Notice.objects.get(kind="checkin_reminder", recipient=two[0])
    assert middle.not_before.date() == (MONDAY + 6 * DAY).date()
    assert len(notice_facts.reminder(middle, MONDAY + 6 * DAY)["times"]) == 3
    choose_time(two[0], times_of(two[0])[2], now=MONDAY)
    assert notice_facts.reminder(middle, MONDAY + 6 * DAY) is None


def test_what_one_says_is_kept_for_oneself_and_can_be_taken_back(two):
    one, other = two
    before = Notice.objects.count()
    say(one, "not", now=MONDAY)
    assert Notice.objects.count() == before
    assert check_in_of(one, now=MONDAY).seat.answer == "not"
    assert check_in_of(other, now=MONDAY).seat.answer == ""
    take_back(one, now=MONDAY)
    assert not Seat.objects.exclude(answer="").exists()
    with pytest.raises(NotOffered):
        say(one, "other", now=MONDAY)


def test_not_this_time_lets_a_time_to_come_go_without_saying_whose_answer_it_was(two):
    one, other = two
    choose_time(one, times_of(one)[1], now=MONDAY)
    say(other, "not", now=MONDAY)
    assert not TakenTime.objects.exists()
    told = [facts_of("checkin_freed", member, MONDAY) for member in two]
    assert told[0] == {**told[1], "entry": told[0]["entry"]}


def test_nobody_without_a_partner_can_choose_or_say_anything():
    stranger = make_people(1)[0]
    for act in (
        lambda: choose_time(stranger, MONDAY + DAY, now=MONDAY),
        lambda: another_time(stranger, now=MONDAY),
        lambda: say(stranger, "spoke", now=MONDAY),
    ):
        with pytest.raises(NoPartner):
            act()


def test_a_round_that_is_over_is_over(two):
    with pytest.raises(NoPartner):
        say(two[0], "spoke", now=MONDAY + FORTNIGHT)
    assert check_in_of(two[0], now=MONDAY + FORTNIGHT) is None


def test_a_rest_lasts_so_many_rounds_and_ends_by_itself(two):
    one = two[0]
    back = rest(one, rounds=2, now=MONDAY)
    assert back == (MONDAY + 3 * FORTNIGHT).date()
    assert place_of(one, now=MONDAY).rests_until == back - DAY
    assert place_of(one, now=MONDAY + 3 * FORTNIGHT).rests_until is None
    end_rest(one)
    assert place_of(one, now=MONDAY).rests_until is None
    with pytest.raises(NotOffered):
        rest(one, rounds=9, now=MONDAY)


def test_joining_leaving_and_how_often(two):
    one = make_member(two[0].organisation)
    assert not place_of(one, now=MONDAY).is_in
    join(one, turns=2, now=MONDAY)
    assert (place_of(one, now=MONDAY).is_in, Standing.objects.get(member=one).turns) == (True, 2)
    leave(one, now=MONDAY)
    assert not place_of(one, now=MONDAY).is_in
    with pytest.raises(NotOffered):
        join(one, turns=3, now=MONDAY)


def test_an_organisation_says_how_often_and_it_is_written_down():
    admin = make_member(roles=("admin",))
    set_rhythm(by=admin, every_days=28, by_team=True, now=MONDAY)
    kept = Rhythm.objects.get(organisation=admin.organisation)
    assert (kept.every_days, kept.by_team) == (28, True)
    assert AuditEntry.objects.get().action == "checkins.rhythm"
    with pytest.raises(NotOffered):
        set_rhythm(by=admin, every_days=3, by_team=True, now=MONDAY)


def test_a_no_from_a_calendar_lets_the_time_go(two):
    one, other = two
    pair = choose_time(one, times_of(one)[1], now=MONDAY)
    name = pair.pk.hex
    own = frozenset({answer_address(name, other.pk)})
    no = Answer(name, pair.sequence, MONDAY, other.person.email, "declined")

    assert calendars.take_answer(no, frozenset({"nobody@example.org"}), MONDAY) == "not authentic"
    foreign = Answer(name, pair.sequence, MONDAY, one.person.email, "declined")
    assert calendars.take_answer(foreign, own, MONDAY) == "not theirs"
    old = Answer(name, pair.sequence - 1, MONDAY, other.person.email, "declined")
    assert calendars.take_answer(old, own, MONDAY) == "about an earlier state"
    assert calendars.take_answer(Answer("0" * 32, 1, MONDAY, "", "declined"), own, MONDAY) is None
    assert TakenTime.objects.count() == 2
    assert calendars.take_answer(no, own, MONDAY) == "noted"
    assert not TakenTime.objects.exists()


def test_a_calendar_leads_nobody_else_to_a_check_in(two):
    pair = Pair.objects.get()
    assert calendars.page_of(two[0], pair.pk.hex) == "/check-in/"
    assert calendars.page_of(make_member(two[0].organisation), pair.pk.hex) is None
    assert calendars.page_of(two[0], "nonsense") is None


def test_why_these_two_says_when_they_met_last_and_when_both_are_free(two):
    one = two[0]
    assert check_in_of(one, now=MONDAY).why == (
        "You haven’t been partners yet, and are free together on most days. "
        "Never your lead, never your supervisor."
    )
    later = MONDAY + 6 * FORTNIGHT
    turn(one.organisation, later)
    assert check_in_of(one, now=later).why.startswith("You haven’t been partners since November, and")


def test_reading_a_check_in_costs_few_queries(two, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        check_in_of(two[0], now=MONDAY)
    with django_assert_max_num_queries(2):
        check_in_of(two[0], now=MONDAY, with_times=False)
