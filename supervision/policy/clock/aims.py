"""The aim of a rule: oftener than what is owed. It suggests times and says so; it never owes anything."""

from __future__ import annotations

from datetime import date

from supervision.policy.clock.words import day_words
from supervision.scheduling.days import Spans, after_countable_days
from supervision.wording import Sentence, counted, sentence

NUMBERS = (
    "",
    "",
    sentence("two"),
    sentence("three"),
    sentence("four"),
    sentence("five"),
    sentence("six"),
    sentence("seven"),
    sentence("eight"),
)


def aim_on(aim_days: int | None, *, last: date | None, start: date, away: Spans) -> date | None:
    """Return the day by which the aim would like the next session; None without an aim, or in endless leave.

    That is the day on which `aim_days` countable days have passed since the last counting session, or
    since `start` before the first. `away` is the leave that pauses the rule, from `pauses`. Part time
    makes no difference to an aim. Source: product.md, "The clock", aim.
    """
    if aim_days is None:
        return None
    on = after_countable_days((last or start).toordinal(), aim_days, away)
    return None if on is None else date.fromordinal(on)


def every_words(days: int) -> Sentence:
    """Return "every day", "every week", "every four weeks" or "every 30 days"."""
    weeks, rest = divmod(days, 7)
    if rest == 0 and 1 <= weeks < len(NUMBERS):
        return counted("every week", "every {words} weeks", weeks, words=NUMBERS[weeks])
    return counted("every day", "every {number} days", days)


def aim_words(aim_days: int, on: date | None, today: date) -> Sentence:
    """Return what a person is told of an aim: "We aim for every four weeks: the next by 24 Nov."."""
    aim = sentence("We aim for {every}", every=every_words(aim_days))
    if on is None:
        return sentence("{aim}.", aim=aim)
    if on > today:
        return sentence("{aim}: the next by {day}.", aim=aim, day=day_words(on, today))
    return sentence("{aim}: any day now is a good one.", aim=aim)
