"""What may be said of somebody's hours, protected time and limits; and every "no" to it. Plain Python.

Times of the day are minutes on the wall: 570 is half past nine, 1440 the midnight that ends a day. A
refusal that has `problems` names each wrong field, as the API and the forms do: "windows.2.ends".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.utils.translation import gettext

from supervision.errors import Refusal
from supervision.wording import noted, sentence

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_MINUTES = 24 * 60
QUARTER, FINE = 15, 5
"""Steps in minutes: hours go by quarters, protected time by fives."""
QUARTERS = noted("Write times on quarter hours, such as 09:15.")
FIVES = noted("Write times in steps of five minutes.")
MOST_A_DAY, MOST_PROTECTED, MOST_DAYS = 8, 40, 400
"""Stretches of one day; protected times of one person; dates with hours of their own."""
LONGEST_PLACE, LONGEST_NAME = 80, 60
FARTHEST = timedelta(days=731)
MEDIA = ("video", "phone", "in_person")
SHAPES = ("weekly", "once", "within", "after_long")


class Wrong(Refusal):
    """Something in what was written is to be put right; `problems` says what, by field."""

    code = "to_put_right"

    def __init__(self, problems: Mapping[str, str]):
        self.problems = dict(problems)
        super().__init__(" ".join(dict.fromkeys(problems.values())))


class HoursWrong(Wrong):
    code = "hours_wrong"


class NoHours(Refusal):
    code = "no_hours"


class DayWrong(Wrong):
    code = "day_wrong"


class ProtectedWrong(Wrong):
    code = "protected_wrong"


class TooManyProtected(Refusal):
    code = "too_many_protected"


class LimitsWrong(Wrong):
    code = "limits_wrong"


class TooManyDays(Refusal):
    code = "too_many_days"


class NotAHoliday(Refusal):
    code = "not_a_holiday"


def clock(minutes: int) -> str:
    """Return minutes on the wall as a clock shows them; the midnight that ends a day is 00:00."""
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def between(starts: int, ends: int) -> str:
    return gettext("{starts} to {ends}").format(starts=clock(starts), ends=clock(ends))


# ---------------------------------------------------------------- hours
@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of wall time, how a session can be had in it, and where, if in person."""

    starts: int
    ends: int
    media: tuple[str, ...] = ("video", "phone")
    place: str = ""
    weekday: int = 0

    @property
    def words(self) -> str:
        return between(self.starts, self.ends)


def checked_windows(windows: Sequence[Stretch]) -> list[Stretch]:
    """Return stretches in the order of the week, or refuse them with every problem at once.

    Each lies within one day, on quarter hours, and overlaps no other of its day. Raises HoursWrong.
    """
    problems: dict[str, str] = {}
    clean = []
    for number, window in enumerate(windows):
        window = replace(window, place=" ".join(window.place.split()) if "in_person" in window.media else "")
        for name, words in _problems_of(window):
            problems[f"windows.{number}.{name}"] = words
        clean.append((number, window))
    by_start = sorted(clean, key=lambda pair: (pair[1].weekday, pair[1].starts, pair[1].ends, pair[0]))
    count: dict[int, int] = {}
    last: Stretch | None = None
    for number, window in by_start:
        count[window.weekday] = count.get(window.weekday, 0) + 1
        if count[window.weekday] == MOST_A_DAY + 1:
            problems[f"windows.{number}.starts"] = sentence(
                "A day can have {most} stretches at most.", most=MOST_A_DAY
            )
        if last and last.weekday == window.weekday and window.starts < last.ends:
            problems.setdefault(
                f"windows.{number}.starts",
                sentence(
                    "{one} overlaps {other}. Let it start at {time} or later, or make the two one.",
                    one=window.words,
                    other=last.words,
                    time=clock(last.ends),
                ),
            )
        if last is None or last.weekday != window.weekday or window.ends > last.ends:
            last = window
    if problems:
        raise HoursWrong(problems)
    return [window for _, window in by_start]


def _problems_of(window: Stretch) -> Iterable[tuple[str, str]]:
    if not 0 <= window.weekday <= 6:
        yield "weekday", noted("Days of the week go from 0, Monday, to 6, Sunday.")
    yield from _stretch_problems(window.starts, window.ends, QUARTER)
    if not window.media or set(window.media) - set(MEDIA):
        yield "media", noted("Choose at least one way to meet.")
    if "in_person" in window.media and not window.place:
        yield "place", noted("Say where you meet in person.")
    if len(window.place) > LONGEST_PLACE:
        yield "place", sentence("A place can have {most} letters at most.", most=LONGEST_PLACE)


def _stretch_problems(starts: int, ends: int, step: int) -> Iterable[tuple[str, str]]:
    """Yield what is wrong with a stretch of one day, by field."""
    off = QUARTERS if step == QUARTER else FIVES
    for name, value in (("starts", starts), ("ends", ends)):
        if not 0 <= value <= DAY_MINUTES:
            yield name, noted("Write a time of the day, such as 09:00.")
        elif value % step:
            yield name, off
    if ends == starts:
        yield "ends", sentence("It starts and ends at {time}. Let it end later.", time=clock(ends))
    elif ends < starts:
        yield (
            "ends",
            sentence(
                "It ends at {ends}, before it starts at {starts}. For hours past midnight write two "
                "stretches: one until 00:00, and one from 00:00 on the day after.",
                ends=clock(ends),
                starts=clock(starts),
            ),
        )


def checked_week(windows: Sequence[Stretch]) -> list[Stretch]:
    """Return the stretches of a week, or refuse them. Raises HoursWrong, or NoHours for none at all."""
    if not windows:
        raise NoHours("Keep at least one stretch in the week. For days away, add leave instead.")
    return checked_windows(windows)


def check_day(day: date, *, today: date) -> None:
    """Refuse a date that is over, or more than two years away. Raises DayWrong."""
    if day < today:
        raise DayWrong({"day": "That day is over. Choose today or a day to come."})
    if day > today + FARTHEST:
        raise DayWrong({"day": "That is more than two years away. Choose a day before."})


# ---------------------------------------------------------------- protected time
@dataclass(frozen=True, slots=True)
class Protected:
    """Protected time as its owner says it. Which fields matter depends on `shape`."""

    shape: str
    name: str = ""
    weekdays: tuple[str, ...] = field(default=())
    day: date | None = None
    starts: int | None = None
    ends: int | None = None
    minutes: int | None = None
    long_minutes: int | None = None


NEEDS = {
    "weekly": ("weekdays", "starts", "ends"),
    "once": ("day", "starts", "ends"),
    "within": ("weekdays", "starts", "ends", noted("minutes")),
    "after_long": ("minutes", "long_minutes"),
}
MISSING = {
    "weekdays": noted("Choose at least one day of the week."),
    "day": noted("Choose a day."),
    "starts": noted("Say when it starts."),
    "ends": noted("Say when it ends."),
    "minutes": noted("Say how many minutes."),
    "long_minutes": noted("Say how long is long, in minutes."),
}
SPANS = {"minutes": (5, 240), "long_minutes": (15, 600)}


def checked_protected(wanted: Protected, *, today: date, before: date | None = None) -> Protected:
    """Return protected time with what its shape does not need left out, or refuse it.

    `before` is the day that it already has: that one may be over. Raises ProtectedWrong.
    """
    if wanted.shape not in SHAPES:
        raise ProtectedWrong({"shape": noted("Choose one of the four.")})
    needed = NEEDS[wanted.shape]
    problems = {name: MISSING[name] for name in needed if getattr(wanted, name) in (None, (), [])}
    name = " ".join(wanted.name.split())
    if len(name) > LONGEST_NAME:
        problems["name"] = sentence("A name can have {most} letters at most.", most=LONGEST_NAME)
    if "weekdays" in needed and set(wanted.weekdays) - set(WEEKDAYS):
        problems["weekdays"] = MISSING["weekdays"]
    for which, (least, most) in SPANS.items():
        value = getattr(wanted, which)
        if which in needed and value is not None and (not least <= value <= most or value % FINE):
            problems[which] = sentence(
                "Write {least} to {most} minutes, in steps of five.", least=least, most=most
            )
    if wanted.starts is not None and wanted.ends is not None and "starts" in needed:
        for which, words in _stretch_problems(wanted.starts, wanted.ends, FINE):
            problems.setdefault(which, words)
        if wanted.shape == "within" and wanted.minutes and "ends" not in problems:
            room = wanted.ends - wanted.starts
            if wanted.minutes > room:
                problems.setdefault(
                    "minutes",
                    sentence(
                        "From {stretch} there are only {minutes} minutes.",
                        stretch=between(wanted.starts, wanted.ends),
                        minutes=room,
                    ),
                )
    if "day" in needed and wanted.day is not None and wanted.day != before:
        try:
            check_day(wanted.day, today=today)
        except DayWrong as wrong:
            problems.setdefault("day", wrong.problems["day"])
    if problems:
        raise ProtectedWrong(problems)
    kept = {which: getattr(wanted, which) for which in needed}
    if "weekdays" in kept:
        kept["weekdays"] = tuple(day for day in WEEKDAYS if day in wanted.weekdays)
    return Protected(wanted.shape, name, **kept)


# ---------------------------------------------------------------- limits
@dataclass(frozen=True, slots=True)
class Limit:
    """One of the limits: the least and the most it can be, its step, and what it counts."""

    least: int
    most: int
    step: int
    unit: str


LIMITS = {
    "individual_minutes": Limit(15, 240, 5, noted("minutes")),
    "group_minutes": Limit(30, 300, 5, noted("minutes")),
    "individual_buffer": Limit(0, 120, 5, noted("minutes")),
    "group_buffer": Limit(0, 120, 5, noted("minutes")),
    "most_a_day": Limit(1, 16, 1, noted("sessions")),
    "most_a_week": Limit(1, 60, 1, noted("sessions")),
    "most_in_a_row": Limit(1, 10, 1, noted("sessions")),
    "break_minutes": Limit(5, 240, 5, noted("minutes")),
    "notice_hours": Limit(0, 1440, 1, noted("hours")),
    "horizon_days": Limit(7, 400, 1, noted("days")),
    "most_supervisees": Limit(0, 200, 1, noted("people")),
}
"""Whatever an organisation or a supervisor can set; None stands for "as it is above"."""


def checked_limits(values: Mapping[str, int | None]) -> dict[str, int | None]:
    """Return limits, or refuse those out of range. Raises LimitsWrong, TypeError for an unknown one."""
    problems: dict[str, str] = {}
    for name, value in values.items():
        limit = LIMITS.get(name)
        if limit is None:
            raise TypeError(f"There is no limit {name!r}.")
        if value is not None and (not limit.least <= value <= limit.most or value % limit.step):
            said = {"least": limit.least, "most": limit.most, "unit": sentence(limit.unit)}
            problems[name] = (
                sentence("Write {least} to {most} {unit}, in steps of {step}.", step=limit.step, **said)
                if limit.step > 1
                else sentence("Write {least} to {most} {unit}.", **said)
            )
    a_day, a_week = values.get("most_a_day"), values.get("most_a_week")
    if a_day and a_week and a_day > a_week:
        problems.setdefault("most_a_day", noted("A day cannot have more than the whole week."))
    if problems:
        raise LimitsWrong(problems)
    return dict(values)
