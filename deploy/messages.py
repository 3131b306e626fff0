"""Gather the words that are translated, bring every catalogue up to them, and compile it.

    deploy/messages.py            rewrite locale/*/LC_MESSAGES/django.po and .mo
    deploy/messages.py --check    change nothing; say what is out of step or missing, and exit with 1

Plain Python (Babel), so that nobody needs the gettext programs. The compiled files are committed: running
Holdspace needs no Babel either. docs/translations.md says how a language is added.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
CODE = ("config", "supervision", "peers")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "_": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    # supervision/wording.py, for rooms without Django
    "noted": None,
    "sentence": None,
    "counted": (1, 2),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w*)\}")


def found_words() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Yield the file, the words (singular and plural where there are both) and the context of each."""
    for top in CODE:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _in_python(path, path.read_bytes())
    for path in sorted(p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt", ".js")):
        source = templatize(path.read_text())
        # What is left of a page is no Python; its lines begin anywhere.
        yield from _in_python(path, "\n".join(line.strip() for line in source.splitlines()).encode())


def _in_python(path: Path, source: bytes) -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    name = path.relative_to(ROOT).as_posix()
    for _, words, _, context in extract("python", BytesIO(source), KEYWORDS):
        yield name, words, context


def gathered() -> Catalog:
    """Return all that is to be translated, each with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    for name, words, context in found_words():
        known = catalog.get(words[0] if isinstance(words, tuple) else words, context)
        if known is not None and (name, 1) in known.locations:
            continue
        catalog.add(words, locations=[(name, 1)], context=context)
    return catalog


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def key(message: Message) -> tuple[str | None, str | tuple[str, ...]]:
    """Return what tells a message from others: its context, and its words in every form."""
    return message.context, message.id if isinstance(message.id, str) else tuple(message.id)


def bring_up(path: Path, wanted: Catalog) -> None:
    """Rewrite one catalogue: new words without a translation, gone ones left out; and compile it."""
    catalog = read(path)
    catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path))


def faults_of(path: Path, wanted: Catalog) -> list[str]:
    """Return what is wrong with one catalogue, a sentence each."""
    catalog = read(path)
    theirs = {key(message): message for message in catalog if message.id}
    ours = {key(message) for message in wanted if message.id}
    faults = [f"not in the catalogue: {words!r}" for _, words in sorted(ours - theirs.keys(), key=str)]
    faults += [f"no longer used: {words!r}" for _, words in sorted(theirs.keys() - ours, key=str)]
    for message in theirs.values():
        forms = forms_of(message.string)
        if not all(forms):
            faults.append(f"not translated: {message.id!r}")
        elif message.fuzzy:
            faults.append(f"fuzzy: {message.id!r}")
        faults += [
            f"other placeholders: {message.id!r} -> {form!r}" for form in forms if _differs(message, form)
        ]
    with path.with_suffix(".mo").open("rb") as file:
        compiled = {key(message): message.string for message in read_mo(file) if message.id}
    if {which: tuple(forms_of(forms)) for which, forms in compiled.items()} != {
        which: tuple(forms_of(message.string)) for which, message in theirs.items() if message.string
    }:
        faults.append("the compiled file is out of step")
    return faults


def placeholders(words: str) -> set[str]:
    return {a or b for a, b in PLACEHOLDER.findall(words)}


def forms_of(words: str | Sequence[str] | None) -> Sequence[str]:
    """Return the forms of a message with a number, or the one form of any other."""
    return (words or "",) if isinstance(words, str | None) else words


def _differs(message: Message, form: str) -> bool:
    """Say whether a translation names something else than the words do; a form may leave out the number."""
    ids = forms_of(message.id)
    wanted = set().union(*(placeholders(one) for one in ids))
    theirs = placeholders(form) if form else wanted
    return theirs != wanted and not (
        len(ids) > 1 and theirs < wanted and wanted - theirs <= placeholders(ids[-1])
    )


def main() -> int:
    wanted = gathered()
    if "--check" not in sys.argv:
        for path in catalogues():
            bring_up(path, wanted)
    wrong = 0
    for path in catalogues():
        for fault in faults_of(path, wanted):
            print(f"{path.relative_to(ROOT)}: {fault}")
            wrong += 1
    print(f"{len(wanted)} messages, {len(catalogues())} translations, {wrong} faults", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
