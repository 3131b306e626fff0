"""How values read in the preview."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LABELS = {
    "name": "name",
    "team": "team",
    "roles": "roles",
    "employment": "employment",
    "fte": "share of full time",
    "start_date": "first day",
    "end_date": "last day",
    "time_zone": "time zone",
    "working_days": "working days",
    "line_manager_email": "line manager",
    "supervisor_email": "supervisor",
    "country": "country",
    "subdivision": "part of the country",
    "parent": "belongs to",
    "applies_to": "who it is for",
    "position": "place in the order",
}


def day_words(day: date | None, today: date) -> str:
    """Return "14 Nov", with the year only when it is not this one; "for good" where there is no day."""
    if day is None:
        return "for good"
    return f"{day.day} {MONTHS[day.month - 1]}" + ("" if day.year == today.year else f" {day.year}")


def said(value: object, today: date) -> str:
    """Return any value as it reads in a cell; a dash for nothing."""
    if isinstance(value, date):
        return day_words(value, today)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (tuple, list, set, frozenset)):
        return ", ".join(str(item).replace("_", " ") for item in value) or "–"
    return "–" if value in (None, "") else str(value)


def label(field: str) -> str:
    return LABELS.get(field, field.replace("_", " "))
