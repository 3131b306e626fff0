"""The same people named by several at once, and several beats at once, as real processes: offered once."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from peers.events import services, telling
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
SLOWLY = """
real = services.telling.tell
def tell(*given, **named):
    pathlib.Path("{folder}/telling").touch()
    time.sleep(2)
    return real(*given, **named)
services.telling.tell = tell
"""
"""The offers are read, and their letters not left yet."""
NO_MORE = (
    START
    + """
while not pathlib.Path("{folder}/telling").exists():
    time.sleep(0.001)
services.no_more(people[0])
"""
)


def at_once(processes, folder, program, at):
    """Run one program several times, or several programs, and return how each ended."""
    folder.mkdir()
    programs = [program] * AT_ONCE if isinstance(program, str) else program
    running = [
        processes.start("manage.py", "shell", "-c", each.format(at=at, folder=folder, number=number))
        for number, each in enumerate(programs)
    ]
    until = time.monotonic() + 120
    while len(list(folder.glob("ready-*"))) < len(programs) and time.monotonic() < until:
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


@pytest.mark.skipif(not is_postgres(), reason="SQLite has one writer at a time: one waits for the other.")
@pytest.mark.parametrize("days", [3, 92])
def test_no_letter_comes_to_whoever_ended_their_offers_while_it_was_written(
    own_database, processes, tmp_path, days
):
    team = make_team(make_organisation())
    first, other = make_member(team=team), make_member(team=team)
    services.note(by=other, days_ago=0, member_ids=[first.pk, other.pk], now=MONDAY_9AM)
    at = (MONDAY_9AM + timedelta(days=days)).isoformat()

    ring = RING.replace("services.go_on", f"{SLOWLY}services.go_on")
    assert not any(at_once(processes, tmp_path / "both", [ring, NO_MORE], at))

    waiting = Notice.objects.filter(state="due", about__step=2 if days == 3 else 5)
    assert set(waiting.values_list("recipient", flat=True)) == {other.pk}
    assert not Offered.objects.filter(member=first).exists()
