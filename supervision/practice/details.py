"""Whether words look as if they named a client: an address, a number, a date of birth. It stops nobody.

A look, not a proof: it is meant to catch what slips in while one is tired, and to be quiet otherwise.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from functools import reduce

from supervision.wording import Sentence, sentence


class Kind(StrEnum):
    """What words may look like, and how it is called to their writer."""

    EMAIL = "email"
    PHONE = "phone"
    NHS_NUMBER = "nhs_number"
    BIRTH = "date_of_birth"


NAMES = {
    Kind.EMAIL: sentence("an e-mail address"),
    Kind.PHONE: sentence("a phone number"),
    Kind.NHS_NUMBER: sentence("an NHS number"),
    Kind.BIRTH: sentence("a date of birth"),
}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# A run of digits as people write them: spaces, dots, dashes and brackets between, never a line's end.
_DIGITS = re.compile(r"(?<![\w+])\+?\(?\d(?:[ \u00a0.()/-]{0,2}\d){8,14}(?!\w)")
_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,4})([./ -])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)")
_WORDS = re.compile(
    r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?!\d)", re.IGNORECASE
)
_WORDS_FIRST = re.compile(r"(?<!\w)([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)", re.IGNORECASE)
_BORN = re.compile(r"\b(?:born|d\.?o\.?b\.?|date of birth|birth ?day)\b[^\n]{0,12}$", re.IGNORECASE)


def found_in(text: str, *, today: date) -> tuple[Kind, ...]:
    """Return what `text` looks as if it held, each kind once, in the order of `Kind`."""
    found = set()
    if _EMAIL.search(text):
        found.add(Kind.EMAIL)
    for match in _DIGITS.finditer(text):
        if _dates_in(match.group()):
            continue
        digits = re.sub(r"\D", "", match.group())
        if is_nhs_number(digits):
            found.add(Kind.NHS_NUMBER)
        if _is_phone(match.group(), digits):
            found.add(Kind.PHONE)
    if any(_is_birth(day, text[:starts], today) for starts, day in _dates_in(text)):
        found.add(Kind.BIRTH)
    return tuple(kind for kind in Kind if kind in found)


def names_of(kinds: tuple[Kind, ...]) -> Sentence:
    """Return "an e-mail address and a phone number"."""
    *names, last = [NAMES[kind] for kind in kinds]
    if not names:
        return last
    first = reduce(lambda some, one: sentence("{some}, {one}", some=some, one=one), names)
    return sentence("{one} and {other}", one=first, other=last)


def is_nhs_number(digits: str) -> bool:
    """Say whether ten digits end in the check digit of an NHS number.

    The first nine times 10 down to 2, summed; eleven less the rest of that by eleven, where eleven counts
    as nothing and ten is never given. Source: NHS data dictionary, NHS number.
    """
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return check == int(digits[9])


def _is_phone(written: str, digits: str) -> bool:
    """Say whether it is a number one can ring: one from here, with its 0 or +44, or any with a plus."""
    if written.startswith("+"):
        return 9 <= len(digits) <= 15
    if digits.startswith("0044"):
        return len(digits) in (13, 14)
    return digits[0] == "0" and digits[1] in "123578" and len(digits) in (10, 11)


def _dates_in(text: str) -> list[tuple[int, date]]:
    """Return each whole date in `text`, day first or as ISO writes it, with the place it begins at."""
    found = []
    for match in _NUMBERS.finditer(text):
        first, _, middle, last = match.groups()
        year, day = (first, last) if len(first) == 4 else (last, first)
        found.append((match.start(), _date(year, int(middle), int(day))))
    for match in _WORDS.finditer(text):
        found.append((match.start(), _date(match.group(3), _month(match.group(2)), int(match.group(1)))))
    for match in _WORDS_FIRST.finditer(text):
        found.append((match.start(), _date(match.group(3), _month(match.group(1)), int(match.group(2)))))
    return [(starts, day) for starts, day in found if day is not None]


def _month(word: str) -> int:
    start = word[:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def _date(year: str, month: int, day: int) -> date | None:
    whole = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 30 else 1900 + int(year)
    try:
        return date(whole, month, day)
    except ValueError:
        return None


def _is_birth(day: date, before: str, today: date) -> bool:
    """Say whether a date is one of birth: said to be, or more than a year ago and within a lifetime."""
    if day.year < today.year - 115 or day > today:
        return False
    return (today - day).days > 366 or _BORN.search(before[-24:]) is not None
