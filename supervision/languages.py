"""In whose language something is said: the reader's, whoever caused it. English is the source of all words.

Pages go by the person's own choice, else by what their browser asks for; letters by the choice alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, gettext_noop, ngettext, pgettext

from supervision.wording import Dated, Listed, Sentence

# The names of days and months that `|date` and `day_words` write. Django has them in every language; these
# stand here so that a catalogue of ours can say them as they stand inside a sentence.
DAYS = (
    gettext_noop("Monday"),
    gettext_noop("Tuesday"),
    gettext_noop("Wednesday"),
    gettext_noop("Thursday"),
    gettext_noop("Friday"),
    gettext_noop("Saturday"),
    gettext_noop("Sunday"),
    gettext_noop("Mon"),
    gettext_noop("Tue"),
    gettext_noop("Wed"),
    gettext_noop("Thu"),
    gettext_noop("Fri"),
    gettext_noop("Sat"),
    gettext_noop("Sun"),
)
MONTHS = (
    gettext_noop("January"),
    gettext_noop("February"),
    gettext_noop("March"),
    gettext_noop("April"),
    gettext_noop("May"),
    gettext_noop("June"),
    gettext_noop("July"),
    gettext_noop("August"),
    gettext_noop("September"),
    gettext_noop("October"),
    gettext_noop("November"),
    gettext_noop("December"),
    gettext_noop("jan"),
    gettext_noop("feb"),
    gettext_noop("mar"),
    gettext_noop("apr"),
    gettext_noop("may"),
    gettext_noop("jun"),
    gettext_noop("jul"),
    gettext_noop("aug"),
    gettext_noop("sep"),
    gettext_noop("oct"),
    gettext_noop("nov"),
    gettext_noop("dec"),
)


VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóú")


def speaking(language: str) -> AbstractContextManager[None]:
    """Return a context in which everything is said in `language`; in English for a person who chose none."""
    wanted = language or settings.LANGUAGE_CODE
    return nullcontext() if translation.get_language() == wanted else translation.override(wanted)


def is_english() -> bool:
    return (translation.get_language() or settings.LANGUAGE_CODE).startswith("en")


def tag() -> str:
    """Return the language of this page or letter as HTML names it: "en-GB", "cy"."""
    return translation.to_locale(translation.get_language() or settings.LANGUAGE_CODE).replace("_", "-")


def day_words(day: date, *, this_year: int, long: bool = False) -> str:
    """Return "Tue 10 Nov", or "Tuesday 10 November" when `long`; with its year when that is not this one."""
    return format_date(day, f"{'l j F' if long else 'D j M'}{'' if day.year == this_year else ' Y'}")


def both(parts: Sequence[str]) -> str:
    """Return one or two clauses as they stand in one sentence: "two wait, and one wants your nod"."""
    if len(parts) < 2:
        return "".join(parts)
    return gettext("{first}, and {last}").format(first=", ".join(parts[:-1]), last=parts[-1])


def listed(names: Sequence[str], *, things: bool = False) -> str:
    """Return names in a row: "Ruth", "Ruth and Tom", "Ruth, Tom and Nia".

    The word between may change with what follows it, as Welsh has "ac" before a vowel; and where `things`
    are listed instead of names, it may have to be done without.
    """
    if len(names) < 2:
        return "".join(names)
    if things:
        pattern = pgettext("things", "{first} and {last}")
    elif names[-1][:1].lower() in VOWELS:
        pattern = pgettext("before a vowel", "{first} and {last}")
    else:
        pattern = gettext("{first} and {last}")
    return pattern.format(first=", ".join(names[:-1]), last=names[-1])


def worded(said: Any) -> str:
    """Return what plain Python said, or a refusal's sentence, in the reader's language."""
    if isinstance(said, Exception):
        problems = getattr(said, "problems", None)
        if isinstance(problems, Mapping):
            return " ".join(dict.fromkeys(worded(words) for words in problems.values()))
        said = said.args[0] if said.args else ""
    if isinstance(said, Sentence):
        pattern = ngettext(said.pattern, said.plural, said.number) if said.plural else gettext(said.pattern)
        return pattern.format(**{name: _part(part) for name, part in said.parts.items()})
    if isinstance(said, Dated):
        return format_date(said.day, said.pattern)
    if isinstance(said, Listed):
        return listed(said.names)
    words = str(said)
    return gettext(words) if words else ""


def _part(part: Any) -> Any:
    return worded(part) if isinstance(part, Sentence | Dated | Listed) else part
