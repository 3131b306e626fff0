"""The shape of what comes in from one's settings among colleagues."""

from __future__ import annotations

from django import forms

from peers.pool import rules
from supervision.people.form_parts import MemberField

LISTENS = (("in", "Yes, ask me"), ("paused", "Not for a while"), ("out", "No"))
WEEK = ((1, "One"), (2, "Two"))


class ListeningForm(forms.Form):
    """Whether somebody listens, and within which limits."""

    listens = forms.ChoiceField(label="Do you listen?", choices=LISTENS, widget=forms.RadioSelect)
    most_a_week = forms.TypedChoiceField(label="At most, a week", coerce=int, choices=WEEK)
    heaviest = forms.TypedChoiceField(
        label="Up to how heavy", coerce=int, choices=list(rules.WEIGHTS.items())
    )
    longest_minutes = forms.TypedChoiceField(
        label="Up to how long",
        coerce=int,
        choices=[(minutes, f"{minutes} minutes") for minutes in rules.LENGTHS],
    )
    around_for_five = forms.BooleanField(label="I’m often around for five minutes", required=False)
    languages = forms.MultipleChoiceField(
        label="Talk in",
        choices=list(rules.LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    work = forms.MultipleChoiceField(
        label="What you work with",
        choices=list(rules.WORK.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    phone = forms.CharField(
        label="Your number for calls (optional)",
        max_length=40,
        required=False,
        help_text="Shown to the other one once you have both said yes, and to nobody before.",
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    link = forms.URLField(
        label="Your link for video calls (optional)",
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text="A standing one, if you have it. Shown in the same way.",
    )
    training = forms.CharField(
        label="Training in listening (optional)",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NotWithForm(forms.Form):
    """Somebody to put on one's own list."""

    other = MemberField(
        label="Add somebody",
        required=True,
        error_messages={"required": "Write a name or a work address."},
        help_text="No reason, now or later. Your lead, supervisor and line manager are never asked anyway.",
    )
