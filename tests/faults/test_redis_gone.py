"""Redis flushed, and gone for a while: no message is lost or doubled, and pages stay as fast.

DOWN=600 MESSAGES=2000 in the environment keeps it away for ten minutes.
"""

import os
import statistics
import subprocess
import time
import urllib.request
from collections import Counter
from contextlib import suppress

import pytest
from django.db import connection

from supervision.notices.unsubscribing import unsubscribe_token
from supervision.people.models import Member
from tests.faults.outbox import leave_messages, still_open
from tests.services.redis import RedisServer

DOWN = float(os.environ.get("DOWN", "6"))
MESSAGES = int(os.environ.get("MESSAGES", "120"))
LEASE = "20"
"""Seconds: longer than a busy machine stands still, and not long to wait for what a worker left."""
pytestmark = [pytest.mark.fault, pytest.mark.slow]


def start_again(server: RedisServer) -> None:
    """Start the same server at the same port, with nothing in it."""
    server.process = subprocess.Popen(server.process.args, stdout=subprocess.DEVNULL)
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        with suppress(Exception):
            server.client().ping()
            return
        time.sleep(0.05)
    raise AssertionError("Redis did not come back.")


def seconds_of(address: str, *, posts: bool, times: int = 9) -> float:
    """Return the median time of a page, or of something done on one, which rings for delivery."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        request = urllib.request.Request(address, data=b"List-Unsubscribe=One-Click" if posts else None)
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def test_redis_is_flushed_three_times_and_gone_for_a_while(
    own_database, own_redis, processes, start_worker, smtp_sink, ring, settings
):
    leave_messages(MESSAGES)
    member = Member.objects.order_by("pk").first()
    token = unsubscribe_token(member.pk, "due_soon")
    connection.close()
    site = processes.serve(REDIS_URL=own_redis.url, SECRET_KEY=settings.SECRET_KEY)
    smtp_sink.answer = lambda received: time.sleep(0.02) or "250 OK"
    worker = start_worker(HOLDSPACE_NOTICE_LEASE=LEASE)
    help_page, done_page = f"{site}/help/", f"{site}/inbox/fewer/{token}/"
    before = [seconds_of(help_page, posts=False), seconds_of(done_page, posts=True)]

    for flush in range(3):
        upon = MESSAGES * (flush + 1) // 6
        give_up = time.monotonic() + 90
        while len(smtp_sink.messages) < upon:
            assert time.monotonic() < give_up, processes.log(worker)
            ring()
            time.sleep(0.1)
        own_redis.client().flushall()
    assert still_open()

    own_redis.stop()
    gone_since = time.monotonic()
    during = [seconds_of(help_page, posts=False), seconds_of(done_page, posts=True)]
    processes.manage(
        *("deliver_notices", "--once"),
        DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
        REDIS_URL=own_redis.url,
        EMAIL_URL=smtp_sink.url,
        HOLDSPACE_NOTICE_LEASE=LEASE,
    )
    time.sleep(max(0.0, DOWN - (time.monotonic() - gone_since)))
    start_again(own_redis)

    give_up = time.monotonic() + 120
    while still_open():
        assert time.monotonic() < give_up, processes.log(worker)
        if worker.poll() is not None:
            # Celery gives up where Redis goes while it has a task in hand; whoever keeps it starts it again.
            worker = start_worker(HOLDSPACE_NOTICE_LEASE=LEASE)
        with suppress(Exception):
            ring()
        time.sleep(0.3)
    arrived = Counter(received.recipients[0] for received in smtp_sink.messages)
    print(f"{MESSAGES} messages; pages before {before}, while it was gone {during}")
    assert len(arrived) == MESSAGES and set(arrived.values()) == {1}
    # A ring that nobody hears takes 200 ms once, and then none is tried for a while.
    assert during[0] < before[0] + 0.25 and during[1] < before[1] + 0.25
