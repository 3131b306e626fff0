"""Who would be owed what under a rule that is not saved."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from supervision.policy import editing, preview
from supervision.policy.asking import DAYS_A_MONTH, minutes_a_month
from supervision.policy.clock import CompiledRule, Scope
from supervision.policy.law import facts_of
from supervision.policy.models import Clock, Flag, Rule
from supervision.policy.preview import would_be
from supervision.policy.rule_shape import clean_rule
from supervision.policy.selectors import answers_on
from tests.builders import (
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)

NOW = datetime(2026, 11, 5, 9, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
FOUR_WEEKS = clean_rule({"name": "Every four weeks", "interval_days": 28, "first_within_days": 14})


def compiled(**values) -> CompiledRule:
    return facts_of({**clean_rule({"name": "A", **values}), "policy_id": 0}).compiled


# ---------------------------------------------------------------- how much it asks
@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ({"interval_days": 28, "min_minutes": 45}, DAYS_A_MONTH / 28 * 45),
        ({"interval_days": 28}, DAYS_A_MONTH / 28 * 60),
        ({"interval_days": 28, "stages": "42:7;182:14"}, DAYS_A_MONTH / 28 * 60),
        ({"interval_days": 28, "stages": "401:14"}, DAYS_A_MONTH / 14 * 60),
        ({"interval_days": 28, "part_time": "interval", "max_interval_days": 50}, DAYS_A_MONTH / 50 * 60),
        ({"kind": "calendar_minutes", "minutes": 90}, Fraction(90)),
        ({"kind": "calendar_minutes", "minutes": 90, "part_time": "minutes"}, Fraction(45)),
        ({"kind": "count", "sessions_a_year": 10}, Fraction(50)),
        ({"kind": "count", "sessions_a_year": 10, "part_time": "count", "min_minutes": 30}, Fraction(25, 2)),
        ({"kind": "units", "units": "8"}, Fraction(65)),
    ],
)
def test_what_a_rule_asks_of_supervisors_in_a_month(values, minutes):
    asked = minutes_a_month(compiled(**values), fte=(1, 2), days_here=400, units_a_year=Fraction(104))

    assert asked == minutes


# ---------------------------------------------------------------- the words
def answer(state, due=None):
    from supervision.policy.clock import Answer

    return Answer(state, due, None, None, None, None, None, None, None, None)


D = date(2026, 11, 5)


@pytest.mark.parametrize(
    ("was", "is_now", "said"),
    [
        (answer("overdue", D - 2 * DAY), None, "Nothing would be owed any more"),
        (answer("on_track", D + 9 * DAY), answer("paused", D), "Away; it would wait"),
        (
            answer("overdue", D - 4 * DAY),
            answer("escalated", D - 18 * DAY),
            "Owed already; 18 days instead of 4 days",
        ),
        (answer("on_track", D), answer("overdue", D - DAY), "Would be owed, for 1 day"),
        (None, answer("overdue", D - 7 * DAY), "Would be owed, for 7 days"),
        (answer("overdue", D - 7 * DAY), answer("on_track", D + 20 * DAY), "No longer owed; due 25 Nov"),
        (None, answer("on_track", D + 20 * DAY), "Nothing was owed before; due 25 Nov"),
        (answer("on_track", D + 21 * DAY), answer("due_soon", D + 7 * DAY), "Due 12 Nov instead of 26 Nov"),
        (answer("paused"), answer("due_soon", D + 7 * DAY), "Due 12 Nov instead of no date"),
        (answer("on_track", D), answer("on_track"), "No date until more is worked instead of 5 Nov"),
    ],
)
def test_how_a_clock_would_change_is_said_in_a_few_words(was, is_now, said):
    assert preview.sentence(was, is_now, D) == said


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (None, "Nothing owed"),
        (answer("overdue", D - 13 * DAY), "Owed, 13 days"),
        (answer("due_soon", D + 7 * DAY), "Due in 7 days"),
        (answer("due_soon", D), "Due today"),
        (answer("due_soon", D - DAY), "Due since 4 Nov"),
        (answer("on_track", D + 60 * DAY), ""),
        (answer("paused", D - 60 * DAY), ""),
    ],
)
def test_a_status_says_how_many_days(clock, words):
    assert preview.status_words(clock, D) == words


def test_the_worst_clock_is_one_that_is_owed_and_then_the_first_due():
    owed, soon, late, away = (
        answer("overdue", D - 4 * DAY),
        answer("due_soon", D + 2 * DAY),
        answer("on_track", D + 30 * DAY),
        answer("paused", D - 90 * DAY),
    )

    assert preview.worst_of([away, late, soon, owed]) is owed
    assert preview.worst_of([away, late, soon]) is soon
    assert preview.worst_of([away]) is away
    assert preview.worst_of([]) is None


# ---------------------------------------------------------------- against an organisation
@pytest.fixture
def house(db):
    """Ada held 40 days ago, Ben 5 days ago, Cal 60 days ago and away since; six weeks are owed."""
    organisation = make_organisation()
    people = {}
    for name, days in {"Ada": 40, "Ben": 5, "Cal": 60}.items():
        people[name] = make_member(organisation, name=name)
        make_session(
            make_member(organisation, roles=("supervisor",), end_date=TODAY - DAY),
            [people[name]],
            at=NOW - days * DAY,
        )
    make_leave(people["Cal"], TODAY - 59 * DAY, TODAY + 9 * DAY, kind="parental")
    policy = make_policy(organisation)
    people["rule"] = make_rule(policy, "Every six weeks", interval_days=42)
    people["policy"] = policy
    people["organisation"] = organisation
    return people


def test_a_tighter_rule_shows_who_would_be_owed_and_what_it_asks(house):
    seen = would_be(
        house["organisation"], FOUR_WEEKS, policy=house["policy"], replaces=house["rule"], now=NOW
    )

    assert (seen.owed_before, seen.owed_after) == (0, 1)
    assert (seen.soon_before, seen.soon_after) == (1, 0)
    assert [(change.name, change.words) for change in seen.changes] == [("Ada", "Owed, 12 days"), ("Ben", "")]
    assert seen.people == 3
    assert seen.minutes_after == 2 * DAYS_A_MONTH / 28 * 60  # Cal is away


def test_the_same_rule_changes_nobody(house):
    values = editing.values_of(house["rule"])

    seen = would_be(house["organisation"], values, policy=house["policy"], replaces=house["rule"], now=NOW)

    assert seen.changes == []
    assert (seen.owed_before, seen.more_hours) == (seen.owed_after, 0)


def test_looking_leaves_nothing_behind(house):
    would_be(house["organisation"], FOUR_WEEKS, policy=house["policy"], replaces=house["rule"], now=NOW)

    assert not Clock.objects.exists()
    assert not Flag.objects.exists()
    assert Rule.objects.count() == 1


def test_what_it_shows_is_what_a_rule_in_force_all_along_would_have_said(house):
    seen = would_be(
        house["organisation"], FOUR_WEEKS, policy=house["policy"], replaces=house["rule"], now=NOW
    )
    Rule.objects.filter(pk=house["rule"].pk).update(**FOUR_WEEKS)

    owed = [
        member.name
        for member, _, clock in answers_on(house["organisation"], TODAY)
        if clock.state in ("overdue", "escalated")
    ]
    assert [change.name for change in seen.changes if change.state in ("overdue", "escalated")] == owed


def test_a_rule_added_to_a_policy_stands_beside_its_others(house):
    more = clean_rule({"name": "Ninety a month", "kind": "calendar_minutes", "minutes": 90})

    seen = would_be(house["organisation"], more, policy=house["policy"], now=NOW)

    assert {change.name for change in seen.changes} == {"Ada", "Ben"}


def test_a_rule_for_a_team_changes_nobody_outside_it(house):
    team = make_team(house["organisation"])
    make_member(team=team, name="Dee", start_date=TODAY - 10 * DAY)
    policy = make_policy(house["organisation"], level="team", team=team)

    seen = would_be(house["organisation"], FOUR_WEEKS, policy=policy, now=NOW)

    assert {change.name for change in seen.changes} <= {"Dee"}


def test_a_team_policy_reaches_the_teams_below_even_before_anything_is_owed(db):
    organisation = make_organisation()
    top = make_team(organisation)
    make_member(team=make_team(organisation, parent=top), name="Below")
    policy = make_policy(organisation, level="team", team=top)

    seen = would_be(organisation, FOUR_WEEKS, policy=policy, now=NOW)

    assert [change.name for change in seen.changes] == ["Below"]


def test_without_a_policy_it_is_for_everyone_or_for_a_role(db):
    organisation = make_organisation()
    make_member(organisation, name="Case")
    make_member(organisation, name="Super", roles=("supervisor",))

    everyone = would_be(organisation, FOUR_WEEKS, now=NOW)
    some = would_be(organisation, FOUR_WEEKS, scope=Scope("role", "supervisor"), now=NOW)

    assert {change.name for change in everyone.changes} == {"Case", "Super"}
    assert {change.name for change in some.changes} == {"Super"}


def test_of_a_very_large_organisation_it_looks_at_some_and_says_so(house, monkeypatch):
    monkeypatch.setattr(preview, "MOST_PEOPLE", 2)

    seen = would_be(
        house["organisation"], FOUR_WEEKS, policy=house["policy"], replaces=house["rule"], now=NOW
    )

    assert seen.people <= 2
    assert seen.people_in_all > 2


def test_thirty_people_cost_the_queries_of_one(house, django_assert_num_queries):
    organisation, options = (
        house["organisation"],
        {"policy": house["policy"], "replaces": house["rule"], "now": NOW},
    )
    would_be(organisation, FOUR_WEEKS, **options)
    with django_assert_num_queries(8):
        would_be(organisation, FOUR_WEEKS, **options)
    for _ in range(30):
        make_session(None, [make_member(organisation)], at=NOW - 50 * DAY)

    with django_assert_num_queries(8):
        would_be(organisation, FOUR_WEEKS, **options)
