"""The shape of what comes in from the pages of debriefs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from peers.debriefs import rules
from peers.debriefs.ending import ANSWERS
from peers.pool.forms import minutes_words
from peers.pool.rules import LANGUAGES
from supervision.people.form_parts import MemberField

URGENCIES = (
    (
        rules.NOW,
        _("A five-minute call"),
        _("We ring round now. You hear within a quarter of an hour how it stands."),
    ),
    (rules.TODAY, _("Today"), _("A quarter of an hour, while you are both at work.")),
    (rules.WEEK, _("This week"), _("Half an hour, when you both have space.")),
)
NOTE_HELP = _("Only whoever says yes reads it. No names, no client details.")


class AskForm(forms.Form):
    """Asking for a colleague. Two taps and send: all but the first two may stay as they are."""

    urgency = forms.ChoiceField(
        label=_("When would help?"),
        choices=[(code, words) for code, words, _ in URGENCIES],
        widget=forms.RadioSelect,
        initial=rules.NOW,
    )
    weight = forms.TypedChoiceField(
        label=_("How heavy is it?"),
        coerce=int,
        choices=((1, _("Niggling")), (2, _("Heavy")), (3, _("Very heavy"))),
        widget=forms.RadioSelect,
        initial=rules.HEAVY,
    )
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("As usual")), *((number, minutes_words(number)) for number in rules.LENGTHS)],
    )
    how = forms.ChoiceField(
        label=_("How to talk"),
        choices=[(code, _(words)) for code, words in rules.HOW.items()],
        widget=forms.RadioSelect,
        initial="phone",
    )
    wish = forms.ChoiceField(
        label=_("What would help"),
        choices=[("", _("I don’t know yet")), *((code, _(words)) for code, words in rules.WISHES.items())],
        widget=forms.RadioSelect,
        required=False,
    )
    first = MemberField(
        label=_("Ask one person first"),
        required=False,
        help_text=_("If they have room. If not, we ask others, and you are not told."),
    )
    spared = MemberField(
        label=_("Somebody not to ask this time"),
        required=False,
        help_text=_("For good: under Settings, Colleagues."),
    )
    spared_too = MemberField(label=_("And somebody else"), required=False)
    language = forms.ChoiceField(
        label=_("In"),
        choices=[("", _("Any language")), *((code, _(name)) for code, name in LANGUAGES.items())],
        required=False,
    )
    same_work = forms.BooleanField(label=_("Somebody who does the same kind of work"), required=False)
    within_team = forms.BooleanField(label=_("Only my own team"), required=False)
    touches = forms.MultipleChoiceField(
        label=_("It may touch on"),
        choices=[(code, _(words)) for code, words in rules.TOUCHES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Shown on the invitation page, never in an e-mail. No names, no client details."),
    )
    note = forms.CharField(
        label=_("A note for whoever says yes (optional)"),
        max_length=rules.LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=NOTE_HELP,
    )
    shows_name = forms.BooleanField(label=_("Show my first name to those who are asked"), required=False)

    @property
    def said(self) -> rules.Ask:
        """Return what was asked for, once it is valid."""
        said = self.cleaned_data
        urgency = said["urgency"]
        first = said["first"]
        return rules.Ask(
            urgency=urgency,
            weight=said["weight"],
            minutes=said["minutes"] or rules.USUAL_LENGTH[urgency],
            how=said["how"],
            wish=said["wish"],
            touches=tuple(said["touches"]),
            note=said["note"],
            language=said["language"],
            same_work=said["same_work"],
            within_team=said.get("within_team", False),
            shows_name=said["shows_name"],
            first=first.pk if first else None,
            spared=tuple(one.pk for one in (said["spared"], said["spared_too"]) if one),
        )


class RotaForm(forms.Form):
    """Whether an organisation keeps a rota for “now”."""

    has_rota = forms.TypedChoiceField(
        label=_("On call for “now”"),
        coerce=lambda value: value in (True, "True"),
        choices=((True, _("Keep a rota; joining is up to each")), (False, _("No rota"))),
        widget=forms.RadioSelect,
    )


class AfterForm(forms.Form):
    """The one question afterwards."""

    answer = forms.ChoiceField(
        label=_("How are you now?"),
        choices=[(code, _(words)) for code, words in ANSWERS.items()],
        widget=forms.RadioSelect,
    )
