"""The shape of what is agreed, and of what an organisation says about it."""

from django import forms

from supervision.practice.fields import FIELDS, LONGEST
from supervision.practice.models import PracticeSettings

TOO_LONG = f"At most {LONGEST:,} characters, please."


def _text(field, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=field.name,
        help_text=field.help,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say something here, however short.", "max_length": TOO_LONG},
    )


class AgreementForm(forms.Form):
    """Every field of an agreement, and that its writer has read where confidentiality ends."""

    limits_read = forms.BooleanField(
        label="I have read where confidentiality ends",
        error_messages={"required": "Tick that you have read where confidentiality ends."},
    )
    sure = forms.BooleanField(required=False, label="It names no client. Keep it as it is")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[f"t_{field.slug}"] = _text(field, required=True)

    @property
    def terms(self):
        """The fields of the agreement alone, in their order."""
        return [self[f"t_{field.slug}"] for field in FIELDS]

    @property
    def words(self) -> dict[str, str]:
        return {field.slug: self.cleaned_data[f"t_{field.slug}"] for field in FIELDS}

    @staticmethod
    def initial_of(words) -> dict[str, str]:
        return {f"t_{slug}": text for slug, text in words.items()}


class SignForm(forms.Form):
    """One version, and that it was read."""

    version = forms.IntegerField(min_value=1, max_value=32767)
    limits = forms.BooleanField(required=False)


class SettingsForm(forms.Form):
    """How an organisation speaks of supervision, and what its agreements start with."""

    word = forms.ChoiceField(label="What you call it", choices=PracticeSettings.Word.choices)
    associate_word = forms.ChoiceField(
        label="What associates and externals read instead", choices=PracticeSettings.Word.choices
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[f"t_{field.slug}"] = _text(field, required=False)

    @property
    def terms(self):
        return [self[f"t_{field.slug}"] for field in FIELDS]

    @property
    def words(self) -> dict[str, str]:
        return {field.slug: self.cleaned_data[f"t_{field.slug}"] for field in FIELDS}
