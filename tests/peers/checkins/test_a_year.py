"""A year of check-ins: 26 rounds of 201 people, with lists, leave, leavers, and people hard to find for."""

from collections import Counter
from datetime import timedelta
from itertools import combinations
from random import Random

import pytest
import rustworkx
from django.db import connection

from peers.checkins.gathering import candidates_of, for_round
from peers.checkins.models import Round
from peers.checkins.rules import circle_of
from peers.checkins.services import rest
from peers.pool.models import Joined, NotWith
from supervision.availability.models import WeeklyHours
from supervision.notices.models import Notice
from supervision.people.models import Leadership, Member, Relationship
from tests.builders import LONG_AGO, make_lead, make_leave, make_member, make_organisation, make_team
from tests.peers.checkins.building import DAY, FORTNIGHT, MONDAY, alone_in, groups_of, turn

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROUNDS = 26
TWELVE_WEEKS = timedelta(days=84)


def populate(dice):
    """Return an organisation of 201 who take part, and the numbers of some of them by what they are."""
    organisation = make_organisation()
    teams = [make_team(organisation) for _ in range(8)]
    people = [make_lead(team) for team in teams]
    supervisors = [make_member(organisation, roles=("supervisor",)) for _ in range(8)]
    people += supervisors
    while len(people) < 193:
        team = dice.choice(teams)
        people.append(make_member(team=team, line_manager=dice.choice(people[:8])))
        Relationship.objects.create(
            supervisor=dice.choice(supervisors), supervisee=people[-1], starts_on=LONG_AGO
        )
    # Five who work at night, one of whom manages the other four.
    night = [make_member(organisation) for _ in range(5)]
    Member.objects.filter(pk__in=[one.pk for one in night[1:]]).update(line_manager=night[0])
    # Three who work at week-ends, the first and the last of whom would rather not meet.
    week_end = [make_member(organisation) for _ in range(3)]
    for members, weekdays, starts, ends in ((night, (0, 2), 0, 240), (week_end, (5,), 480, 900)):
        WeeklyHours.objects.bulk_create(
            WeeklyHours(member=one, weekday=day, starts=starts, ends=ends)
            for one in members
            for day in weekdays
        )
    everybody = [*people, *night, *week_end]
    assert len(everybody) == 201
    Joined.objects.bulk_create(
        Joined(member=one, part="checkins", state="in", since=MONDAY) for one in everybody
    )
    lists = {tuple(dice.sample([one.pk for one in people], 2)) for _ in range(150)}
    lists.add((week_end[0].pk, week_end[2].pk))
    NotWith.objects.bulk_create(NotWith(member_id=one, other_id=other) for one, other in lists)
    with connection.cursor() as cursor:
        # A database that people work with knows how many rows it has; this one was empty a moment ago.
        cursor.execute("ANALYZE")
    return organisation, everybody, night, week_end


def lines_of():
    """Return every two of whom one answers for the other, read row by row."""
    lines = set()
    for member in Member.objects.exclude(line_manager=None):
        lines.add(frozenset({member.pk, member.line_manager_id}))
    for held in Relationship.objects.all():
        lines.add(frozenset({held.supervisor_id, held.supervisee_id}))
    for lead in Leadership.objects.all():
        led = Member.objects.filter(team=lead.team).values_list("pk", flat=True)
        lines |= {frozenset({lead.member_id, pk}) for pk in led}
    return lines


def best_of(circle, ids, never, met, day):
    """Return the most pairs, how many of them meet again too soon at least, and the greatest weight then."""
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(len(ids)))
    soon = {}
    for one, other in combinations(range(len(ids)), 2):
        pair = frozenset({ids[one], ids[other]})
        if pair in never or not circle.may[one] >> other & 1:
            continue
        soon[one, other] = pair in met and day - met[pair] < TWELVE_WEEKS
        graph.add_edge(one, other, circle.weight(one, other) - soon[one, other] * 10**6)
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    pairs = [tuple(sorted(pair)) for pair in found]
    return len(pairs), sum(soon[pair] for pair in pairs), sum(circle.weight(*pair) for pair in pairs)


def test_a_year_of_rounds():
    dice = Random(26)
    organisation, everybody, night, week_end = populate(dice)
    never = lines_of() | {frozenset(pair) for pair in NotWith.objects.values_list("member", "other")}
    met, in_a_row, longest = {}, Counter(), Counter()
    ours = theirs = 0
    for number in range(ROUNDS):
        now = MONDAY + number * FORTNIGHT
        day = now.date()
        for one in dice.sample(everybody[16:193], 6):
            make_leave(one, day, day + dice.choice([3, 9, 20]) * DAY, kind="annual")
        leaver = everybody[20 + number]
        Member.objects.filter(pk=leaver.pk).update(end_date=day + 5 * DAY)
        rest(everybody[100 + number], now=now - DAY)
        before = Round.objects.order_by("-starts_on").first()
        last = day + 13 * DAY
        there = for_round(organisation, starts_on=day, first=day, last=last, before=before)
        candidates, _, _ = candidates_of(organisation, there, on=day, last=last, now=now)
        circle, ids = circle_of(candidates, on=day), [one.id for one in candidates]
        most, least_again, weight = best_of(circle, ids, never, met, day)

        made = turn(organisation, now)

        groups, alone = groups_of(made), alone_in(made)
        # Nobody is left out without being told.
        seated = [pk for group in groups for pk in group] + list(alone)
        assert sorted(seated) == sorted(ids)
        told = Notice.objects.filter(about__round=made.pk, kind="checkin_alone")
        assert set(told.values_list("recipient", flat=True)) >= alone
        # Nobody answers for their partner, nobody is on the other's list.
        together = [frozenset(pair) for group in groups for pair in combinations(sorted(group), 2)]
        assert not never & set(together)
        # As many as can be, and nobody meets again who could have met somebody else.
        assert len(groups) == most
        place = {pk: at for at, pk in enumerate(ids)}
        soon = [pair for pair in together if pair in met and day - met[pair] < TWELVE_WEEKS]
        assert len(soon) <= least_again
        theirs += weight
        ours += sum(
            max(circle.weight(place[a], place[b]) for a, b in combinations(sorted(group), 2))
            for group in groups
        )
        for pk in ids:
            in_a_row[pk] = in_a_row[pk] + 1 if pk in alone else 0
            longest[pk] = max(longest[pk], in_a_row[pk])
        met |= dict.fromkeys(together, day)
    # Whoever can have a partner at all never waits for two rounds.
    assert longest.pop(night[0].pk) == ROUNDS
    assert max(longest.values()) == 1
    assert longest[week_end[0].pk] == longest[week_end[2].pk] == 1
    assert ours >= 0.99 * theirs
