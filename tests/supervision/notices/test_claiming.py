from datetime import timedelta

import pytest

from supervision.notices import claiming
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)


def claim(owner, now=MONDAY_9AM, **options):
    return claiming.claim(owner=owner, now=now, **options)


def stored(notice):
    notice.refresh_from_db()
    return notice


def test_a_row_is_in_one_hand_at_a_time():
    rows = [make_notice() for _ in range(5)]

    first, second = claim("first", limit=3), claim("second", limit=3)

    assert [len(first), len(second)] == [3, 2]
    assert {notice.pk for notice in first + second} == {notice.pk for notice in rows}
    assert claim("third") == []


def test_what_was_tried_before_comes_after_what_was_not():
    tried = make_notice(attempts=2, at=MONDAY_9AM - timedelta(days=1))
    fresh = [make_notice() for _ in range(2)]

    assert [notice.pk for notice in claim("one", limit=2)] == [notice.pk for notice in fresh]
    assert [notice.pk for notice in claim("two", limit=2)] == [tried.pk]


def test_two_on_one_topic_are_never_in_two_hands():
    member = make_member()
    older, newer = make_notice(member, topic="clock:1"), make_notice(member, topic="clock:1")

    assert [notice.pk for notice in claim("first")] == [newer.pk]
    assert claim("second") == []

    claiming.start_sending(newer, owner="first", message_id="<1>", now=MONDAY_9AM)
    assert claim("second") == []
    claiming.mark_sent(newer, owner="first", now=MONDAY_9AM)
    assert [notice.pk for notice in claim("second")] == [older.pk]


def test_the_owner_is_asked_for_at_every_mark():
    (notice,) = [make_notice()]
    claim("first")
    stranger = {"owner": "second", "now": LATER}

    assert not claiming.start_sending(notice, message_id="<1>", **stranger)
    claiming.mark_failed(notice, reason="x", attempts=1, **stranger)
    claiming.drop([notice], reason="x", **stranger)
    claiming.hold([(notice, LATER, "x")], **stranger)
    assert (stored(notice).state, notice.owner) == ("claimed", "first")

    assert claiming.start_sending(notice, owner="first", message_id="<1>", now=MONDAY_9AM)
    assert not claiming.mark_sent(notice, **stranger)
    claiming.mark_uncertain(notice, **stranger)
    claiming.try_later(notice, attempts=1, reason="x", chance=0, **stranger)
    assert stored(notice).state == "sending"
    assert claiming.mark_sent(notice, owner="first", now=LATER)


@pytest.mark.parametrize(
    ("state", "notice_class", "attempts", "then"),
    [
        ("claimed", "R", 0, "due"),
        ("claimed", "S", 0, "due"),
        ("sending", "R", 1, "due"),
        ("sending", "S", 1, "uncertain"),
        ("sending", "R", 14, "uncertain"),
    ],
)
def test_what_a_lost_worker_held_is_freed_when_its_lease_is_over(state, notice_class, attempts, then):
    notice = make_notice(
        state=state,
        notice_class=notice_class,
        attempts=attempts,
        owner="lost",
        message_id="<1>",
        lease_until=LATER,
    )

    assert claiming.recover(now=LATER - timedelta(seconds=1)) == 0
    assert stored(notice).state == state
    assert claiming.recover(now=LATER) == 1
    assert (stored(notice).state, notice.message_id) == (then, "<1>")
    assert claiming.recover(now=LATER) == 0


def test_a_worker_that_was_only_slow_still_says_that_a_soft_one_went():
    notice = make_notice(notice_class="S")
    claim("slow")
    claiming.start_sending(notice, owner="slow", message_id="<1>", now=MONDAY_9AM)
    claiming.recover(now=LATER)
    assert stored(notice).state == "uncertain"

    assert claiming.mark_sent(notice, owner="slow", now=LATER)
    assert stored(notice).state == "sent"


def test_a_worker_that_was_only_slow_cannot_take_back_what_another_has():
    notice = make_notice()
    claim("slow")
    claiming.recover(now=LATER)
    claim("other", now=LATER)

    assert not claiming.start_sending(notice, owner="slow", message_id="<1>", now=LATER)
    assert claiming.let_go("slow") == 0
    assert Notice.objects.get().owner == "other"


def test_several_held_to_one_moment_cost_one_statement(django_assert_num_queries):
    rows = [make_notice() for _ in range(20)]
    claim("one")

    with django_assert_num_queries(2):
        claiming.hold(
            [(row, LATER, "away" if row.pk % 2 else "hours") for row in rows], owner="one", now=LATER
        )

    assert Notice.objects.filter(state="due", not_before=LATER, owner="").count() == 20
