from datetime import time, timedelta

import pytest

from supervision.notices import selectors, services
from supervision.notices.models import Hours, Notice, Preference
from supervision.notices.services import Message, queue_notices, withdraw_notices
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def message_to(member, key="trial:1", **extra):
    return Message(member.organisation_id, member.pk, "trial", "R", key, MONDAY_9AM, **extra)


def test_a_message_with_a_key_that_is_there_already_is_left_as_it_is():
    member = make_member()
    queue_notices([message_to(member, about={"session": 7})], now=MONDAY_9AM)
    queue_notices([message_to(member, about={"session": 8})], now=MONDAY_9AM + DAY)

    notice = Notice.objects.get()
    assert (notice.about, notice.state, notice.created_at) == ({"session": 7}, "due", MONDAY_9AM)


def test_ten_thousand_messages_take_a_few_statements(django_assert_max_num_queries):
    member = make_member()
    messages = [message_to(member, key=f"trial:{n}") for n in range(10_000)]

    with django_assert_max_num_queries(8):
        queue_notices(messages, now=MONDAY_9AM)

    assert Notice.objects.count() == 10_000


def test_what_has_begun_to_go_cannot_be_withdrawn():
    rows = {state: make_notice(key=state, state=state) for state in ("due", "claimed", "sending", "sent")}

    assert withdraw_notices(rows) == 2
    assert set(Notice.objects.filter(state="dropped").values_list("key", flat=True)) == {"due", "claimed"}


def test_messages_go_after_ninety_days_and_what_waits_stays():
    member = make_member()
    old = MONDAY_9AM - 91 * DAY
    kept = [
        make_notice(member, state="sent", inbox_at=MONDAY_9AM - 90 * DAY, at=old),
        make_notice(member, state="due", at=old),
        make_notice(member, state="sending", at=old),
    ]
    for state, inbox_at in (("sent", old), ("uncertain", old), ("failed", old), ("dropped", None)):
        make_notice(member, state=state, inbox_at=inbox_at, at=old)

    assert services.forget_old(now=MONDAY_9AM, batch=3) == 4
    assert set(Notice.objects.all()) == set(kept)


def test_reading_is_noted_for_one_place_alone(trial):
    member = make_member()
    elsewhere = make_member(person=member.person)
    for place in (member, elsewhere):
        make_notice(place, state="sent", inbox_at=MONDAY_9AM)
        make_notice(place, state="due")

    assert services.mark_all_read(member, now=MONDAY_9AM) == 1
    assert (selectors.unread_count(member), selectors.unread_count(elsewhere)) == (0, 1)


def test_choices_are_kept_and_can_be_changed(trial):
    member = make_member()
    services.choose_kinds(member, {"trial_soft": False})
    services.choose_kinds(member, {"trial_soft": True})
    services.choose_hours(member, opens_at=time(9), closes_at=time(17))
    services.choose_hours(member, opens_at=time(10), closes_at=time(16))

    assert Preference.objects.get().is_wanted
    assert (Hours.objects.get().opens_at, Hours.objects.get().closes_at) == (time(10), time(16))


def test_hours_are_eight_to_six_until_somebody_chooses():
    assert selectors.hours_of(make_member()) == (time(8), time(18))
