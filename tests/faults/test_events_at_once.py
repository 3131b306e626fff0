"""The same people named by several at once, and several beats at once, as real processes: offered once."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from peers.events import telling
from peers.events.models import Event, Offered
from supervision.notices.models import Notice
from supervision.sets import is_postgres
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_team

pytestmark = [pytest.mark.race]
AT_ONCE = 4
START = """
import pathlib, time
from datetime import datetime
from peers.events import services
from supervision.people.models import Member
people = list(Member.objects.select_related("organisation").order_by("pk"))
pathlib.Path("{folder}/ready-{number}").touch()
while not pathlib.Path("{folder}/go").exists():
    time.sleep(0.001)
now = datetime.fromisoformat("{at}")
"""
NOTE = START + (
    "ids = [one.pk for one in people]\n"
    "services.note(by=people[{number}], days_ago=0, member_ids=ids[::(-1) ** {number}], now=now)\n"
)
UNLOCKED = (
    START.replace(
        "pathlib.Path",
        """from peers.events.querysets import OfferedQuerySet
from supervision.people.querysets import MemberQuerySet
real = OfferedQuerySet.bulk_create
MemberQuerySet.locked = lambda self, *rows: []
OfferedQuerySet.bulk_create = lambda self, rows: (time.sleep(1), real(self, rows))[1]
pathlib.Path""",
        1,
    )
    + "services.note(by=people[{number}], days_ago=0, member_ids=[one.pk for one in people], now=now)\n"
)
RING = START + "services.go_on_with_due(now=now)\n"


def at_once(processes, folder, program, at):
    folder.mkdir()
    running = [
        processes.start("manage.py", "shell", "-c", program.format(at=at, folder=folder, number=number))
        for number in range(AT_ONCE)
    ]
    until = time.monotonic() + 120
    while len(list(folder.glob("ready-*"))) < AT_ONCE and time.monotonic() < until:
        time.sleep(0.05)
    (folder / "go").touch()
    return [one.wait(timeout=120) for one in running]


def told(step):
    found = Notice.objects.filter(kind__in=telling.ALL, about__step=step)
    return Counter(found.values_list("recipient", flat=True))


def test_people_named_by_four_at_once_are_offered_everything_once(own_database, processes, tmp_path):
    team = make_team(make_organisation())
    people = [make_member(team=team) for _ in range(12)]
    once = Counter(one.pk for one in people)

    assert not any(at_once(processes, tmp_path / "note", NOTE, MONDAY_9AM.isoformat()))

    assert Event.objects.count() == AT_ONCE
    assert set(Event.objects.values_list("people", flat=True)) == {12}
    assert Counter(Offered.objects.values_list("member", flat=True)) == once and told(1) == once

    assert not any(at_once(processes, tmp_path / "ring", RING, (MONDAY_9AM + timedelta(days=3)).isoformat()))
    assert told(2) == once
    assert not any(at_once(processes, tmp_path / "last", RING, (MONDAY_9AM + timedelta(days=92)).isoformat()))
    assert told(5) == once and told(1) == told(2) == Counter()
    assert not Event.objects.exists() and not Offered.objects.exists()


@pytest.mark.skipif(not is_postgres(), reason="SQLite has one writer at a time, and hides races.")
def test_without_the_lock_one_of_them_fails(own_database, processes, tmp_path):
    """The negative control: the lock keeps them apart. Without it the unique row is all that is left."""
    team = make_team(make_organisation())
    for _ in range(AT_ONCE):
        make_member(team=team)

    ended = at_once(processes, tmp_path / "note", UNLOCKED, MONDAY_9AM.isoformat())

    assert 0 in ended and any(ended)
    assert Offered.objects.count() == AT_ONCE and told(1) == Counter(
        Offered.objects.values_list("member", flat=True)
    )
