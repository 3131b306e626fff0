"""Everything that is somebody's, as one file: what every room holds of them, and nothing of anybody else's.

The file is a ZIP with `everything.json` (described in docs/data-rights.md) and the same as a page,
`everything.html`. It is made as documents are: in the background, sealed for whoever asked, gone after a
week.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.db import models
from django.template.loader import render_to_string

from supervision.evidence.making import Made, Making
from supervision.evidence.models import Piece
from supervision.languages import speaking
from supervision.people.encryption import SealedText
from supervision.people.holdings import Fate, Holding, activities, holdings, opened, rows_of
from supervision.people.models import Member, Organisation, Person
from supervision.people.visibility import TABLE, Audience, Sight
from supervision.wording import sentence

FORMAT = 1
SKIPPED = frozenset(
    {"digest", "lease_until", "owner", "taken_by", "taken_until", "message_id", "key", "password"}
)
"""How we find or hold rows: nothing of anybody's."""
AUDIENCES = {
    Audience.SELF: sentence("Oneself"),
    Audience.SUPERVISOR: sentence("Their supervisor"),
    Audience.LEAD: sentence("Their lead"),
    Audience.ADMIN: sentence("An administrator"),
    Audience.STAND_IN: sentence("An administrator, of somebody in no team"),
    Audience.PEER: sentence("Colleagues"),
    Audience.OPERATOR: sentence("Whoever runs the machine"),
}
"""Who somebody is to the person that a thing is about."""
ENDS: dict[Fate, str] = {
    Fate.GONE: sentence("Deleted when you are erased"),
    Fate.PERSON: sentence("Yours in all your places; deleted with your last one"),
    Fate.NAMELESS: sentence("Stays without your name"),
    Fate.NOBODYS: "",
}
Tick = Callable[[int, int], None]


def everything(
    member: Member, *, now: datetime, is_own: bool = True, tick: Tick | None = None
) -> dict[str, Any]:
    """Return all that is held of a member and is theirs, in values that JSON can write.

    `is_own`: for themselves. Otherwise whatever nobody but they may see is left out, and named in `left_out`.
    """
    titles = {one.name: one.title for one in activities()}
    parts, left_out = [], []
    wanted = [one for one in holdings() if one.in_export and (one.whose or one.read)]
    for number, holding in enumerate(wanted):
        if tick:
            tick(number, len(wanted))
        if not is_own and is_private(holding):
            left_out.append(holding.words)
            continue
        parts.append(
            {
                "table": holding.label,
                "part": titles[holding.area],
                "what": holding.words,
                "seen_by": seen_by(holding),
                "kept": holding.kept,
                "when_erased": when_erased(holding),
                "rows": rows_for(holding, member),
            }
        )
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "organisation": member.organisation.name,
        "name": member.person.name,
        "left_out": left_out,
        "parts": parts,
    }


def is_private(holding: Holding) -> bool:
    """Say whether nobody but the person ever sees this: by the table of who sees what."""
    return holding.thing is not None and TABLE[holding.thing].only_self


def seen_by(holding: Holding) -> list[str]:
    """Return who sees it, and how much, in the words of *Who sees what*."""
    if holding.thing is None:
        return []
    row = TABLE[holding.thing]
    cells = ((audience, row.cell(audience)) for audience in Audience)
    return [
        sentence("{who}: {what}", who=AUDIENCES[audience], what=sentence(cell.words))
        for audience, cell in cells
        if cell.sight is not Sight.NOTHING
    ]


def when_erased(holding: Holding) -> str:
    """Return what becomes of it when somebody is erased, and why where it stays."""
    ends = ENDS[holding.fate]
    return sentence("{ends}. {why}", ends=ends, why=sentence(holding.why)) if holding.why else ends


# ---------------------------------------------------------------- rows
def rows_for(holding: Holding, member: Member) -> Any:
    """Return the rows of one table that are this member's own, as the room gives them or as they stand."""
    if holding.read is not None:
        return holding.read(member)
    model = holding.model
    people = [field.name for field in model._meta.concrete_fields if field.related_model is Member]
    rows = rows_of(holding, member).select_related(*(f"{name}__person" for name in people)).order_by("pk")
    return [dict(_values(holding, row, member)) for row in rows.iterator(chunk_size=500)]


def _values(holding: Holding, row: models.Model, member: Member) -> Iterator[tuple[str, Any]]:
    for field in row._meta.concrete_fields:
        name = field.name
        if isinstance(field, models.BinaryField) or name in SKIPPED or name in holding.leave_out:
            continue
        if field.related_model in (Person, Organisation):
            continue
        if field.related_model is Member:
            yield name, _name_of(row, name, member)
        elif field.is_relation:
            yield name, _plain(getattr(row, field.attname))
        else:
            yield name, _plain(getattr(row, name))
    for name, value in _sealed_of(type(row)):
        if name not in holding.leave_out and (holding.owns_words or _is_for(value, row, member)):
            yield name, opened(row, name)


def _name_of(row: models.Model, name: str, member: Member) -> str:
    pk = getattr(row, f"{name}_id")
    if pk is None:
        return ""
    return "you" if pk == member.pk else getattr(row, name).person.name


def _sealed_of(model: type[models.Model]) -> list[tuple[str, SealedText]]:
    return [
        (name, value)
        for kind in model.__mro__
        for name, value in vars(kind).items()
        if isinstance(value, SealedText)
    ]


def _is_for(text: SealedText, row: models.Model, member: Member) -> bool:
    """Say whether a text was sealed for this very person."""
    found: Any = row
    for step in text.person.split("."):
        found = getattr(found, step)
    return found == member.person_id


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if not isinstance(value, Decimal) else format(value, "f")


# ---------------------------------------------------------------- the file
def as_zip(found: dict[str, Any], *, language: str = "") -> bytes:
    """Return what `everything` found as a ZIP: as JSON, and as a page for reading, in a language.

    Names of fields stay English, so that page and JSON say the same.
    """
    with speaking(language):
        page = render_to_string("supervision/rights/export.html", {"found": readable(found)})
    out = BytesIO()
    stamp = tuple(datetime.fromisoformat(found["made_at"]).timetuple()[:6])
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, text in (
            ("everything.json", json.dumps(found, ensure_ascii=False, indent=2, default=str) + "\n"),
            ("everything.html", page),
        ):
            file.writestr(_entry(name, stamp), text.encode())
    return out.getvalue()


def _entry(name, stamp):
    from zipfile import ZipInfo

    entry = ZipInfo(name, stamp)
    entry.compress_type = ZIP_DEFLATED
    return entry


def readable(found: dict[str, Any]) -> dict[str, Any]:
    """Return the same with every row as lines of a name and words."""
    parts = [
        part | {"rows": [list(_lines(row)) for row in _as_list(part["rows"])]} for part in found["parts"]
    ]
    return found | {"parts": parts, "made_on": found["made_at"][:10]}


def _as_list(rows: Any) -> list[Any]:
    if isinstance(rows, list):
        return rows
    return [rows] if rows else []


def _lines(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a value says as names and words; what is inside another goes by both names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(inner, f"{name}, {key}" if name else str(key))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            yield from _lines(inner, f"{name} {number}".strip())
    elif value not in ("", None):
        words = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        yield name.replace("_", " ") or "what", words


def make(making: Making) -> Made:
    """Make the file that somebody asked for."""
    document = making.document
    found = everything(
        document.member,
        now=making.clock(),
        tick=lambda done, total: making.say("Reading", done, total, at_once=done == 0),
    )
    return Made(
        {Piece.Part.ZIP: as_zip(found, language=document.member.person.language)}, pages=len(found["parts"])
    )
