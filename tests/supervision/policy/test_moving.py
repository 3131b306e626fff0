"""Moving clocks by statements: in batches, what is left alone, and who is told at the edges of the tree."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.notices.models import Notice
from supervision.people import audit
from supervision.people.models import Member
from supervision.policy import moving, services
from supervision.policy.models import Clock, Flag, Upkeep
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
HELD = datetime(2026, 10, 5, 9, tzinfo=UTC)
"""Every four weeks: due on 2 November, owed from the 6th, escalated from the 17th."""
KEPT = datetime(2026, 10, 6, tzinfo=UTC)
OWED, ESCALATED = datetime(2026, 11, 6, 0, 5, tzinfo=UTC), datetime(2026, 11, 17, 0, 5, tzinfo=UTC)


@pytest.fixture
def organisation():
    organisation = make_organisation()
    make_rule(make_policy(organisation, level="role", role="case_manager"), "Every four weeks")
    return organisation


def bring_up(organisation):
    services.refresh(organisation=organisation, now=KEPT)
    Notice.objects.all().delete()


def owed_soon(organisation, team=None):
    """Return a member who was supervised on 5 October, by nobody who is told of it."""
    member = make_member(organisation, team=team)
    make_session(make_member(organisation, roles=("admin",), end_date=date(2026, 10, 5)), member, at=HELD)
    return member


def told(kind, member):
    found = Notice.objects.filter(kind=kind, about__member=member.pk)
    return sorted(found.values_list("recipient_id", flat=True))


# ---------------------------------------------------------------- batches
@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_more_clocks_than_a_batch_holds_are_moved_in_several_and_each_once(organisation, monkeypatch, size):
    monkeypatch.setattr(moving, "BATCH", size)
    monkeypatch.setattr(moving, "BATCH_OF_ONE_WRITER", size)
    other = make_organisation()
    make_rule(make_policy(other, level="role", role="case_manager"))
    teams = {one.pk: make_team(one) for one in (organisation, other)}
    leads = {pk: make_lead(team) for pk, team in teams.items()}
    members = [
        owed_soon(one, teams[one.pk]) for one in (organisation, other, organisation, other, organisation)
    ]
    for one in (organisation, other):
        bring_up(one)

    count = services.sweep_clocks(now=OWED)

    assert (count.opened, count.notices) == (5, 5)
    assert sorted(Flag.objects.values_list("member_id", flat=True)) == sorted(one.pk for one in members)
    for member in members:
        assert told("overdue", member) == [leads[member.organisation_id].pk]
    assert set(Clock.objects.values_list("state", flat=True)) == {"overdue"}
    for one in (organisation, other):
        assert audit.first_break(one) is None
    assert moving.move_batch(now=OWED) is None


def test_a_batch_takes_no_more_than_it_holds_the_longest_due_first(organisation, monkeypatch):
    monkeypatch.setattr(moving, "BATCH", 1)
    monkeypatch.setattr(moving, "BATCH_OF_ONE_WRITER", 1)
    later = make_member(organisation)
    make_session(make_member(organisation, roles=("admin",)), later, at=HELD + timedelta(days=1))
    first = owed_soon(organisation)
    bring_up(organisation)
    services.sweep_clocks(now=datetime(2026, 10, 30, tzinfo=UTC))  # both are due soon

    assert moving.move_batch(now=ESCALATED).opened == 1
    assert Flag.objects.get().member == first
    assert moving.move_batch(now=ESCALATED).opened == 1
    assert set(Flag.objects.values_list("member_id", flat=True)) == {first.pk, later.pk}


# ---------------------------------------------------------------- what is left alone
def test_a_clock_whose_upkeep_is_due_is_not_moved_by_time(organisation):
    stale, kept = owed_soon(organisation), owed_soon(organisation)
    bring_up(organisation)
    Upkeep.objects.filter(member=stale).update(due_at=OWED)
    Upkeep.objects.filter(member=kept).update(due_at=OWED + timedelta(microseconds=1))

    assert moving.move_batch(now=OWED).opened == 1
    assert moving.move_batch(now=OWED) is None

    assert Flag.objects.get().member == kept
    assert Clock.objects.get(member=stale).state == "on_track"
    services.sweep_clocks(now=OWED)  # which works it out afresh first
    assert Clock.objects.get(member=stale).state == "overdue"


def test_a_clock_moves_at_its_moment_and_not_a_tick_before(organisation):
    member = owed_soon(organisation)
    bring_up(organisation)
    services.sweep_clocks(now=datetime(2026, 10, 30, tzinfo=UTC))
    at = Clock.objects.get(member=member).moves_at

    assert moving.move_batch(now=at - timedelta(microseconds=1)) is None
    assert moving.move_batch(now=at).opened == 1
    assert Flag.objects.get().opened_at == at


def test_a_clock_that_has_escalated_has_no_moment_more(organisation):
    owed_soon(organisation)
    bring_up(organisation)

    services.sweep_clocks(now=ESCALATED)

    assert Clock.objects.get().moves_at is None
    assert moving.move_batch(now=ESCALATED + timedelta(days=900)) is None


# ---------------------------------------------------------------- one message
def test_clocks_that_share_a_due_date_are_told_once_of_the_first_rule(organisation):
    policy = organisation.policies.get()
    second = make_rule(policy, "The same again")
    first = policy.rules.exclude(pk=second.pk).get()
    team = make_team(organisation)
    lead = make_lead(team)
    member = owed_soon(organisation, team)
    make_relationship(lead, member)  # their supervisor too, and still told once
    bring_up(organisation)

    services.sweep_clocks(now=datetime(2026, 10, 30, tzinfo=UTC))
    services.sweep_clocks(now=OWED)

    assert Flag.objects.filter(member=member).count() == 2
    assert told("due_soon", member) == sorted([member.pk, lead.pk])
    assert told("overdue", member) == [lead.pk]
    for notice in Notice.objects.all():
        assert notice.about == {"member": member.pk, "rule": first.pk, "day": "2026-11-02"}
        assert notice.topic == f"clock-{member.pk}-{first.pk}"


def test_clocks_with_due_dates_of_their_own_are_told_apart(organisation):
    make_rule(organisation.policies.get(), "Every 29 days", interval_days=29)
    lead = make_lead(team := make_team(organisation))
    member = owed_soon(organisation, team)
    bring_up(organisation)

    services.sweep_clocks(now=datetime(2026, 11, 8, tzinfo=UTC))

    assert told("overdue", member) == [lead.pk, lead.pk]
    days = {notice.about["day"] for notice in Notice.objects.filter(kind="overdue")}
    assert days == {"2026-11-02", "2026-11-03"}


# ---------------------------------------------------------------- who answers
@pytest.fixture
def admin(organisation):
    return make_member(organisation, roles=("admin",))


def sweep_to_the_end(organisation):
    bring_up(organisation)
    services.sweep_clocks(now=OWED)
    services.sweep_clocks(now=ESCALATED)


def test_with_two_levels_of_leads_no_administrator_is_told(organisation, admin):
    service = make_team(organisation)
    head, lead = make_lead(service), make_lead(team := make_team(organisation, parent=service))
    member = owed_soon(organisation, team)

    sweep_to_the_end(organisation)

    assert (told("overdue", member), told("escalated", member)) == ([lead.pk], [head.pk])


def test_with_one_level_the_administrators_hear_when_it_escalates(organisation, admin):
    lead = make_lead(team := make_team(organisation, parent=make_team(organisation)))
    member = owed_soon(organisation, team)

    sweep_to_the_end(organisation)

    assert (told("overdue", member), told("escalated", member)) == ([lead.pk], [admin.pk])


def test_a_team_without_a_lead_is_answered_for_by_the_next_above(organisation, admin):
    head = make_lead(service := make_team(organisation))
    member = owed_soon(organisation, make_team(organisation, parent=service))

    sweep_to_the_end(organisation)

    assert (told("overdue", member), told("escalated", member)) == ([head.pk], [admin.pk])


@pytest.mark.parametrize("in_a_team", [True, False])
def test_where_nobody_leads_the_administrators_answer_but_not_for_themselves(organisation, admin, in_a_team):
    own = owed_soon(organisation, make_team(organisation) if in_a_team else None)
    Member.objects.filter(pk=own.pk).update(is_admin=True)

    sweep_to_the_end(organisation)

    assert (told("overdue", own), told("escalated", own)) == ([admin.pk], [admin.pk])


def test_a_lead_who_is_owed_is_answered_for_above_and_their_people_by_them(organisation, admin):
    head = make_lead(service := make_team(organisation))
    team = make_team(organisation, parent=service)
    lead, member = owed_soon(organisation, team), owed_soon(organisation, team)
    Member.objects.filter(pk=lead.pk).update(is_team_lead=True)
    lead.leaderships.create(team=team)
    lead.leaderships.create(team=make_team(organisation))  # two of them, and still one message

    sweep_to_the_end(organisation)

    assert (told("overdue", lead), told("escalated", lead)) == ([head.pk], [admin.pk])
    assert (told("overdue", member), told("escalated", member)) == ([lead.pk], [head.pk])


def test_a_lead_who_has_left_answers_for_nobody(organisation, admin):
    team = make_team(organisation)
    make_lead(team, end_date=date(2026, 11, 1))
    member = owed_soon(organisation, team)

    sweep_to_the_end(organisation)

    assert (told("overdue", member), told("escalated", member)) == ([admin.pk], [admin.pk])
