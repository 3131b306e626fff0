"""Every subject a message may carry. There are no others, and none says what a message is about.

A subject is read on lock screens and over shoulders: it holds a day at most, never a name, a reason
or a kind of session. A test reads this list for words that give something away.
"""

import re
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language, gettext, gettext_noop

from supervision.languages import day_words

SUBJECTS = {
    "an-hour-to-find": gettext_noop("An hour to find, when you have a minute"),
    "an-hour-to-arrange": gettext_noop("An hour to arrange this week"),
    "something-to-arrange": gettext_noop("Something to arrange with your team"),
    "a-time-to-choose": gettext_noop("A time to choose, whenever it suits"),
    "one-tap": gettext_noop("One tap, when you have a minute"),
    "held": gettext_noop("A time that is held for you"),
    "held-soon": gettext_noop("A held time, coming up"),
    "month": gettext_noop("Your month at a glance"),
    "moved": gettext_noop("A held time has moved"),
    "yours-now": gettext_noop("A time has come free, and is yours"),
    "free-again": gettext_noop("A held time is free again"),
    "small-change": gettext_noop("A held time, with a small change"),
    "an-answer": gettext_noop("An answer about a time"),
    "still-suits": gettext_noop("Does a held time still suit?"),
    "a-few-minutes": gettext_noop("A few minutes, if you have room"),
    "to-mend": gettext_noop("Something small to mend, when you have a minute"),
    "something-to-read": gettext_noop("Something to read, when you have a minute"),
    "week": gettext_noop("Your week at a glance, from {day}"),
    "sign-in-ready": gettext_noop("Your sign-in is ready, whenever it suits"),
    "in-one": gettext_noop("Your messages, all in one"),
}


def subject_of(key: str, day: date | None = None) -> str:
    """Return the subject under `key` in the reader's language, with `day` as "Mon 9 Nov" where it takes one.

    Raises KeyError for a key that is not on the list.
    """
    return _said(key, day, get_language())


@lru_cache(maxsize=1024)
def _said(key: str, day: date | None, language: str | None) -> str:
    words = gettext(SUBJECTS[key])
    if day is None:
        return re.sub(r", [^,]*\{day\}", "", words)
    return words.format(day=day_words(day, this_year=day.year))
