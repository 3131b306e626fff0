"""Beat and workers say that they are there, once a minute, each by a row of its own.

A database that does not answer stops neither: the row is late, which is what it is there to show.
"""

import contextlib
import logging
import os
import threading
import time

from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection

from supervision import clock
from supervision.notices import heartbeats

logger = logging.getLogger("holdspace.pulse")


def beat_once(part: str, name: str) -> None:
    """Note that this part is there. For a thread of its own: leaves no connection open behind it."""
    try:
        heartbeats.note(part, name, now=clock.now())
    except DatabaseError as trouble:
        logger.warning("A heartbeat could not be noted (%s).", type(trouble).__name__)
    finally:
        connection.close()


class HeardScheduler(PersistentScheduler):
    """Celery's timetable, which notes with its rounds that it still goes round."""

    _noted = float("-inf")

    def tick(self, *args, **kwargs):
        if time.monotonic() - self._noted >= heartbeats.EVERY_SECONDS:
            self._noted = time.monotonic()
            beat_once(heartbeats.BEAT, f"beat:{os.uname().nodename}:{os.getpid()}")
        return super().tick(*args, **kwargs)

    def close(self):
        super().close()
        _gone(heartbeats.BEAT, f"beat:{os.uname().nodename}:{os.getpid()}")


_stopped = threading.Event()
_name = ""


def start_pulse(worker: str) -> None:
    """Have this worker heard of, from now until `stop_pulse`."""
    global _name
    _name = f"{worker}:{os.getpid()}"
    threading.Thread(target=_keep_beating, name="pulse", daemon=True).start()


def _keep_beating() -> None:
    beat_once(heartbeats.WORKER, _name)
    while not _stopped.wait(heartbeats.EVERY_SECONDS):
        beat_once(heartbeats.WORKER, _name)


def stop_pulse() -> None:
    """Forget this worker: it stops in order, and is not to count as silent."""
    if not _stopped.is_set() and _name:
        _stopped.set()
        threading.Thread(target=_gone, args=(heartbeats.WORKER, _name), name="pulse-end", daemon=True).start()


def _gone(part: str, name: str) -> None:
    with contextlib.suppress(DatabaseError):
        heartbeats.forget(part, name)
    connection.close()
