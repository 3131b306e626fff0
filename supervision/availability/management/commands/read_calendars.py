"""Reads the calendars that are due, without Celery and Redis."""

from django.core.management.base import BaseCommand

from supervision import clock
from supervision.availability.calendars.refreshing import read_due


class Command(BaseCommand):
    help = (
        "Read the linked calendars that are due, and end: for times when Redis or the worker is gone, "
        "beside a worker too. Says how many were read or tried."
    )

    def handle(self, *args, **options):
        done = read_due(tell_time=clock.now, should_stop=lambda: False)
        self.stdout.write(f"{done} read or tried.")
