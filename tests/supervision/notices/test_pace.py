"""How much one mail host is sent in a minute, and how it is left alone when it asks for time."""

from collections import Counter
from datetime import timedelta

import pytest

from supervision.notices import pace
from supervision.notices.delivery import deliver_due
from supervision.notices.models import MailHost, Notice
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def no_chance(monkeypatch):
    monkeypatch.setattr(pace.random, "random", lambda: 0.5)


def leave(number, host, **extra):
    members = [make_member(email=f"reader-{n}@{host}") for n in range(number)]
    return [make_notice(member, **extra) for member in members]


def deliver(at=MONDAY_9AM):
    return deliver_due(tell_time=lambda: at)


def by_host(letters):
    return Counter(letter.to[0].partition("@")[2] for letter in letters)


def test_no_more_go_to_a_host_in_a_minute_than_its_limit(trial, mailoutbox, settings):
    settings.MAIL_PER_HOST = {"slow.example": 3, "*": 5}
    slow = leave(7, "slow.example")
    leave(7, "other.example")

    deliver()
    assert by_host(mailoutbox) == {"slow.example": 3, "other.example": 5}
    held = Notice.objects.filter(pk__in=[notice.pk for notice in slow], state="due")
    assert set(held.values_list("not_before", "attempts", "reason")) == {
        (MONDAY_9AM + MINUTE + 5 * SECOND, 0, "its host takes no more for now")
    }

    deliver(MONDAY_9AM + 30 * SECOND)
    assert len(mailoutbox) == 8
    deliver(MONDAY_9AM + MINUTE + 5 * SECOND)
    assert by_host(mailoutbox) == {"slow.example": 6, "other.example": 7}
    deliver(MONDAY_9AM + 3 * MINUTE)
    assert by_host(mailoutbox) == {"slow.example": 7, "other.example": 7}


def test_a_limit_is_shared_by_all_workers(settings):
    settings.MAIL_PER_HOST = {"slow.example": 3}

    taken = [pace.take("slow.example", 2, limit=3, now=MONDAY_9AM + n * SECOND)[0] for n in range(3)]
    assert taken == [2, 1, 0]
    assert pace.take("slow.example", 2, limit=3, now=MONDAY_9AM + MINUTE)[0] == 2


@pytest.mark.parametrize(("host", "limit"), [("slow.example", 3), ("a.example", 5), ("b.example", 5)])
def test_a_star_is_every_other_host(host, limit):
    assert pace.limit_of(host, {"slow.example": 3, "*": 5}) == limit
    assert pace.limit_of("a.example", {"slow.example": 3}) is None


def test_a_host_that_puts_off_three_in_a_row_is_left_alone_and_the_rest_costs_no_attempt(trial, mail_by_smtp):
    leave(8, "busy.example")
    leave(2, "well.example")
    mail_by_smtp.answer = lambda got: "451 Later" if "busy" in got.recipients[0] else "250 OK"

    deliver()

    assert len(mail_by_smtp.messages) == 2
    busy = Notice.objects.filter(recipient__person__email__endswith="@busy.example")
    assert sorted(busy.values_list("attempts", flat=True)) == [0] * 5 + [1] * 3
    assert MailHost.objects.get().rests_until == MONDAY_9AM + MINUTE
    deliver(MONDAY_9AM + 59 * SECOND)
    assert sorted(busy.values_list("attempts", flat=True)) == [0] * 5 + [1] * 3

    deliver(MONDAY_9AM + 2 * MINUTE)
    assert MailHost.objects.get().rests_until == MONDAY_9AM + 4 * MINUTE  # twice as long

    mail_by_smtp.answer = None
    deliver(MONDAY_9AM + 10 * MINUTE)
    assert len(mail_by_smtp.messages) == 10
    host = MailHost.objects.get()
    assert (host.refusals, host.rests_until) == (0, None)


def test_one_mailbox_that_is_busy_says_nothing_about_its_host(trial, mail_by_smtp):
    leave(9, "well.example")
    mail_by_smtp.answer = lambda got: "450 Busy" if got.recipients[0][7] in "0369" else "250 OK"

    deliver()

    assert len(mail_by_smtp.messages) == 6
    assert not MailHost.objects.exists()


def test_without_limits_a_batch_costs_one_query(trial, django_assert_num_queries):
    notices = leave(3, "well.example")

    with django_assert_num_queries(1):
        assert pace.let_through(notices, owner="x", now=MONDAY_9AM) == notices
