"""The shape of what a member writes about their availability. All of it works without script."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from supervision.availability.checks import (
    DAY_NAMES,
    LIMITS,
    LONGEST_NAME,
    LONGEST_PLACE,
    MEDIA,
    MOST_A_DAY,
    Protected,
    Stretch,
    Wrong,
    clock,
)
from supervision.availability.models import Medium, ProtectedTime
from supervision.availability.words import media_words
from supervision.people.form_parts import DayField, offer, zone_choices
from supervision.people.rules import WEEKDAYS

FIRST_WORDS = ("", ", second stretch", ", third stretch", ", fourth stretch")


class WallTimeField(forms.CharField):
    """A time of the day in minutes; where it `is_end`, 00:00 is the midnight that ends the day."""

    default_error_messages = {"invalid": "Write a time of the day, such as 09:00."}

    def __init__(self, *, is_end: bool = False, step: int = 900, **options):
        super().__init__(
            max_length=8, widget=forms.TextInput(attrs={"type": "time", "step": str(step)}), **options
        )
        self.is_end = is_end

    def prepare_value(self, value):
        return clock(value) if isinstance(value, int) else value

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?|(24)[:.]00", words.strip())
        if not found:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        minutes = 24 * 60 if found[3] else int(found[1]) * 60 + int(found[2])
        return 24 * 60 if self.is_end and minutes == 0 else minutes


class WindowForm(forms.Form):
    """One stretch of a day: from, to, how one can meet, and where."""

    starts = WallTimeField(label="From", required=False)
    ends = WallTimeField(label="To", required=False, is_end=True)
    ways = forms.MultipleChoiceField(
        choices=Medium.choices, widget=forms.CheckboxSelectMultiple, required=False, label="How you can meet"
    )
    place = forms.CharField(
        max_length=LONGEST_PLACE,
        required=False,
        label="Where, in person",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    @classmethod
    def of(cls, window: Stretch, prefix: str) -> "WindowForm":
        facts = {"starts": window.starts, "ends": window.ends, "ways": window.media, "place": window.place}
        return cls(prefix=prefix, initial=facts)

    @classmethod
    def typed(cls, data: QueryDict, prefix: str) -> "WindowForm":
        """Return what was typed so far, unjudged."""
        facts = {name: data.get(f"{prefix}-{name}", "") for name in ("starts", "ends", "place")}
        return cls(prefix=prefix, initial=facts | {"ways": data.getlist(f"{prefix}-ways")})

    @property
    def how(self) -> str:
        """What is chosen, in words, for the line that unfolds the choice."""
        return (
            media_words(self["ways"].value() or (), self["place"].value() or "") or "Choose how you can meet"
        )

    @property
    def is_blank(self) -> bool:
        return not (self["starts"].value() or self["ends"].value())

    def stretch(self, weekday: int = 0) -> Stretch | None:
        """Return the stretch; None where a time is missing or wrong, which is then said beside it."""
        if not self.is_valid():
            return None
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        if starts is None:
            self.add_error("starts", "Say when it starts.")
        if ends is None:
            self.add_error("ends", "Say when it ends.")
        if starts is None or ends is None:
            return None
        media = tuple(medium for medium in MEDIA if medium in self.cleaned_data["ways"])
        return Stretch(starts, ends, media, self.cleaned_data["place"], weekday)


BLANK = {"ways": ("video", "phone")}


class WindowsPart:
    """The stretches of one day as rows of a form; `typed` gives back what was written, unjudged."""

    def __init__(
        self, name: str, prefix: str, rows: list[WindowForm], *, weekday: int = 0, works: bool = True
    ):
        self.name, self.prefix, self.rows = name, prefix, rows
        self.weekday, self.works = weekday, works
        self.problem = ""

    @classmethod
    def kept(cls, name: str, prefix: str, windows: list[Stretch], *, weekday: int = 0) -> "WindowsPart":
        rows = [WindowForm.of(window, f"{prefix}-{number}") for number, window in enumerate(windows)]
        works = bool(rows)
        rows = rows or [WindowForm(prefix=f"{prefix}-0", initial=BLANK)]
        return cls(name, prefix, rows, weekday=weekday, works=works)

    @classmethod
    def sent(
        cls, name: str, prefix: str, data: QueryDict, *, weekday: int = 0, works: bool = True, judged: bool
    ) -> "WindowsPart":
        """Return the rows that were sent, with one more or one less where a button says so."""
        number = _whole(data.get(f"{prefix}-rows"), most=MOST_A_DAY + 1)
        prefixes = [f"{prefix}-{place}" for place in range(max(number, 1))]
        removed = data.get("remove", "")
        if removed in prefixes:
            prefixes.remove(removed)
        rows = [
            WindowForm(data, prefix=each) if judged else WindowForm.typed(data, each) for each in prefixes
        ]
        if removed:
            for place, row in enumerate(rows):
                row.prefix = f"{prefix}-{place}"
        if data.get("add") == prefix and len(rows) < MOST_A_DAY:
            rows.append(WindowForm(prefix=f"{prefix}-{len(rows)}", initial=BLANK))
            works = True
        rows = rows or [WindowForm(prefix=f"{prefix}-0", initial=BLANK)]
        return cls(name, prefix, rows, weekday=weekday, works=works)

    @property
    def short(self) -> str:
        return self.name[:3]

    @property
    def rest(self) -> str:
        return self.name[3:]

    @property
    def may_grow(self) -> bool:
        return len(self.rows) < MOST_A_DAY

    def numbered(self) -> list[tuple[str, WindowForm]]:
        """Return the rows, each with the words that tell it from the others of its day."""
        return [
            (FIRST_WORDS[place] if place < len(FIRST_WORDS) else f", stretch {place + 1}", row)
            for place, row in enumerate(self.rows)
        ]

    def stretches(self) -> list[tuple[WindowForm, Stretch | None]]:
        """Return the rows that say something, each with its stretch or None where something is wrong."""
        return [(row, row.stretch(self.weekday)) for row in self.rows if not row.is_blank]

    def problems(self) -> Iterable[tuple[str, str]]:
        """Give what is wrong, as (id of the field, words)."""
        if self.problem:
            yield self.rows[0]["starts"].auto_id, f"{self.name}: {self.problem}"
        for row in self.rows:
            for name, errors in (row.errors if row.is_bound else {}).items():
                for words in errors:
                    field = row[name]
                    yield (
                        (f"{field.auto_id}_0" if name == "ways" else field.auto_id),
                        f"{self.name}: {words}",
                    )


class Windows:
    """Parts that are judged together, so that a refusal finds the row that it is about."""

    def __init__(self, parts: list[WindowsPart]):
        self.parts = parts
        self.found: list[tuple[WindowForm, Stretch | None]] = []

    def judge(self) -> bool:
        """Say whether every stretch can be read; what can't is then said beside it."""
        self.found = []
        for part in self.parts:
            if part.works:
                rows = part.stretches()
                if not rows:
                    part.problem = "Say from when to when, or untick the day."
                self.found += rows
        return not any(part.problem for part in self.parts) and all(stretch for _, stretch in self.found)

    @property
    def windows(self) -> list[Stretch]:
        return [stretch for _, stretch in self.found if stretch]

    def put_right(self, wrong: Wrong) -> None:
        """Put each problem beside its field."""
        for name, words in wrong.problems.items():
            _, number, field = name.split(".")
            row = self.found[int(number)][0]
            field = "ways" if field == "media" else field
            row.add_error(field if field in row.fields else "starts", words)

    def problems(self) -> list[tuple[str, str]]:
        return [problem for part in self.parts for problem in part.problems()]


class WeekForm(Windows):
    """A week: the days that are ticked, each with its stretches."""

    @classmethod
    def kept(cls, windows: Iterable[Stretch]) -> "WeekForm":
        found = list(windows)
        return cls(
            [
                WindowsPart.kept(
                    name, f"w{day}", [each for each in found if each.weekday == day], weekday=day
                )
                for day, name in enumerate(DAY_NAMES)
            ]
        )

    @classmethod
    def sent(cls, data: QueryDict, *, judged: bool = True) -> "WeekForm":
        ticked = set(data.getlist("day"))
        return cls(
            [
                WindowsPart.sent(name, f"w{day}", data, weekday=day, works=str(day) in ticked, judged=judged)
                for day, name in enumerate(DAY_NAMES)
            ]
        )


class ZoneForm(forms.Form):
    """The zone in which a member's times are."""

    time_zone = forms.ChoiceField(label="Time zone")

    def __init__(self, *args, current: str, **options):
        super().__init__(*args, **options)
        choices = zone_choices()
        known = choices if current in dict(choices) else [(current, current), *choices]
        offer(self, "time_zone", known)
        self.initial["time_zone"] = current


LIMIT_LABELS = {
    "most_a_day": "Sessions a day, at most",
    "most_a_week": "Sessions a week, at most",
    "most_in_a_row": "Sessions in a row, at most",
    "break_minutes": "Minutes of break after so many",
    "individual_minutes": "Minutes of an individual session",
    "group_minutes": "Minutes of a group",
    "individual_buffer": "Minutes free after an individual session",
    "group_buffer": "Minutes free after a group",
    "notice_hours": "Hours of notice before a session",
    "horizon_days": "Days ahead that can be booked",
    "most_supervisees": "People you offer to supervise",
}


USUAL_LIMITS = ("most_a_day", "most_a_week", "most_supervisees")


class LimitsForm(forms.Form):
    """Lengths, buffers and limits, each of which may be left to whoever is above."""

    def __init__(self, *args, above: Mapping[str, int | None], whose: str, form_id: str = "", **options):
        super().__init__(*args, **options)
        for name, label in LIMIT_LABELS.items():
            value = above[name]
            as_above = f"Empty: {value}, {whose}." if value is not None else f"Empty: no limit, {whose}."
            limit = LIMITS[name]
            attrs: dict[str, Any] = {"min": limit.least, "max": limit.most, "step": limit.step}
            if form_id:
                attrs["form"] = form_id
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                help_text=as_above,
                widget=forms.NumberInput(attrs=attrs | {"inputmode": "numeric"}),
                error_messages={"invalid": "Write a whole number, or leave it empty."},
            )

    @property
    def usual(self) -> list[forms.BoundField]:
        """Those that most supervisors set."""
        return [self[name] for name in USUAL_LIMITS]

    @property
    def rare(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMIT_LABELS if name not in USUAL_LIMITS]

    @property
    def has_rare(self) -> bool:
        """Say whether one of the rarer ones is set, or wrong."""
        return any(field.value() not in (None, "") for field in self.rare)


class BookingForm(LimitsForm):
    """What an organisation says for everybody in it."""

    GROUPS = (
        ("Lengths", ("individual_minutes", "group_minutes", "individual_buffer", "group_buffer")),
        ("Limits of a supervisor", ("most_a_day", "most_a_week", "most_in_a_row", "break_minutes")),
        ("How far ahead", ("notice_hours", "horizon_days", "most_supervisees")),
    )

    keeps_holidays = forms.BooleanField(
        label="Closed on public holidays",
        required=False,
        help_text="Somebody can still say that they work on one.",
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["most_supervisees"].label = "People a supervisor offers to supervise"

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(name, [self[field] for field in fields]) for name, fields in self.GROUPS]


class ClosedDayForm(forms.Form):
    """A day, and what it is to an organisation."""

    on = DayField(label="Closed on")
    what = forms.ChoiceField(
        choices=(("closed", "Closed"), ("worked", "Worked"), ("back", "As usual")), required=False
    )


class OneDayForm(forms.Form):
    """What a date is: closed, as usual on a holiday, or with hours of its own (asked for beside it)."""

    KINDS = (
        ("closed", "Not that day"),
        ("hours", "Other hours"),
        ("usual", "I work that holiday, as usual"),
    )
    on = DayField(label="Day")
    what = forms.ChoiceField(
        choices=KINDS,
        widget=forms.RadioSelect,
        label="What is it?",
        error_messages={"required": "Choose one."},
    )


class HeavyForm(forms.Form):
    """A day, and whether it is heavy."""

    on = DayField()
    heavy = forms.BooleanField(required=False)
    week = DayField(required=False)


class ProtectedForm(forms.Form):
    """Time that nobody can book over. Which fields matter depends on `shape`; the rest may hold anything."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        label="What you call it",
        help_text="Optional. Such as “Writing up”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shape = forms.ChoiceField(
        choices=ProtectedTime.Shape.choices,
        widget=forms.RadioSelect,
        label="When",
        initial="weekly",
        error_messages={"required": "Choose one of the four."},
    )
    weekdays = forms.MultipleChoiceField(
        choices=list(zip(WEEKDAYS, WEEKDAYS, strict=True)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="On",
    )
    day = DayField(label="Day", required=False)
    starts = WallTimeField(label="From", required=False, step=300)
    ends = WallTimeField(label="To", required=False, is_end=True, step=300)
    minutes = forms.IntegerField(
        required=False,
        label="Minutes",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 5, "max": 240, "step": 5}),
    )
    long_minutes = forms.IntegerField(
        required=False,
        label="After anything of so many minutes",
        help_text="That your own calendars show as busy.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 15, "max": 600, "step": 5}),
    )

    def said(self) -> Protected:
        values: dict[str, Any] = dict(self.cleaned_data)
        return Protected(**values | {"weekdays": tuple(values["weekdays"])})

    @staticmethod
    def facts(said: Protected) -> dict[str, Any]:
        return {name: getattr(said, name) for name in ProtectedForm.base_fields}


def _whole(words: str | None, *, most: int) -> int:
    return min(int(words), most) if words and words.isascii() and words.isdigit() else 1
