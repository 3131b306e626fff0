"""What is counted of messages, and what is never told of them."""

from datetime import timedelta

import pytest
from django.db import connection

from supervision.notices import claiming, heartbeats, operations
from supervision.notices.kinds import all_kinds
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


# ---------------------------------------------------------------- what went wrong, and where it stands
STANDING = {
    "failed": {"state": "failed"},
    "uncertain": {"state": "uncertain", "mended_at": NOW},
    "due": {"state": "due", "mended_at": NOW},
    "sending": {"state": "sending", "mended_at": NOW},
    "sent": {"state": "sent", "mended_at": NOW},
    "passed_on": {"state": "passed_on", "mended_at": NOW},
    "by hand": {"state": "dropped", "mended_at": NOW, "reason": claiming.BY_HAND},
    "left out": {"state": "dropped", "mended_at": NOW, "reason": claiming.GONE},
    "never wrong, waits": {"state": "due"},
    "never wrong, went": {"state": "sent"},
    "never wrong, left out": {"state": "dropped", "reason": claiming.GONE},
}


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("open", {"failed", "uncertain"}),
        ("failed", {"failed"}),
        ("uncertain", {"uncertain"}),
        ("waiting", {"due", "sending"}),
        ("arrived", {"sent", "passed_on"}),
        ("dropped", {"by hand", "left out"}),
        ("all", {name for name in STANDING if not name.startswith("never")}),
    ],
)
def test_what_went_wrong_is_listed_by_how_it_stands_and_the_rest_never(reader, show, names):
    made = {make_notice(reader, **facts).pk: name for name, facts in STANDING.items()}
    make_notice(state="failed")  # of another organisation

    found = operations.troubled(reader.organisation, show=show)

    assert {made[notice.pk] for notice in found} == names
    assert [notice.pk for notice in found] == sorted((notice.pk for notice in found), reverse=True)
    assert set(operations.SHOWN) == {"open", "failed", "uncertain", "waiting", "arrived", "dropped", "all"}


def test_one_that_was_sent_again_and_left_out_then_is_not_said_to_be_refused(reader):
    said = {name: operations.as_trouble(make_notice(reader, **facts)).why for name, facts in STANDING.items()}

    assert said["by hand"] == "Dropped by an administrator"
    assert said["left out"] == "It was no longer needed"
    assert said["passed_on"] == "It went another way than e-mail"


def test_kinds_that_read_alike_are_asked_for_as_one_and_those_between_colleagues_not_at_all(reader):
    told = operations.kinds_told()
    each = [name for names in told.values() for name in names]

    assert sorted(each) == [kind.name for kind in all_kinds() if not kind.is_private]
    assert len({operations.kind_words(name) for name in told}) == len(told)
    assert told["guest_invited"] == ["guest_invited", "supervisor_asked"]
    ours = [make_notice(reader, name, state="failed").pk for name in told["guest_invited"]]
    make_notice(reader, "due_soon", state="failed")
    make_notice(reader, "guest_invited")
    assert [one.pk for one in operations.troubled(reader.organisation, kind="guest_invited")] == ours[::-1]
    for name in ("talk_asked", "supervisor_asked", "no-such-kind"):
        with pytest.raises(KeyError):
            operations.troubled(reader.organisation, kind=name)


@pytest.mark.parametrize("show", ["waiting", "arrived", "dropped"])
def test_what_was_settled_is_found_without_reading_what_never_went_wrong(reader, show):
    if connection.vendor == "postgresql":  # which reads a small table whole
        with connection.cursor() as cursor:
            cursor.execute("set local enable_seqscan = off")

    assert "notice_mended" in operations.troubled(reader.organisation, show=show).explain()


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
