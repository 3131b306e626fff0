"""What is asked of a log, and with whom somebody is registered."""

from __future__ import annotations

from django import forms

from supervision.evidence.log import ALL, HERE
from supervision.evidence.rules import COUNTINGS, Registration

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Asked(forms.Form):
    """Which log: what is not well formed is passed over."""

    body = forms.SlugField(required=False)
    year = forms.DateField(required=False)
    where = forms.ChoiceField(choices=[(HERE, HERE), (ALL, ALL)], required=False)
    page = forms.IntegerField(min_value=1, required=False)

    @classmethod
    def of(cls, query) -> dict:
        """Return what `query` asks for, as `log_of` takes it."""
        form = cls(query)
        form.is_valid()
        said = form.cleaned_data
        return {"body": said.get("body") or "", "year": said.get("year"), "where": said.get("where") or HERE}


class RegistrationForm(forms.Form):
    """A body, and the day on which a year of registration with it begins."""

    body = forms.ChoiceField(label="Counted as", choices=[(one.slug, one.name) for one in COUNTINGS])
    day = forms.IntegerField(label="My year begins on day", min_value=1, max_value=31, initial=1)
    month = forms.TypedChoiceField(
        label="of", choices=[(str(n), name) for n, name in enumerate(MONTHS, 1)], coerce=int
    )

    def registration(self) -> Registration:
        return Registration(**self.cleaned_data)
