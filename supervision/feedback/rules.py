"""What is asked about supervision, in whose time, and what of the answers may ever be shown.

Answers that are not given by name are counted together once, when a window is over: in three broad bands,
with a little chance mixed in, and never recomputed. Source: engineering.md, "Numbers about people".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from supervision.errors import Refusal
from supervision.wording import noted, sentence

FEWEST = 5
"""No numbers come from fewer people than this, and no two sets of people differ by fewer."""
FEWEST_WORDS = 10
"""Words of one's own, which may give away whose they are, go out only where so many wrote some."""
LONGEST = 1000
SHORTEST_WINDOW = timedelta(days=60)
"""A window that would be shorter is not opened: the next one is."""
ASK_BEFORE = timedelta(days=42)
"""How long before the end of a window those who may answer are asked, once."""
KEPT_YEARS = 3
TURNED_IN = 6
"""One answer in so many is turned round before it is counted."""


class FieldsMissing(Refusal):
    """Answers that are counted together are whole, so that each question has the same people behind it."""

    code = "feedback_incomplete"


class NothingSaid(Refusal):
    code = "feedback_empty"


class TooLong(Refusal):
    code = "too_long"


class NotNow(Refusal):
    code = "feedback_not_now"


class ByNameOnly(Refusal):
    """What was once shown by name would give itself away among others."""

    code = "feedback_by_name_only"


@dataclass(frozen=True, slots=True)
class Question:
    """One sentence somebody says how often it is so: its name in the API and the words."""

    slug: str
    words: str


QUESTIONS = (
    Question("heard", noted("I feel heard.")),
    Question("safe", noted("I can say what is hard.")),
    Question("mine", noted("The time is about me and my work.")),
    Question("useful", noted("I take something back to the work that helps.")),
)
SLUGS = tuple(question.slug for question in QUESTIONS)
HOW_OFTEN = {1: noted("Not yet"), 2: noted("Sometimes"), 3: noted("Mostly"), 4: noted("Each time")}
OFTEN = 3
"""From here on an answer counts as "often"."""
FEW, SOME, MOST = "few", "some", "most"
BANDS = (FEW, SOME, MOST)


# ---------------------------------------------------------------- when
@dataclass(frozen=True, slots=True)
class Span:
    """A window's first and last day, both included."""

    opens_on: date
    closes_on: date


def half_year_of(day: date) -> Span:
    """Return the half-year a day lies in: January to June, or July to December."""
    if day.month <= 6:
        return Span(date(day.year, 1, 1), date(day.year, 6, 30))
    return Span(date(day.year, 7, 1), date(day.year, 12, 31))


def window_opening(today: date) -> Span | None:
    """Return the window that opens today where there is none: for the rest of this half-year.

    None where so little of it is left that the next one is waited for.
    """
    half = half_year_of(today)
    if half.closes_on - today < SHORTEST_WINDOW:
        return None
    return Span(today, half.closes_on)


def kept_since(today: date) -> date:
    """Return since when windows have to have closed so that they are still kept: for three years."""
    return date(today.year - KEPT_YEARS, today.month, 1)


def is_time_to_ask(closes_on: date, today: date) -> bool:
    """Say whether those who may answer are asked by now. On the window's last day they no longer are."""
    return closes_on - ASK_BEFORE <= today < closes_on


# ---------------------------------------------------------------- one answer
def checked(how: Mapping[str, int | None], more: str, *, is_named: bool) -> tuple[dict[str, int], str]:
    """Return an answer as it is kept. By name any part of it will do; counted with others, all four are said.

    Raises FieldsMissing, NothingSaid or TooLong.
    """
    said = {slug: number for slug in SLUGS if (number := how.get(slug)) in HOW_OFTEN}
    more = more.replace("\r\n", "\n").strip()
    if len(more) > LONGEST:
        raise TooLong(sentence("At most {most} characters, please.", most=f"{LONGEST:,}"))
    if not is_named and len(said) < len(SLUGS):
        raise FieldsMissing("Counted with others, all four are needed. By name, any of them will do.")
    if not said and not more:
        raise NothingSaid("Say at least one thing, or leave it for another time.")
    return {slug: int(number) for slug, number in said.items()}, more


# ---------------------------------------------------------------- what may be shown
def may_release(given: Collection[int], earlier: Iterable[Collection[int]]) -> bool:
    """Say whether the answers of these people may be shown together.

    They are five or more, and so is whoever makes the difference to each set that was shown before, either
    way; or nobody does. No number of a whole is ever shown, so that there is no complement to tell.
    """
    people = set(given)
    if len(people) < FEWEST:
        return False
    for before in map(set, earlier):
        if any(0 < len(part) < FEWEST for part in (people - before, before - people)):
            return False
    return True


def band_of(number: int, people: int) -> str:
    """Return how many of these people `number` is: few (a quarter at most), most (three quarters), some."""
    if number * 4 <= people:
        return FEW
    return MOST if number * 4 >= people * 3 else SOME


def bands_of(answers: Sequence[Mapping[str, int]], *, draw: Callable[[int], int]) -> dict[str, str]:
    """Return, for each question, how many say that it is often so.

    `draw(n)` is a whole number below n, by chance. One answer in TURNED_IN is turned round before it counts:
    four who put their own answers together with the supervisor can't tell the fifth's from the bands, for
    whatever the fifth said, every band could have come out, and none of them five times as likely.
    """
    bands = {}
    for slug in SLUGS:
        often = [(one[slug] >= OFTEN) != (draw(TURNED_IN) == 0) for one in answers]
        bands[slug] = band_of(sum(often), len(often))
    return bands


def words_of(texts: Iterable[str], *, draw: Callable[[int], int]) -> list[str]:
    """Return the words that may be shown, in an order of chance; none where fewer than ten wrote some."""
    left = sorted(text for text in texts if text)
    if len(left) < FEWEST_WORDS:
        return []
    mixed = []
    while left:
        mixed.append(left.pop(draw(len(left))))
    return mixed
