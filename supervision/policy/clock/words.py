"""The sentence that says why: made from the parts the calculation left in the answer.

It is rendered only when somebody reads it, because words cost more than the date itself. The kind of
leave is never said: it is not known here. Voice: design.md, "Voice". Each is English text that can be said
in other languages at the door (`supervision.wording`).
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
from supervision.wording import Dated, Sentence, counted, noted, sentence

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


def day_words(day: date | int, today: date) -> Dated:
    """Return "14 Nov", with the year only if it is not this one. `day` is a date or an ordinal."""
    day = date.fromordinal(day) if isinstance(day, int) else day
    words = f"{day.day} {MONTHS[day.month - 1][:3]}"
    if day.year == today.year:
        return Dated.of(words, day, "j M")
    return Dated.of(f"{words} {day.year}", day, "j M Y")


def month_words(first: int, today: date) -> Dated:
    """Return "October", with the year only if it is not this one."""
    day = date.fromordinal(first)
    words = MONTHS[day.month - 1]
    return (
        Dated.of(words, day, "F") if day.year == today.year else Dated.of(f"{words} {day.year}", day, "F Y")
    )


def days_words(days: int) -> Sentence:
    return counted("{number} day", "{number} days", days)


def minutes_words(minutes: int) -> Sentence:
    return counted("{number} minute", "{number} minutes", minutes)


def amount_words(amount: int | Decimal | Fraction) -> str:
    """Return an amount of units with at most two decimal places and no trailing noughts."""
    hundredths = half_up(*Fraction(amount * 100).as_integer_ratio())
    whole, part = divmod(hundredths, 100)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)


def number_words(number: int | str) -> Sentence | str:
    """Return a number, or "none" for nought."""
    return str(number) if number else sentence("none")


def explain(answer: Answer, today: date, *, you: bool = False) -> Sentence:
    """Return one sentence (two for a paused clock) that says when a session is due, and why.

    `today` is the day the answer was given for, or any before its `recheck_on`. With `you` it speaks
    to the member: "the day you are back", not "they".
    """
    if answer.state == PAUSED and answer.away is not None:
        return paused_words(answer.away, today, you=you)
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
        return sentence("Due {day}: {why}.", day=day_words(answer.due_on, today), why=because)
    if isinstance(why, UnitsWhy):
        return sentence("No date yet: {why}.", why=because)
    return sentence("No date: {why}.", why=because)


def paused_words(away: tuple[int, int], today: date, *, you: bool) -> Sentence:
    start, end = away
    if start > today.toordinal():
        begins = day_words(start, today)
        return sentence(
            "On leave from {day}, with no day of return set. Nothing falls due before then.", day=begins
        )
    if you:
        back = sentence("The clock starts again on the day you are back.")
    else:
        back = sentence("The clock starts again on the day they are back.")
    if end >= FOR_GOOD:
        return sentence("On leave, with no day of return set. {then}", then=back)
    return sentence("On leave until {day}. {then}", day=day_words(end - 1, today), then=back)


def began_words(began: int, today: date) -> Sentence:
    if began <= today.toordinal():
        return sentence("the rule began {day}", day=day_words(began, today))
    return sentence("the rule begins {day}", day=day_words(began, today))


def since_words(since: str, base: int, today: date) -> Sentence:
    if since == "began":
        return began_words(base, today)
    if since == "held":
        return sentence("last held {day}", day=day_words(base, today))
    return sentence("joined {day}", day=day_words(base, today))


def rolling_words(why: RollingWhy, today: date) -> Sentence:
    """Say "last held 3 Oct + 28 days, + 14 days’ leave"."""
    words = since_words(why.since, why.base, today)
    if why.days:
        words = sentence("{since} + {days}", since=words, days=days_words(why.days))
    if why.counted_to is None:
        return words
    leave = why.counted_to - why.base - why.days
    if leave:
        words = counted(
            "{since}, + {number} day’s leave", "{since}, + {number} days’ leave", leave, since=words
        )
    if why.counted_to < why.began:
        words = sentence("{first}; {then}", first=words, then=began_words(why.began, today))
    return words


def month_minutes_words(why: MonthWhy, today: date) -> Sentence:
    """Say "October met with 105 minutes; none yet this month"."""
    first_full = sentence("{month} is the first full month", month=month_words(why.month or why.this, today))
    joined = (
        began_words(why.began, today)
        if why.began > why.start
        else sentence("joined {day}", day=day_words(why.start, today))
    )
    if why.this_stands == "early":
        return sentence("{first}; {then}", first=joined, then=first_full)
    if why.this_stands == "met":
        return _met(why.this, why.this_credit, today)
    if why.this_stands == "away":
        return sentence("{month} is all leave", month=month_words(why.this, today))

    need = half_up(*why.need)
    before = month_words(why.before, today)
    if why.before_stands == "met":
        words = _met(why.before, why.before_credit, today)
    elif why.before_stands == "away":
        words = sentence("{month} was all leave", month=before)
    elif why.before_stands == "early":
        is_new = why.began > why.start or why.start < why.this
        words = sentence("{first}; {then}", first=joined, then=first_full) if is_new else first_full
    else:
        had = number_words(half_up(*why.before_credit))
        words = sentence("{month} had {had} of {minutes}", month=before, had=had, minutes=minutes_words(need))
    if not why.this_credit[0]:
        return sentence("{before}; none yet this month", before=words)
    credit = half_up(*why.this_credit)
    return sentence("{before}; {had} of {need} so far this month", before=words, had=credit, need=need)


def _met(month: int, credit: tuple[int, int], today: date) -> Sentence:
    minutes = minutes_words(half_up(*credit))
    return sentence("{month} met with {minutes}", month=month_words(month, today), minutes=minutes)


def count_words(why: CountWhy, today: date) -> Sentence:
    """Say "10 held in the past year; from 25 Mar 9 of them count and 10 are owed"."""
    number = number_words(why.held)
    if why.since is None:
        held = sentence("{number} held in the past year", number=number)
    elif why.since > today.toordinal():
        held = began_words(why.since, today)
    elif why.since == why.began:
        held = sentence("{number} held since {began}", number=number, began=began_words(why.began, today))
    else:
        joined = day_words(why.since, today)
        held = sentence("{number} held since joining on {day}", number=number, day=joined)
    if not why.holds:
        return sentence("{held}, and {owed}", held=held, owed=owed_words(why.owed))
    if why.fails_on is None:
        return sentence("{held}, and no more fall due", held=held)
    owed = owed_words(why.owed_then)
    begins = day_words(why.fails_on, today)
    if why.held_then == why.held:
        return sentence("{held}; from {day} {owed}", held=held, day=begins, owed=owed)
    if why.held_then == 0:
        return sentence("{held}; from {day} none of them counts and {owed}", held=held, day=begins, owed=owed)
    return counted(
        "{held}; from {day} {number} of them counts and {owed}",
        "{held}; from {day} {number} of them count and {owed}",
        why.held_then,
        held=held,
        day=begins,
        owed=owed,
    )


def owed_words(number: int) -> Sentence:
    return counted("{number} is owed", "{number} are owed", number)


def units_words(why: UnitsWhy, today: date, *, is_due: bool) -> Sentence:
    """Say "last held 27 Oct + 8 units worked", or "5.5 of 8 units worked since 27 Oct"."""
    units = amount_words(why.units)
    if is_due:
        return sentence(
            "{since} + {units} units worked", since=since_words(why.since, why.base, today), units=units
        )
    if why.base > today.toordinal():
        return began_words(why.base, today)
    base = day_words(why.base, today)
    worked = amount_words(why.worked) if why.worked else sentence("none")
    if why.since == "held":
        pattern = noted("{worked} of {units} units worked since {day}, when last held")
    elif why.since == "joined":
        pattern = noted("{worked} of {units} units worked since joining on {day}")
    else:
        pattern = noted("{worked} of {units} units worked since the rule began {day}")
    return sentence(pattern, worked=worked, units=units, day=base)
