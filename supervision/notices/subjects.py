"""Every subject a message may carry. There are no others, and none says what a message is about.

A subject is read on lock screens and over shoulders: it holds a day at most, never a name, a reason
or a kind of session. A test reads this list for words that give something away.
"""

from datetime import date

SUBJECTS = {
    "an-hour-to-find": "An hour to find, when you have a minute",
    "an-hour-to-arrange": "An hour to arrange this week",
    "something-to-arrange": "Something to arrange with your team",
    "a-time-to-choose": "A time to choose, whenever it suits",
    "one-tap": "One tap, when you have a minute",
    "held": "A time that is held for you",
    "held-soon": "A held time, coming up",
    "month": "Your month at a glance",
    "moved": "A held time has moved",
    "yours-now": "A time has come free, and is yours",
    "free-again": "A held time is free again",
    "small-change": "A held time, with a small change",
    "an-answer": "An answer about a time",
    "still-suits": "Does a held time still suit?",
    "to-mend": "Something small to mend, when you have a minute",
    "something-to-read": "Something to read, when you have a minute",
    "week": "Your week at a glance, from {day}",
    "sign-in-ready": "Your sign-in is ready, whenever it suits",
    "in-one": "Your messages, all in one",
}


def subject_of(key: str, day: date | None = None) -> str:
    """Return the subject under `key`, with `day` written as "Mon 9 Nov" where it takes one.

    Raises KeyError for a key that is not on the list.
    """
    words = SUBJECTS[key]
    return words.format(day=f"{day:%a} {day.day} {day:%b}") if day else words.replace(", from {day}", "")
