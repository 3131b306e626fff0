"""What is counted of messages, and what is never told of them."""

from datetime import timedelta

import pytest

from supervision.notices import heartbeats, operations
from supervision.notices.models import Heartbeat
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM


@pytest.fixture
def reader():
    return make_member()


def figures(reader):
    return operations.figures_of(reader.organisation, since=NOW - timedelta(hours=9), now=NOW)


def test_counts_are_of_one_organisation(reader):
    for each in (reader, make_member()):
        make_notice(each, at=NOW - timedelta(seconds=90))
        make_notice(each, at=NOW - timedelta(seconds=5))
        make_notice(each, at=NOW + timedelta(hours=3))
        make_notice(each, state="sent", sent_at=NOW - timedelta(hours=1))
        make_notice(each, state="sent", sent_at=NOW - timedelta(hours=10))
        make_notice(each, state="failed")
        make_notice(each, state="uncertain")

    counted = figures(reader)

    assert (counted.oldest_seconds, counted.waiting, counted.is_slow) == (90, 2, True)
    assert (counted.held, counted.next_held_at) == (1, NOW + timedelta(hours=3))
    assert (counted.sent_today, counted.failed, counted.uncertain) == (1, 1, 1)
    everything = operations.outbox(now=NOW)
    assert (everything.waiting, everything.held, everything.oldest_seconds) == (4, 2, 90)
    assert (everything.failed, everything.uncertain, everything.sent_last_hour) == (2, 2, 0)


def test_nothing_waiting_is_no_wait(reader):
    counted = figures(reader)

    assert (counted.oldest_seconds, counted.waiting, counted.next_held_at) == (0, 0, None)


@pytest.mark.parametrize("rows", [1, 30])
def test_counting_costs_the_same_for_one_and_for_thirty(reader, rows, django_assert_num_queries):
    for n in range(rows):
        make_notice(reader, at=NOW - timedelta(seconds=n))
        make_notice(reader, state="failed")

    with django_assert_num_queries(3):
        figures(reader)
    with django_assert_num_queries(4):
        operations.outbox(now=NOW)
    with django_assert_num_queries(1):
        operations.waits_of(reader.organisation, now=NOW)
    with django_assert_num_queries(1):
        [operations.as_trouble(notice) for notice in operations.troubled(reader.organisation)]
    with django_assert_num_queries(1):
        heartbeats.pulses(now=NOW)


def test_the_longest_wait_of_each_hour_is_counted_from_when_it_was_due(reader):
    at = NOW - timedelta(hours=3)
    # Queued late: before it was there it did not wait.
    make_notice(
        reader, at=at - timedelta(days=1), created_at=at, state="sent", sent_at=at + timedelta(seconds=4)
    )
    make_notice(
        reader, at=at, created_at=at - timedelta(days=1), state="sent", sent_at=at + timedelta(seconds=41)
    )
    make_notice(reader, at=NOW, created_at=NOW, state="sent", sent_at=NOW + timedelta(seconds=2))
    make_notice(at=at, created_at=at, state="sent", sent_at=at + timedelta(seconds=3000))

    hours = operations.waits_of(reader.organisation, now=NOW + timedelta(minutes=1))

    assert len(hours) == 24
    assert {hour.starts_at: hour.seconds for hour in hours if hour.seconds} == {at: 41, NOW: 2}


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("refused with 552", "The mailbox is full (552)"),
        ("refused with 550", "The address takes no messages (550)"),
        ("refused with 571", "The mail server would not take it (571)"),
        ("connection lost (TimeoutError)", "The connection broke each time"),
        ("could not be written", "It could not be put together. That was us"),
        ("", ""),
    ],
)
def test_a_reason_is_told_in_words(reason, words):
    assert operations.why_words(reason) == words


# ---------------------------------------------------------------- heartbeats
def test_a_part_is_heard_of_by_one_row_that_is_overwritten():
    for seconds in (0, 60, 120):
        heartbeats.note(heartbeats.WORKER, "one", now=NOW + timedelta(seconds=seconds))
    heartbeats.note(heartbeats.WORKER, "two", now=NOW)
    heartbeats.note(heartbeats.SWEEP, now=NOW, took_ms=40)

    pulses = heartbeats.pulses(now=NOW + timedelta(seconds=130))

    assert Heartbeat.objects.count() == 3
    worker = pulses[heartbeats.WORKER]
    assert (worker.number, worker.since, worker.at) == (2, NOW, NOW + timedelta(seconds=120))
    assert pulses[heartbeats.SWEEP].took_ms == 40
    assert pulses[heartbeats.BEAT].at is None
    assert pulses[heartbeats.BEAT].is_silent


@pytest.mark.parametrize(("after", "is_silent"), [(180, False), (181, True)])
def test_after_three_minutes_without_a_word_a_part_is_silent(after, is_silent):
    heartbeats.note(heartbeats.BEAT, "one", now=NOW)

    assert heartbeats.pulses(now=NOW + timedelta(seconds=after))[heartbeats.BEAT].is_silent == is_silent


def test_who_stops_in_order_is_forgotten_and_who_is_gone_for_a_day_too():
    heartbeats.note(heartbeats.WORKER, "one", now=NOW)
    heartbeats.note(heartbeats.WORKER, "two", now=NOW)
    heartbeats.forget(heartbeats.WORKER, "one")

    assert heartbeats.forget_old(now=NOW + timedelta(hours=25)) == 1
    assert not Heartbeat.objects.exists()
