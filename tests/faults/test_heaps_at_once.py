"""Several workers find one reader's heap in the same moment: each message is told once, and none is lost."""

import threading
from collections import Counter

import pytest
from django.db import connection

from supervision.notices import kinds
from supervision.notices.delivery import deliver_due
from supervision.notices.heaps import MANY
from supervision.notices.kinds import Kind, register
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_member, make_notice, make_organisation

pytestmark = [pytest.mark.race, pytest.mark.slow]
WORKERS, READERS, EACH = 4, 3, 40


class Post:
    """A mail server that takes all; which addresses it was given."""

    def __init__(self):
        self.taken = []

    def offer(self, letter): ...
    def take_back(self): ...
    def close(self): ...

    def hand_over(self, letter, then=None):
        self.taken.append((letter.recipient, letter.message_id))


@pytest.fixture
def heap_kind(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    register(
        Kind(
            "heap",
            "R",
            subject="one-tap",
            line="An hour is owed",
            context=lambda notice, now: {"day": MONDAY_9AM.date(), "stands_on": MONDAY_9AM.date()},
            path=lambda notice: "/board/",
            template="session_recorded",
            comes_in_heaps=lambda notice: True,
        )
    )


def test_four_workers_tell_each_message_of_a_heap_once(own_database, heap_kind):
    organisation = make_organisation()
    readers = [make_member(organisation) for _ in range(READERS)]
    for number in range(EACH):
        for reader in readers:
            make_notice(reader, "heap", topic=f"clock-{number}")
    start, post = threading.Barrier(WORKERS), Post()

    def work():
        start.wait()
        deliver_due(tell_time=lambda: MONDAY_9AM, transport=post)
        connection.close()

    hands = [threading.Thread(target=work) for _ in range(WORKERS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    deliver_due(tell_time=lambda: MONDAY_9AM, transport=post)

    assert not Notice.objects.filter(state__in=("due", "claimed", "sending")).exists()
    told = Counter(Notice.objects.filter(kind="heap").values_list("state", "reason"))
    assert set(told) <= {("dropped", "gathered"), ("sent", "")} and told.total() == READERS * EACH
    assert len(post.taken) == len({message_id for _, message_id in post.taken})
    letters = Counter(address for address, _ in post.taken)
    for reader in readers:
        gathered = Notice.objects.filter(recipient=reader, kind="gathered")
        assert gathered.filter(state="sent").exists()
        # What one worker finds alone, or after the others' letter has gone, goes by itself or in another.
        assert letters[reader.person.email] <= WORKERS * (MANY + 1)
        assert Notice.objects.in_inbox().filter(recipient=reader, kind="heap").count() == EACH
