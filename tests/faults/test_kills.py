"""Workers killed while messages go out: counted at the mail server, not in our own tables.

KILLS=20 NOTICES=2000 in the environment runs it at full length and prints what it counted.
"""

import json
import os
import random
import time
from collections import Counter, defaultdict

import pytest

from supervision.notices.models import Notice
from tests.faults.outbox import leave_messages, still_open

KILLS = int(os.environ.get("KILLS", "5"))
NOTICES = int(os.environ.get("NOTICES", "300"))
WORST_POINTS = ("smtp.after250", "smtp.before", "commit.before", "claim.after", "commit.after")
pytestmark = [pytest.mark.fault, pytest.mark.slow]


def wait_until(is_so, ring, *, seconds=120, what=""):
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, what
        ring()
        time.sleep(0.3)


def test_workers_killed_while_messages_go_out_lose_none_and_repeat_only_under_one_id(
    own_database, processes, start_worker, smtp_sink, ring
):
    must_arrive, soft = leave_messages(NOTICES)
    smtp_sink.answer = lambda received: time.sleep(0.01) or "250 OK"  # so that a kill finds work going on
    started = time.monotonic()

    # Half die by their own hand at the worst points, half of them wherever a kill from outside finds them.
    for point in [WORST_POINTS[n % 5] for n in range(max(KILLS // 2, min(KILLS, 5)))]:
        worker = start_worker(HOLDSPACE_FAULT=f"{point}:kill")
        wait_until(lambda worker=worker: worker.poll() is not None, ring, what=processes.log(worker))
        assert worker.returncode == -9, processes.log(worker)
    kills_left = KILLS - len(processes.started)
    for kill in range(kills_left):
        worker = start_worker()
        upon = len(smtp_sink.messages) + random.randint(1, max(2, NOTICES // (KILLS + 5)))
        wait_until(lambda upon=upon: len(smtp_sink.messages) >= upon, ring, what=processes.log(worker))
        assert still_open(), f"Nothing was left to send at kill {kill}."
        processes.stop([worker])

    survivor = start_worker()
    wait_until(lambda: not still_open(), ring, seconds=300, what=processes.log(survivor))

    arrived = Counter(received.recipients[0] for received in smtp_sink.messages)
    ids, entries = defaultdict(set), defaultdict(set)
    for received in smtp_sink.messages:
        assert len(received.recipients) == 1
        ids[received.recipients[0]].add(received.message_id)
        parts = [part for part in received.message.walk() if part.get_content_type() == "text/calendar"]
        entries[received.recipients[0]] |= {part.get_payload(decode=True) for part in parts}
    states = dict(
        Notice.objects.filter(notice_class="S").values_list("recipient__person__email", "state").order_by()
    )
    figures = {
        "kills": KILLS,
        "notices": NOTICES,
        "must_arrive": len(must_arrive),
        "lost": len(must_arrive - set(arrived)),
        "repeated": sum(count > 1 for count in arrived.values()),
        "repeated_under_another_id": sum(len(used) > 1 for used in ids.values()),
        "repeated_with_another_entry": sum(len(entries[address]) != 1 for address in must_arrive),
        "soft": len(soft),
        "soft_twice": sum(arrived[address] > 1 for address in soft),
        "soft_not_known": sum(state == "uncertain" for state in states.values()),
        "soft_not_known_that_arrived": sum(states[a] == "uncertain" and arrived[a] == 1 for a in soft),
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(figures))
    assert figures["lost"] == 0
    assert figures["repeated_under_another_id"] == 0
    assert figures["repeated_with_another_entry"] == 0  # the same name and number, to the letter
    assert len({next(iter(used)) for used in ids.values()}) == len(ids)
    assert figures["soft_twice"] == 0
    assert {a for a in soft if not arrived[a]} <= {a for a, state in states.items() if state == "uncertain"}
    assert set(Notice.objects.filter(notice_class="R").values_list("state", flat=True)) == {"sent"}
