"""What beat rings for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from config.celery import app
from supervision.notices.models import Notice
from supervision.policy import services, tasks
from supervision.policy.models import Clock, Flag
from tests.builders import make_lead, make_member, make_organisation, make_policy, make_rule, make_team

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 3, tzinfo=UTC)


def test_the_timetable_rings_for_tasks_that_exist():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_two_bells_of_one_round_sweep_once(time_machine, monkeypatch):
    swept = []
    monkeypatch.setattr(tasks, "sweep_clocks", lambda *, now: swept.append(now))
    for minute in (3, 4, 5):
        time_machine.move_to(NOW.replace(minute=minute), tick=False)
        tasks.sweep()

    assert [at.minute for at in swept] == [3, 5]


def test_a_ring_brings_clocks_up_to_date(time_machine):
    organisation = make_organisation()
    make_rule(make_policy(organisation))
    make_member(organisation, start_date=date(2026, 10, 1))
    services.refresh(organisation=organisation, now=NOW - timedelta(days=30))
    assert Clock.objects.get().state == "on_track"
    time_machine.move_to(NOW, tick=False)

    tasks.sweep()

    assert Flag.objects.open().count() == 1


def test_the_hourly_ring_leaves_the_weeks_digests_and_the_months(time_machine):
    make_lead(make_team())
    time_machine.move_to(NOW, tick=False)

    tasks.digests()
    tasks.digests()

    assert set(Notice.objects.values_list("kind", flat=True)) == {"digest", "month"}
    assert Notice.objects.count() == 2
