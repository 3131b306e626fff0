"""A member's own month: left once, on their first working morning, and about nobody but them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.policy import months, services
from tests.builders import (
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_session,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 2, 8, tzinfo=UTC)


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=UTC)


def left():
    return sorted(Notice.objects.filter(kind="month").values_list("recipient_id", "key"))


def test_it_is_left_once_on_the_first_working_morning_where_each_is():
    organisation = make_organisation()
    here = make_member(organisation)  # London: 08:00 is 08:00 UTC in November
    afar = make_member(organisation, time_zone="America/New_York")
    part = make_member(organisation, working_days="Wed,Thu")
    make_member(organisation, roles=("admin",))  # nothing is owed to them
    make_member(organisation, start_date=date(2026, 11, 2))  # was not here in October
    make_member(organisation, end_date=date(2026, 10, 31))

    assert months.queue_months(now=MONDAY - timedelta(minutes=1)) == 0
    assert months.queue_months(now=MONDAY) == 1
    assert months.queue_months(now=MONDAY + timedelta(hours=5)) == 1
    assert months.queue_months(now=MONDAY + timedelta(hours=6)) == 0
    assert months.queue_months(now=MONDAY + timedelta(days=2)) == 1

    assert left() == sorted((one.pk, f"month-{one.pk}-2026-10") for one in (here, afar, part))


def test_new_years_day_is_no_working_day():
    make_member(make_organisation(country="GB", subdivision="ENG"))

    assert months.queue_months(now=datetime(2027, 1, 1, 9, tzinfo=UTC)) == 0
    assert months.queue_months(now=datetime(2027, 1, 4, 9, tzinfo=UTC)) == 1
    assert Notice.objects.get().about == {"month": "2026-12-01"}


def test_it_says_what_was_held_what_comes_and_by_when(mailoutbox):
    organisation = make_organisation()
    make_rule(make_policy(organisation, level="role", role="case_manager"))
    member = make_member(organisation, name="Nia Bevan")
    supervisor = make_member(organisation, roles=("supervisor",), name="Judith Marked")
    make_relationship(supervisor, member)
    for day in (6, 20):
        make_session(supervisor, member, at=at(10, day))
    make_session(supervisor, member, at=at(10, 27), status="booked")  # nobody has said how it went
    make_session(supervisor, member, at=at(9, 29))
    make_session(supervisor, member, at=at(11, 10, 10), status="booked")
    services.refresh(organisation=organisation, now=MONDAY)
    months.queue_months(now=MONDAY)

    deliver_due(tell_time=lambda: MONDAY)

    letters = {
        letter.to[0]: " ".join(letter.body.split()) for letter in mailoutbox if "month" in letter.subject
    }
    own = letters[member.person.email]
    assert "in October you had two hours of supervision, on 6 and 20 October." in own
    assert "One is not recorded yet: one tap settles it." in own
    assert "Next: Tuesday 10 November, 10:00 to 11:00 (UK time)." in own
    assert "Due 17 Nov" in own and "Marked" not in own
    theirs = letters[supervisor.person.email]
    assert "You held two for others." in theirs and "Bevan" not in theirs


def test_who_has_nothing_owed_any_more_is_told_nothing():
    member = make_member()
    months.queue_months(now=MONDAY)
    notice = Notice.objects.get()
    member.end_date = date(2026, 11, 1)
    member.save()
    notice.refresh_from_db()

    assert months.facts(notice, MONDAY) is None


def test_on_leave_all_week_it_is_let_be(mailoutbox):
    member = make_member()
    make_leave(member, date(2026, 10, 26), date(2026, 11, 15))
    months.queue_months(now=MONDAY)

    for day in (2, 9, 10, 16):
        deliver_due(tell_time=lambda day=day: at(11, day))

    assert mailoutbox == []


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, ""),
        (50, "50 minutes"),
        (60, "an hour"),
        (90, "an hour and a half"),
        (120, "two hours"),
        (150, "two hours and a half"),
        (660, "11 hours"),
        (75, "75 minutes"),
    ],
)
def test_a_length_is_said_as_people_say_it(minutes, words):
    assert months.hours_words(minutes) == words
