"""`sweep`: what beat rings for every five minutes, by hand."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand

from supervision.clock import now
from supervision.policy.management.commands.clocks import day_from
from supervision.policy.services import sweep_clocks

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
            help="as of this day, as 2026-11-03, in each member's own zone; what came after it is not known",
        )
        parser.add_argument("--json", action="store_true", help="the counts as one object")

    def handle(self, *args, on, **options):
        count = asdict(sweep_clocks(now=now(), on=day_from(on) if on else None))
        if options["json"]:
            self.stdout.write(json.dumps(count))
        else:
            self.stdout.write("\n".join(f"{count[name]:>8}  {words}" for name, words in WORDS))
