"""The sentence that says why: made from the parts the calculation left in the answer.

It is rendered only when somebody reads it, because words cost more than the date itself. The kind of
leave is never said: it is not known here. Voice: design.md, "Voice".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from supervision.policy.clock.values import (
    PAUSED,
    Answer,
    CountWhy,
    MonthWhy,
    RollingWhy,
    UnitsWhy,
    half_up,
)
from supervision.scheduling.days import FOR_GOOD

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_words(day: date | int, today: date) -> str:
    """Return "14 Nov", with the year only if it is not this one. `day` is a date or an ordinal."""
    day = date.fromordinal(day) if isinstance(day, int) else day
    words = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return words if day.year == today.year else f"{words} {day.year}"


def month_words(first: int, today: date) -> str:
    """Return "October", with the year only if it is not this one."""
    day = date.fromordinal(first)
    return MONTHS[day.month - 1] if day.year == today.year else f"{MONTHS[day.month - 1]} {day.year}"


def days_words(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def minutes_words(minutes: int) -> str:
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def amount_words(amount: int | Decimal | Fraction) -> str:
    """Return an amount of units with at most two decimal places and no trailing noughts."""
    hundredths = half_up(*Fraction(amount * 100).as_integer_ratio())
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def explain(answer: Answer, today: date, *, you: bool = False) -> str:
    """Return one sentence (two for a paused clock) that says when a session is due, and why.

    `today` is the day the answer was given for, or any before its `recheck_on`. With `you` it speaks
    to the member: "the day you are back", not "they".
    """
    if answer.state == PAUSED and answer.away is not None:
        return paused_words(answer.away, today, "you" if you else "they")
    why = answer.why
    if isinstance(why, RollingWhy):
        because = rolling_words(why, today)
    elif isinstance(why, MonthWhy):
        because = month_minutes_words(why, today)
    elif isinstance(why, CountWhy):
        because = count_words(why, today)
    else:
        because = units_words(why, today, is_due=answer.due_on is not None)
    if answer.due_on is not None:
        return f"Due {day_words(answer.due_on, today)}: {because}."
    return f"No date yet: {because}." if isinstance(why, UnitsWhy) else f"No date: {because}."


def paused_words(away: tuple[int, int], today: date, who: str) -> str:
    start, end = away
    if start > today.toordinal():
        begins = day_words(start, today)
        return f"On leave from {begins}, with no day of return set. Nothing falls due before then."
    back = f"The clock starts again on the day {who} are back."
    if end >= FOR_GOOD:
        return f"On leave, with no day of return set. {back}"
    return f"On leave until {day_words(end - 1, today)}. {back}"


def began_words(began: int, today: date) -> str:
    verb = "began" if began <= today.toordinal() else "begins"
    return f"the rule {verb} {day_words(began, today)}"


def since_words(since: str, base: int, today: date) -> str:
    if since == "began":
        return began_words(base, today)
    return f"{'last held' if since == 'held' else 'joined'} {day_words(base, today)}"


def rolling_words(why: RollingWhy, today: date) -> str:
    """Say "last held 3 Oct + 28 days, + 14 days’ leave"."""
    words = since_words(why.since, why.base, today)
    if why.days:
        words += f" + {days_words(why.days)}"
    if why.counted_to is None:
        return words
    leave = why.counted_to - why.base - why.days
    if leave:
        words += f", + {days_words(leave)}’ leave" if leave > 1 else ", + 1 day’s leave"
    if why.counted_to < why.began:
        words += f"; {began_words(why.began, today)}"
    return words


def month_minutes_words(why: MonthWhy, today: date) -> str:
    """Say "October met with 105 minutes; none yet this month"."""
    first_full = f"{month_words(why.month, today)} is the first full month" if why.month else ""
    joined = (
        began_words(why.began, today) if why.began > why.start else f"joined {day_words(why.start, today)}"
    )
    if why.this_stands == "early":
        return f"{joined}; {first_full}"
    if why.this_stands == "met":
        return f"{month_words(why.this, today)} met with {minutes_words(half_up(*why.this_credit))}"
    if why.this_stands == "away":
        return f"{month_words(why.this, today)} is all leave"

    need = half_up(*why.need)
    before = month_words(why.before, today)
    if why.before_stands == "met":
        words = f"{before} met with {minutes_words(half_up(*why.before_credit))}"
    elif why.before_stands == "away":
        words = f"{before} was all leave"
    elif why.before_stands == "early":
        words = f"{joined}; {first_full}" if why.began > why.start or why.start < why.this else first_full
    else:
        words = f"{before} had {half_up(*why.before_credit) or 'none'} of {minutes_words(need)}"
    if not why.this_credit[0]:
        return f"{words}; none yet this month"
    return f"{words}; {half_up(*why.this_credit)} of {need} so far this month"


def count_words(why: CountWhy, today: date) -> str:
    """Say "10 held in the past year; from 25 Mar 9 of them count and 10 are owed"."""
    if why.since is None:
        held = f"{why.held or 'none'} held in the past year"
    elif why.since > today.toordinal():
        held = began_words(why.since, today)
    elif why.since == why.began:
        held = f"{why.held or 'none'} held since {began_words(why.began, today)}"
    else:
        held = f"{why.held or 'none'} held since joining on {day_words(why.since, today)}"
    if not why.holds:
        return f"{held}, and {why.owed} {is_or_are(why.owed)} owed"
    if why.fails_on is None:
        return f"{held}, and no more fall due"
    owed = f"{why.owed_then} {is_or_are(why.owed_then)} owed"
    begins = day_words(why.fails_on, today)
    if why.held_then == why.held:
        return f"{held}; from {begins} {owed}"
    if why.held_then == 0:
        return f"{held}; from {begins} none of them counts and {owed}"
    counts = "counts" if why.held_then == 1 else "count"
    return f"{held}; from {begins} {why.held_then} of them {counts} and {owed}"


def is_or_are(number: int) -> str:
    return "is" if number == 1 else "are"


def units_words(why: UnitsWhy, today: date, *, is_due: bool) -> str:
    """Say "last held 27 Oct + 8 units worked", or "5.5 of 8 units worked since 27 Oct"."""
    units = amount_words(why.units)
    if is_due:
        return f"{since_words(why.since, why.base, today)} + {units} units worked"
    if why.base > today.toordinal():
        return began_words(why.base, today)
    base = day_words(why.base, today)
    worked = amount_words(why.worked) if why.worked else "none"
    since = {"held": f"since {base}, when last held", "joined": f"since joining on {base}"}
    return f"{worked} of {units} units worked {since.get(why.since, f'since the rule began {base}')}"
