"""How many messages go through the broker for a thousand notices: counted there, not in our own code."""

import time

import pytest

from supervision.clock import now
from supervision.notices import tasks
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member
from tests.faults.outbox import leave_messages, still_open

MOST = 8
"""Celery messages for 1,000 notices; what beat rings meanwhile, at most one in fifteen seconds, included."""
pytestmark = [pytest.mark.fault, pytest.mark.slow]


@pytest.mark.parametrize("left", ["in one go", "one by one"])
def test_a_thousand_notices_cost_a_handful_of_messages(
    own_database, own_redis, start_worker, smtp_sink, ring, processes, left
):
    leave_messages(1000)
    members = list(Member.objects.values_list("organisation_id", "pk"))
    bell = tasks.Bell(ring.deliver)
    worker = start_worker()
    if left == "one by one":
        Notice.objects.all().delete()
    before, started = published(own_redis), time.monotonic()

    bell.ring()
    if left == "one by one":
        for number, (organisation, member) in enumerate(members):
            message = Message(
                organisation_id=organisation,
                recipient_id=member,
                kind="trial",
                notice_class="R",
                key=f"one:{number}",
                not_before=now(),
            )
            queue_notices([message], now=now())
            bell.ring()
    while still_open() or len(smtp_sink.messages) < 1000:
        assert time.monotonic() - started < 120, processes.log(worker)
        time.sleep(0.1)

    took = time.monotonic() - started
    count = published(own_redis) - before + int(took // 15)
    print(f"{count} messages for 1,000 notices left {left}, in {took:.1f} s")
    assert count <= MOST + (0 if left == "in one go" else took)  # one a second while they are being left


def published(server):
    """Return how often something was put into a queue since the server started."""
    told = server.client().info("commandstats")
    return sum(told.get(f"cmdstat_{verb}", {}).get("calls", 0) for verb in ("lpush", "rpush"))
