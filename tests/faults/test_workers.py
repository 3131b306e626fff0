"""Workers at work side by side, told to stop, and left without Redis. Counted at the mail server."""

import signal
import threading
import time
from collections import Counter

import pytest
from django.db import IntegrityError, connection

from supervision.clock import now
from supervision.notices import claiming
from supervision.notices.models import Notice
from tests.builders import make_member, make_notice
from tests.faults.outbox import leave_messages, still_open
from tests.services.databases import is_postgres
from tests.services.workers import UNKILLED

pytestmark = [pytest.mark.fault, pytest.mark.slow]


def drain(ring, sink, count, seconds=90):
    give_up = time.monotonic() + seconds
    while len(sink.messages) < count or still_open():
        assert time.monotonic() < give_up, f"{len(sink.messages)} of {count}"
        ring()
        time.sleep(0.2)


def test_two_workers_at_once_send_each_message_once(own_database, start_worker, smtp_sink, ring):
    leave_messages(300)
    workers = [start_worker(HOLDSPACE_NOTICE_LEASE=UNKILLED) for _ in range(2)]

    drain(ring, smtp_sink, 300)

    arrived = Counter(received.recipients[0] for received in smtp_sink.messages)
    assert len(arrived) == 300
    assert set(arrived.values()) == {1}
    assert all(worker.poll() is None for worker in workers)


def test_a_worker_told_to_stop_ends_soon_and_loses_nothing(
    own_database, processes, start_worker, smtp_sink, ring
):
    leave_messages(200)
    smtp_sink.answer = lambda received: time.sleep(0.05) or "250 OK"
    worker = start_worker(HOLDSPACE_NOTICE_LEASE=UNKILLED)
    while len(smtp_sink.messages) < 10:
        ring()
        time.sleep(0.1)

    worker.send_signal(signal.SIGTERM)
    told = time.monotonic()
    worker.wait(15)

    assert time.monotonic() - told < 15
    assert worker.returncode == 0, processes.log(worker)
    assert Notice.objects.filter(state="sent").count() == len(smtp_sink.messages) < 200
    assert Notice.objects.filter(state="due", owner="").count() == 200 - len(smtp_sink.messages)


def test_without_redis_the_command_drains_the_outbox(own_database, own_redis, processes, smtp_sink):
    leave_messages(50)
    own_redis.stop()

    done = processes.manage(
        *("deliver_notices", "--once"),
        DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
        REDIS_URL=own_redis.url,
        EMAIL_URL=smtp_sink.url,
    )

    assert done.stdout == "50 sent, 0 to try again, 0 failed, 0 not known.\n"
    assert len(smtp_sink.messages) == 50


def claim_side_by_side(take, threads=4):
    """Let several threads take rows in the same moments until none is left; return who took which."""
    start, taken = threading.Barrier(threads), {}

    def work(owner):
        start.wait()
        mine = []
        while batch := take(owner):
            mine += batch
        taken[owner] = mine
        connection.close()

    hands = [threading.Thread(target=work, args=(f"worker-{n}",)) for n in range(threads)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return taken


def test_no_row_is_taken_by_two(own_database):
    member = make_member()
    for _ in range(200):
        make_notice(member)
    moment = now()

    taken = claim_side_by_side(
        lambda owner: [notice.pk for notice in claiming.claim(owner=owner, now=moment, limit=7)]
    )

    rows = [pk for mine in taken.values() for pk in mine]
    assert len(rows) == len(set(rows)) == 200


def test_a_claim_that_reads_and_then_writes_does_take_rows_twice(own_database):
    """The control: what the test above would show if the claim held no lock and asked for no state."""
    if not is_postgres():
        return  # one writer at a time: there is no race to show
    member = make_member()
    for _ in range(200):
        make_notice(member)

    def naive(owner):
        ids = list(Notice.objects.filter(state="due").order_by("pk").values_list("pk", flat=True)[:7])
        time.sleep(0.002)
        # One by one: two statements over the same rows, each in its own order, may wait for each other.
        for pk in ids:
            Notice.objects.filter(pk=pk).update(state="claimed", owner=owner)
        return ids

    taken = claim_side_by_side(naive)

    rows = [pk for mine in taken.values() for pk in mine]
    assert len(rows) > len(set(rows))


def test_the_database_itself_refuses_a_second_hand_on_one_topic(own_database):
    member = make_member()
    make_notice(member, topic="clock:1", state="claimed")
    second = make_notice(member, topic="clock:1")

    with pytest.raises(IntegrityError):
        Notice.objects.filter(pk=second.pk).update(state="claimed")
