"""`load_organisation`: bring an organisation's files in from a folder."""

import json
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.models import Organisation
from supervision.roster.files.columns import FILES
from supervision.roster.files.problems import Problems
from supervision.roster.files.reading import Reading, known_file, refuse_unknown, stray_file
from supervision.roster.loading import bring_in, named_in, plan_for, read_for
from supervision.roster.plan.values import Plan
from supervision.roster.preview import as_dicts, read_well, shown, summary_of
from supervision.roster.rules import slug_of

WRONG, MISUSED = 1, 2
BAR = 30
SAID = {
    "new": "new",
    "changed": "changed",
    "leaving": "leaving",
    "same": "as they are",
    "absent": "not in the files",
}


class Misused(CommandError):
    def __init__(self, message: str):
        super().__init__(message, returncode=MISUSED)


class Command(BaseCommand):
    help = (
        "Bring an organisation's CSV files in from a folder: all of them, or none. Files that are not there "
        "are left out; the same files twice change nothing. docs/files.md describes every column."
    )
    epilog = "Exit code: 0 done, 1 something in the files cannot go in, 2 used wrongly."

    def create_parser(self, prog_name, subcommand, **kwargs):
        return super().create_parser(prog_name, subcommand, epilog=self.epilog, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("folder", metavar="DIR", help=f"a folder with any of {', '.join(FILES)}")
        parser.add_argument(
            "--organisation",
            metavar="SLUG",
            default="",
            help="whose files they are, where there is no organisation.csv",
        )
        parser.add_argument(
            "--check", action="store_true", help="read, and say what would change; write nothing"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, on standard output")

    def handle(self, *args, folder, organisation, check, json, **options):
        self.as_json = json
        now = clock_now()
        path = Path(folder)
        if not path.is_dir():
            raise Misused(f"There is no folder {folder}.")
        with ExitStack() as stack:
            files = self.opened(path, stack)
            found = self.organisation_of(organisation, files)
            bar = Bar(self.stderr if sys.stderr.isatty() and not json else None)
            with bar:
                reading = read_for(found, files, now=now, tell=lambda file: bar.show(f"Reading {file}"))
                self.refuse_strays(path, reading.problems)
                plan = plan_for(found, reading, now=now)
                if reading.problems:
                    bar.clear()
                    self.say_problems(reading)
                    raise SystemExit(WRONG)
                if not check:
                    bar.total = plan.size
                    try:
                        brought = bring_in(found, reading, now=now, step=bar.step)
                    except Refusal as refusal:
                        raise CommandError(str(refusal)) from None
                    except OperationalError:
                        busy = "The database is busy with something else. Nothing went in; try again."
                        raise CommandError(busy) from None
                    found, plan = brought.organisation, brought.plan
            self.say_done(reading, plan, found, check=check)

    # ------------------------------------------------------------ files
    def opened(self, path: Path, stack: ExitStack) -> dict:
        """Open the files of the folder that are read, whatever the case of their names."""
        files: dict = {}
        for each in sorted(path.iterdir()):
            name = known_file(each.name)
            if name and each.is_file():
                if name in files:
                    raise Misused(f"{path} holds {name} twice, in different cases.")
                files[name] = stack.enter_context(each.open("rb"))
        if not files:
            raise Misused(f"{path} holds none of {', '.join(FILES)}.")
        return files

    def refuse_strays(self, path: Path, problems: Problems) -> None:
        """Refuse a file whose name is a slip of one that is read; leave every other file alone."""
        refuse_unknown([each.name for each in sorted(path.iterdir()) if stray_file(each.name)], problems)

    def organisation_of(self, slug: str, files: dict) -> Organisation | None:
        if slug:
            found = Organisation.objects.filter(slug=slug).first()
            if found is None:
                raise Misused(f"There is no organisation “{slug}”.")
            return found
        name = named_in(files)
        if not name:
            if "organisation.csv" not in files:
                raise Misused("There is no organisation.csv. Name the organisation with --organisation SLUG.")
            return None
        return Organisation.objects.filter(slug=slug_of(name)).first()

    # ------------------------------------------------------------ words
    def say_problems(self, reading: Reading) -> None:
        problems = reading.problems
        if self.as_json:
            every = as_dicts(shown(problems))
            self.write_json({"ok": False, "problem_count": problems.count, "problems": every})
            return
        mistakes, count = problems.mistakes_in_order(FILES), problems.mistake_count
        for mistake in mistakes:
            self.stdout.write(str(mistake))
        if count > len(mistakes):
            self.stdout.write(f"… and {count - len(mistakes):,} more.")
        things = "one thing" if count == 1 else f"{count:,} things"
        self.stderr.write(f"Nothing went in: {things} to put right first.")

    def say_done(
        self, reading: Reading, plan: Plan, organisation: Organisation | None, *, check: bool
    ) -> None:
        slug = (
            organisation.slug
            if organisation
            else slug_of(reading.organisation.name if reading.organisation else "")
        )
        remarks = shown(reading.remarks)
        if self.as_json:
            self.write_json(
                {
                    "ok": True,
                    "organisation": slug,
                    "checked_only": check,
                    "changes": not plan.is_empty,
                    "summary": summary_of(plan),
                    "remark_count": reading.remarks.count,
                    "remarks": as_dicts(remarks),
                }
            )
            return
        for remark in remarks[:20]:
            self.stdout.write(f"Worth a look: {remark}")
        if reading.remarks.count > 20:
            self.stdout.write(f"… and {reading.remarks.count - 20:,} more worth a look.")
        if check:
            for change in plan.changes:
                if change.kind != "new":
                    arrow = f"{change.now} → {change.after}" if change.now else change.after
                    self.stdout.write(
                        " ".join(filter(None, [f"{change.kind}: {change.who}", change.what, arrow]))
                    )
        for what, counts in summary_of(plan).items():
            words = [f"{counts[kind]:,} {said}" for kind, said in SAID.items() if counts.get(kind)]
            if words:
                self.stdout.write(f"{what.capitalize()}: {', '.join(words)}")
        read = f" ({read_well(reading)})" if read_well(reading) else ""
        if plan.is_empty:
            self.stdout.write(f"Nothing changes in {slug}{read}.")
        elif check:
            self.stdout.write(f"All of it can go into {slug}{read}. Nothing was written.")
        else:
            self.stdout.write(self.style.SUCCESS(f"All of it is in {slug}{read}."))

    def write_json(self, answer: dict) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False))


class Bar:
    """A line on a terminal that says how far it is; nothing anywhere else."""

    def __init__(self, stream):
        self.stream, self.total, self.done = stream, 0, 0

    def __enter__(self):
        return self

    def __exit__(self, *trouble):
        self.clear()

    def show(self, words: str) -> None:
        if self.stream:
            self.stream.write(f"\r\033[K{words}", ending="")
            self.stream.flush()

    def step(self, what: str, rows: int) -> None:
        self.done += rows
        if self.total:
            filled = min(BAR, BAR * self.done // self.total)
            self.show(f"[{'█' * filled}{'·' * (BAR - filled)}] {what}: {self.done:,} of {self.total:,}")

    def clear(self) -> None:
        self.show("")
