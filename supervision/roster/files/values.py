"""What one cell says. Text in, value out, or `Wrong` with a sentence for the person who wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from supervision.roster.files.suggest import did_you_mean, nearest

ROLES = ("case_manager", "supervisor", "team_lead", "admin")
LEAVE_KINDS = ("annual", "study", "sickness", "parental", "sabbatical", "other")
SESSION_KINDS = ("individual", "group")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_YEAR, LAST_YEAR = 1900, 2199
NO_END = date(9999, 12, 31)
MOST_FTE = Decimal(2)
SMALL = 32_767

EMAIL = re.compile(r"[^\s@,;:<>()\[\]\"\\]+@[^\s@,;:<>()\[\]\"\\]+")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
LOCAL_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")
NUMBER = re.compile(r"\d+(\.\d*)?|\.\d+")


class Wrong(ValueError):
    """A cell says something that cannot go in. The text ends in a full stop or a question."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a cell's meaning depends on besides its own words."""

    delimiter: str = ","
    zone: str = "Europe/London"


class Scope(NamedTuple):
    """Whom a policy is for: the organisation, a role, or a team."""

    level: str
    role: str = ""
    team: str = ""


Parser = Callable[[str, Setting], object]


def plain(text: str) -> str:
    """Return `text` composed, with single spaces, or refuse characters that cannot be shown."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(letter) == "Cc" for letter in text):
        raise Wrong("There is a character in it that cannot be shown.")
    return text


def words(longest: int) -> Parser:
    def parse(text: str, setting: Setting) -> str:
        text = plain(text)
        if len(text) > longest:
            raise Wrong(f"It can have {longest} letters at most; this has {len(text)}.")
        return text

    return parse


def email(text: str, setting: Setting) -> str:
    """Return an e-mail address in lower case."""
    address = unicodedata.normalize("NFC", text).lower()
    _, _, domain = address.partition("@")
    fits = EMAIL.fullmatch(address) and len(address) <= 254 and all(domain.split("."))
    if not fits or any(unicodedata.category(letter) in ("Cc", "Cf") for letter in address):
        inner = EMAIL.search(address)
        meant = inner.group() if inner and inner.group() != address and len(inner.group()) <= 254 else ""
        raise Wrong("This is not an e-mail address." + did_you_mean(meant))
    return address


def listed(text: str) -> list[str]:
    """Return the items of a list parted by ; (or by commas), without blanks, empty ones left out."""
    return [item for item in (piece.strip() for piece in re.split("[;,]", text)) if item]


def emails(text: str, setting: Setting) -> tuple[str, ...]:
    """Return several addresses, each once, in the order they stand."""
    found = [email(item, setting) for item in listed(text)]
    for address in found:
        if found.count(address) > 1:
            raise Wrong(f"{address} stands here twice.")
    return tuple(found)


def choice(*allowed: str) -> Parser:
    def parse(text: str, setting: Setting) -> str:
        word = re.sub(r"[\s-]+", "_", text.casefold())
        if word not in allowed:
            known = f"{', '.join(allowed[:-1])} or {allowed[-1]}" if len(allowed) > 1 else allowed[0]
            raise Wrong(f"It can be {known}." + did_you_mean(nearest(word, allowed)))
        return word

    return parse


def choices(*allowed: str) -> Parser:
    """Several of a fixed set, parted by ; and kept in the set's own order."""
    one = choice(*allowed)

    def parse(text: str, setting: Setting) -> tuple[str, ...]:
        found = {one(item, setting) for item in listed(text)}
        return tuple(word for word in allowed if word in found)

    return parse


def day(text: str, setting: Setting) -> date:
    """Return an ISO date. A time of midnight after it, as some programs write, is harmless."""
    text = MIDNIGHT.sub("", text)
    written = ISO_DAY.fullmatch(text)
    if not written:
        raise Wrong("Dates are written 2026-02-28, year first." + did_you_mean(_day_meant(text)))
    year, month, number = (int(part) for part in written.groups())
    try:
        found = date(year, month, number)
    except ValueError:
        raise Wrong("There is no such day. Dates are written 2026-02-28.") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Wrong(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    return found


def _day_meant(text: str) -> str:
    """Return the ISO form of a date written another way, where only one reading makes sense."""
    local = LOCAL_DAY.fullmatch(text)
    if local:
        first, second, year = (int(part) for part in local.groups())
        if first <= 12 and second <= 12 and first != second:
            return ""
        month, number = (second, first) if second <= 12 else (first, second)
    else:
        loose = re.fullmatch(r"(\d{4})[./-]?(\d{1,2})[./-]?(\d{1,2})", text)
        if not loose:
            return ""
        year, month, number = (int(part) for part in loose.groups())
    try:
        return date(year, month, number).isoformat()
    except ValueError:
        return ""


def last_day(text: str, setting: Setting) -> date | None:
    """Return a last day; None for 9999-12-31, which many programs write for "no end"."""
    if MIDNIGHT.sub("", text) == NO_END.isoformat():
        return None
    return day(text, setting)


def moment(text: str, setting: Setting) -> datetime:
    """Return an instant in UTC, from an ISO date and time that says how far from UTC it is."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "T", 1) if "T" not in text.upper() else text.upper())
    except ValueError:
        raise Wrong("Moments are written 2026-02-28T14:30:00+00:00.") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Wrong(f"The year must lie between {FIRST_YEAR} and {LAST_YEAR}.")
    if found.tzinfo is None:
        meant = found.replace(tzinfo=ZoneInfo(setting.zone)).isoformat()
        raise Wrong(
            "It does not say how far from UTC it is, so it could be several moments." + did_you_mean(meant)
        )
    return found.astimezone(UTC)


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}


def zone(text: str, setting: Setting) -> str:
    if text in zones():
        return text
    by_case = {name.casefold(): name for name in zones()}
    if text.casefold() in by_case:
        return by_case[text.casefold()]
    ends = nearest(text.rpartition("/")[2], {name.rpartition("/")[2] for name in zones()})
    meant = nearest(text, zones()) or next(
        (name for name in sorted(zones()) if name.endswith(f"/{ends}")), ""
    )
    raise Wrong("There is no time zone of this name." + did_you_mean(meant))


def working_days(text: str, setting: Setting) -> str:
    """Return "Mon,Tue,Thu", in the week's order, from "Mon-Tue,Thu", "Fri-Mon" or whole names."""
    chosen: set[int] = set()
    for piece in re.split(r"[;,/\s]+", re.sub(r"\s*[-–—]\s*", "-", text)):
        if not piece:
            continue
        ends = [_weekday(word) for word in piece.split("-")]
        if len(ends) > 2:
            raise Wrong("Working days are written Mon-Fri, or Mon,Wed,Fri.")
        first, last = ends[0], ends[-1]
        chosen |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    if not chosen:
        raise Wrong("Working days are written Mon-Fri, or Mon,Wed,Fri.")
    return ",".join(WEEKDAYS[number] for number in sorted(chosen))


WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _weekday(word: str) -> int:
    word = word.casefold().rstrip(".")
    found = [number for number, name in enumerate(WEEKDAY_NAMES) if len(word) >= 3 and name.startswith(word)]
    if len(found) != 1:
        meant = nearest(word, [*WEEKDAYS, *WEEKDAY_NAMES])
        raise Wrong(f"“{word}” is no day of the week." + did_you_mean(meant[:3].title()))
    return found[0]


def number(text: str, setting: Setting) -> Decimal:
    """Return an exact number, not negative. A decimal comma counts where semicolons part the columns."""
    written = text.replace(",", ".", 1) if setting.delimiter == ";" and "." not in text else text
    if not NUMBER.fullmatch(written) or len(written) > 30 or not written.isascii():
        meant = text.replace(",", ".", 1)
        meant = meant if NUMBER.fullmatch(meant) and meant != text else ""
        raise Wrong("This is not a number such as 8 or 0.5." + did_you_mean(meant))
    return Decimal(written)


def exact(*, whole: int, places: int, above: bool = False) -> Callable[[str, Setting], Decimal]:
    """A number of at most `whole` digits before the point and `places` after; with `above`, more than 0."""

    def parse(text: str, setting: Setting) -> Decimal:
        found = number(text, setting).normalize()
        if above and found == 0:
            raise Wrong("It must be more than 0.")
        if found >= 10**whole:
            raise Wrong(f"It must be less than {10**whole:,}.")
        if found != round(found, places):
            raise Wrong(f"It can have {places} decimal places at most.")
        return found + 0

    return parse


_share = exact(whole=9, places=8, above=True)


def share(text: str, setting: Setting) -> Decimal:
    """Return a full-time equivalent: above 0, at most 2, exact to eight places."""
    percent = re.fullmatch(r"(\d{1,3})\s*%", text)
    if percent:
        meant = Decimal(percent.group(1)) / 100
        raise Wrong(
            "Full time is 1." + did_you_mean(f"{meant.normalize():f}" if 0 < meant <= MOST_FTE else "")
        )
    found = _share(text, setting)
    if found > MOST_FTE:
        raise Wrong("Full time is 1, and it can be 2 at most.")
    return found


def whole(least: int, most: int = SMALL) -> Parser:
    def parse(text: str, setting: Setting) -> int:
        found = number(text, setting)
        if found != int(found):
            raise Wrong("It must be a whole number.")
        if not least <= found <= most:
            raise Wrong(f"It must lie between {least} and {most:,}.")
        return int(found)

    return parse


def stages(text: str, setting: Setting) -> str:
    """Return stages as "42:7;182:14", rising: up to day 42 after the start every 7 days, and so on."""
    found: dict[int, int] = {}
    for piece in listed(text):
        pair = re.fullmatch(r"(\d{1,5})\s*:\s*(\d{1,5})", piece, re.ASCII)
        if not pair or int(pair[1]) < 1 or int(pair[2]) < 1:
            raise Wrong("Stages are written 42:7;182:14: up to day 42 every 7 days, up to day 182 every 14.")
        until, every = int(pair[1]), int(pair[2])
        if until in found:
            raise Wrong(f"Day {until} stands here twice.")
        found[until] = every
    written = ";".join(f"{until}:{found[until]}" for until in sorted(found))
    if len(written) > 200:
        raise Wrong("These are too many stages.")
    return written


def country(text: str, setting: Setting) -> str:
    code = text.upper()
    if code == "UK":
        return "GB"
    if not re.fullmatch("[A-Z]{2}", code):
        raise Wrong("A country is written as its two letters, such as GB or IE.")
    return code


def subdivision(text: str, setting: Setting) -> str:
    code = text.upper()
    code = code[3:] if re.match("[A-Z]{2}-", code) else code
    if not re.fullmatch("[A-Z0-9]{1,10}", code):
        raise Wrong("A part of a country is written as its short code, such as ENG or WLS.")
    return code


def scope(text: str, setting: Setting) -> Scope:
    """Read "organisation", "role:supervisor" or "team:Adult Brain Injury"."""
    level, _, target = (piece.strip() for piece in text.partition(":"))
    level = level.casefold()
    if level == "organisation" and not target:
        return Scope("organisation")
    if level == "role" and target:
        return Scope("role", role=str(choice(*ROLES)(target, setting)))
    if level == "team" and target:
        return Scope("team", team=str(words(120)(target, setting)))
    kinds = ("organisation", "role", "team")
    meant = "" if level in kinds else nearest(level, kinds)
    raise Wrong(
        "It is written organisation, role:supervisor or team:Its name."
        + did_you_mean(meant + (f":{target}" if target else "") if meant else "")
    )


def ends_after(starts_at: datetime, minutes: int) -> datetime:
    return starts_at + timedelta(minutes=minutes)
