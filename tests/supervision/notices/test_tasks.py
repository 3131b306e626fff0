import socket
import threading
import time

import pytest
from celery.signals import worker_shutting_down
from django.core.management import call_command
from django.db import transaction

from config.celery import app
from supervision.notices import tasks
from supervision.notices.models import Notice
from tests.builders import MONDAY_9AM, make_notice


@pytest.fixture(autouse=True)
def _at_nine(monkeypatch):
    monkeypatch.setattr("supervision.clock.now", lambda: MONDAY_9AM)


@pytest.fixture
def publish(monkeypatch, settings):
    """What the bell publishes, in place of Celery."""
    rung = []
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(tasks, "_bell", tasks.Bell(lambda: rung.append(1)))
    return rung


def sleep_until(is_so, seconds=10):
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up
        time.sleep(0.02)


@pytest.mark.django_db
def test_a_ring_sends_what_is_due(trial, mailoutbox):
    make_notice()

    tasks.deliver()
    tasks.deliver()

    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_a_worker_that_is_to_stop_ends_between_two_messages_and_rings_for_nobody(
    trial, mailoutbox, publish, monkeypatch
):
    stopping = threading.Event()
    monkeypatch.setattr(tasks, "_stopping", stopping)
    for _ in range(5):
        make_notice()
    monkeypatch.setattr(
        "django.core.mail.backends.locmem.EmailBackend.send_messages",
        lambda self, letters: worker_shutting_down.send(sender="test") and len(letters),
    )

    tasks.deliver()

    assert stopping.is_set()
    assert Notice.objects.filter(state="sent").count() == 1
    assert Notice.objects.filter(state="due", owner="").count() == 4
    assert publish == []


@pytest.mark.django_db
def test_a_run_that_takes_long_gives_its_place_to_the_next(trial, mailoutbox, publish, monkeypatch):
    monkeypatch.setattr(tasks, "RUN_SECONDS", -1)
    make_notice()

    tasks.deliver()

    assert publish == [1]


@pytest.mark.django_db(transaction=True)
def test_the_nudge_waits_for_the_commit_and_a_rollback_is_silent(publish):
    with transaction.atomic():
        tasks.nudge()
        assert publish == []
    assert publish == [1]

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tasks.nudge()
        raise ZeroDivisionError
    assert publish == [1]


def test_rings_within_a_second_are_the_first_and_one_for_all_others(publish, monkeypatch):
    monkeypatch.setattr(tasks, "QUIET_SECONDS", 0.5)

    for _ in range(1000):
        tasks.ring()
    assert publish == [1]
    sleep_until(lambda: publish == [1, 1])  # whatever the others left is not forgotten
    sleep_until(lambda: tasks._bell.ringing is None)
    assert publish == [1, 1]
    tasks.ring()
    sleep_until(lambda: publish == [1, 1, 1])


@pytest.mark.django_db(transaction=True)
def test_a_nudge_costs_nobody_anything_when_redis_is_gone(settings, monkeypatch):
    """Refused at once, or swallowed by a server that never answers: the caller goes on in 200 ms."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            broker = f"redis://127.0.0.1:{port}/0"
            bell = tasks.Bell(
                lambda broker=broker: app.connection_for_write(broker).default_channel.client.ping()
            )
            monkeypatch.setattr(tasks, "_bell", bell)
            for _ in range(3):
                started = time.perf_counter()
                with transaction.atomic():
                    tasks.nudge()
                # Whoever waited for the server would wait for ever; a busy machine stands still for a moment.
                assert time.perf_counter() - started < 2
    assert tasks.RING_SECONDS <= 0.2


@pytest.mark.django_db(transaction=True)
def test_without_redis_in_the_settings_a_nudge_does_nothing(settings, monkeypatch):
    settings.CELERY_BROKER_URL = None
    monkeypatch.setattr(tasks, "_bell", None)

    tasks.nudge()


@pytest.mark.django_db
def test_the_command_drains_the_outbox_without_redis(trial, mailoutbox, capsys):
    for _ in range(3):
        make_notice()

    call_command("deliver_notices", "--once")

    assert len(mailoutbox) == 3
    assert capsys.readouterr().out == "3 sent, 0 to try again, 0 failed, 0 not known.\n"


@pytest.mark.django_db
def test_the_command_says_when_the_mail_server_is_gone(trial, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    make_notice()

    with pytest.raises(SystemExit) as ended:
        call_command("deliver_notices", "--once")

    assert ended.value.code == 1


def test_beat_rings_for_every_job_of_the_outbox():
    rung = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {"notices.deliver", "notices.recover", "notices.forget"} <= rung
    assert {tasks.deliver.name, tasks.recover.name, tasks.forget.name} <= rung
