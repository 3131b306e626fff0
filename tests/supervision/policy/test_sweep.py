"""The sweep: once, twice, late, and with nothing to do."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people import audit
from supervision.people.models import AuditEntry
from supervision.policy import services
from supervision.policy.models import Clock, Flag
from supervision.sessions.models import Session
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)
from tests.supervision.policy.owed import Alder

pytestmark = pytest.mark.django_db
HELD = datetime(2026, 10, 5, 9, tzinfo=UTC)
"""Every four weeks: due on 2 November, owed from the 6th, escalated from the 17th."""


def at(day, hour=0, minute=5):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def town():
    """A service with a lead over a team with one; a member of it, due on 2 November, with a supervisor."""
    town = Alder(to="case_manager", now=datetime(2026, 10, 6, tzinfo=UTC))
    town.head = town.add_lead_above()
    town.member = town.add()
    make_session(town.supervisor, town.member, at=HELD)
    town.bring_up()
    return town


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def picture():
    """Everything a sweep leaves, without the ids and the moments at which it was written down."""
    flags = Flag.objects.order_by("member", "rule", "opened_at", "pk").values_list(
        "member", "rule", "due_on", "stage", "opened_at", "escalated_at", "closed_at", "ending"
    )
    clocks = Clock.objects.order_by("member", "rule").values_list(
        "member", "rule", "due_on", "state", "moves_at"
    )
    return list(flags), list(clocks)


def test_a_clock_goes_from_due_soon_to_owed_to_escalated_and_each_is_told_once(town):
    when_due_soon = services.sweep_clocks(now=datetime(2026, 10, 26, 0, tzinfo=UTC))
    assert (when_due_soon.due_soon, when_due_soon.notices) == (1, 2)
    assert told("due_soon") == {town.member.pk, town.supervisor.pk}

    assert services.sweep_clocks(now=at(5, 23)).opened == 0
    assert services.sweep_clocks(now=at(6)).opened == 1
    assert told("overdue") == {town.supervisor.pk, town.lead.pk}

    assert services.sweep_clocks(now=at(16, 23)).escalated == 0
    assert services.sweep_clocks(now=at(17)).escalated == 1
    assert told("escalated") == {town.head.pk}

    flag = Flag.objects.get()
    assert (flag.due_on, flag.stage, flag.closed_at) == (date(2026, 11, 2), "escalated", None)
    assert (flag.opened_at, flag.escalated_at) == (at(6, 0, 0), at(17, 0, 0))
    assert Notice.objects.count() == 5
    assert {notice.notice_class for notice in Notice.objects.exclude(kind="due_soon")} == {"R"}
    assert audit.first_break(town.member.organisation) is None


def test_a_second_sweep_finds_nothing_and_leaves_nothing(town):
    services.sweep_clocks(now=at(20))
    before, notices, entries = picture(), Notice.objects.count(), AuditEntry.objects.count()

    again = services.sweep_clocks(now=at(20))

    assert set(vars(again).values()) == {0}
    assert (picture(), Notice.objects.count(), AuditEntry.objects.count()) == (before, notices, entries)


def test_a_day_to_come_asked_for_twice_opens_and_closes_nothing_more(town):
    now, day = at(1, 9), date(2026, 11, 20)
    first = services.sweep_clocks(now=now, on=day)
    assert (first.opened, first.escalated, first.closed) == (1, 1, 0)
    before, notices, entries = picture(), Notice.objects.count(), AuditEntry.objects.count()

    again = services.sweep_clocks(now=now, on=day)
    later = services.sweep_clocks(now=now, on=date(2026, 11, 25))

    assert (again.opened, again.closed, again.notices) == (0, 0, 0)
    assert (later.opened, later.closed, later.notices) == (0, 0, 0)
    assert (picture(), Notice.objects.count(), AuditEntry.objects.count()) == (before, notices, entries)


def test_a_sweep_with_nothing_to_do_takes_one_query(town, django_assert_num_queries):
    with django_assert_num_queries(1):
        services.sweep_clocks(now=datetime(2026, 10, 7, tzinfo=UTC))


def test_a_week_of_silence_ends_in_the_same_flags_and_one_notice(town):
    make_leave(town.lead, date(2026, 11, 3), date(2026, 11, 4))  # something to look at again on the way
    services.refresh(member_ids=[town.lead.pk], now=at(1))
    savepoint = transaction_savepoint()
    for day in range(2, 11):
        services.sweep_clocks(now=at(day))
    daily, told_daily = picture(), told("overdue")
    transaction_rollback(savepoint)

    services.sweep_clocks(now=at(10, 7))

    assert picture() == daily
    assert told("overdue") == told_daily
    assert Notice.objects.filter(recipient=town.supervisor).count() == 1


def transaction_savepoint():
    return connection.savepoint()


def transaction_rollback(savepoint):
    connection.savepoint_rollback(savepoint)


def test_through_a_long_silence_a_pause_opens_and_closes_what_it_would_have(town):
    make_leave(town.member, date(2026, 11, 8), date(2026, 11, 12))
    services.refresh(member_ids=[town.member.pk], now=at(1))
    savepoint = transaction_savepoint()
    for day in range(2, 28):
        services.sweep_clocks(now=at(day))
    daily = picture()
    transaction_rollback(savepoint)

    services.sweep_clocks(now=at(27))

    assert picture() == daily
    # Leave after the due date moves nothing: owed from the 6th, away from the 8th to the 12th, owed again.
    assert [flag[-1] for flag in daily[0]] == ["paused", ""]


def test_a_session_recorded_after_a_silence_closes_the_flag_that_should_have_been(town):
    """The web went on while the worker stood still."""
    from supervision.policy.services import refresh_after_sessions

    session = make_session(town.supervisor, town.member, at=at(9, 9))

    refresh_after_sessions([town.member.pk], at(9, 11))

    flag = Flag.objects.get()
    assert (flag.opened_at, flag.closed_at, flag.closed_by) == (at(6, 0, 0), at(9, 11), session)
    assert services.sweep_clocks(now=at(10)).opened == 0


def test_a_booked_session_keeps_due_soon_quiet_and_a_flag_does_not_wait_for_it(town):
    make_session(town.supervisor, town.member, at=at(20, 9), status="booked")

    services.sweep_clocks(now=datetime(2026, 10, 26, 1, tzinfo=UTC))
    assert told("due_soon") == set()
    assert Clock.objects.get(member=town.member).state == "due_soon"

    services.sweep_clocks(now=at(6))
    assert told("overdue") == {town.supervisor.pk, town.lead.pk}


def test_a_booking_called_off_while_due_soon_is_told_after_all(town):
    booked = make_session(town.supervisor, town.member, at=at(20, 9), status="booked")
    services.sweep_clocks(now=datetime(2026, 10, 26, 1, tzinfo=UTC))

    booked.status = "cancelled"
    booked.save()
    for _ in range(2):
        services.refresh_after_sessions([town.member.pk], datetime(2026, 10, 27, tzinfo=UTC))

    assert told("due_soon") == {town.member.pk, town.supervisor.pk}


def test_several_clocks_due_on_one_day_make_one_message(town):
    make_rule(town.member.organisation.policies.get(), grace_days=3)
    services.refresh(member_ids=[town.member.pk], now=datetime(2026, 10, 6, tzinfo=UTC))

    assert services.sweep_clocks(now=at(6)).opened == 2
    assert Notice.objects.filter(kind="overdue").count() == 2


def test_news_of_one_clock_never_takes_the_place_of_another_to_the_same_reader(town, mailoutbox):
    """The head is away while the first clock escalates, then hears of the second one escalating too."""
    second = make_rule(town.member.organisation.policies.get(), interval_days=21, escalate_after_days=20)
    services.refresh(member_ids=[town.member.pk], now=datetime(2026, 10, 6, tzinfo=UTC))
    services.sweep_clocks(now=at(16))
    services.sweep_clocks(now=at(17))
    waiting = Notice.objects.filter(kind="escalated", recipient=town.head)
    assert {notice.about["day"] for notice in waiting} == {"2026-10-26", "2026-11-02"}
    assert {notice.topic for notice in waiting} == {
        f"clock-{town.member.pk}-{rule.pk}" for rule in second.policy.rules.all()
    }

    deliver_due(tell_time=lambda: at(17, 9))

    assert [mail.to for mail in mailoutbox].count([town.head.person.email]) == 2
    assert set(waiting.values_list("state", flat=True)) == {"sent"}


def test_a_second_message_of_one_clock_still_waits_for_seven_days(town):
    services.sweep_clocks(now=at(6))
    deliver_due(tell_time=lambda: at(6, 9))
    make_session(town.supervisor, town.member, at=at(7, 9))
    services.refresh_after_sessions([town.member.pk], at(7, 11))
    Session.objects.filter(starts_at=at(7, 9)).update(starts_at=HELD + timedelta(days=1))

    services.refresh_after_sessions([town.member.pk], at(8))
    deliver_due(tell_time=lambda: at(9, 9))

    again = Notice.objects.get(kind="overdue", recipient=town.lead, about__day="2026-11-03")
    assert (again.state, again.reason) == ("due", "told less than a week ago")


def test_when_many_come_to_be_owed_on_one_day_each_reader_gets_one_letter(town, mailoutbox):
    for _ in range(11):
        make_session(town.supervisor, town.add(), at=HELD)
    town.bring_up()
    services.sweep_clocks(now=at(6))
    assert Flag.objects.count() == 12

    deliver_due(tell_time=lambda: at(6, 9))

    assert sorted(mail.to for mail in mailoutbox) == sorted(
        [one.person.email] for one in (town.lead, town.supervisor)
    )
    assert all("An hour is owed, 12 times" in mail.body for mail in mailoutbox)
    assert Notice.objects.in_inbox().filter(kind="overdue", recipient=town.lead).count() == 12


def test_a_lead_is_never_told_of_their_own_flag(town):
    town.admin.delete()
    town.lead.is_case_manager = True
    town.lead.save()
    services.refresh(member_ids=[town.lead.pk], now=datetime(2026, 10, 6, tzinfo=UTC))  # owed since 2020

    assert told("overdue") == {town.head.pk}
    assert told("escalated") == set()  # nobody above the head, and no admin


def test_admins_are_told_where_nobody_leads():
    organisation = make_organisation()
    make_rule(make_policy(organisation, level="role", role="case_manager"))
    admin = make_member(organisation, roles=("admin",))
    make_member(organisation, roles=("admin",), end_date=date(2026, 1, 1))
    own = make_member(organisation, roles=("admin", "case_manager"))

    services.refresh(member_ids=[own.pk], now=at(6))

    assert told("overdue") == told("escalated") == {admin.pk}


def test_a_supervisor_whose_supervision_ended_is_not_told(town):
    town.member.supervised_by.update(ends_on=date(2026, 11, 5))

    services.sweep_clocks(now=at(6))

    assert told("overdue") == {town.lead.pk}


def test_other_organisations_are_swept_in_the_same_go_and_told_apart(town):
    other = make_organisation()
    make_rule(make_policy(other))
    lead = make_lead(make_team(other))
    make_session(supervisees=lead, at=HELD)
    services.refresh(organisation=other, now=datetime(2026, 10, 6, tzinfo=UTC))
    Notice.objects.all().delete()

    assert services.sweep_clocks(now=at(6)).opened == 2

    assert set(Notice.objects.values_list("organisation", flat=True)) <= {
        town.member.organisation_id,
        other.pk,
    }
    for notice in Notice.objects.select_related("recipient"):
        assert notice.recipient.organisation_id == notice.organisation_id


def test_by_hand_as_of_a_day_it_prints_what_it_did(town, capsys):
    call_command("sweep", "--on", "2026-11-06", "--json")
    first = json.loads(capsys.readouterr().out)
    call_command("sweep", "--on", "2026-11-06", "--json")
    second = json.loads(capsys.readouterr().out)

    assert (first["opened"], second["opened"], second["notices"]) == (1, 0, 0)
    assert Flag.objects.get().opened_at == at(6, 0, 0)
    call_command("sweep", "--on", "2026-11-02")
    assert "flags closed" in capsys.readouterr().out
    assert not Flag.objects.open().exists()


def test_by_hand_a_day_still_to_come_is_warned_of_beside_the_counts(town, capsys):
    with time_machine.travel(at(3, 9), tick=False):
        call_command("sweep", "--on", "2026-11-06", "--json")
        said = capsys.readouterr()
        assert json.loads(said.out)["opened"] == 1
        assert said.err.startswith("That day is still to come: ") and "“sweep --on 2026-11-03”" in said.err
        call_command("sweep")
        assert Flag.objects.open().exists()

        capsys.readouterr()
        call_command("sweep", "--on", "2026-11-03", "--json")
        assert capsys.readouterr().err == ""
        assert not Flag.objects.open().exists()


@pytest.mark.parametrize(
    ("zone", "is_warned"), [("Europe/London", False), ("Pacific/Auckland", False), ("America/New_York", True)]
)
def test_by_hand_a_day_is_to_come_until_it_has_begun_for_everybody(town, capsys, zone, is_warned):
    town.member.time_zone = zone
    town.member.save()

    with time_machine.travel(at(6, 0, 30), tick=False):
        call_command("sweep", "--on", "2026-11-06")

    assert ("still to come" in capsys.readouterr().err) == is_warned


def test_by_hand_a_bad_day_is_named():
    with pytest.raises(CommandError, match="soon"):
        call_command("sweep", "--on", "soon")


def test_a_round_is_taken_once_and_never_an_older_one():
    assert services.take_round("policy.sweep", "2026-11-02T09:00")
    assert not services.take_round("policy.sweep", "2026-11-02T09:00")
    assert services.take_round("policy.sweep", "2026-11-02T09:05")
    assert not services.take_round("policy.sweep", "2026-11-02T09:00")
    assert services.take_round("policy.digests", "2026-11-02T09:00")


def test_escalation_before_grace_is_over_still_makes_one_flag():
    organisation = make_organisation()
    make_rule(make_policy(organisation), grace_days=9, escalate_after_days=2)
    member = make_member(organisation)
    make_session(make_member(organisation, roles=("admin",)), member, at=HELD)
    services.refresh(member_ids=[member.pk], now=HELD + timedelta(days=1))

    for day in range(1, 20):
        services.sweep_clocks(now=at(day))

    flag = Flag.objects.get()
    assert (flag.stage, flag.opened_at, flag.escalated_at) == ("escalated", at(5, 0, 0), at(5, 0, 0))


@pytest.mark.parametrize("days", [1, 12, 30])
def test_statements_move_clocks_as_the_rules_in_python_do(town, days):
    """Time alone is written twice: in `rules` for members worked out afresh, in statements for the rest."""
    organisation = town.member.organisation
    second = make_rule(organisation.policies.get(), interval_days=21, grace_days=9, escalate_after_days=2)
    make_rule(second.policy, kind="calendar_minutes", minutes=60)
    make_member(organisation, roles=("admin",))
    loose = make_member(organisation, start_date=date(2026, 9, 1))
    town.lead.is_case_manager = True
    town.lead.save()
    make_session(town.supervisor, [loose, town.lead], at=HELD, kind="group")
    make_session(town.supervisor, loose, at=at(30), status="booked")
    services.refresh(organisation=organisation, now=datetime(2026, 10, 6, tzinfo=UTC))
    Notice.objects.all().delete()
    now = at(1) + timedelta(days=days)
    savepoint = transaction_savepoint()

    def left_behind():
        notices = Notice.objects.order_by("key").values_list(
            "key", "kind", "recipient", "topic", "about", "not_before", "not_after", "notice_class", "state"
        )
        entries = AuditEntry.objects.order_by("subject_id", "action", "pk").values_list(
            "subject_id", "action"
        )
        return picture(), list(notices), list(entries)

    by_statement = services.sweep_clocks(now=now)
    moved = left_behind()
    transaction_rollback(savepoint)
    # From just before anything moved, everybody is worked out afresh on the way.
    services.mark_stale(organisation_ids=[organisation.pk], now=datetime(2026, 10, 7, tzinfo=UTC))
    by_rules = services.sweep_clocks(now=now)

    assert left_behind() == moved
    assert by_rules.opened == by_statement.opened and by_rules.escalated == by_statement.escalated
    assert audit.first_break(organisation) is None
