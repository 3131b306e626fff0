from datetime import date

import pytest

from peers.checkins.models import Pair, Rhythm, Round, Seat, Standing
from peers.checkins.rounds import close_rounds, make_round, mend_round
from peers.checkins.selectors import check_in_of
from peers.checkins.services import choose_time, leave, rest, say
from peers.checkins.tasks import rounds as ring
from peers.pool.services import put_on_list
from supervision.notices.models import Notice
from supervision.people.models import Member
from supervision.sessions.models import TakenTime
from tests.builders import (
    make_joined,
    make_lead,
    make_leave,
    make_member,
    make_not_with,
    make_organisation,
    make_relationship,
    make_team,
)
from tests.peers.checkins.building import DAY, FORTNIGHT, MONDAY, alone_in, groups_of, make_people, turn

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_a_round_pairs_those_who_joined_and_tells_them_once():
    people = make_people(6)
    organisation = people[0].organisation
    outsider = make_member(organisation)

    made = make_round(organisation, now=MONDAY)

    assert (made.starts_on, made.ends_on) == (date(2026, 11, 2), date(2026, 11, 15))
    assert sorted(pk for group in groups_of(made) for pk in group) == [one.pk for one in people]
    assert all(len(group) == 2 for group in groups_of(made))
    assert told("checkin_partner") == {one.pk for one in people}
    assert outsider.pk not in told("checkin_partner")
    assert all(sum(seat.rings for seat in pair.seats.all()) == 1 for pair in Pair.objects.all())


def test_an_odd_one_makes_a_three():
    people = make_people(5)
    made = turn(people[0].organisation, MONDAY)
    assert sorted(len(group) for group in groups_of(made)) == [2, 3]
    assert alone_in(made) == set()


def test_a_late_beat_and_two_beats_make_one_round():
    people = make_people(4)
    organisation = people[0].organisation
    assert make_round(organisation, now=MONDAY + DAY) is None  # the first begins on a Monday
    assert make_round(organisation, now=MONDAY) is not None
    assert make_round(organisation, now=MONDAY) is None
    assert make_round(organisation, now=MONDAY + 13 * DAY) is None
    late = make_round(organisation, now=MONDAY + FORTNIGHT + 4 * DAY)
    assert late.starts_on == date(2026, 11, 16)
    assert make_round(organisation, now=MONDAY + FORTNIGHT + 4 * DAY) is None
    assert Round.objects.count() == 2
    before = Notice.objects.count()
    turn(organisation, MONDAY + FORTNIGHT + 5 * DAY)
    assert Notice.objects.count() == before


def test_no_round_begins_in_its_last_three_days():
    people = make_people(2)
    turn(people[0].organisation, MONDAY)
    assert make_round(people[0].organisation, now=MONDAY + 2 * FORTNIGHT - 2 * DAY) is None
    assert make_round(people[0].organisation, now=MONDAY + 2 * FORTNIGHT) is not None


def test_nobody_answers_for_their_partner():
    team = make_team()
    lead = make_joined(make_lead(team), "checkins")
    manager = make_joined(make_member(team.organisation), "checkins")
    managed = make_joined(make_member(team=team, line_manager=manager), "checkins")
    supervisor = make_joined(make_member(team.organisation, roles=("supervisor",)), "checkins")
    make_relationship(supervisor, managed)
    free = make_joined(make_member(team.organisation), "checkins")

    made = turn(team.organisation, MONDAY)

    never = [{managed.pk, other.pk} for other in (lead, manager, supervisor)]
    assert {managed.pk, free.pk} in groups_of(made)
    assert not [pair for pair in never for group in groups_of(made) if pair <= group]


def test_a_list_keeps_two_apart_both_ways_and_is_read_again_before_the_round_is_written(monkeypatch):
    people = make_people(2)
    make_not_with(people[0], people[1])
    made = turn(people[0].organisation, MONDAY)
    assert groups_of(made) == []
    assert alone_in(made) == told("checkin_alone") == {one.pk for one in people}

    from peers.checkins import rounds

    others, planned = make_people(4), []
    plan_groups = rounds.plan_groups

    def and_then_a_list(*args, **kwargs):
        plan = plan_groups(*args, **kwargs)
        if not planned:
            put_on_list(others[0], others[1:3])
        planned.append(plan)
        return plan

    monkeypatch.setattr(rounds, "plan_groups", and_then_a_list)
    made = make_round(others[0].organisation, now=MONDAY)
    assert len(planned) == 2
    assert {others[0].pk, others[3].pk} in groups_of(made)


def test_whoever_could_not_be_paired_is_told_and_comes_first_next_time():
    manager = make_joined(make_member(), "checkins")
    managed = make_people(3, manager.organisation, line_manager=manager)
    made = turn(manager.organisation, MONDAY)
    assert alone_in(made) == told("checkin_alone") == {manager.pk}
    assert Standing.objects.get(member=manager).left_out == 1
    Member.objects.filter(pk=managed[0].pk).update(line_manager=None)

    made = turn(manager.organisation, MONDAY + FORTNIGHT)

    assert {manager.pk, managed[0].pk} in groups_of(made)
    assert alone_in(made) == set()
    assert Standing.objects.get(member=manager).left_out == 0


def test_those_who_are_away_rest_or_left_are_not_in_it_and_hear_nothing():
    people = make_people(7)
    organisation = people[0].organisation
    away, resting, gone, out = people[:4]
    make_leave(away, MONDAY.date(), MONDAY.date() + 9 * DAY)
    rest(resting, rounds=1, now=MONDAY - DAY)
    Member.objects.filter(pk=gone.pk).update(end_date=MONDAY.date() - DAY)
    leave(out, now=MONDAY - DAY)

    made = turn(organisation, MONDAY)

    assert [sorted(group) for group in groups_of(made)] == [[one.pk for one in people[4:]]]
    assert not {one.pk for one in people[:4]} & set(Notice.objects.values_list("recipient_id", flat=True))
    later = turn(organisation, MONDAY + FORTNIGHT)
    assert {pk for group in groups_of(later) for pk in group} == {
        one.pk for one in [away, resting, *people[4:]]
    }


def test_every_other_round_for_those_who_want_it_so():
    people = make_people(4)
    Standing.objects.create(member=people[0], turns=2)
    inside = [
        people[0].pk
        in {
            pk
            for group in groups_of(turn(people[0].organisation, MONDAY + number * FORTNIGHT))
            for pk in group
        }
        for number in range(4)
    ]
    assert inside == [True, False, True, False]


def test_by_team_partners_come_from_the_team_first_and_then_from_anywhere():
    organisation = make_organisation()
    Rhythm.objects.create(organisation=organisation, every_days=7, by_team=True)
    teams = [make_team(organisation) for _ in range(2)]
    members = [[make_joined(make_member(team=team), "checkins") for _ in range(4)] for team in teams]
    loners = make_people(2, organisation)
    made = turn(organisation, MONDAY)
    assert made.ends_on == date(2026, 11, 8)
    for group in groups_of(made):
        assert any(group <= {one.pk for one in part} for part in [*members, loners])


def test_nobody_meets_again_within_twelve_weeks_while_others_are_left():
    people = make_people(8)
    met = []
    for number in range(7):
        for group in groups_of(turn(people[0].organisation, MONDAY + number * FORTNIGHT)):
            met.append(frozenset(group))
    assert len(met) == 28
    again = [pair for pair in met[:24] if met[:24].count(pair) > 1]
    assert len(again) <= 2  # greedy over rounds, so the last of all may have to repeat


def test_a_time_chosen_is_taken_for_both_and_given_back_when_one_leaves():
    people = make_people(3)
    organisation = people[0].organisation
    turn(organisation, MONDAY)
    check_in = check_in_of(people[0], now=MONDAY)
    choose_time(people[0], check_in.times[1], now=MONDAY)
    assert TakenTime.objects.count() == 3

    leave(people[1], now=MONDAY)
    mend_round(organisation, now=MONDAY + DAY)

    assert set(TakenTime.objects.values_list("person_id", flat=True)) == {
        people[0].person_id,
        people[2].person_id,
    }
    assert told("checkin_freed") == {people[1].pk}
    leave(people[2], now=MONDAY + DAY)
    mend_round(organisation, now=MONDAY + DAY)
    assert not TakenTime.objects.exists()
    assert told("checkin_alone") == {people[0].pk}


def test_two_who_lost_their_partners_are_brought_together():
    people = make_people(6)
    organisation = people[0].organisation
    made = turn(organisation, MONDAY)
    first, second, _ = groups_of(made)
    gone = [Member.objects.get(pk=min(first)), Member.objects.get(pk=min(second))]
    for one in gone:
        leave(one, now=MONDAY + DAY)
    assert mend_round(organisation, now=MONDAY + DAY) == 2
    assert {max(first), max(second)} in groups_of(made)
    assert mend_round(organisation, now=MONDAY + DAY) == 0


def test_one_who_lost_their_partner_joins_a_pair_that_has_no_time_yet():
    people = make_people(4)
    organisation = people[0].organisation
    made = turn(organisation, MONDAY)
    leave(people[0], now=MONDAY + DAY)
    mend_round(organisation, now=MONDAY + DAY)
    assert [sorted(group) for group in groups_of(made)] == [[one.pk for one in people[1:]]]


def test_a_list_written_in_the_middle_of_a_round_ends_a_pair_without_a_word_of_why():
    people = make_people(2)
    organisation = people[0].organisation
    turn(organisation, MONDAY)
    put_on_list(people[0], [people[1]])
    mend_round(organisation, now=MONDAY + DAY)
    assert not Pair.objects.exists()
    assert told("checkin_alone") == {one.pk for one in people}


def test_two_rounds_without_having_spoken_bring_one_kind_message_to_each_alone():
    people = make_people(2)
    organisation = people[0].organisation
    turn(organisation, MONDAY)
    turn(organisation, MONDAY + FORTNIGHT)
    assert told("checkin_missed") == set()
    turn(organisation, MONDAY + 2 * FORTNIGHT)
    assert told("checkin_missed") == {one.pk for one in people}
    for number in (3, 4):
        turn(organisation, MONDAY + number * FORTNIGHT)
    assert Notice.objects.filter(kind="checkin_missed").count() == 4


def test_having_spoken_begins_the_count_afresh_and_what_was_said_is_forgotten():
    people = make_people(2)
    organisation = people[0].organisation
    for number in range(5):
        turn(organisation, MONDAY + number * FORTNIGHT)
        if number % 2:
            say(people[0], "spoke", now=MONDAY + number * FORTNIGHT)
    turn(organisation, MONDAY + 5 * FORTNIGHT)
    assert told("checkin_missed") == set()
    assert not Seat.objects.exclude(answer="").exists()


def test_closing_twice_changes_nothing_more():
    people = make_people(2)
    turn(people[0].organisation, MONDAY)
    later = MONDAY + FORTNIGHT
    assert close_rounds(people[0].organisation, now=later) == 1
    assert close_rounds(people[0].organisation, now=later) == 0
    assert set(Standing.objects.values_list("missed", flat=True)) == {1}


def test_one_organisation_that_goes_wrong_holds_up_no_other(monkeypatch, time_machine):
    time_machine.move_to(MONDAY, tick=False)
    first, second = make_people(2), make_people(2)
    from peers.checkins import tasks

    real = tasks.make_round

    def fail_for_the_first(organisation, *, now, **more):
        if organisation == first[0].organisation:
            raise RuntimeError
        return real(organisation, now=now, **more)

    monkeypatch.setattr(tasks, "make_round", fail_for_the_first)
    ring()
    assert list(Round.objects.values_list("organisation", flat=True)) == [second[0].organisation.pk]


@pytest.mark.parametrize("number", [2, 30])
def test_a_round_costs_the_same_queries_for_two_as_for_thirty(number, django_assert_max_num_queries):
    people = make_people(number)
    with django_assert_max_num_queries(45):
        make_round(people[0].organisation, now=MONDAY)


def test_nobody_is_paired_across_organisations():
    here, there = make_people(1), make_people(1)
    assert make_round(here[0].organisation, now=MONDAY) is None
    assert make_round(there[0].organisation, now=MONDAY) is None
