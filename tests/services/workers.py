"""Real workers on a Redis and a mail server of their own."""

import os

import pytest
from celery import Celery

LEASE = os.environ.get("LEASE", "3")
"""Seconds: short, so that what a killed worker held is soon another's; longer where the machine is busy."""
UNKILLED = "60"


@pytest.fixture
def ring(own_redis):
    """Publish the tasks that beat would, which nobody needs to hear."""
    bell = Celery(broker=own_redis.url)
    bell.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=False)

    def ring():
        for task in ("notices.recover", "notices.deliver"):
            bell.send_task(task, expires=5, retry=False)

    ring.deliver = lambda: bell.send_task("notices.deliver", expires=120, retry=False)
    yield ring
    bell.close()


@pytest.fixture
def start_worker(processes, own_redis, smtp_sink):
    """Start a real worker on the test's own database, Redis and mail server.

    Where none is killed, HOLDSPACE_NOTICE_LEASE=UNKILLED keeps a machine that stands still for some seconds
    from looking like a lost worker, whose messages another sends again.
    """

    def start(**env):
        return processes.worker(
            *("--pool", "threads", "--concurrency", "2", "--without-mingle", "--without-gossip"),
            DJANGO_SETTINGS_MODULE="tests.faults.worker_settings",
            REDIS_URL=own_redis.url,
            EMAIL_URL=smtp_sink.url,
            **{"HOLDSPACE_NOTICE_LEASE": LEASE, **env},
        )

    return start
