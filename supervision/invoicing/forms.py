"""The shape of what an hour costs."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.invoicing.rules import CURRENCIES, MOST_PENCE
from supervision.people.form_parts import DayField


class RateForm(forms.Form):
    """An amount for an hour, its currency, and from which day on."""

    amount = forms.DecimalField(
        label=_("An hour costs"),
        min_value=0,
        max_value=Decimal(MOST_PENCE) / 100,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(
        label=_("In"), choices=[(code, f"{code} {sign}") for code, sign in CURRENCIES.items()]
    )
    starts_on = DayField(label=_("From"), help_text=_("Days before keep what they cost."))

    @property
    def pence(self) -> int:
        return int(self.cleaned_data["amount"] * 100)
