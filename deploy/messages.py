"""Gather the words that are translated, bring every catalogue up to them, and compile it.

    deploy/messages.py            rewrite locale/*/LC_MESSAGES/django.po and .mo
    deploy/messages.py --check    change nothing; say what is out of step or missing, and exit with 1

Plain Python (Babel), so that nobody needs the gettext programs. The compiled files are committed: running
Holdspace needs no Babel either. docs/translations.md says how a language is added.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
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
HELP_LINES = ROOT / "supervision" / "people" / "help_lines.toml"
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
WORDED = {
    "_row",
    "Act",
    "Card",
    "Choice",
    "Done",
    "Fact",
    "Goes",
    "Leaving",
    "Over",
    "Question",
    "Sign",
    "snooze",
    "holds",
    "Activity",
    "Keeping",
}
"""Calls whose plain words the doors translate where they show them, beside all refusals."""
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


def worded_later() -> Iterator[tuple[str, str]]:
    """Yield the file and the words of what is translated at the door if it can be, else said in English.

    Those are refusals, the calls in `WORDED`, and the numbers to ring: rooms write them plainly, and need no
    translation to land.
    """
    paths = [
        path for top in CODE for path in sorted((ROOT / top).rglob("*.py")) if "migrations" not in path.parts
    ]
    trees = {path: ast.parse(path.read_text()) for path in paths}
    calls = WORDED | _refusals(trees.values())
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in calls:
                for words in _plain_words(node):
                    yield path.relative_to(ROOT).as_posix(), words
    for country in tomllib.loads(HELP_LINES.read_text(encoding="utf-8"))["country"]:
        for words in (
            country["name"],
            *(line[part] for line in country["line"] for part in ("name", "note")),
        ):
            yield HELP_LINES.relative_to(ROOT).as_posix(), words


def _refusals(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of all kinds of refusal, however far below `Refusal`."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, its in bases.items() if its & found} - found:
        found |= more
    return found


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _plain_words(call: ast.Call) -> Iterator[str]:
    """Yield the words in a call's arguments: text that people read has a capital or a space."""
    waiting: list[ast.AST] = [*call.args, *(keyword.value for keyword in call.keywords)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if " " in node.value or node.value[:1].isupper():
                yield node.value
        elif isinstance(node, ast.Tuple | ast.List | ast.IfExp):
            waiting += ast.iter_child_nodes(node)
        elif isinstance(node, ast.Dict):
            waiting += node.values


def _in_python(path: Path, source: bytes) -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    name = path.relative_to(ROOT).as_posix()
    for _, words, _, context in extract("python", BytesIO(source), KEYWORDS):
        yield name, words, context


def gathered(*, with_later: bool = True) -> Catalog:
    """Return all that is to be translated, each with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    if with_later:
        for name, plain in worded_later():
            catalog.add(plain, locations=[(name, 1)])
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
    context = message.context  # bytes, where Babel read it from a compiled file
    if isinstance(context, bytes):
        context = context.decode()
    return context, message.id if isinstance(message.id, str) else tuple(message.id)


def bring_up(path: Path, wanted: Catalog) -> None:
    """Rewrite one catalogue: new words without a translation, gone ones left out; and compile it."""
    catalog = read(path)
    catalog.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path))


def faults_of(path: Path, needed: Catalog) -> list[str]:
    """Return what is wrong with one catalogue, a sentence each. `needed` is without what is worded later.

    Words that are used no longer do no harm; they go when the catalogue is next brought up.
    """
    catalog = read(path)
    theirs = {key(message): message for message in catalog if message.id}
    must = {key(message) for message in needed if message.id}
    faults = [f"not in the catalogue: {words!r}" for _, words in sorted(must - theirs.keys(), key=str)]
    for message in theirs.values():
        forms = forms_of(message.string)
        if not all(forms):
            if key(message) not in must:
                continue
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
    wanted, needed = gathered(), gathered(with_later=False)
    if "--check" not in sys.argv:
        for path in catalogues():
            bring_up(path, wanted)
    wrong = 0
    for path in catalogues():
        for fault in faults_of(path, needed):
            print(f"{path.relative_to(ROOT)}: {fault}")
            wrong += 1
    print(f"{len(wanted)} messages, {len(catalogues())} translations, {wrong} faults", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
