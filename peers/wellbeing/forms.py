"""The shape of what comes into one's own space by its pages."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from peers.wellbeing.breaks import WEIGHTS, Limits
from peers.wellbeing.planning import LONGEST as PLAN_LONGEST
from peers.wellbeing.planning import PARTS
from peers.wellbeing.questionnaire_files import MOST_BYTES
from peers.wellbeing.signs import ANSWERS, SIGNS
from supervision.people.form_parts import MemberField
from supervision.people.models import Member
from supervision.scheduling.days import local_day


class CheckForm(forms.Form):
    """One answer for each sign, or none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for sign in SIGNS:
            self.fields[sign.key] = forms.TypedChoiceField(
                label=_(sign.words),
                choices=[(number, _(words)) for number, words in enumerate(ANSWERS)],
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
        choices=[
            ("", _("Not")),
            (14, _("Every fortnight")),
            (28, _("Every four weeks")),
            (91, _("Every quarter")),
        ],
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
        label=_("The file"),
        max_length=200,
        help_text=_("JSON or CSV, 256 KB at most."),
        allow_empty_file=False,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("At most 256 KB, please."))
        return file


LATEST_MINUTE = 2**31


def _day_at(minute: int, member: Member) -> date:
    return local_day(datetime.fromtimestamp(minute * 60, UTC), member.zone)


class TapForm(forms.Form):
    """How heavy a contact was: of one stretch of a day, or of just now. `tap`: a number its page made up."""

    w = forms.TypedChoiceField(coerce=int, choices=[(weight, weight) for weight in WEIGHTS])
    tap = forms.UUIDField()
    starts = forms.IntegerField(min_value=0, max_value=LATEST_MINUTE, required=False)
    ends = forms.IntegerField(min_value=0, max_value=LATEST_MINUTE, required=False)

    def clean(self):
        found = super().clean() or {}
        starts, ends = found.get("starts"), found.get("ends")
        if (starts is None) != (ends is None) or (starts is not None and not 0 < ends - starts <= 1500):
            raise forms.ValidationError(_("That is no stretch of a day."))
        return found

    @property
    def span(self) -> tuple[int, int] | None:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return None if starts is None else (starts, ends)

    def day_of(self, member: Member, *, now: datetime) -> date:
        return _day_at(self.span[0], member) if self.span else local_day(now, member.zone)


class BreakForm(forms.Form):
    """A break to hold, in minutes since 1970."""

    starts = forms.IntegerField(min_value=0, max_value=LATEST_MINUTE)
    ends = forms.IntegerField(min_value=0, max_value=LATEST_MINUTE)

    def day_of(self, member: Member) -> date:
        return _day_at(self.cleaned_data["starts"], member)


class LimitsForm(forms.Form):
    """What somebody, or an organisation, keeps to."""

    most_heavy = forms.TypedChoiceField(
        label=_("Heavy ones in a day"),
        choices=[
            ("", _("No limit")),
            *((number, format_lazy(_("At most {number}"), number=number)) for number in range(1, 7)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    break_after = forms.TypedChoiceField(
        label=_("A break after"),
        choices=[("", _("None in a row ask for one")), (2, _("Two in a row")), (3, _("Three in a row"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    break_minutes = forms.TypedChoiceField(
        label=_("How long"),
        choices=[
            (minutes, format_lazy(_("{number} minutes"), number=minutes)) for minutes in (10, 15, 20, 30, 45)
        ],
        coerce=int,
    )
    apart_minutes = forms.TypedChoiceField(
        label=_("Between two heavy ones"),
        choices=[
            (0, _("Nothing in particular")),
            *((m, format_lazy(_("{number} minutes"), number=m)) for m in (15, 30, 45, 60, 90)),
        ],
        coerce=int,
    )

    @staticmethod
    def initial_of(limits: Limits) -> dict[str, Any]:
        return {name: "" if value is None else value for name, value in asdict(limits).items()}

    @property
    def limits(self) -> Limits:
        return Limits(**self.cleaned_data)


class PlanForm(forms.Form):
    """One's own plan, a field for each part."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, title in PARTS.items():
            self.fields[key] = forms.CharField(
                label=_(title),
                max_length=PLAN_LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


class SomeoneForm(forms.Form):
    """Somebody to ring: a colleague by name, or anybody else."""

    colleague = MemberField(label=_("A colleague here"), required=False)
    name = forms.CharField(label=_("Or somebody else"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Number (optional)"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean(self):
        found = super().clean() or {}
        if not found.get("colleague") and not found.get("name") and not self.errors:
            raise forms.ValidationError(_("Say who it is."))
        return found


class MorningForm(forms.Form):
    words = forms.CharField(
        label=_("A note to yourself"),
        max_length=280,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ThanksForm(forms.Form):
    colleague = MemberField(label=pgettext_lazy("whom", "To"))
    words = forms.CharField(label=_("What for"), max_length=280, widget=forms.Textarea(attrs={"rows": 2}))

    def clean_colleague(self):
        found = self.cleaned_data["colleague"]
        if found is None:
            raise forms.ValidationError(_("Say who it is for."))
        return found


class LineForm(forms.Form):
    words = forms.CharField(
        label=_("A line for yourself"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    key = forms.RegexField(r"^[0-9a-f]{32}$", required=False)


class FindForm(forms.Form):
    """Stands beside the form for a line, whose field is called the same: hence ids of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "auto_id": "find_%s"})

    words = forms.CharField(label=_("Find"), max_length=80, required=False)
