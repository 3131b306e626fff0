"""Shapes of what people say about themselves."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from supervision.people.models import Person
from supervision.people.tokens import LASTS_DAYS


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As people at work know you. Whoever sees your dates sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=_("Your new address"),
        help_text=_("Nothing changes until you press a button behind a link that goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SchemeForm(forms.Form):
    scheme = forms.ChoiceField(choices=Person.Scheme.choices, required=False)


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=Person.Language.choices)


class TokenForm(forms.Form):
    """Stands beside the form for one's name, so its fields go by ids of their own."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("auto_id", "token_%s")
        super().__init__(*args, **kwargs)

    name = forms.CharField(
        label=_("What it is for"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    may_write = forms.BooleanField(label=_("It may change things too, not only read"), required=False)
    lasts_days = forms.TypedChoiceField(
        label=_("It ends by itself after"),
        choices=[
            (days, _("A year") if days == 365 else format_lazy("{} {}", days, _("days")))
            for days in LASTS_DAYS
        ],
        coerce=int,
    )
