"""The shape of what else is said of availability: the zone, single days, protected time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.availability.checks import (
    LONGEST_NAME,
    Protected,
)
from supervision.availability.hours_forms import WallTimeField
from supervision.availability.models import ProtectedTime
from supervision.people.form_parts import DayField, offer, zone_choices
from supervision.people.rules import WEEKDAYS


class ZoneForm(forms.Form):
    """The zone in which a member's times are."""

    time_zone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args, current: str, **options):
        super().__init__(*args, **options)
        choices = zone_choices()
        known = choices if current in dict(choices) else [(current, current), *choices]
        offer(self, "time_zone", known)
        self.initial["time_zone"] = current


class ClosedDayForm(forms.Form):
    """A day, and what it is to an organisation."""

    on = DayField(label=_("Closed on"))
    what = forms.ChoiceField(
        choices=(("closed", _("Closed")), ("worked", _("Worked")), ("back", _("As usual"))), required=False
    )


class OneDayForm(forms.Form):
    """What a date is: closed, as usual on a holiday, or with hours of its own (asked for beside it)."""

    KINDS = (
        ("closed", _("Not that day")),
        ("hours", _("Other hours")),
        ("usual", _("I work that holiday, as usual")),
    )
    on = DayField(label=_("Day"))
    what = forms.ChoiceField(
        choices=KINDS,
        widget=forms.RadioSelect,
        label=_("What is it?"),
        error_messages={"required": _("Choose one.")},
    )


class HeavyForm(forms.Form):
    """A day, and whether it is heavy."""

    on = DayField()
    heavy = forms.BooleanField(required=False)
    week = DayField(required=False)


class ProtectedForm(forms.Form):
    """Time that nobody can book over. Which fields matter depends on `shape`; the rest may hold anything."""

    name = forms.CharField(
        max_length=LONGEST_NAME,
        required=False,
        label=_("What you call it"),
        help_text=_("Optional. Such as “Writing up”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shape = forms.ChoiceField(
        choices=ProtectedTime.Shape.choices,
        widget=forms.RadioSelect,
        label=_("When"),
        initial="weekly",
        error_messages={"required": _("Choose one of the four.")},
    )
    weekdays = forms.MultipleChoiceField(
        choices=list(zip(WEEKDAYS, WEEKDAYS, strict=True)),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label=_("On"),
    )
    day = DayField(label=_("Day"), required=False)
    starts = WallTimeField(label=_("From"), required=False, step=300)
    ends = WallTimeField(label=_("To"), required=False, is_end=True, step=300)
    minutes = forms.IntegerField(
        required=False,
        label=_("Minutes"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 5, "max": 240, "step": 5}),
    )
    long_minutes = forms.IntegerField(
        required=False,
        label=_("After anything of so many minutes"),
        help_text=_("That your own calendars show as busy."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 15, "max": 600, "step": 5}),
    )

    def said(self) -> Protected:
        values: dict[str, Any] = dict(self.cleaned_data)
        return Protected(**values | {"weekdays": tuple(values["weekdays"])})

    @staticmethod
    def facts(said: Protected) -> dict[str, Any]:
        return {name: getattr(said, name) for name in ProtectedForm.base_fields}
