"""The shape of what is said about a session."""

from datetime import date, datetime, time
from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.sessions import rules

# The values on the page are those its styles unfold by; the rules have words of their own.
OUTCOMES = {"held": rules.HELD, "short": rules.SHORT, "off": rules.CANCELLED, "none": rules.MISSED}
ON_THE_PAGE = {outcome: value for value, outcome in OUTCOMES.items()}


class OutcomeForm(forms.Form):
    """What happened: one choice, and what that choice unfolds."""

    outcome = forms.ChoiceField(
        choices=[(value, value) for value in OUTCOMES],
        initial="held",
        error_messages={"required": _("Choose what happened."), "invalid_choice": _("Choose what happened.")},
    )
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=rules.LONGEST_MINUTES,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Give the minutes, from 1 to 1,440.")
        ),
    )
    by = forms.ChoiceField(
        choices=[(side, side) for side in (rules.SUPERVISOR, rules.SUPERVISEE, rules.ORGANISATION)],
        required=False,
    )
    came = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, supervisees=(), planned_minutes=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.planned_minutes = planned_minutes
        cast(forms.ChoiceField, self.fields["came"]).choices = [
            (member.pk, member.person.name) for member in supervisees
        ]

    def clean(self):
        cleaned = super().clean() or {}
        outcome = OUTCOMES.get(cleaned.get("outcome", ""))
        if outcome == rules.SHORT and cleaned.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", _("Say how many minutes it was."))
        if outcome == rules.CANCELLED and not cleaned.get("by") and "by" not in self.errors:
            self.add_error("by", _("Say who called it off."))
        return cleaned

    @property
    def said(self) -> rules.Said:
        """What was said, once the form is valid."""
        cleaned = self.cleaned_data
        outcome = OUTCOMES[cleaned["outcome"]]
        return rules.Said(
            outcome,
            minutes=cleaned["minutes"] if outcome == rules.SHORT else None,
            cancelled_by=cleaned["by"],
            came=frozenset(cleaned["came"]),
        )


class RecordForm(OutcomeForm):
    """A session that nobody booked: who, when, how long, and what happened."""

    pair = forms.ChoiceField(
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose who it was with."))
    )
    day = forms.DateField(error_messages=dict.fromkeys(("required", "invalid"), _("Give the day it was.")))
    starts = forms.TimeField(
        error_messages=dict.fromkeys(("required", "invalid"), _("Give the time it started, like 10:00."))
    )
    length = forms.IntegerField(
        min_value=1,
        max_value=rules.LONGEST_MINUTES,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Give the minutes it was meant to last.")
        ),
    )

    def __init__(self, *args, pairs=(), **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["pair"]).choices = [(pair.key, pair.label) for pair in pairs]

    @property
    def wall_time(self) -> datetime:
        """When it started by the clock on the viewer's wall, naive, once the form is valid."""
        day: date = self.cleaned_data["day"]
        starts: time = self.cleaned_data["starts"]
        return datetime.combine(day, starts)


class GroupForm(RecordForm):
    """A group that nobody booked: whoever held it ticks who came."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["pair"]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("came"):
            self.add_error("came", _("Tick who came."))
        return cleaned


class ListFilter(forms.Form):
    """What the list of sessions shows."""

    when = forms.ChoiceField(
        choices=[
            ("", _("All")),
            ("ahead", _("Ahead")),
            ("past", _("Past")),
            ("record", _("Not recorded yet")),
        ],
        required=False,
    )
    groups = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1)
    month = forms.CharField(required=False, max_length=7)
