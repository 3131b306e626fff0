"""Days and times as the page of an answer says them, in the reader's own wall time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from supervision.wording import Dated, sentence


def day_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return "Tuesday 10 November", with its year when that is not this one."""
    local = at.astimezone(zone)
    words = f"{local:%A} {local.day} {local:%B}"
    if local.year == now.astimezone(zone).year:
        return Dated.of(words, local.date(), "l j F")
    return Dated.of(f"{words} {local.year}", local.date(), "l j F Y")


def day_and_time(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return "Tue 10 Nov, 10:00 to 11:00"."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    year = "" if starts.year == now.astimezone(zone).year else f" {starts.year}"
    return sentence(
        "{day}, {first} to {last}",
        day=Dated.of(
            f"{starts:%a} {starts.day} {starts:%b}{year}", starts.date(), f"D j M{' Y' if year else ''}"
        ),
        first=f"{starts:%H:%M}",
        last=f"{ends:%H:%M}",
    )
