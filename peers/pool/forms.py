"""The shape of what comes in from one's settings among colleagues."""

from __future__ import annotations

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from peers.pool import rules
from supervision.people.form_parts import MemberField

LISTENS = (("in", _("Yes, ask me")), ("paused", _("Not for a while")), ("out", _("No")))
WEEK = ((1, _("One")), (2, _("Two")))


def _minutes_words(minutes: int) -> str:
    return ngettext("{number} minute", "{number} minutes", minutes).format(number=minutes)


minutes_words = lazy(_minutes_words, str)
"""Return "15 minutes", in the language of whoever reads it."""


class ListeningForm(forms.Form):
    """Whether somebody listens, and within which limits."""

    listens = forms.ChoiceField(label=_("Do you listen?"), choices=LISTENS, widget=forms.RadioSelect)
    most_a_week = forms.TypedChoiceField(label=_("At most, a week"), coerce=int, choices=WEEK)
    heaviest = forms.TypedChoiceField(
        label=_("Up to how heavy"),
        coerce=int,
        choices=[(weight, _(words)) for weight, words in rules.WEIGHTS.items()],
    )
    longest_minutes = forms.TypedChoiceField(
        label=_("Up to how long"),
        coerce=int,
        choices=[(minutes, minutes_words(minutes)) for minutes in rules.LENGTHS],
    )
    around_for_five = forms.BooleanField(label=_("I’m often around for five minutes"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Talk in"),
        choices=[(code, _(name)) for code, name in rules.LANGUAGES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    work = forms.MultipleChoiceField(
        label=_("What you work with"),
        choices=[(code, _(words)) for code, words in rules.WORK.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    phone = forms.CharField(
        label=_("Your number for calls (optional)"),
        max_length=40,
        required=False,
        help_text=_("Shown to the other one once you have both said yes, and to nobody before."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    link = forms.URLField(
        label=_("Your link for video calls (optional)"),
        max_length=200,
        required=False,
        assume_scheme="https",
        help_text=_("A standing one, if you have it. Shown in the same way."),
    )
    training = forms.CharField(
        label=_("Training in listening (optional)"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NotWithForm(forms.Form):
    """Somebody to put on one's own list."""

    other = MemberField(
        label=_("Add somebody"),
        required=True,
        error_messages={"required": _("Write a name or a work address.")},
        help_text=_(
            "No reason, now or later. Your lead, supervisor and line manager are never asked anyway."
        ),
    )
