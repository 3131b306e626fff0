"""The shape of hours as they are written: stretches of a day, days of a week. All of it without script."""

import re
from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from supervision.availability.checks import (
    LONGEST_PLACE,
    MEDIA,
    MOST_A_DAY,
    Stretch,
    Wrong,
    clock,
)
from supervision.availability.models import Medium
from supervision.availability.words import day_name, media_words
from supervision.languages import worded
from supervision.wording import noted, sentence

FIRST_WORDS = ("", noted(", second stretch"), noted(", third stretch"), noted(", fourth stretch"))


class WallTimeField(forms.CharField):
    """A time of the day in minutes; where it `is_end`, 00:00 is the midnight that ends the day."""

    default_error_messages = {"invalid": _("Write a time of the day, such as 09:00.")}

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

    starts = WallTimeField(label=_("From"), required=False)
    ends = WallTimeField(label=_("To"), required=False, is_end=True)
    ways = forms.MultipleChoiceField(
        choices=Medium.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("How you can meet"),
    )
    place = forms.CharField(
        max_length=LONGEST_PLACE,
        required=False,
        label=_("Where, in person"),
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
        return media_words(self["ways"].value() or (), self["place"].value() or "") or str(
            _("Choose how you can meet")
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
            self.add_error("starts", _("Say when it starts."))
        if ends is None:
            self.add_error("ends", _("Say when it ends."))
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
            (
                worded(
                    FIRST_WORDS[place]
                    if place < len(FIRST_WORDS)
                    else sentence(", stretch {number}", number=place + 1)
                ),
                row,
            )
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
                    part.problem = str(_("Say from when to when, or untick the day."))
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
            row.add_error(field if field in row.fields else "starts", worded(words))

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
                    day_name(day), f"w{day}", [each for each in found if each.weekday == day], weekday=day
                )
                for day in range(7)
            ]
        )

    @classmethod
    def sent(cls, data: QueryDict, *, judged: bool = True) -> "WeekForm":
        ticked = set(data.getlist("day"))
        return cls(
            [
                WindowsPart.sent(
                    day_name(day), f"w{day}", data, weekday=day, works=str(day) in ticked, judged=judged
                )
                for day in range(7)
            ]
        )


def _whole(words: str | None, *, most: int) -> int:
    return min(int(words), most) if words and words.isascii() and words.isdigit() else 1
