"""Show how asks for a debrief would spread over listeners, with made-up people."""

import json

from django.core.management.base import BaseCommand, CommandError

from peers.debriefs.simulation import simulate


class Command(BaseCommand):
    help = (
        "Show how asks would spread over listeners, by the rules in force and with made-up people. "
        "Nothing is read from the database, and nobody in it is shown."
    )

    def add_arguments(self, parser):
        parser.add_argument("--listeners", type=int, default=40)
        parser.add_argument("--a-week", type=int, default=12, help="requests in a week")
        parser.add_argument("--weeks", type=int, default=26)
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same answer")
        parser.add_argument("--json", action="store_true", help="one JSON object")

    def handle(self, *args, listeners, a_week, weeks, seed, **options):
        if not (2 <= listeners <= 2000 and 1 <= a_week <= 5000 and 1 <= weeks <= 260):
            raise CommandError("2 to 2,000 listeners, 1 to 5,000 requests a week, 1 to 260 weeks.")
        found = simulate(listeners=listeners, requests_a_week=a_week, weeks=weeks, seed=seed)
        quartile = len(found.given) // 4
        facts = {
            "requests": found.requests,
            "nobody": found.nobody,
            "asks_fewest": found.asks[0],
            "asks_median": found.asks[len(found.asks) // 2],
            "asks_most": found.asks[-1],
            "given_fewest": found.given[0],
            "given_lower_quarter": found.given[quartile],
            "given_median": found.given[len(found.given) // 2],
            "given_upper_quarter": found.given[-quartile - 1],
            "given_most": found.given[-1],
            "share_of_top_tenth": round(found.share_of_top_tenth, 3),
            "most_asks_in_seven_days": found.most_in_a_week,
        }
        if options["json"]:
            self.stdout.write(json.dumps(facts))
            return
        self.stdout.write(f"{found.requests} requests in {weeks} weeks, {listeners} listeners")
        self.stdout.write(f"nobody was left for {found.nobody}")
        for words, name in (("asked", "asks"), ("listened", "given")):
            self.stdout.write(
                f"{words}: fewest {facts[f'{name}_fewest']}, median {facts[f'{name}_median']}, "
                f"most {facts[f'{name}_most']}"
            )
        self.stdout.write(f"the tenth with most talks gave {facts['share_of_top_tenth']:.0%} of them")
        self.stdout.write(
            f"nobody was asked more than {facts['most_asks_in_seven_days']} times in seven days"
        )
        self.stdout.write(f"why the first was first: {found.first_reason}")
