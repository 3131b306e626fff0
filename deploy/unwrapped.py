"""Find words in templates that no translation reaches: text, and what is read aloud or shown on asking.

    deploy/unwrapped.py      list them, a line each, and exit with 1 if there are any

Templates under `ENGLISH` are not wrapped yet; docs/welsh.md names them. Words that are taken out of the code
are not seen here: tests/doors/test_in_welsh.py looks for those on the pages themselves.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
ENGLISH = (
    "operations/",
    "peers/climate/setting.html",
    "peers/learning/organisation.html",
    "peers/learning/write.html",
    "peers/wellbeing/organisation_",
    "supervision/availability/organisation.html",
    "supervision/notices/gateways.html",
    "supervision/notices/preview",
    "supervision/people/organisation/",
    "supervision/policy/rules/",
    "supervision/policy/setup/",
    "supervision/practice/organisation.html",
    "supervision/rights/pack.html",
    "supervision/roster/",
)
"""Pages of administrators, and rooms that are not worded yet."""
NAMES = {"Holdspace", "solo"}
"""The same in every language, or a class of a page's frame."""
READ = re.compile(r'\s(?:aria-label|title|placeholder|alt|data-label)="((?:{%.*?%}|{{.*?}}|[^"])*)"', re.S)
TOKEN = re.compile(
    r"(?P<passed>{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}"
    r"|<!--.*?-->|<script.*?</script>|<style.*?</style>|{%.*?%}|{{.*?}})"
    r'|(?P<tag><(?:"(?:{%.*?%}|{{.*?}}|[^"])*"|{%.*?%}|{{.*?}}|[^">{]|{(?![%{]))*>)'
    r"|(?P<text>[^<{]+|[<{])",
    re.S,
)
WORD = re.compile(r"[^\W\d_]{2,}")
NO_WORDS = re.compile(r"&\w+;|\S+@\S+|\?\w+=")
"""Letters that are none: of entities, of addresses."""


def unwrapped(source: str) -> Iterator[tuple[int, str]]:
    """Yield each piece of words outside any translation, with its line, counted from 1."""
    line = 1
    for token in TOKEN.finditer(source):
        if token["text"]:
            pieces = [token["text"]]
        else:
            pieces = _read(token)
        for piece in pieces:
            if set(WORD.findall(NO_WORDS.sub("", piece))) - NAMES:
                yield line, " ".join(piece.split())
        line += token[0].count("\n")


def _read(token: re.Match[str]) -> list[str]:
    if not token["tag"]:
        return []
    whole = re.sub(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", "", token["tag"], flags=re.S)
    return [re.sub(r"{%.*?%}|{{.*?}}", "", words, flags=re.S) for words in READ.findall(whole)]


def found() -> list[str]:
    """Return "template:line: words" for all templates whose readers may have another language."""
    places = []
    for path in sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")):
        name = path.relative_to(TEMPLATES).as_posix()
        if not name.startswith(ENGLISH):
            places += [f"{name}:{line}: {words}" for line, words in unwrapped(path.read_text())]
    return places


def main() -> int:
    places = found()
    for place in places:
        print(place)
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main())
