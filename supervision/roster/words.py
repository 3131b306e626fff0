"""Sentences of the upload pages."""

from datetime import date

from django.utils.formats import date_format

NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
NAMED = 3


def number_words(number: int) -> str:
    """Return "three", or digits above twelve."""
    return NUMBERS[number] if number < len(NUMBERS) else f"{number:,}"


def opening(text: str) -> str:
    return text[:1].upper() + text[1:]


def things_wrong(count: int) -> str:
    """Return "Three things to put right before anything can go in."."""
    things = "thing" if count == 1 else "things"
    return f"{opening(number_words(count))} {things} to put right before anything can go in."


def day_said(day: str, today: date) -> str:
    found = date.fromisoformat(day)
    return date_format(found, "j F" if found.year == today.year else "j F Y")


def moves_said(clocks: dict | None, today: date) -> str:
    """Return which clocks move: a few by name, more by number; "" where that was not worked out."""
    if clocks is None:
        return ""
    count, named = clocks["count"], clocks["named"]
    if not count:
        return "No clock moves."
    start = f"{opening(number_words(count))} {'clock moves' if count == 1 else 'clocks move'}"
    if count > NAMED:
        return f"{start}."
    return f"{start}: " + ", ".join(move_said(each, today) for each in named) + "."


def move_said(move: dict, today: date) -> str:
    whose = move["name"] + ("’" if move["name"].endswith("s") else "’s")
    if move["is_gone"]:
        return f"{whose} stops"
    if not move["due"]:
        return f"{whose} has nothing due"
    due = day_said(move["due"], today)
    if move["is_new"]:
        return f"{whose} first supervision falls due on {due}"
    if move["was_due"] == move["due"]:
        return f"{whose} by no days"
    return f"{whose} falls due on {due}" + (
        f" instead of {day_said(move['was_due'], today)}" if move["was_due"] else ""
    )


def owed_said(after: dict | None) -> str:
    """Return what is owed once it is in."""
    if not after:
        return ""
    if not after["clocks"]:
        return "Nothing is owed yet: no policy has a rule that holds today."
    owed, soon = after["owed"], after["soon"]
    people = (
        f"We owe {number_words(owed)} {'person' if owed == 1 else 'people'} a supervision"
        if owed
        else "We owe nobody a supervision"
    )
    falls = f"{number_words(soon) if soon else 'none'} {'fall' if soon > 1 else 'falls'} due this fortnight"
    return f"{people}, and {falls}."
