"""Sends what is due without Celery and Redis."""

import signal
import threading

from django.core.management.base import BaseCommand

from supervision import clock
from supervision.notices.channels.posting import post_due
from supervision.notices.delivery import deliver_due

PAUSE_SECONDS = 15


class Command(BaseCommand):
    help = (
        "Send the messages that are due, straight from the database: for times when Redis or the worker "
        f"is gone, beside a worker too. Looks every {PAUSE_SECONDS} seconds until stopped; with --once it "
        "ends when nothing is due. Exit code 1: the mail server could not be reached."
    )

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="End when nothing is due any more.")

    def handle(self, *args, once, **options):
        stop = threading.Event()
        before = {
            number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            self._drain(stop, once=once)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _drain(self, stop: threading.Event, *, once: bool) -> None:
        while True:
            tally = deliver_due(tell_time=clock.now, should_stop=stop.is_set)
            post_due(tell_time=clock.now, should_stop=stop.is_set)
            if once or tally.sent or tally.failed:
                self.stdout.write(
                    f"{tally.sent} sent, {tally.repeated_later} to try again, {tally.failed} failed, "
                    f"{tally.uncertain} not known."
                )
            if once:
                if tally.is_unreachable:
                    raise SystemExit(1)
                return
            if stop.wait(PAUSE_SECONDS):
                return
