"""`clocks`: every clock of an organisation on a day, worked out afresh."""

import csv
import io
import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from supervision.clock import now
from supervision.people.models import Organisation
from supervision.policy.selectors import answers_on

COLUMNS = ("email", "rule", "last_counted_on", "due_on", "state", "minutes_this_month")


def day_from(text: str) -> date:
    """Return the day written as 2026-11-03. Raises CommandError for anything else."""
    try:
        if len(text) != len("2026-11-03"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no day: write it as 2026-11-03.") from None


class Command(BaseCommand):
    help = (
        "Print every clock of an organisation: when supervision was last counted, when it is due, and the "
        "state. "
        "Sessions and units after the day are not known yet; leave is."
    )

    def add_arguments(self, parser):
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="whose clocks")
        parser.add_argument(
            "--on", metavar="DATE", help="the day, as 2026-11-03; without it, today in each member's own zone"
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--csv", action="store_true", help="one line a clock, sorted by e-mail and rule")
        form.add_argument("--json", action="store_true", help="one object a line")

    def handle(self, *args, organisation, on, **options):
        day = day_from(on) if on else None
        found = Organisation.objects.filter(slug=organisation).first()
        if found is None:
            raise CommandError(f"There is no organisation “{organisation}”.")
        lines = sorted(
            (
                member.email,
                facts.name,
                "" if answer.last_counted_on is None else answer.last_counted_on.isoformat(),
                "" if answer.due_on is None else answer.due_on.isoformat(),
                answer.state,
                "" if answer.minutes_shown is None else str(answer.minutes_shown),
            )
            for member, facts, answer in answers_on(found, day, now=now())
        )
        if options["csv"]:
            self.stdout.write(as_csv(lines), ending="")
        elif options["json"]:
            for line in lines:
                self.stdout.write(as_json(line))
        else:
            self.stdout.write(as_table(lines))


def as_csv(lines):
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return sheet.getvalue()


def as_json(line):
    values = {name: value or None for name, value in zip(COLUMNS, line, strict=True)}
    if values["minutes_this_month"]:
        values["minutes_this_month"] = int(values["minutes_this_month"])
    return json.dumps(values, ensure_ascii=False)


def as_table(lines):
    heads = ("E-mail", "Rule", "Last counted", "Due on", "State", "Minutes this month")
    rows = [heads, *lines]
    widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
    words = [
        "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    words.append("" if lines else "Nobody is tracked on that day, or no policy is in force.")
    return "\n".join(words).rstrip()
