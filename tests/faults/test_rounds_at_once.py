"""Several beats that make the same round at once, as real processes: one round, everybody told once."""

import time
from collections import Counter
from datetime import timedelta

import pytest

from peers.checkins.models import Round, Seat
from supervision.clock import now
from supervision.notices.models import Notice
from supervision.scheduling.days import day_starts_at, local_day
from tests.builders import make_joined, make_member, make_organisation

pytestmark = [pytest.mark.race]

RING = """
import pathlib, time
from datetime import datetime
from peers.checkins.rounds import make_round
from supervision.people.models import Organisation
organisation = Organisation.objects.get()
pathlib.Path("{folder}/ready-{number}").touch()
while not pathlib.Path("{folder}/go").exists():
    time.sleep(0.001)
make_round(organisation, now=datetime.fromisoformat("{at}"))
"""
BEATS = 4


def test_beats_at_once_make_one_round_and_tell_everybody_once(own_database, processes, tmp_path):
    alder = make_organisation("Alder")
    people = [make_joined(make_member(alder), "checkins") for _ in range(21)]
    today = local_day(now(), alder.zone)
    monday = day_starts_at(today - timedelta(days=today.weekday()), alder.zone)
    running = [
        processes.start(
            "manage.py", "shell", "-c", RING.format(at=monday.isoformat(), folder=tmp_path, number=number)
        )
        for number in range(BEATS)
    ]
    until = time.monotonic() + 120
    while len(list(tmp_path.glob("ready-*"))) < BEATS and time.monotonic() < until:
        time.sleep(0.05)
    (tmp_path / "go").touch()
    for one in running:
        assert one.wait(timeout=120) == 0, processes.log(one)

    assert Round.objects.count() == 1
    assert Counter(Seat.objects.values_list("member", flat=True)) == Counter(one.pk for one in people)
    told = Notice.objects.filter(kind="checkin_partner")
    assert Counter(told.values_list("recipient", flat=True)) == Counter(one.pk for one in people)
