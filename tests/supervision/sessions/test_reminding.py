"""Reminders: on the working day before at the same wall time, and an hour before for who asked for it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Hours, Notice, Preference
from supervision.notices.rules import Window, weekdays_of
from supervision.sessions.cancelling import cancel
from supervision.sessions.models import Session
from supervision.sessions.reminding import queue_reminders, reminder_at
from tests.builders import (
    MONDAY_9AM,
    make_leave,
    make_member,
    make_organisation,
    make_session,
)
from tests.supervision.sessions.recording import make_pair

LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")
NOW = MONDAY_9AM
TUESDAY_10 = datetime(2026, 11, 10, 10, tzinfo=UTC)


def at(year, month, day, hour, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def window(words="Mon-Fri", zone=LONDON, opens=time(8), closes=time(18)):
    return Window(zone, weekdays_of(words), opens, closes)


@pytest.mark.parametrize(
    ("starts_at", "hours", "closed", "reminded"),
    [
        (TUESDAY_10, window(), (), at(2026, 11, 9, 10)),
        (at(2026, 11, 9, 10), window(), (), at(2026, 11, 6, 10)),  # Monday: on the Friday before
        (at(2026, 11, 9, 10), window("Mon"), (), at(2026, 11, 2, 10)),
        (at(2026, 11, 12, 9), window("Tue,Thu"), (), at(2026, 11, 10, 9)),
        # The same on the wall, though the clocks went forward or back in between.
        (at(2026, 3, 30, 9), window(), (), at(2026, 3, 27, 10)),
        (at(2026, 10, 26, 10), window(), (), at(2026, 10, 23, 9)),
        # A wall time that comes twice on the day before means its first coming; a skipped one moves on.
        (
            at(2026, 10, 26, 1, 30),
            window("Mon-Sun", opens=time(0), closes=time(23)),
            (),
            at(2026, 10, 25, 0, 30),
        ),
        (
            at(2026, 3, 30, 0, 30),
            window("Mon-Sun", opens=time(0), closes=time(23)),
            (),
            at(2026, 3, 29, 1, 30),
        ),
        # Where nothing may come at that hour: as it may from, or half an hour before it may no more.
        (at(2026, 11, 10, 7), window(), (), at(2026, 11, 9, 8)),
        (at(2026, 11, 10, 19), window(), (), at(2026, 11, 9, 17, 30)),
        (at(2026, 11, 10, 18), window(), (), at(2026, 11, 9, 17, 30)),
        # A day on which the organisation is closed is none.
        (at(2027, 3, 30, 9), window(), {date(2027, 3, 26), date(2027, 3, 29)}, at(2027, 3, 25, 10)),
        # In the reader's own zone: 10:00 on Tuesday in Auckland.
        (at(2026, 11, 9, 21), window(zone=AUCKLAND), (), at(2026, 11, 8, 21)),
    ],
)
def test_it_comes_on_the_working_day_before_at_the_same_time_on_the_wall(starts_at, hours, closed, reminded):
    assert reminder_at(starts_at, hours, closed) == reminded


@pytest.fixture
def pair(db):
    return make_pair(names=("Judith Marked", "Nia Veiled"))


def book(pair, starts_at=TUESDAY_10, **extra):
    return make_session(*pair, at=starts_at, status="booked", **extra)


def words_of(letter):
    return " ".join(letter.body.split())


def left(kind="session_reminder"):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient_id", "not_before"))


def test_everybody_in_a_session_is_reminded_once(pair):
    session = book(pair)

    assert queue_reminders(now=NOW) == 2
    assert queue_reminders(now=NOW) == 0

    assert left() == sorted((one.pk, at(2026, 11, 9, 10)) for one in pair)
    assert {notice.not_after for notice in Notice.objects.all()} == {session.starts_at}
    assert set(Notice.objects.values_list("notice_class", flat=True)) == {"R"}


def test_bank_holidays_and_closed_days_are_no_working_days(pair):
    organisation = pair[0].organisation
    organisation.closed_days.create(day=date(2026, 12, 24))
    book(pair, at(2026, 12, 29, 10))  # the 25th, and the 28th in its place, are holidays

    queue_reminders(now=at(2026, 12, 15, 9))

    assert {moment for _, moment in left()} == {at(2026, 12, 23, 10)}


def test_a_time_booked_after_the_moment_of_its_reminder_is_told_by_its_own_message_alone(pair):
    book(pair, NOW + timedelta(hours=20))

    assert queue_reminders(now=NOW) == 0


def test_a_time_that_was_moved_is_reminded_of_anew_and_the_old_message_is_dropped(pair, mailoutbox):
    session = book(pair)
    queue_reminders(now=NOW)
    Session.objects.filter(pk=session.pk).update(
        starts_at=TUESDAY_10 + timedelta(days=1),
        ends_at=TUESDAY_10 + timedelta(days=1, hours=1),
        calendar_sequence=1,
    )

    assert queue_reminders(now=NOW) == 2
    for day in (9, 10):
        deliver_due(tell_time=lambda day=day: at(2026, 11, day, 10, 1))

    assert len(mailoutbox) == 2
    assert all("Wednesday 11 November, 10:00 to 11:00" in words_of(letter) for letter in mailoutbox)


def test_what_was_called_off_is_not_reminded_of(pair, mailoutbox):
    session = book(pair)
    queue_reminders(now=NOW)
    cancel(session=session, by=pair[0], now=NOW)
    mail.outbox.clear()

    deliver_due(tell_time=lambda: at(2026, 11, 9, 10))

    assert not Notice.objects.filter(kind="session_reminder").exclude(reason="reason gone").exists()
    assert all("Coming up" not in letter.body for letter in mailoutbox)


def test_a_reminder_says_when_and_nothing_else(pair, mailoutbox):
    book(pair)
    queue_reminders(now=NOW)

    deliver_due(tell_time=lambda: at(2026, 11, 9, 10))

    assert [letter.subject for letter in mailoutbox] == ["A held time, coming up"] * 2
    words = " ".join(words_of(letter) for letter in mailoutbox)
    assert "Tuesday 10 November, 10:00 to 11:00 (UK time)" in words
    assert not {"Marked", "Veiled"} & set(words.replace(",", " ").split())


def test_nobody_is_reminded_on_leave_and_not_of_what_has_begun(pair, mailoutbox):
    book(pair)
    queue_reminders(now=NOW)
    make_leave(pair[1], date(2026, 11, 9), date(2026, 11, 10))

    for hour in range(8, 58):
        deliver_due(tell_time=lambda hour=hour: at(2026, 11, 9, 0) + timedelta(hours=hour))

    assert [letter.to for letter in mailoutbox] == [[pair[0].person.email]]


def test_an_hour_before_comes_to_those_who_asked_for_it_alone(pair, mailoutbox):
    book(pair)
    Preference.objects.create(member=pair[1], kind="session_soon", way="email", is_wanted=True)
    Preference.objects.create(member=pair[0], kind="session_soon", way="email", is_wanted=False)

    assert queue_reminders(now=at(2026, 11, 10, 8, 30)) == 1
    assert left("session_soon") == [(pair[1].pk, at(2026, 11, 10, 9))]
    deliver_due(tell_time=lambda: at(2026, 11, 10, 9))

    assert [letter.to for letter in mailoutbox] == [[pair[1].person.email]]
    assert "In about an hour" in mailoutbox[0].body and "List-Unsubscribe" in str(mailoutbox[0].message())


@pytest.mark.parametrize(
    ("opens_at", "sent_at", "words"),
    [
        (time(9, 15), at(2026, 11, 10, 9, 15), "In about an hour"),
        (time(9, 16), at(2026, 11, 10, 9, 16), "Coming up: 10:00"),
        (time(9, 45), at(2026, 11, 10, 9, 45), "Coming up: 10:00"),
    ],
)
def test_where_the_readers_hours_leave_less_of_the_hour_it_is_not_said_to_be_one(
    pair, mailoutbox, opens_at, sent_at, words
):
    book(pair)
    Preference.objects.create(member=pair[1], kind="session_soon", way="email", is_wanted=True)
    Hours.objects.create(member=pair[1], opens_at=opens_at, closes_at=time(18))
    queue_reminders(now=at(2026, 11, 10, 8, 30))

    deliver_due(tell_time=lambda: at(2026, 11, 10, 9))
    assert mailoutbox == []
    deliver_due(tell_time=lambda: sent_at)

    (letter,) = mailoutbox
    assert words in letter.body and words in letter.alternatives[0][0]
    assert "You asked to hear an hour before." in letter.body


def test_who_stops_wanting_it_meanwhile_hears_nothing(pair, mailoutbox):
    book(pair)
    wish = Preference.objects.create(member=pair[1], kind="session_soon", way="email", is_wanted=True)
    queue_reminders(now=at(2026, 11, 10, 8, 30))
    wish.delete()

    deliver_due(tell_time=lambda: at(2026, 11, 10, 9))

    assert mailoutbox == []


def test_a_reminder_goes_by_the_ways_chosen_for_ones_own_sessions(pair):
    from supervision.notices.kinds import choice_of, kind_of

    for name in ("session_moved", "session_cancelled", "session_reminder", "session_proposed"):
        assert choice_of(name) == "session_booked"
        assert kind_of(name).label == ""


@pytest.mark.parametrize("people", [1, 12])
def test_it_takes_the_same_queries_for_one_and_for_many(people, db, django_assert_num_queries):
    organisation = make_organisation()
    for number in range(people):
        member = make_member(organisation)
        supervisor = make_member(organisation, roles=("supervisor",))
        Hours.objects.create(member=member, opens_at=time(9), closes_at=time(17))
        make_session(supervisor, member, at=TUESDAY_10 + timedelta(days=number % 5), status="booked")

    with django_assert_num_queries(9):
        queue_reminders(now=NOW)
