"""Write every kind of message into a folder, as HTML and as plain text: docs/letters is made by it."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from supervision.notices.previews import Preview, previews

FOLDER = Path("docs/letters")
HOME = "https://holdspace.example"


class Command(BaseCommand):
    help = (
        "Write every kind of message, with invented facts, into a folder: HTML, and one page of plain text."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER, help=f"where to ({FOLDER})")

    def handle(self, *args, **options) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        shown = previews()
        for old in folder.glob("*.html"):
            old.unlink()
        for one in shown:
            (folder / name_of(one)).write_text(at_home(one.html), encoding="utf-8")
        (folder / "README.md").write_text(at_home(page_of_all(shown)), encoding="utf-8")
        self.stdout.write(f"{len(shown)} messages written to {folder}")


def at_home(words: str) -> str:
    """Return the words with an invented address in place of this installation's."""
    return words.replace(settings.BASE_URL, HOME)


def name_of(one: Preview) -> str:
    return f"{one.kind.name}-{one.number}.html"


def page_of_all(shown: list[Preview]) -> str:
    """Return the page that lists every message with its words, in Markdown."""
    parts = [
        "# Every message, as it arrives",
        "Made by `manage.py write_previews` from the templates that letters are written with; names and\n"
        "times are invented. An administrator sees the same under Organisation, Messages, with their own\n"
        "organisation’s name. On a locked phone all of them read alike: “Holdspace, 16:30”.",
    ]
    for one in shown:
        kept = "must arrive" if one.must_arrive else "soft"
        parts.append(
            f"## {one.kind.line}: {one.title.lower()}\n\n"
            f"`{one.kind.name}`, {kept}. [As HTML]({name_of(one)})\n\n"
            f"```text\nSubject: {one.subject}\n\n{one.text.rstrip()}\n```"
        )
    return "\n\n".join(parts) + "\n"
