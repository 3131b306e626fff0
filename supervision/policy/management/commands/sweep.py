"""`sweep`: what beat rings for every five minutes, by hand."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from supervision.clock import now
from supervision.policy.management.commands.clocks import day_from
from supervision.policy.services import begun_everywhere, sweep_clocks

WORDS = (
    ("recalculated", "clocks worked out afresh"),
    ("due_soon", "came due soon"),
    ("opened", "flags opened"),
    ("escalated", "flags escalated"),
    ("closed", "flags closed"),
    ("notices", "messages left in the outbox"),
)


class Command(BaseCommand):
    help = (
        "Bring every clock of all organisations up to date, with its flags and messages. "
        "Safe to run twice, late, or beside another sweep."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--on",
            metavar="DATE",
            help="as of this day, as 2026-11-03, in each member's own zone; what came after it is not "
            "known. A day still to come opens flags that stay",
        )
        parser.add_argument("--json", action="store_true", help="the counts as one object")

    def handle(self, *args, on, **options):
        moment, day = now(), day_from(on) if on else None
        if day and day > (today := begun_everywhere(now=moment)):
            self.stderr.write(
                "That day is still to come: flags it opens stay until each clock is next looked at. "
                f"“sweep --on {today}” brings every clock back, but no message that has gone."
            )
        count = asdict(sweep_clocks(now=moment, on=day))
        if options["json"]:
            self.stdout.write(json.dumps(count))
        else:
            self.stdout.write("\n".join(f"{count[name]:>8}  {words}" for name, words in WORDS))
