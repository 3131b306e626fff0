"""Clocks kept up to date by whatever changes their inputs, in the same transaction."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from supervision.notices.models import Notice
from supervision.people import audit
from supervision.people.changed import members_changed
from supervision.people.models import AuditEntry, Leave
from supervision.policy import services
from supervision.policy.models import Clock, Flag, Upkeep
from supervision.sessions.changed import sessions_changed
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    make_team,
)
from tests.supervision.policy import northmoor_tables

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(day, hour=12):
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=hour)


def owed_every_four_weeks(**extra):
    """Return a member who is owed a session every 28 days, and the rule."""
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation), **extra)
    return make_member(organisation, start_date=date(2026, 1, 5)), rule


@pytest.mark.parametrize("day", ["2026-11-03", "2026-11-20"])
def test_northmoors_kept_clocks_stand_as_the_expected_file_says(day):
    northmoor_tables.load()

    services.sweep_clocks(now=at(day), on=date.fromisoformat(day))

    with (northmoor_tables.HOME / f"expected-{day}.csv").open(encoding="utf-8", newline="") as file:
        expected = [
            (row["email"], row["rule"], row["last_counted_on"], row["due_on"], row["state"])
            for row in csv.DictReader(file)
        ]
    kept = [
        (email, rule, str(last or ""), str(due or ""), state)
        for email, rule, last, due, state in Clock.objects.values_list(
            "member__person__email", "rule__name", "last_counted_on", "due_on", "state"
        )
    ]
    assert sorted(kept) == expected
    owed = sum(line[-1] in ("overdue", "escalated") for line in expected)
    assert Flag.objects.open().count() == owed > 0


def test_a_refresh_makes_the_clocks_with_their_moments():
    member, rule = owed_every_four_weeks()
    make_session(supervisees=member, at=at("2026-11-02"))

    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    clock = Clock.objects.get(member=member)
    assert (clock.rule, clock.last_counted_on, clock.due_on) == (rule, date(2026, 11, 2), date(2026, 11, 30))
    assert (clock.state, clock.due_soon_at) == ("on_track", at("2026-11-23", 0))
    assert (clock.overdue_at, clock.escalated_at) == (at("2026-12-04", 0), at("2026-12-15", 0))
    assert clock.moves_at == clock.due_soon_at


def test_moments_are_the_first_instants_of_days_where_the_member_is():
    member, _ = owed_every_four_weeks()
    member.time_zone = "Australia/Sydney"
    member.save()
    make_session(supervisees=member, at=datetime(2026, 11, 1, 22, tzinfo=UTC))  # the 2nd, there

    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    clock = Clock.objects.get(member=member)
    assert clock.due_on == date(2026, 11, 30)
    assert clock.overdue_at == datetime(2026, 12, 3, 13, tzinfo=UTC)


def test_a_session_recorded_closes_the_flag_at_once_and_is_named():
    member, _ = owed_every_four_weeks()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    flag = Flag.objects.get()
    assert flag.closed_at is None

    with transaction.atomic():
        session = make_session(supervisees=member, at=at("2026-11-03"))
        sessions_changed([member.pk, session.supervisor_id], now=at("2026-11-03", 13))

    flag.refresh_from_db()
    assert (flag.closed_at, flag.ending, flag.closed_by) == (at("2026-11-03", 13), "held", session)
    assert Clock.objects.get(member=member).state == "on_track"
    assert audit.first_break(member.organisation) is None
    actions = AuditEntry.objects.about(member).in_chain().values_list("action", flat=True)
    assert list(actions) == ["flag.opened", "flag.escalated", "flag.closed"]


def test_a_session_struck_out_opens_a_new_flag():
    member, _ = owed_every_four_weeks()
    session = make_session(supervisees=member, at=at("2026-11-02"))
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    assert not Flag.objects.exists()

    with transaction.atomic():
        session.status, session.held_minutes = "missed", None
        session.save()
        session.attendances.update(attended=False)
        sessions_changed([member.pk], now=at("2026-11-05"))

    flag = Flag.objects.get()
    assert (flag.opened_at, flag.stage) == (at("2026-11-05"), "escalated")


def test_leave_entered_pauses_the_clock_and_closes_its_flag():
    member, _ = owed_every_four_weeks()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    with transaction.atomic():
        make_leave(member, date(2026, 11, 1), date(2026, 11, 30))
        members_changed([member.pk], now=at("2026-11-02", 13))

    assert Clock.objects.get().state == "paused"
    assert Flag.objects.get().ending == "paused"


def test_a_member_who_is_no_longer_tracked_loses_clocks_and_keeps_history():
    member, _ = owed_every_four_weeks()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    with transaction.atomic():
        member.end_date = date(2026, 11, 2)
        member.save()
        members_changed([member.pk], now=at("2026-11-02", 13))
    assert Clock.objects.get().state == "escalated"

    services.sweep_clocks(now=at("2026-11-03", 1))

    assert not Clock.objects.exists()
    flag = Flag.objects.get()
    assert (flag.ending, flag.closed_at, flag.clock) == ("left", at("2026-11-03", 0), None)
    assert Upkeep.objects.get(member=member).due_at is None


def test_another_policy_closes_the_old_clock_as_changed():
    member, rule = owed_every_four_weeks()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    team = make_team(member.organisation)
    own = make_rule(make_policy(member.organisation, level="team", team=team), interval_days=7)

    member.team = team
    member.save()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02", 13))

    assert list(Clock.objects.values_list("rule", flat=True)) == [own.pk]
    assert Flag.objects.get(rule=rule).ending == "changed"
    assert Flag.objects.open().get().rule == own


def test_a_member_to_come_gets_a_clock_on_the_first_day():
    member, _ = owed_every_four_weeks()
    member.start_date = date(2026, 11, 9)
    member.save()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    assert not Clock.objects.exists()

    assert services.sweep_clocks(now=at("2026-11-08", 23)).recalculated == 0
    services.sweep_clocks(now=at("2026-11-09", 0))

    assert Clock.objects.get().due_on == date(2026, 11, 23)


def test_a_rule_that_takes_over_does_so_on_its_first_day():
    member, old = owed_every_four_weeks(in_force_until=date(2026, 11, 9))
    new = make_rule(old.policy, interval_days=7, in_force_from=date(2026, 11, 10))
    make_session(supervisees=member, at=at("2026-11-02"))
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    assert Clock.objects.get().rule == old

    services.sweep_clocks(now=at("2026-11-10", 0))

    clock = Clock.objects.get()
    assert (clock.rule, clock.due_on) == (new, date(2026, 11, 10))


def test_what_is_marked_stale_is_worked_out_by_the_next_sweep():
    member, rule = owed_every_four_weeks()
    make_session(supervisees=member, at=at("2026-11-02"))
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    rule.interval_days = 42
    rule.save()

    assert services.mark_stale(rule_ids=[rule.pk], now=at("2026-11-03")) == 2
    assert services.sweep_clocks(now=at("2026-11-03")).recalculated == 2

    assert Clock.objects.get(member=member).due_on == date(2026, 12, 14)
    assert services.sweep_clocks(now=at("2026-11-03")).recalculated == 0


def test_back_from_a_long_pause_a_session_is_offered_to_both_sides_once():
    member, _ = owed_every_four_weeks()
    supervisor = make_member(member.organisation, roles=("supervisor",))
    make_relationship(supervisor, member)
    make_session(supervisees=member, at=at("2026-10-26"), supervisor=supervisor)
    make_leave(member, date(2026, 11, 1), date(2026, 11, 14))
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    for _ in range(2):
        services.sweep_clocks(now=at("2026-11-15", 1))
        services.mark_stale(member_ids=[member.pk], now=at("2026-11-15", 1))

    offers = Notice.objects.filter(kind="return_offer")
    assert sorted(offers.values_list("recipient", flat=True)) == sorted([member.pk, supervisor.pk])
    assert offers[0].about["member"] == member.pk and offers[0].about["day"] == "2026-11-29"


def test_a_shorter_pause_brings_no_offer():
    member, _ = owed_every_four_weeks()
    make_session(supervisees=member, at=at("2026-10-26"))
    make_leave(member, date(2026, 11, 2), date(2026, 11, 14))
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))

    services.sweep_clocks(now=at("2026-11-15", 1))

    assert not Notice.objects.filter(kind="return_offer").exists()


@pytest.mark.parametrize("people", [1, 30])
def test_a_refresh_costs_the_same_queries_for_one_and_for_thirty(django_assert_num_queries, people):
    team = make_team()
    make_lead(team)
    make_rule(make_policy(team.organisation))
    members = [make_member(team=team) for _ in range(people)]
    services.refresh(member_ids=[member.pk for member in members], now=at("2026-11-02"))
    sessions = [make_session(supervisees=member, at=at("2026-11-03")) for member in members]

    with django_assert_num_queries(24), transaction.atomic():
        sessions_changed([member.pk for member in members], now=at("2026-11-03", 13))

    assert Flag.objects.filter(closed_by__in=sessions, ending="held").count() == people


def test_leave_of_another_kind_changes_nothing():
    member, _ = owed_every_four_weeks()
    services.refresh(member_ids=[member.pk], now=at("2026-11-02"))
    Leave.objects.create(member=member, starts_on=date(2026, 11, 1), kind="annual")

    services.refresh(member_ids=[member.pk], now=at("2026-11-02", 13))

    assert Flag.objects.open().count() == 1
