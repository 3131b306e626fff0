"""The shape of what the booking pages send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from supervision.languages import worded
from supervision.sessions.choosing import read_moment, read_value
from supervision.sessions.models import Series

MOST_TIMES = 60
USUAL_NUMBER = 6
LONGEST_LINE = 140
LONGEST_REASON = 500
ONCE, SERIES = "once", "series"
ANY, ALL = "any", "all"
SCOPES = ("one", "later", "all")


def ids_in(values: Sequence[str]) -> list[int]:
    """Return the ids among what was sent, each once, in their order."""
    return list(dict.fromkeys(int(value) for value in values if value.isdecimal() and len(value) < 19))


def sent(form: forms.Form, name: str) -> list[str]:
    """Return everything that was sent under a name, in order."""
    return cast(QueryDict, form.data).getlist(name) if form.is_bound else []


class TimesForm(forms.Form):
    """Which two weeks are looked at, and the time that was chosen in them."""

    first = forms.DateField(required=False)
    go = forms.DateField(required=False)
    slot = forms.CharField(required=False, max_length=40)

    @property
    def asked_first(self) -> date | None:
        """The day whose two weeks are asked for, if any."""
        return self.cleaned_data.get("go") or self.cleaned_data.get("first")

    @property
    def chosen(self) -> tuple[datetime, int] | None:
        """The moment and the supervisor chosen, if any."""
        return read_value(self.cleaned_data.get("slot") or "")


class BookForm(TimesForm):
    """A booking as it is being put together: everything has a default, so it can be shown at any time."""

    match = forms.ChoiceField(
        choices=[(ANY, _("Any of them")), (ALL, _("All of them together"))], required=False
    )
    minutes = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    how = forms.ChoiceField(required=False)
    times = forms.ChoiceField(choices=[(ONCE, _("Just this one")), (SERIES, _("A series"))], required=False)
    pattern = forms.ChoiceField(choices=Series.Pattern.choices, required=False)
    number = forms.IntegerField(
        required=False,
        min_value=2,
        max_value=MOST_TIMES,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Between 2 and {MOST_TIMES} times, please."
        ),
    )
    until = forms.DateField(required=False, error_messages={"invalid": _("Give a day, or leave it empty.")})
    line = forms.CharField(required=False, max_length=LONGEST_LINE)
    hold = forms.IntegerField(required=False, min_value=1)
    dates = forms.CharField(required=False, max_length=200)
    starts = forms.CharField(required=False)

    def __init__(self, data, *, lengths, usual, ways):
        super().__init__(data)
        self.usual = usual
        self.ways = {way.value: way for way in ways}
        cast(forms.ChoiceField, self.fields["minutes"]).choices = [
            (one, gettext("{number} minutes").format(number=one)) for one in lengths
        ]
        cast(forms.ChoiceField, self.fields["how"]).choices = [(way.value, worded(way.words)) for way in ways]
        self.is_valid()

    def _said(self, name: str, otherwise):
        return self.cleaned_data.get(name) or otherwise

    @property
    def minutes_asked(self) -> int:
        return self._said("minutes", self.usual)

    @property
    def way(self):
        return self.ways.get(self.cleaned_data.get("how", "")) or next(iter(self.ways.values()))

    @property
    def is_all(self) -> bool:
        return self.cleaned_data.get("match") == ALL

    @property
    def is_series(self) -> bool:
        return self.cleaned_data.get("times") == SERIES

    @property
    def pattern_asked(self) -> str:
        return self._said("pattern", Series.Pattern.FOUR_WEEKLY.value)

    @property
    def until_asked(self) -> date | None:
        return self.cleaned_data.get("until")

    @property
    def number_asked(self) -> int | None:
        """How many sessions, unless a last day was given."""
        return None if self.until_asked else self._said("number", USUAL_NUMBER)

    def key_of_dates(self, slot: str) -> str:
        """Return what the dates of a series were worked out from: with another key they are others."""
        end = self.until_asked or self.number_asked
        together = " together" if self.is_all else ""
        return f"{slot} {self.minutes_asked} {self.way.medium} {self.pattern_asked} {end}{together}"

    def starts_seen(self, slot: str) -> tuple[datetime, ...] | None:
        """Return the dates that were shown and agreed to, in order; None if others were shown, or none."""
        if self.cleaned_data.get("dates") != self.key_of_dates(slot):
            return None
        found = [read_moment(text) for text in sent(self, "starts") if text]
        return tuple(sorted({one for one in found if one})) or None


class ScopeForm(TimesForm):
    """Of which sessions of a series something is to hold: this one, this and the later ones, all of them."""

    scope = forms.ChoiceField(choices=[(one, one) for one in SCOPES], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def scope_asked(self) -> str:
        return self.cleaned_data.get("scope") or SCOPES[0]


class CallOffForm(ScopeForm):
    """Calling off: of which sessions, and why, if one wants to say; or only giving up one's own place."""

    reason = forms.CharField(
        required=False,
        max_length=LONGEST_REASON,
        error_messages={"max_length": _("At most %(limit_value)s characters, please.")},
    )
    only_me = forms.BooleanField(required=False)


class ProposeForm(TimesForm):
    """Up to three other times."""

    MOST = 3

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def times(self) -> list[datetime]:
        """The moments ticked, in order, each once."""
        found = (read_value(value) for value in sent(self, "slot"))
        return sorted({one[0] for one in found if one})
