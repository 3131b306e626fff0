"""The shape of what is agreed, and of what an organisation says about it."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from supervision.languages import worded
from supervision.people.form_parts import MemberField
from supervision.practice import terms
from supervision.practice.fields import FIELDS, LONGEST
from supervision.practice.models import PracticeSettings

MONTHS = ("agenda_months", "record_months", "escalation_months")
TOO_LONG = format_lazy(_("At most {number} characters, please."), number=f"{LONGEST:,}")


def _text(field, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_(field.name),
        help_text=_(field.help) if field.help else "",
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say something here, however short."), "max_length": TOO_LONG},
    )


class AgreementForm(forms.Form):
    """Every field of an agreement, and that its writer has read where confidentiality ends."""

    limits_read = forms.BooleanField(
        label=_("I have read where confidentiality ends"),
        error_messages={"required": _("Tick that you have read where confidentiality ends.")},
    )
    sure = forms.BooleanField(required=False, label=_("It names no client. Keep it as it is"))
    late_hours = forms.IntegerField(
        label=_("Hours before it starts"),
        help_text=_("Called off later than that, a part is payable. Leave both empty, and nothing ever is."),
        required=False,
        min_value=1,
        max_value=terms.MOST_HOURS,
    )
    late_percent = forms.IntegerField(
        label=_("Per cent of it that is payable"), required=False, min_value=1, max_value=100
    )
    late_ill = forms.BooleanField(label=_("For illness nothing is payable"), required=False)
    invoice_name = forms.ChoiceField(
        label=_("On an invoice stands"),
        choices=list(terms.NAMES.items()),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in FIELDS:
            self.fields[f"t_{field.slug}"] = _text(field, required=True)

    agreed_terms = terms.Terms()

    @property
    def fields_of_it(self):
        """The fields of the agreement alone, in their order."""
        return [self[f"t_{field.slug}"] for field in FIELDS]

    @property
    def words(self) -> dict[str, str]:
        return {field.slug: self.cleaned_data[f"t_{field.slug}"] for field in FIELDS}

    @property
    def money(self):
        """The fields about hours called off late."""
        return [self["late_hours"], self["late_percent"], self["late_ill"]]

    def clean(self):
        """Put the terms together. Where they can't stand as they are, the first of their fields says so."""
        said = super().clean() or {}
        if not {"late_hours", "late_percent", "invoice_name"} & set(self.errors):
            try:
                self.agreed_terms = terms.checked(
                    hours=said.get("late_hours"),
                    percent=said.get("late_percent"),
                    is_free_when_ill=bool(said.get("late_ill")),
                    name=said.get("invoice_name") or terms.INITIALS,
                )
            except terms.TermsWrong as refusal:
                self.add_error("late_hours", worded(refusal))
        return said

    @staticmethod
    def initial_of(words, money: terms.Terms) -> dict:
        """Return what the form starts with: an agreement's words by field, and its terms."""
        late = money.late
        return {f"t_{slug}": text for slug, text in words.items()} | {
            "late_hours": late.hours if late else None,
            "late_percent": late.percent if late else None,
            "late_ill": late.is_free_when_ill if late else True,
            "invoice_name": money.name,
        }


class SignForm(forms.Form):
    """One version, and that it was read."""

    version = forms.IntegerField(min_value=1, max_value=32767)
    limits = forms.BooleanField(required=False)


class ContactForm(forms.Form):
    """Somebody to be spoken to when confidentiality ends."""

    contact = MemberField(label=_("Name or work address"), required=False)


class SettingsForm(forms.Form):
    """How an organisation speaks of supervision, and what its agreements start with."""

    word = forms.ChoiceField(
        label=_("What you call it"),
        choices=[(code, _(words)) for code, words in PracticeSettings.Word.choices],
    )
    associate_word = forms.ChoiceField(
        label=_("What associates and externals read instead"),
        choices=[(code, _(words)) for code, words in PracticeSettings.Word.choices],
    )

    agenda = forms.CharField(
        label=_("The steps in the middle, one a line"),
        help_text=_(
            "How the work is landing comes before them, the last five minutes after them. A pair may "
            "have its own."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    agenda_months = forms.IntegerField(label=_("Agendas, in months"), min_value=1, max_value=240)
    record_months = forms.IntegerField(label=_("Shared records and actions"), min_value=1, max_value=240)
    escalation_months = forms.IntegerField(label=_("What had to be passed on"), min_value=1, max_value=240)

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
