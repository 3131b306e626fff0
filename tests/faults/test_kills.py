"""Workers killed, or told to stop, while messages go out: counted at the mail server, not in our own tables.

KILLS=20 STOPS=20 NOTICES=10000 KILL_WORKERS=4 runs it at length and prints what it counted.
"""

import json
import os
import random
import signal
import time
from collections import Counter, defaultdict

import pytest

from supervision.notices.models import Notice
from tests.faults.outbox import leave_messages, still_open, wait_until

KILLS = int(os.environ.get("KILLS", "5"))
NOTICES = int(os.environ.get("NOTICES", "300"))
WORKERS = int(os.environ.get("KILL_WORKERS", "1"))
STOPS = int(os.environ.get("STOPS", "2"))
SLOWEST_STOP = 15.0
"""Seconds that a worker may take to end once it is told to."""
WORST_POINTS = ("smtp.after250", "smtp.before", "commit.before", "claim.after", "commit.after")
pytestmark = [pytest.mark.fault, pytest.mark.slow]


class Pace:
    """Lets the server take messages as the kills go on, so that each of them finds work going on."""

    def __init__(self, sink, times):
        self.sink, self.times, self.done = sink, times, 0
        sink.answer = self.answer

    @property
    def enough(self):
        """So many messages before the next kill."""
        return int(NOTICES * 0.9 * (self.done + 1) / (self.times + 1))

    def answer(self, received):
        is_ahead = self.done < self.times and len(self.sink.messages) >= self.enough
        time.sleep(0.25 if is_ahead else 0.01)
        return "250 OK"


def test_workers_killed_while_messages_go_out_lose_none_and_repeat_only_under_one_id(
    own_database, processes, start_worker, smtp_sink, ring
):
    must_arrive, soft = leave_messages(NOTICES)
    pace, started = Pace(smtp_sink, KILLS), time.monotonic()
    others = [start_worker() for _ in range(WORKERS - 1)]

    # Half die by their own hand at the worst points, half of them wherever a kill from outside finds them.
    for point in [WORST_POINTS[n % 5] for n in range(max(KILLS // 2, min(KILLS, 5)))]:
        worker = start_worker(HOLDSPACE_FAULT=f"{point}:kill")
        wait_until(lambda worker=worker: worker.poll() is not None, ring, what=processes.log(worker))
        assert worker.returncode == -9, processes.log(worker)
        pace.done += 1
    others.append(start_worker())
    while pace.done < KILLS:
        worker = others.pop(0)
        upon = min(len(smtp_sink.messages) + random.randint(1, max(2, NOTICES // (KILLS + 5))), pace.enough)
        wait_until(lambda upon=upon: len(smtp_sink.messages) >= upon, ring, what=processes.log(worker))
        assert still_open(), f"Nothing was left to send at kill {pace.done}."
        processes.stop([worker])
        others.append(start_worker())
        pace.done += 1

    wait_until(lambda: not still_open(), ring, seconds=600, what=processes.log(others[-1]))

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
        "workers": WORKERS,
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
    assert figures["repeated"] <= KILLS  # what was being sent at the kills
    assert figures["repeated_under_another_id"] == 0
    assert figures["repeated_with_another_entry"] == 0  # the same name and number, to the letter
    assert len({next(iter(used)) for used in ids.values()}) == len(ids)
    assert figures["soft_twice"] == 0
    assert {a for a in soft if not arrived[a]} <= {a for a, state in states.items() if state == "uncertain"}
    assert set(Notice.objects.filter(notice_class="R").values_list("state", flat=True)) == {"sent"}


def test_workers_told_to_stop_while_messages_go_out_lose_none_and_repeat_none(
    own_database, processes, start_worker, smtp_sink, ring
):
    leave_messages(NOTICES)
    pace, took = Pace(smtp_sink, STOPS), []
    workers = [start_worker() for _ in range(WORKERS)]

    while pace.done < STOPS:
        upon = min(len(smtp_sink.messages) + random.randint(1, max(2, NOTICES // (STOPS + 5))), pace.enough)
        wait_until(lambda upon=upon: len(smtp_sink.messages) >= upon, ring, what=processes.log(workers[0]))
        assert still_open(), f"Nothing was left to send at stop {pace.done}."
        worker = workers.pop(0)
        worker.send_signal(signal.SIGTERM)
        told = time.monotonic()
        worker.wait(SLOWEST_STOP * 2)
        took.append(round(time.monotonic() - told, 1))
        assert worker.returncode == 0, processes.log(worker)
        workers.append(start_worker())
        pace.done += 1

    wait_until(lambda: not still_open(), ring, seconds=600, what=processes.log(workers[-1]))
    arrived = Counter(received.recipients[0] for received in smtp_sink.messages)
    print(json.dumps({"stops": STOPS, "workers": WORKERS, "notices": NOTICES, "seconds_each": took}))
    assert len(arrived) == NOTICES and set(arrived.values()) == {1}
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert max(took) < SLOWEST_STOP
