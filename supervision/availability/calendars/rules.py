"""When a calendar is read again, and when its owner is asked to look. Plain Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

NEW, READ, FAILING, STOPPED = "new", "read", "failing", "stopped"

MOST_CALENDARS = 8
"""So many one person may link."""
READ_AGAIN_SECONDS = 60
"""Somebody who asks for a reading within so long of the last has it already."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
STOPS_AFTER = timedelta(days=7)
TRIES_DAILY_FOR = timedelta(days=60)
MOST_FILE_TRIES = 3
MARGIN_DAYS = 42
"""Spans are worked out so many days beyond the booking horizon, so that not every day needs all of it."""
SPARE_DAYS = 14
"""With fewer days to spare than this the whole is asked for, changed or not."""
FILE_DAYS = 730

LASTING = frozenset(
    {
        "gone",
        "needs_sign_in",
        "bad_link",
        "not_https",
        "bad_port",
        "not_allowed",
        "web_page",
        "not_a_calendar",
        "sealed",
    }
)
"""What will hardly pass by itself: met twice, its owner is asked to mend the link."""
OF_THE_FILE = frozenset(
    {"empty", "web_page", "not_a_calendar", "cut_short", "too_many", "too_big", "not_understood", "sealed"}
)
"""What reading the same file again would only say again."""


@dataclass(frozen=True, slots=True)
class Next:
    """What becomes of a calendar that could not be read: its state, and when it is tried again (or never)."""

    state: str
    next_read_at: datetime | None


def read_again_at(now: datetime, *, every: timedelta, chance: float) -> datetime:
    """Return when a calendar is read again: after `every`, a fifth less or more. `chance` is 0 to 1."""
    return now + every * (0.8 + 0.4 * chance)


def after_failure(
    *, code: str, failures: int, since: datetime, now: datetime, chance: float, wait: int = 0
) -> Next:
    """Return what follows the failure number `failures` in a row, the first of them at `since`.

    The wait doubles from five minutes to six hours, half of it by chance, and is at least the `wait` in
    seconds that the server asked for. STOPPED: what will not pass by itself, met twice, or a week without a
    reading; it is still tried once a day, for two months.
    """
    stops = (code in LASTING and failures >= 2) or now - since >= STOPS_AFTER
    if stops and now - since >= TRIES_DAILY_FOR:
        return Next(STOPPED, None)
    longest = timedelta(days=1) if stops else min(FIRST_WAIT * 2 ** min(failures - 1, 10), LONGEST_WAIT)
    pause = max(longest * (0.5 + 0.5 * chance), timedelta(seconds=wait))
    return Next(STOPPED if stops else FAILING, now + pause)


def after_failed_file(*, code: str, failures: int, now: datetime) -> Next:
    """The same for a file, which does not change: a few tries, where the trouble may have been ours."""
    if code in OF_THE_FILE or failures >= MOST_FILE_TRIES:
        return Next(STOPPED, None)
    return Next(FAILING, now + FIRST_WAIT)


# A server that makes calendars afresh writes the time of it into every entry.
_PASSING = re.compile(rb"(?im)^(?:DTSTAMP|LAST-MODIFIED|CREATED)[:;][^\r\n]*[\r\n]*")


def without_passing_lines(raw: bytes) -> bytes:
    """Return a calendar without the lines that say only when it was made."""
    return _PASSING.sub(b"", raw)


_ADDRESS_IN_LINK = re.compile(r"[^/@\s?&=]+@[^/@\s?&=]+\.[^/@\s?&=]+")


def addresses_in(path: str) -> set[str]:
    """Return the e-mail addresses in the path of a link, in small letters: Google's bear their owner's."""
    return {found.lower() for found in _ADDRESS_IN_LINK.findall(path)}
