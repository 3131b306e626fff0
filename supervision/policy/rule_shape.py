"""What a rule must say to be kept: pure, and the same for the page, the API and files.

`clean_rule` takes what somebody wrote, field by field, and gives back the values a `Rule` keeps. What
does not go together comes back as one sentence for each field that has to be put right.
Source: product.md, "The clock", kinds of rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from supervision.errors import Refusal
from supervision.policy.clock import parse_stages

SESSION_KINDS = ("individual", "group")
LEAVE_KINDS = ("sickness", "parental", "sabbatical", "annual", "study", "other")
CREDITS = ("full", "half", "divide", "bacp", "babcp")
PART_TIMES = {"none": "", "interval": "rolling", "minutes": "calendar_minutes", "count": "count"}
"""Each way of treating part time, and the kind of rule it belongs to; "" is all of them."""

LONGEST_NAME, LONGEST_STAGES = 120, 200
MOST_DAYS = 3660
DAY_MINUTES, MONTH_MINUTES = 24 * 60, 31 * 24 * 60
MOST_UNITS = Decimal(999_999)

KINDS: dict[str, tuple[str, ...]] = {
    "rolling": ("interval_days", "first_within_days", "stages", "max_interval_days"),
    "calendar_minutes": ("minutes",),
    "count": ("sessions_a_year",),
    "units": ("units",),
}
"""Each kind of rule, and the fields that only it has; the first is the one it cannot do without."""

LIMITS: dict[str, tuple[int, int, str]] = {
    "interval_days": (1, MOST_DAYS, "Days apart"),
    "first_within_days": (0, MOST_DAYS, "Days to the first one"),
    "max_interval_days": (1, MOST_DAYS, "The most days apart"),
    "minutes": (1, MONTH_MINUTES, "Minutes a month"),
    "sessions_a_year": (1, 366, "Sessions a year"),
    "min_minutes": (0, DAY_MINUTES, "Minutes, at least,"),
    "warn_days": (0, MOST_DAYS, "Days before"),
    "grace_days": (0, MOST_DAYS, "Days of grace"),
    "escalate_after_days": (0, MOST_DAYS, "Days to the next lead up"),
    "aim_days": (1, MOST_DAYS, "The aim, in days,"),
}
"""The least and the most of each whole number, and what it is called in a sentence."""

DEFAULTS: dict[str, Any] = {
    "name": "",
    "kind": "rolling",
    "counts": ("individual", "group"),
    "min_minutes": 0,
    "credit": "full",
    "interval_days": None,
    "stages": "",
    "first_within_days": None,
    "max_interval_days": None,
    "minutes": None,
    "sessions_a_year": None,
    "units": None,
    "part_time": "none",
    "warn_days": 7,
    "grace_days": 3,
    "escalate_after_days": 14,
    "pausing_leave": ("sickness", "parental", "sabbatical"),
    "aim_days": None,
}
"""Every field of a rule, and what it is when nothing is said."""

AT_ONCE = frozenset({"name", "warn_days", "grace_days", "escalate_after_days", "aim_days"})
"""What may change while a rule runs on: what it is called, and when to speak up. Nobody is owed more or
less by it, so what is owed already stays owed."""


class RuleDoesNotHold(Refusal):
    """A rule says too little, or things that do not go together. `problems` has a sentence a field."""

    code = "rule_does_not_hold"
    status = 422

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


def split(words: str | Iterable[str]) -> list[str]:
    """Return words that are written as a list, or in one text parted by semicolons."""
    parts = words.split(";") if isinstance(words, str) else map(str, words)
    return [word for word in (part.strip() for part in parts) if word]


def whole_number(value: Any) -> int | None:
    """Return a whole number however it is written, None for nothing. Raises ValueError for the rest."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or (isinstance(value, (float, Decimal)) and value != int(value)):
        raise ValueError(value)
    return int(value)


def clean_rule(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values a `Rule` keeps, or raise RuleDoesNotHold with a sentence for each wrong field.

    `given` may leave out what has a default. `counts` and `pausing_leave` may be lists or parted by
    semicolons, and come back as text in a fixed order. Fields of another kind of rule come back
    empty, so that the same rule is always kept the same way.
    """
    values = {**DEFAULTS, **given}
    for name in ("kind", "credit", "part_time", "stages"):
        if not isinstance(values[name], str):
            values[name] = "" if values[name] is None else str(values[name])
    problems = {name: "A rule has no such field." for name in values if name not in DEFAULTS}
    kept: dict[str, Any] = {}

    kept["name"] = " ".join(str(values["name"] or "").split())
    if not kept["name"]:
        problems["name"] = "Give the rule a name, such as “Every four weeks”."
    elif len(kept["name"]) > LONGEST_NAME:
        problems["name"] = f"A name can have {LONGEST_NAME} letters at most."

    kind = kept["kind"] = values["kind"]
    if kind not in KINDS:
        problems["kind"] = f"Choose a kind of rule: {', '.join(KINDS)}."
    foreign = {name for other, names in KINDS.items() if other != kind for name in names}

    for name in LIMITS:
        kept[name] = None if name in foreign else _whole(name, values[name], problems)
    kept["units"] = None if "units" in foreign else _units(values["units"], problems)
    for name in ("min_minutes", "warn_days", "grace_days", "escalate_after_days"):
        if kept[name] is None and name not in problems:
            kept[name] = DEFAULTS[name]

    kept["counts"] = _several("counts", values["counts"], SESSION_KINDS, problems)
    kept["pausing_leave"] = _several("pausing_leave", values["pausing_leave"], LEAVE_KINDS, problems)
    if not kept["counts"] and "counts" not in problems:
        problems["counts"] = "Say which kinds of session count."
    kept["credit"] = values["credit"]
    if kept["credit"] not in CREDITS:
        problems["credit"] = f"Choose how a group’s minutes count: {', '.join(CREDITS)}."
    kept["stages"] = "" if "stages" in foreign else _stages(values["stages"], problems)
    kept["part_time"] = values["part_time"]
    _check_together(kept, problems)
    if problems:
        raise RuleDoesNotHold(problems)
    return kept


def _whole(name: str, value: Any, problems: dict[str, str]) -> int | None:
    least, most, called = LIMITS[name]
    try:
        number = whole_number(value)
    except (TypeError, ValueError, ArithmeticError):
        problems[name] = f"{called} must be a whole number."
        return None
    if number is not None and not least <= number <= most:
        problems[name] = f"{called} must be between {least} and {most}."
    return number


def _units(value: Any, problems: dict[str, str]) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 < number <= MOST_UNITS or number != round(number, 6):
        problems["units"] = "Shifts or hours must be a number above 0, such as 8 or 7.5."
        return None
    return number


def _several(name: str, value: Any, known: tuple[str, ...], problems: dict[str, str]) -> str:
    words = set(split(value if isinstance(value, (str, list, tuple, set, frozenset)) else ()))
    if words - set(known):
        problems[name] = f"There is no “{min(words - set(known))}” here; there are {', '.join(known)}."
    return ";".join(word for word in known if word in words)


def _stages(value: Any, problems: dict[str, str]) -> str:
    """Return stages in their shortest writing: "42:7;182:14"."""
    try:
        stages = parse_stages(value)
    except ValueError as problem:
        problems["stages"] = str(problem)
        return ""
    if any(number > MOST_DAYS for stage in stages for number in stage):
        problems["stages"] = f"A stage can have {MOST_DAYS} days at most."
    text = ";".join(f"{stage.below}:{stage.every_days}" for stage in stages)
    if len(text) > LONGEST_STAGES:
        problems["stages"] = "That is too many stages to keep."
    return text


NEEDED = {
    "interval_days": "Say how many days apart, such as 28.",
    "minutes": "Say how many minutes a month, such as 90.",
    "sessions_a_year": "Say how many sessions a year, such as 10.",
    "units": "Say after how many shifts or client hours, such as 8.",
}


def _check_together(kept: dict[str, Any], problems: dict[str, str]) -> None:
    """Look at the fields that depend on one another; each may have its problem already."""
    needed = KINDS.get(kept["kind"], ("",))[0]
    if needed and kept[needed] is None:
        problems.setdefault(needed, NEEDED[needed])
    if kept["part_time"] not in PART_TIMES:
        problems["part_time"] = f"Choose how part time is treated: {', '.join(PART_TIMES)}."
    elif PART_TIMES[kept["part_time"]] not in ("", kept["kind"]):
        problems["part_time"] = "That way of treating part time belongs to another kind of rule."
    interval = kept["interval_days"]
    if interval and not problems.keys() & {
        "interval_days",
        "first_within_days",
        "max_interval_days",
        "aim_days",
    }:
        if kept["first_within_days"] is None:
            kept["first_within_days"] = (
                interval  # with nothing said, the interval holds for the first one too
            )
        if kept["max_interval_days"] and kept["max_interval_days"] < interval:
            problems["max_interval_days"] = f"The most days apart cannot be fewer than {interval}."
        if kept["aim_days"] and kept["aim_days"] >= interval:
            problems["aim_days"] = f"An aim is oftener than what is owed: fewer than {interval} days."
