"""The shape of what comes into one's own space by its pages."""

from __future__ import annotations

from typing import Any

from django import forms

from peers.wellbeing.questionnaire_files import MOST_BYTES
from peers.wellbeing.signs import ANSWERS, SIGNS


class CheckForm(forms.Form):
    """One answer for each sign, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sign in SIGNS:
            self.fields[sign.key] = forms.TypedChoiceField(
                label=sign.words,
                choices=list(enumerate(ANSWERS)),
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, int]:
        return {key: answer for key, answer in self.cleaned_data.items() if answer is not None}


class ReminderForm(forms.Form):
    """Whether one is reminded of something of one's own, and how often; empty: not."""

    about = forms.ChoiceField(choices=[(about, about) for about in ("check", "plan")])
    every_days = forms.TypedChoiceField(
        choices=[("", "Not"), (14, "Every fortnight"), (28, "Every four weeks"), (91, "Every quarter")],
        coerce=int,
        empty_value=None,
        required=False,
    )


class QuestionnaireForm(forms.Form):
    """One answer for each question of a questionnaire, or none."""

    def __init__(self, *args: Any, body: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [question["key"] for question in body["questions"]]
        for number, question in enumerate(body["questions"]):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=question["words"],
                choices=list(enumerate(answer["words"] for answer in body["scales"][question["scale"]])),
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def answers(self) -> dict[str, int]:
        """What was answered, by the key of the question."""
        found = {key: self.cleaned_data[f"q{number}"] for number, key in enumerate(self.keys)}
        return {key: answer for key, answer in found.items() if answer is not None}


class FileForm(forms.Form):
    file = forms.FileField(
        label="The file", max_length=200, help_text="JSON or CSV, 256 KB at most.", allow_empty_file=False
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("At most 256 KB, please.")
        return file
