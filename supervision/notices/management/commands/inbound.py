"""Takes one message from standard input: for a mail server that hands over what arrives to a program."""

import sys

from django.core.management.base import BaseCommand

from supervision import clock
from supervision.notices.calendars.inbound import take_message
from supervision.notices.calendars.reading import MOST_BYTES, Unreadable


class Command(BaseCommand):
    help = (
        "Read one message from standard input, and note the answer that a calendar gives in it. Says in a "
        "word or two what became of it. Exit code 0: taken in, or none of ours; 1: it cannot be read."
    )

    def handle(self, **options):
        try:
            taken = take_message(sys.stdin.buffer.read(MOST_BYTES + 1), now=clock.now())
        except Unreadable as reason:
            self.stderr.write(str(reason))
            raise SystemExit(1) from None
        self.stdout.write(f"{taken.became.capitalize()}.")
