"""Reading a questionnaire that an organisation brings: a JSON or CSV file, all of it right or none of it in.

Each fault is named by line, column and reason. In CSV the column is its name, in JSON the number of the
character in its line. `docs/space.md` describes both forms. A questionnaire is somebody's work: without its
credit line it does not come in.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from peers.wellbeing.located_json import Located, Path, Place, Problem, Wrong

MOST_BYTES = 256 * 1024
MOST_ROWS = 600
MOST = {"answers": 10, "questions": 120, "bands": 120}
COLUMNS = ("row", "key", "words", "scale", "value", "part", "reversed", "from", "to")
TEXTS = ("title", "credit", "about")
LISTS = {"answer": "answers", "question": "questions", "band": "bands"}
FIELDS = {
    "answers": ("scale", "words", "value"),
    "questions": ("key", "words", "scale", "part", "reversed"),
    "bands": ("part", "from", "to", "words"),
}
YES, NO = frozenset({"yes", "true", "1"}), frozenset({"", "no", "false", "0"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as it was read, and where each of its values stands."""

    said: dict[str, Any]
    places: Mapping[Path, Place]

    def problem(self, reason: str, *path: str | int) -> Problem:
        while path and path not in self.places:
            path = path[:-1]
        return Problem(*self.places.get(path, (1, "")), reason)


def read_questionnaire(content: bytes) -> dict[str, Any]:
    """Return a questionnaire as it is kept. Raises Wrong with every problem there is.

    Its body: `title`, `credit`, `about`, `scales` by name (each a list of `words` and `value`), `questions`
    (`key`, `words`, `scale`, `part`, `reversed`) and `bands` (`part`, `from`, `to`, `words`).
    """
    if len(content) > MOST_BYTES:
        raise Wrong([Problem(1, "", "At most 256 KB, please.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Wrong([Problem(line, "", "This is not UTF-8 text.")]) from None
    if "\x00" in text:
        raise Wrong([Problem(text[: text.index("\x00")].count("\n") + 1, "", "There is a NUL in it.")])
    raw = _from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_csv(text)
    problems = list(_problems(raw))
    if problems:
        raise Wrong(sorted(problems, key=lambda one: (one.line, one.column)))
    return _body(raw.said)


# ---------------------------------------------------------------- CSV
def _from_csv(text: str) -> Raw:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    said: dict[str, Any] = {name: [] for name in LISTS.values()}
    places: dict[Path, Place] = {(): (1, "")}
    problems: list[Problem] = []
    header: list[str] = []
    start = 1
    try:
        for row in reader:
            line, start = start, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue
            if not header:
                header = [cell.strip().lower() for cell in row]
                problems += _header_problems(header)
                if problems:
                    break
                continue
            problems += _take_row(dict(zip(header, row, strict=False)), row, header, line, said, places)
            if line > MOST_ROWS:
                problems.append(Problem(line, "", f"At most {MOST_ROWS} lines, please."))
                break
    except csv.Error as error:
        problems.append(Problem(reader.line_num, "", f"This line can’t be read: {error}."))
    if problems:
        raise Wrong(problems)
    return Raw(said, places)


def _header_problems(header: list[str]) -> Iterator[Problem]:
    for name in header:
        if name not in COLUMNS:
            yield Problem(1, name, f"There is no column of this name. There are: {', '.join(COLUMNS)}.")
        elif header.count(name) > 1:
            yield Problem(1, name, "This column stands twice.")
    if "row" not in header or "words" not in header:
        yield Problem(1, "", "The first line names the columns; “row” and “words” are always among them.")


def _take_row(
    cells: dict[str, str],
    row: list[str],
    header: list[str],
    line: int,
    said: dict[str, Any],
    places: dict[Path, Place],
) -> Iterator[Problem]:
    if len(row) > len(header):
        yield Problem(line, "", f"There are {len(row)} cells, and {len(header)} columns.")
        return
    kind = cells.get("row", "").strip().lower()
    if kind in TEXTS:
        if kind in said:
            yield Problem(line, "row", f"There is a {kind} already.")
        said[kind] = cells.get("words", "").strip()
        places[(kind,)] = (line, "words")
    elif kind in LISTS:
        name = LISTS[kind]
        number = len(said[name])
        said[name].append({field: cells.get(field, "").strip() for field in FIELDS[name]})
        places[(name, number)] = (line, "")
        places.update({(name, number, field): (line, field) for field in FIELDS[name]})
    else:
        yield Problem(line, "row", f"A row is one of: {', '.join((*TEXTS, *LISTS))}.")


# ---------------------------------------------------------------- JSON
def _from_json(text: str) -> Raw:
    located = Located(text)
    said = located.read()
    raw = Raw(said if isinstance(said, dict) else {}, located.places)
    if not isinstance(said, dict):
        raise Wrong([raw.problem("The file is one object with “title”, “credit”, “scales” and “questions”.")])
    places = dict(located.places)
    known = {*TEXTS, "scales", "questions", "bands"}
    problems = [raw.problem(f"There is nothing called “{name}”.", name) for name in said if name not in known]
    scales = said.get("scales", {})
    flat: dict[str, Any] = {name: said[name] for name in TEXTS if name in said}
    answers: list[Any] = []
    if not isinstance(scales, dict):
        problems.append(raw.problem("“scales” is an object: each name with its list of answers.", "scales"))
        scales = {}
    for name, rows in scales.items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(raw.problem("A scale is a list of “words” and “value”.", "scales", name))
            continue
        for n, row in enumerate(rows):
            number = len(answers)
            answers.append({"scale": name, **row})
            for field in ("words", "value"):
                where = located.places.get(("scales", name, n, field)) or located.places["scales", name, n]
                places["answers", number, field] = where
            places["answers", number] = located.places["scales", name, n]
    flat["answers"] = answers
    for name in ("questions", "bands"):
        rows = said.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            problems.append(raw.problem(f"“{name}” is a list of objects.", name))
            rows = []
        flat[name] = rows
    if problems:
        raise Wrong(sorted(problems, key=lambda one: one.line))
    return Raw(flat, places)


# ---------------------------------------------------------------- what holds of both
def _problems(raw: Raw) -> Iterator[Problem]:
    for name, longest, is_needed in (("title", 120, True), ("credit", 500, True), ("about", 1000, False)):
        words = raw.said.get(name, "")
        if not isinstance(words, str):
            yield raw.problem(f"The {name} is words.", name)
        elif is_needed and not words.strip():
            yield raw.problem(f"The {name} is missing.", name)
        elif len(words) > longest:
            yield raw.problem(f"The {name} has at most {longest} characters.", name)
    for name, fields in FIELDS.items():
        rows = raw.said[name]
        for number, row in enumerate(rows):
            for field in row:
                if field not in fields:
                    yield raw.problem(f"There is nothing called “{field}” here.", name, number, field)
    if not raw.said["questions"]:
        yield raw.problem("There is no question in it.", "questions")
    if len(raw.said["questions"]) > MOST["questions"]:
        yield raw.problem(f"At most {MOST['questions']} questions.", "questions", MOST["questions"])
    yield from _answer_problems(raw)
    yield from _question_problems(raw)
    yield from _band_problems(raw)


def _answer_problems(raw: Raw) -> Iterator[Problem]:
    seen: dict[str, list[str]] = {}
    for number, row in enumerate(raw.said["answers"]):
        if not _words(row.get("scale"), 40):
            yield raw.problem("Say of which scale this answer is.", "answers", number, "scale")
        if not _words(row.get("words"), 120):
            yield raw.problem("An answer has words, 120 characters at most.", "answers", number, "words")
        if _whole(row.get("value")) is None:
            yield raw.problem("A value is a whole number from -1000 to 1000.", "answers", number, "value")
        scale, words = str(row.get("scale")), str(row.get("words"))
        if words in seen.setdefault(scale, []):
            yield raw.problem("This answer stands twice in its scale.", "answers", number, "words")
        seen[scale].append(words)
        if len(seen[scale]) == MOST["answers"] + 1:
            yield raw.problem(f"At most {MOST['answers']} answers in a scale.", "answers", number)


def _question_problems(raw: Raw) -> Iterator[Problem]:
    scales = {str(row.get("scale")) for row in raw.said["answers"]}
    keys: set[str] = set()
    for number, row in enumerate(raw.said["questions"]):
        key = row.get("key")
        if not isinstance(key, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", key):
            reason = "A key is 1 to 40 letters, digits, hyphens or underscores."
            yield raw.problem(reason, "questions", number, "key")
        elif key in keys:
            yield raw.problem("Another question has this key.", "questions", number, "key")
        else:
            keys.add(key)
        if not _words(row.get("words"), 500):
            yield raw.problem("A question has words, 500 characters at most.", "questions", number, "words")
        if str(row.get("scale", "")) not in scales:
            yield raw.problem("There is no scale of this name.", "questions", number, "scale")
        if row.get("part") and not _words(row["part"], 80):
            yield raw.problem("A part has a name of 80 characters at most.", "questions", number, "part")
        if _yes(row.get("reversed", "")) is None:
            yield raw.problem("“reversed” is yes or no.", "questions", number, "reversed")


def _band_problems(raw: Raw) -> Iterator[Problem]:
    parts = {str(row.get("part") or "") for row in raw.said["questions"]}
    kept: dict[str, list[tuple[int, int]]] = {}
    for number, row in enumerate(raw.said["bands"]):
        first, last = _whole(row.get("from")), _whole(row.get("to"))
        part = str(row.get("part") or "")
        if part not in parts:
            yield raw.problem("No question is of this part.", "bands", number, "part")
        if not _words(row.get("words"), 200):
            yield raw.problem("A band has words, 200 characters at most.", "bands", number, "words")
        if first is None:
            yield raw.problem("“from” is a whole number.", "bands", number, "from")
        if last is None:
            yield raw.problem("“to” is a whole number.", "bands", number, "to")
        if first is None or last is None:
            continue
        if last < first:
            yield raw.problem("A band ends where it starts, or after it.", "bands", number, "to")
        elif any(first <= past and start <= last for start, past in kept.get(part, [])):
            yield raw.problem("Two bands of this part share a number.", "bands", number, "from")
        else:
            kept.setdefault(part, []).append((first, last))


def _words(value: Any, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= longest


def _whole(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,4}", value):
        return None
    return int(value) if -1000 <= int(value) <= 1000 else None


def _yes(value: Any) -> bool | None:
    words = str(value).strip().lower()
    return True if words in YES else False if words in NO else None


def _body(said: dict[str, Any]) -> dict[str, Any]:
    scales: dict[str, list[dict[str, Any]]] = {}
    for row in said["answers"]:
        answer = {"words": row["words"].strip(), "value": int(row["value"])}
        scales.setdefault(str(row["scale"]), []).append(answer)
    return {
        "title": said["title"].strip(),
        "credit": said["credit"].strip(),
        "about": str(said.get("about", "")).strip(),
        "scales": scales,
        "questions": [
            {
                "key": row["key"],
                "words": row["words"].strip(),
                "scale": str(row["scale"]),
                "part": str(row.get("part") or "").strip(),
                "reversed": bool(_yes(row.get("reversed", ""))),
            }
            for row in said["questions"]
        ],
        "bands": [
            {
                "part": str(row.get("part") or "").strip(),
                "from": int(row["from"]),
                "to": int(row["to"]),
                "words": row["words"].strip(),
            }
            for row in said["bands"]
        ],
    }
