"""Whether a message may go, to this person, on this topic, now. Counted in the mail that leaves."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from supervision.availability.models import ClosedDay
from supervision.notices.checking import ready_to_go
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Hours, Notice, Preference
from supervision.notices.services import forget_old
from tests.builders import MONDAY_9AM, make_leave, make_member, make_notice, make_person

pytestmark = pytest.mark.django_db
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def deliver(now=MONDAY_9AM):
    return deliver_due(tell_time=lambda: now)


def stored(notice):
    notice.refresh_from_db()
    return notice


def test_outside_their_hours_a_message_waits_and_then_goes(trial, mailoutbox):
    early = MONDAY_9AM.replace(hour=6)
    notice = make_notice(at=early)

    deliver(early)
    assert (stored(notice).state, notice.not_before) == ("due", MONDAY_9AM.replace(hour=8))
    assert mailoutbox == []

    deliver(MONDAY_9AM.replace(hour=8))
    assert stored(notice).state == "sent"


def test_hours_and_days_are_the_readers_own(trial, mailoutbox):
    afar = make_member(time_zone="Pacific/Auckland", working_days="Mon-Thu")
    chosen = make_member()
    Hours.objects.create(member=chosen, opens_at=time(10), closes_at=time(12))
    one, other = make_notice(afar), make_notice(chosen)

    deliver()  # Monday 09:00 in London is Monday 22:00 in Auckland

    assert stored(one).not_before == datetime(2026, 11, 2, 19, tzinfo=UTC)
    assert stored(other).not_before == MONDAY_9AM.replace(hour=10)
    assert mailoutbox == []


def test_what_is_about_security_goes_at_any_hour_and_on_leave(trial, mailoutbox):
    member = make_member()
    make_leave(member, date(2026, 11, 1))
    make_notice(member, kind="trial_security", at=MONDAY_9AM.replace(hour=3))

    deliver(MONDAY_9AM.replace(hour=3))

    assert len(mailoutbox) == 1


def test_a_leave_holds_a_message_until_its_reader_is_back(trial, mailoutbox):
    member = make_member()
    make_leave(member, date(2026, 10, 20), date(2026, 11, 12), kind="annual")
    notice = make_notice(member)

    now = MONDAY_9AM
    while stored(notice).state != "sent":
        assert now < MONDAY_9AM + 3 * WEEK
        deliver(now)
        now += timedelta(hours=1)

    assert notice.sent_at == datetime(2026, 11, 13, 8, tzinfo=UTC)
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(
    ("said", "sent_at"),
    [
        ({}, datetime(2026, 12, 29, 8, tzinfo=UTC)),  # Christmas, a weekend, and Boxing Day made up for
        ({date(2026, 12, 25): True}, datetime(2026, 12, 25, 9, tzinfo=UTC)),
        ({date(2026, 12, 29): False, date(2026, 12, 30): False}, datetime(2026, 12, 31, 8, tzinfo=UTC)),
    ],
)
def test_nothing_comes_on_a_day_on_which_the_organisation_is_closed(trial, mailoutbox, said, sent_at):
    member = make_member()
    for day, is_open in said.items():
        ClosedDay.objects.create(organisation=member.organisation, day=day, is_open=is_open)
    now = datetime(2026, 12, 25, 9, tzinfo=UTC)
    notice, security = make_notice(member, at=now), make_notice(member, kind="trial_security", at=now)

    deliver(now)
    assert stored(security).sent_at == now
    while stored(notice).state != "sent":
        assert now < datetime(2027, 1, 2, tzinfo=UTC)
        now += timedelta(hours=1)
        deliver(now)

    assert (stored(notice).sent_at, len(mailoutbox)) == (sent_at, 2)


def test_a_leave_without_an_end_holds_a_message_and_one_that_is_cut_short_lets_it_go(trial, mailoutbox):
    member = make_member()
    leave = make_leave(member, date(2026, 10, 20))
    notice = make_notice(member)
    for days in range(100):
        deliver(MONDAY_9AM + DAY * days)
    assert mailoutbox == []
    assert (stored(notice).state, notice.attempts) == ("due", 0)

    leave.ends_on = date(2027, 2, 9)
    leave.save(update_fields=["ends_on"])
    deliver(MONDAY_9AM + DAY * 100)

    assert stored(notice).state == "sent"


def test_whatever_else_is_due_as_somebody_comes_back_goes_with_it(trial, mailoutbox):
    member = make_member()
    make_leave(member, date(2026, 11, 1), date(2026, 11, 2))
    kept = make_notice(member, kind="trial_soft", notice_class="S")
    deliver()
    fresh = make_notice(member, at=MONDAY_9AM + 15 * HOUR)  # on the night before, and on the morning itself
    newer = make_notice(member, kind="trial_soft", notice_class="S", at=MONDAY_9AM + 23 * HOUR)
    security = make_notice(member, kind="trial_security", at=MONDAY_9AM + 23 * HOUR)

    for hours in (15, 23, 24):
        deliver(MONDAY_9AM + hours * HOUR)

    assert [stored(notice).reason for notice in (kept, fresh, newer)] == ["gathered"] * 3
    assert stored(security).state == "sent"
    assert len(mailoutbox) == 2

    make_notice(member, at=MONDAY_9AM + 25 * HOUR)
    deliver(MONDAY_9AM + 25 * HOUR)
    assert len(mailoutbox) == 3


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_kept_and_comes_after_the_one_message_has_gone_is_told_as_well(trial, mailoutbox, number):
    member = make_member()
    make_leave(member, date(2026, 11, 1), date(2026, 11, 2))
    for _ in range(2):
        make_notice(member)
    deliver()
    back = MONDAY_9AM + 23 * HOUR
    deliver(back)
    assert len(mailoutbox) == 1

    late = [make_notice(member, at=back + HOUR, reason="away") for _ in range(number)]
    deliver(back + HOUR)
    deliver(back + HOUR)

    assert len(mailoutbox) == 2
    assert {stored(notice).state for notice in late} == {"sent" if number == 1 else "dropped"}
    assert ("all in one" in mailoutbox[1].subject) == (number == 2)


def test_back_from_leave_there_is_one_message_and_no_heap(trial, mailoutbox):
    member, other = make_member(), make_member()
    make_leave(member, date(2026, 11, 1), date(2026, 11, 3))
    kept = [make_notice(member, kind=kind) for kind in ("trial", "trial", "trial_soft", "trial")]
    trial.gone.add(kept[3].pk)
    deliver()
    single = make_notice(other)

    deliver(MONDAY_9AM + 2 * DAY)

    assert len([mail for mail in mailoutbox if mail.to == [member.person.email]]) == 1
    mail = next(mail for mail in mailoutbox if mail.to == [member.person.email])
    assert mail.subject == "Your messages, all in one"
    assert "A day to confirm, two times" in mail.body
    assert stored(single).state == "sent"
    assert [stored(notice).reason for notice in kept] == ["gathered", "gathered", "gathered", "reason gone"]
    assert Notice.objects.visible_to(member).in_inbox().count() == 4
    deliver(MONDAY_9AM + 2 * DAY)
    assert len(mailoutbox) == 2


def test_back_from_leave_a_single_message_goes_as_it_is(trial, mailoutbox):
    member = make_member()
    make_leave(member, date(2026, 11, 1), date(2026, 11, 3))
    notice = make_notice(member)
    deliver()

    deliver(MONDAY_9AM + 2 * DAY)

    assert stored(notice).state == "sent"
    assert mailoutbox[0].subject == "One tap, when you have a minute"


def test_who_was_never_invited_is_not_written_to_and_finds_it_in_the_inbox(trial, mailoutbox):
    stranger = make_member(person=make_person(last_login=None))
    notices = [make_notice(stranger), make_notice(stranger, kind="trial_soft", notice_class="S")]

    for days in range(3):
        deliver(MONDAY_9AM + days * DAY)

    assert mailoutbox == []
    assert [(stored(notice).state, notice.reason) for notice in notices] == [("due", "not invited yet")] * 2
    shown = Notice.objects.visible_to(stranger).in_inbox()
    assert shown.count() == 2
    assert set(shown.values_list("inbox_at", flat=True)) == {MONDAY_9AM}


def test_after_the_welcome_what_waited_goes_as_one(trial, mailoutbox):
    stranger = make_member(person=make_person(last_login=None))
    for _ in range(3):
        make_notice(stranger)
    deliver()

    make_notice(stranger, kind="welcome", at=MONDAY_9AM)
    deliver(MONDAY_9AM + timedelta(hours=1))
    assert [mail.subject for mail in mailoutbox] == ["Your sign-in is ready, whenever it suits"]

    deliver(MONDAY_9AM + DAY)
    assert [mail.subject for mail in mailoutbox[1:]] == ["Your messages, all in one"]


def test_an_invitation_to_one_place_is_none_to_another_but_signing_in_is(trial, mailoutbox):
    person = make_person(last_login=None)
    known, elsewhere = make_member(person=person), make_member(person=person)
    make_notice(known, kind="welcome", state="sent")
    make_notice(known)
    there = make_notice(elsewhere)
    deliver()
    assert len(mailoutbox) == 1

    person.last_login = MONDAY_9AM
    person.save(update_fields=["last_login"])
    deliver(MONDAY_9AM + DAY)

    assert stored(there).state == "sent"


def test_a_welcome_is_remembered_when_other_messages_are_forgotten():
    stranger = make_member()
    make_notice(stranger, kind="welcome", state="sent")
    make_notice(stranger, state="sent")

    assert forget_old(now=MONDAY_9AM + timedelta(days=400)) == 1
    assert Notice.objects.get().kind == "welcome"


def test_before_their_first_day_nobody_is_written_to_and_after_their_last_nothing_is_left(trial, mailoutbox):
    starts = make_member(start_date=date(2026, 11, 4))
    ended = make_member(end_date=date(2026, 11, 1))
    last_day = make_member(end_date=date(2026, 11, 2))
    closed = make_member()
    closed.person.is_active = False
    closed.person.save(update_fields=["is_active"])
    notices = [make_notice(member) for member in (starts, ended, last_day, closed)]

    deliver()

    assert [stored(notice).state for notice in notices] == ["due", "dropped", "sent", "dropped"]
    assert notices[1].reason == "left"


def test_one_topic_reaches_a_person_once_in_seven_days(trial, mailoutbox):
    member = make_member()
    first = make_notice(member, topic="clock:1")
    deliver()
    second = make_notice(member, topic="clock:1", at=MONDAY_9AM + DAY)
    elsewhere = make_notice(member, topic="clock:2", at=MONDAY_9AM + DAY)
    to_another = make_notice(make_member(), topic="clock:1", at=MONDAY_9AM + DAY)

    deliver(MONDAY_9AM + DAY)

    assert [stored(notice).state for notice in (first, second, elsewhere, to_another)] == [
        "sent",
        "due",
        "sent",
        "sent",
    ]
    assert second.not_before == MONDAY_9AM + WEEK
    deliver(MONDAY_9AM + WEEK - timedelta(seconds=1))
    assert stored(second).state == "due"
    deliver(MONDAY_9AM + WEEK)
    assert stored(second).state == "sent"


def test_of_several_on_one_topic_the_newest_goes_and_the_rest_is_dropped(trial, mailoutbox):
    member = make_member()
    heap = [make_notice(member, topic="clock:1", at=MONDAY_9AM - DAY * n) for n in (7, 5, 3)]

    deliver()

    assert len(mailoutbox) == 1
    assert [stored(notice).state for notice in heap] == ["dropped", "dropped", "sent"]
    assert heap[0].reason == "replaced by a later one"


@pytest.mark.parametrize("soft_is_newer", [True, False])
def test_a_soft_message_never_takes_the_place_of_one_that_must_arrive(trial, mailoutbox, soft_is_newer):
    """A member with two clocks is one topic: one of them comes due, the other is owed."""
    member = make_member()
    classes = ("R", "S") if soft_is_newer else ("S", "R")
    rows = {letter: make_notice(member, topic="clock:1", notice_class=letter) for letter in classes}

    deliver()

    assert len(mailoutbox) == 1
    assert stored(rows["R"]).state == "sent"
    assert stored(rows["S"]).state == ("due" if soft_is_newer else "dropped")


def test_what_must_arrive_waits_for_the_week_after_a_soft_one_and_is_not_lost(trial, mailoutbox):
    member = make_member()
    must = make_notice(member, topic="clock:1", at=MONDAY_9AM + DAY)
    soft = make_notice(member, topic="clock:1", notice_class="S")
    deliver()
    assert stored(soft).state == "sent"

    deliver(MONDAY_9AM + DAY)
    assert (stored(must).state, must.not_before) == ("due", MONDAY_9AM + WEEK)
    deliver(MONDAY_9AM + WEEK)
    assert stored(must).state == "sent"


def test_when_the_newest_has_lost_its_reason_an_older_one_still_goes(trial, mailoutbox):
    member = make_member()
    older, newest = make_notice(member, topic="clock:1"), make_notice(member, topic="clock:1")
    trial.gone.add(newest.pk)

    deliver()

    assert (stored(older).state, stored(newest).state) == ("sent", "dropped")


def test_what_may_have_arrived_counts_for_the_seven_days(trial, mailoutbox):
    member = make_member()
    make_notice(member, topic="clock:1", state="uncertain", sent_at=MONDAY_9AM - 3 * DAY)
    notice = make_notice(member, topic="clock:1")

    deliver()

    assert mailoutbox == []
    assert stored(notice).not_before == MONDAY_9AM + WEEK - 3 * DAY


def test_what_is_not_wanted_by_mail_stands_in_the_inbox_and_what_must_arrive_goes(trial, mailoutbox):
    member = make_member()
    for kind in ("trial", "trial_soft"):
        Preference.objects.create(member=member, kind=kind, is_wanted=False)
    soft, must, gone = (
        make_notice(member, kind="trial_soft", notice_class="S"),
        make_notice(member),
        make_notice(member, kind="trial_soft", notice_class="S"),
    )
    trial.gone.add(gone.pk)

    deliver()

    assert (stored(soft).state, soft.reason, soft.inbox_at) == ("dropped", "e-mail not wanted", MONDAY_9AM)
    assert stored(must).state == "sent"
    assert (stored(gone).reason, gone.inbox_at) == ("reason gone", None)


def test_what_has_become_too_late_is_not_sent(trial, mailoutbox):
    notice = make_notice(at=MONDAY_9AM - DAY, not_after=MONDAY_9AM)

    deliver()

    assert mailoutbox == []
    assert (stored(notice).state, notice.reason) == ("dropped", "too late")


def test_a_member_whose_zone_is_unknown_here_holds_up_nobody(trial, mailoutbox):
    strange = make_notice(make_member(time_zone="Middle/Earth"))
    kept = make_member()
    Preference.objects.create(member=kept, kind="trial_soft", is_wanted=False)
    broken = make_notice(kept, kind="trial_soft", notice_class="S")
    trial.broken.add(broken.pk)
    good = make_notice()

    deliver()

    assert stored(good).state == "sent"
    assert stored(strange).state == "sent"
    assert stored(broken).state == "dropped"


def test_the_second_look_costs_the_same_queries_for_one_row_and_for_thirty(trial, django_assert_num_queries):
    def look(rows):
        batch = [make_notice(topic=f"topic:{n}") for n in range(rows)]
        with django_assert_num_queries(10):
            assert len(ready_to_go(batch, owner="x", now=MONDAY_9AM)) == rows

    look(1)
    look(30)
