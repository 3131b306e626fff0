"""The shape of what comes in about climate."""

from __future__ import annotations

import csv
import io
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from peers.climate import rules

MOST_BYTES = 64 * 1024
MOST_ROWS = 600


class CardForm(forms.Form):
    """A month's card: all nine, and a line if one likes."""

    words = forms.CharField(
        label=_("A line in your own words"),
        required=False,
        max_length=rules.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown word for word, so name nobody. It is kept apart from your answers."),
    )

    def __init__(self, *args, asks_words: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        for question in rules.QUESTIONS:
            self.fields[question.key] = forms.TypedChoiceField(
                label=_(question.words),
                coerce=int,
                choices=[(number, _(words)) for number, words in rules.ANSWERS],
                widget=forms.RadioSelect,
                error_messages={"required": _("One of the five, please.")},
            )
        if not asks_words:
            del self.fields["words"]

    @property
    def conditions(self) -> list[forms.BoundField]:
        return [self[one.key] for one in rules.QUESTIONS if one.kind == rules.CONDITION]

    @property
    def signs(self) -> list[forms.BoundField]:
        return [self[one.key] for one in rules.QUESTIONS if one.kind == rules.SIGN]

    @property
    def answers(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in rules.KEYS}


class LookForm(forms.Form):
    """Which group, and which question's course over months."""

    group = forms.IntegerField(required=False, min_value=0)
    question = forms.ChoiceField(
        required=False, choices=[(question.key, question.words) for question in rules.QUESTIONS]
    )


class SettingForm(forms.Form):
    """Whether an organisation asks, and of how many people it shows something: five or more."""

    is_on = forms.BooleanField(label="Ask once a month", required=False)
    least = forms.IntegerField(
        label="The smallest group that is shown",
        min_value=rules.LEAST,
        max_value=rules.MOST_LEAST,
        help_text="At least five. More makes it harder still to guess, and shows less.",
    )
    asks_words = forms.BooleanField(label="Ask for a line of words as well", required=False)
    least_words = forms.IntegerField(
        label="The smallest number of people whose words are shown",
        min_value=rules.LEAST_WORDS,
        max_value=2 * rules.MOST_LEAST,
        help_text="At least ten, and always of the whole organisation.",
    )
    shown_teams = forms.TypedMultipleChoiceField(
        label="Teams that are shown by themselves",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="A team that is not counts with the one above it.",
    )

    def __init__(self, *args, teams: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["shown_teams"].choices = teams  # type: ignore[attr-defined]

    def clean(self):
        found = super().clean() or {}
        least, words = found.get("least"), found.get("least_words")
        if least and words and words < least:
            self.add_error("least_words", f"At least as many as above: {least}.")
        return found


class MonthForm(forms.Form):
    """What an organisation types in about one month. An empty field takes the number away."""

    month = forms.DateField(
        input_formats=["%Y-%m"],
        label="Month",
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
        error_messages={"invalid": "Write a month as year and month, such as 2026-10."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in rules.FIGURES.items():
            self.fields[kind] = forms.IntegerField(
                label=label, required=False, min_value=0, max_value=rules.MOST_FIGURE
            )

    @property
    def numbers(self) -> dict[str, int | None]:
        return {kind: self.cleaned_data[kind] for kind in rules.FIGURES}


class FiguresFile(forms.Form):
    """A CSV file of months: `month` and any of the four figures. All of it goes in, or nothing."""

    file = forms.FileField(label="A CSV file", help_text=f"Columns: month, {', '.join(rules.FIGURES)}.")

    def clean_file(self) -> list[tuple[date, dict[str, int | None]]]:
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError("The file is too large: 64 kB at most.")
        try:
            text = given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8.") from None
        head = text.split("\n", 1)[0]
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",", strict=True)
        try:
            return self._read(rows)
        except csv.Error:
            raise forms.ValidationError("This is no CSV file that can be read.") from None

    def _read(self, rows: csv.DictReader) -> list[tuple[date, dict[str, int | None]]]:
        names = [name.strip() for name in rows.fieldnames or []]
        if "month" not in names or set(names) - {"month", *rules.FIGURES}:
            raise forms.ValidationError(f"The columns are month, {', '.join(rules.FIGURES)}.")
        rows.fieldnames = names
        found, problems = [], []
        for line, row in enumerate(rows, start=2):
            if line > MOST_ROWS + 1:
                raise forms.ValidationError(f"At most {MOST_ROWS} rows.")
            form = MonthForm({name: value for name, value in row.items() if name})
            if None in row or not form.is_valid():
                wrong = next(iter(form.errors), "row") if None not in row else "row"
                problems.append(f"Line {line}, {wrong}: not as it should be.")
            else:
                numbers = {kind: form.cleaned_data[kind] for kind in rules.FIGURES if kind in names}
                found.append((form.cleaned_data["month"], numbers))
        if problems:
            raise forms.ValidationError(problems[:20])
        return found
