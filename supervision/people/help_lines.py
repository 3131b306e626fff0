"""Numbers that are always there: national lines by country, shown with or without sign-in.

They stand in `help_lines.toml`, each with its own page, what it was compared with, and when. An
organisation's assistance programme is its own setting and stands before these; these are always last,
and never missing.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supervision.wording import noted

FILE = Path(__file__).with_name("help_lines.toml")
DIRECTORY = "https://findahelpline.com"
EUROPE = "112"
"""Works from any mobile in Europe and in most other countries."""


@dataclass(frozen=True, slots=True)
class Line:
    """One way to reach somebody: a number to ring, or to text, with a first word where it wants one.

    `source` is the line's own page, `seen` the page its number was compared with on the day `looked_at`.
    """

    name: str
    note: str
    number: str
    source: str
    seen: str
    looked_at: date
    way: str = "ring"
    word: str = ""

    @property
    def is_text(self) -> bool:
        return self.way == "text"

    @property
    def href(self) -> str:
        """A `tel:` address, or `sms:` with the word to send where the line wants one."""
        digits = self.number.replace(" ", "")
        if not self.is_text:
            return f"tel:{digits}"
        return f"sms:{digits}?body={self.word}" if self.word else f"sms:{digits}"

    @property
    def icon(self) -> str:
        return "message-circle" if self.is_text else "phone"


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency number and its lines. `main` of them fit into the dialog."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]
    emergency_source: str = ""
    main: int = 3
    directory: str = ""

    @property
    def oldest_look(self) -> date | None:
        """The day since which each line here has been looked at; None where there are none."""
        return min((line.looked_at for line in self.lines), default=None)


def read(file: Path = FILE) -> tuple[Country, ...]:
    """Return the countries of the file, in its order. Raises TypeError where one lacks something."""
    countries = []
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["country"]:
        lines = tuple(Line(**line) for line in row.pop("line"))
        countries.append(Country(lines=lines, **row))
    return tuple(countries)


ELSEWHERE = Country("", noted("Somewhere else"), EUROPE, (), directory=DIRECTORY)
COUNTRIES = (*read(), ELSEWHERE)
_BY_CODE = {country.code: country for country in COUNTRIES}


def country_for(code: str) -> Country:
    """Return the lines of this ISO 3166 country; where we know none, 112 and a directory of lines."""
    return _BY_CODE.get(code.upper(), ELSEWHERE)
