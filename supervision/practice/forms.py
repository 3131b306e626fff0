"""The shape of what is agreed, and of what an organisation says about it."""

from django import forms

from supervision.people.form_parts import MemberField
from supervision.practice.fields import FIELDS, LONGEST
from supervision.practice.models import PracticeSettings

MONTHS = ("agenda_months", "record_months", "escalation_months")
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


class ContactForm(forms.Form):
    """Somebody to be spoken to when confidentiality ends."""

    contact = MemberField(label="Name or work address", required=False)


class SettingsForm(forms.Form):
    """How an organisation speaks of supervision, and what its agreements start with."""

    word = forms.ChoiceField(label="What you call it", choices=PracticeSettings.Word.choices)
    associate_word = forms.ChoiceField(
        label="What associates and externals read instead", choices=PracticeSettings.Word.choices
    )

    agenda = forms.CharField(
        label="The steps in the middle, one a line",
        help_text="How the work is landing comes before them, the last five minutes after them. A pair may "
        "have its own.",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    agenda_months = forms.IntegerField(label="Agendas, in months", min_value=1, max_value=240)
    record_months = forms.IntegerField(label="Shared records and actions", min_value=1, max_value=240)
    escalation_months = forms.IntegerField(label="What had to be passed on", min_value=1, max_value=240)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[f"t_{field.slug}"] = _text(field, required=False)

    @property
    def months(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in MONTHS}

    @property
    def terms(self):
        return [self[f"t_{field.slug}"] for field in FIELDS]

    @property
    def words(self) -> dict[str, str]:
        return {field.slug: self.cleaned_data[f"t_{field.slug}"] for field in FIELDS}
