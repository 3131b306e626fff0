"""What pages read: a clock's past, what a draft would do, own rules, a lead's week."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.policy import selectors, services
from supervision.policy.bodies import BODY_RULES
from supervision.policy.clock import Scope
from supervision.policy.law import facts_of
from supervision.policy.models import Clock, Flag, PrivateRule
from supervision.policy.private import OwnRule, from_json, to_json
from supervision.sessions.models import Session
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

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
HELD = datetime(2026, 10, 5, 9, tzinfo=UTC)


def draft(policy, **extra):
    columns = {
        "policy_id": policy.pk,
        "name": "Draft",
        "kind": "rolling",
        "counts": "individual;group",
        "min_minutes": 0,
        "credit": "full",
        "interval_days": 14,
        "first_within_days": 14,
        "part_time": "none",
        "warn_days": 7,
        "grace_days": 3,
        "escalate_after_days": 14,
        "pausing_leave": "sickness",
    }
    return facts_of(columns | extra)


# ---------------------------------------------------------------- what would be
def test_a_draft_shows_each_member_before_and_after():
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation))
    member = make_member(organisation)
    make_session(make_member(organisation, roles=("admin",)), member, at=HELD)

    (effect,) = selectors.would_be_owed(
        organisation, draft(rule.policy, in_force_from=date(2026, 11, 3)), replaces=rule.pk, now=MONDAY
    )

    assert effect.member.id == member.pk
    assert (effect.before.due_on, effect.after.due_on) == (date(2026, 11, 2), date(2026, 10, 19))
    assert (effect.before.state, effect.after.state) == ("due_soon", "overdue")


def test_a_draft_for_a_team_takes_the_place_of_what_is_owed_to_everyone():
    team = make_team()
    rule = make_rule(make_policy(team.organisation))
    inside, _ = make_member(team=team), make_member(team.organisation)

    effects = selectors.would_be_owed(
        team.organisation, draft(rule.policy), scope=Scope("team", team.pk), now=MONDAY
    )

    assert [(effect.member.id, effect.before) for effect in effects] == [(inside.pk, None)]


@pytest.mark.parametrize("people", [1, 30])
def test_a_preview_takes_the_same_queries_for_one_and_for_thirty(people, django_assert_num_queries):
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation))
    for _ in range(people):
        make_member(organisation)

    with django_assert_num_queries(6):
        assert len(selectors.would_be_owed(organisation, draft(rule.policy), now=MONDAY)) == people


# ---------------------------------------------------------------- the past of one clock
def test_a_year_of_a_clock_has_its_held_days_and_its_stretches():
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation))
    member = make_member(organisation)
    make_session(make_member(organisation, roles=("admin",)), member, at=HELD)
    make_leave(member, date(2026, 10, 10), date(2026, 10, 12))

    past = selectors.clock_history(member, rule.pk, now=MONDAY)

    assert [held.on for held in past.held] == [HELD.date()]
    assert [stretch.kind for stretch in past.stretches] == ["owed", "covered", "away", "covered"]
    assert past.stretches[-1].end == date(2026, 11, 3) and past.months == []
    assert selectors.clock_history(member, rule.pk + 1, now=MONDAY) is None


# ---------------------------------------------------------------- own rules
@pytest.mark.parametrize("body", BODY_RULES, ids=lambda body: body.key)
def test_every_bodys_rule_comes_back_as_it_was_sealed(body):
    own = OwnRule(body.name, body.rule, body.body, body.source, body.says)

    assert from_json(to_json(own)) == own


def test_a_rule_of_ones_own_has_a_clock_that_nobody_else_meets():
    organisation = make_organisation()
    member = make_member(organisation)
    body = next(body for body in BODY_RULES if body.rule.kind == "rolling")
    row = services.add_own_rule(member=member, own=OwnRule(body.name, body.rule), now=MONDAY)
    services.refresh(organisation=organisation, now=MONDAY)
    services.sweep_clocks(now=MONDAY + timedelta(days=900))

    (clock,) = selectors.private_clocks(member, now=MONDAY)

    assert (clock.pk, clock.own.name, clock.answer.state) == (row.pk, body.name, "escalated")
    assert clock.sentence.startswith("Due ")
    assert body.name.encode() not in bytes(PrivateRule.objects.get().sealed)
    assert not (
        Clock.objects.exists()
        or Flag.objects.exists()
        or Notice.objects.exists()
        or AuditEntry.objects.exists()
    )
    assert selectors.private_clocks(make_member(organisation), now=MONDAY) == []


def test_a_rule_of_ones_own_is_taken_out_by_its_owner_alone():
    member, other = make_member(), make_member()
    row = services.add_own_rule(member=member, own=OwnRule("Mine", BODY_RULES[0].rule), now=MONDAY)

    assert not services.remove_own_rule(member=other, pk=row.pk)
    assert services.remove_own_rule(member=member, pk=row.pk)
    assert not PrivateRule.objects.exists()


def test_there_is_room_for_ten():
    member = make_member()
    for _ in range(10):
        services.add_own_rule(member=member, own=OwnRule("Mine", BODY_RULES[0].rule), now=MONDAY)

    with pytest.raises(services.TooManyOwnRules):
        services.add_own_rule(member=member, own=OwnRule("Mine", BODY_RULES[0].rule), now=MONDAY)

    assert member.private_rules.count() == 10


# ---------------------------------------------------------------- a lead's week
def test_the_week_counts_people_by_team_and_holds_nobody_on_leave_against_anyone():
    service = make_team(name="Service")
    team = make_team(service.organisation, "Team", parent=service)
    make_rule(make_policy(service.organisation, level="role", role="case_manager"))
    lead = make_lead(service)
    owed, away, covered = (make_member(team=team) for _ in range(3))
    make_leave(away, date(2026, 11, 1), date(2026, 11, 9), kind="annual")
    make_session(lead, covered, at=datetime(2026, 10, 28, 9, tzinfo=UTC))
    make_relationship(lead, covered)
    services.refresh(organisation=service.organisation, now=MONDAY)

    week = selectors.digest_for(lead, now=MONDAY)

    assert week["teams"] == [
        {"name": "Service", "owed": 0, "due_soon": 0, "covered": 1, "paused": 0},
        {"name": "Team", "owed": 1, "due_soon": 0, "covered": 1, "paused": 1},
    ]
    assert (week["owed_unbooked"], week["without_supervisor"]) == (1, 3)
    assert (week["held"], week["unconfirmed"]) == (1, 0)
    assert (week["week_of"], week["due_by"]) == (date(2026, 11, 2), date(2026, 11, 9))
    assert selectors.digest_for(owed, now=MONDAY) is None


@pytest.mark.parametrize("people", [1, 30])
def test_the_week_takes_the_same_queries_for_one_and_for_thirty(people, django_assert_num_queries):
    team = make_team()
    make_rule(make_policy(team.organisation))
    lead = make_lead(team)
    for _ in range(people):
        make_member(team=team)
    services.refresh(organisation=team.organisation, now=MONDAY)

    with django_assert_num_queries(8):
        selectors.digest_for(lead, now=MONDAY)


def test_digests_are_left_on_monday_at_eight_where_the_lead_is_and_once():
    organisation = make_organisation()
    make_lead(make_team(organisation))  # London: 08:00 is 08:00 UTC in November
    make_lead(make_team(organisation), time_zone="America/New_York")
    make_lead(make_team(organisation), end_date=date(2026, 10, 1))

    assert services.queue_digests(now=MONDAY.replace(hour=7, minute=59)) == 0
    assert services.queue_digests(now=MONDAY.replace(hour=8)) == 1
    assert services.queue_digests(now=MONDAY.replace(hour=13)) == 1
    assert services.queue_digests(now=MONDAY.replace(hour=14)) == 0
    assert services.queue_digests(now=MONDAY + timedelta(days=2)) == 0
    assert Notice.objects.filter(kind="digest", notice_class="S").count() == 2


def test_a_lead_who_begins_on_wednesday_has_their_digest_then():
    lead = make_lead(make_team(), working_days="Wed-Fri")

    assert services.queue_digests(now=MONDAY.replace(hour=9)) == 0
    assert services.queue_digests(now=MONDAY.replace(hour=9) + timedelta(days=2)) == 1

    notice = Notice.objects.get(recipient=lead)
    assert (notice.about, notice.not_before) == (
        {"day": "2026-11-02"},
        MONDAY.replace(hour=8) + timedelta(days=2),
    )


# ---------------------------------------------------------------- what messages say
@pytest.fixture
def told():
    """A member owed since 2 November, with a supervisor and a lead, and the messages of that."""
    team = make_team()
    make_rule(make_policy(team.organisation, level="role", role="case_manager"))
    lead, member = make_lead(team), make_member(team=team)
    supervisor = make_member(team.organisation, roles=("supervisor",))
    make_relationship(supervisor, member)
    make_session(supervisor, member, at=HELD)
    services.refresh(organisation=team.organisation, now=HELD)
    return member, supervisor, lead


def facts(kind, recipient, now):
    notice = Notice.objects.select_related("recipient__person").get(kind=kind, recipient=recipient)
    return kind_of(kind).context(notice, now)


def test_due_soon_explains_the_date_to_the_one_it_is_about(told):
    member, supervisor, _ = told
    now = datetime(2026, 10, 27, 9, tzinfo=UTC)
    services.sweep_clocks(now=now)

    own, theirs = facts("due_soon", member, now), facts("due_soon", supervisor, now)

    assert (own["told_as"], own["due_on"]) == ("own", date(2026, 11, 2))
    assert own["sentence"] == "Due 2 Nov: last held 5 Oct + 28 days."
    assert (theirs["told_as"], theirs["sentence"]) == ("supervisor", "")


def test_due_soon_carries_three_times_and_each_leads_to_the_page_that_books_it(told, client):
    member, supervisor, _ = told
    now = datetime(2026, 10, 27, 9, tzinfo=UTC)
    services.sweep_clocks(now=now)

    own, theirs = facts("due_soon", member, now)["picks"], facts("due_soon", supervisor, now)["picks"]

    assert [pick["day"] for pick in own["times"]] == ["Wed 28 Oct", "Thu 29 Oct", "Fri 30 Oct"]
    assert (own["is_usual"], own["zone"]) == (True, "UK time")
    assert [pick["starts"] for pick in theirs["times"]] == [pick["starts"] for pick in own["times"]]
    for reader, picks in ((member, own), (supervisor, theirs)):
        client.force_login(reader.person)
        for pick in picks["times"]:
            with time_machine.travel(now, tick=False):
                page = client.get(pick["link"].removeprefix(settings.BASE_URL))
            chosen = page.context["weeks"].chosen
            assert (chosen.supervisor, f"{chosen.starts_at:%a %-d %b}") == (supervisor.pk, pick["day"])
        assert not Session.objects.booked().exists()


def test_with_nobody_to_meet_or_nothing_free_there_are_no_times(told):
    member, supervisor, _ = told
    now = datetime(2026, 10, 27, 9, tzinfo=UTC)
    services.sweep_clocks(now=now)
    make_leave(supervisor, date(2026, 10, 1), date(2027, 10, 1))
    assert facts("due_soon", member, now)["picks"]["times"] == []

    member.supervised_by.all().delete()
    assert facts("due_soon", member, now)["picks"]["times"] == []


def test_what_is_no_longer_true_is_not_said(told):
    member, supervisor, lead = told
    now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    services.sweep_clocks(now=now)
    said = facts("overdue", lead, now)
    assert (said["told_as"], said["days_owed"], said["booked_on"]) == ("lead", 18, None)
    booked = make_session(supervisor, member, at=datetime(2026, 11, 23, 9, tzinfo=UTC), status="booked")
    assert facts("overdue", lead, now)["booked_on"] == date(2026, 11, 23)

    member.supervised_by.update(ends_on=date(2026, 11, 1))
    assert facts("overdue", supervisor, now) is None
    booked.status, booked.held_minutes = "held", 60
    booked.starts_at, booked.ends_at = now - timedelta(hours=2), now - timedelta(hours=1)
    booked.save()
    booked.attendances.update(attended=True)
    services.refresh_after_sessions([member.pk], now)
    assert facts("overdue", lead, now) is None


def test_an_offer_after_time_away_is_made_until_its_day(told):
    member, supervisor, _ = told
    make_leave(member, date(2026, 10, 12), date(2026, 10, 30))
    services.refresh(member_ids=[member.pk], now=datetime(2026, 10, 13, tzinfo=UTC))
    services.sweep_clocks(now=MONDAY)

    offer = facts("return_offer", member, MONDAY)
    assert (offer["told_as"], offer["offer_until"]) == ("own", date(2026, 11, 14))
    assert [pick["day"] for pick in offer["picks"]["times"]] == ["Tue 3 Nov", "Wed 4 Nov", "Thu 5 Nov"]
    assert facts("return_offer", supervisor, MONDAY)["told_as"] == "supervisor"
    assert facts("return_offer", member, datetime(2026, 11, 15, 9, tzinfo=UTC)) is None
