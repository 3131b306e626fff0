"""Sweeps beside each other, and sweeps that die: real processes on one database."""

import json
from collections import Counter

import pytest
from django.db import connection

from benchmarks._population import NOW, UNIFORM, populate, settle, unlock_audit
from supervision.notices.models import Notice
from supervision.people import audit
from supervision.people.models import AuditEntry, Organisation
from supervision.policy import services
from supervision.policy.models import Clock, Flag

pytestmark = [pytest.mark.race, pytest.mark.fault]
PEOPLE = 400
SLOWLY = {"HOLDSPACE_FAULT": "commit.before:sleep:1500"}
"""Every batch waits before its end, so that all of them are at work at once."""
UNLOCKED = """
import django; django.setup()
from supervision import clock
from supervision.policy import moving, services
moving.skip_locked = lambda of="": ""
services.sweep_clocks(now=clock.now())
"""


@pytest.fixture
def owed(own_database, processes, tmp_path):
    """Members of whom 16 in a hundred have come to be owed and nobody has looked; return how many those are.

    For this test's processes it is always the same moment.
    """
    populate(PEOPLE, UNIFORM)
    unlock_audit()
    settle(PEOPLE)
    connection.close()
    (tmp_path / "now").write_text(NOW.isoformat())
    processes.env["HOLDSPACE_CLOCK"] = str(tmp_path / "now")
    return Clock.objects.moving(NOW).count()


def sweep(processes, **env):
    return processes.start("manage.py", "sweep", "--json", **env)


def ended(processes, *started):
    """Wait for these sweeps and return what each printed."""
    for process in started:
        assert process.wait(60) == 0, processes.log(process)
    return [json.loads(processes.log(process).splitlines()[-1]) for process in started]


def check_everything_once(owed):
    assert Flag.objects.count() == Flag.objects.open().count() == owed > 50
    opened = AuditEntry.objects.filter(action="flag.opened").values_list("object_id", flat=True)
    assert sorted(opened) == sorted(Flag.objects.values_list("pk", flat=True))
    assert audit.first_break(Organisation.objects.get()) is None
    told = Counter(Notice.objects.filter(kind="overdue").values_list("topic", "recipient"))
    assert len(told) >= owed and set(told.values()) == {1}
    assert not Clock.objects.moving(NOW).exists()


def test_four_sweeps_at_once_do_the_work_of_one(owed, processes):
    done = ended(processes, *(sweep(processes, **SLOWLY) for _ in range(4)))

    assert sum(count["opened"] for count in done) == owed
    assert sum(count["notices"] for count in done) == Notice.objects.count()
    check_everything_once(owed)


def test_four_sweeps_at_once_work_stale_clocks_out_once(owed, processes):
    services.mark_stale(organisation_ids=[Organisation.objects.get().pk], now=NOW)

    done = ended(processes, *(sweep(processes, **SLOWLY) for _ in range(4)))

    assert sum(count["recalculated"] for count in done) == PEOPLE
    check_everything_once(owed)


def test_without_its_lock_two_sweeps_write_things_down_twice(owed, processes):
    """What the lock is for: this is the race that the tests above would see."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer, whatever is locked")

    for process in [processes.start("-c", UNLOCKED, **SLOWLY) for _ in range(2)]:
        process.wait(60)

    assert AuditEntry.objects.filter(action="flag.opened").count() == 2 * owed


@pytest.mark.parametrize("point", ["commit.before", "commit.after"])
@pytest.mark.parametrize("stale", [False, True], ids=["moved", "worked out"])
def test_a_sweep_that_is_killed_leaves_its_batch_whole_or_not_at_all(owed, processes, point, stale):
    if stale:
        services.mark_stale(organisation_ids=[Organisation.objects.get().pk], now=NOW)

    killed = sweep(processes, HOLDSPACE_FAULT=f"{point}:kill")
    assert killed.wait(60) == -9
    assert Flag.objects.count() in ({0} if point == "commit.before" else {owed})
    ended(processes, sweep(processes))

    check_everything_once(owed)
