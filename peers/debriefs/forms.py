"""The shape of what comes in from the pages of debriefs."""

from __future__ import annotations

from django import forms

from peers.debriefs import rules
from peers.debriefs.ending import ANSWERS
from peers.pool.rules import LANGUAGES
from supervision.people.form_parts import MemberField

URGENCIES = (
    (
        rules.NOW,
        "A five-minute call",
        "We ring round now. You hear within a quarter of an hour how it stands.",
    ),
    (rules.TODAY, "Today", "A quarter of an hour, while you are both at work."),
    (rules.WEEK, "This week", "Half an hour, when you both have space."),
)
NOTE_HELP = "Only whoever says yes reads it. No names, no client details."


class AskForm(forms.Form):
    """Asking for a colleague. Two taps and send: all but the first two may stay as they are."""

    urgency = forms.ChoiceField(
        label="When would help?",
        choices=[(code, words) for code, words, _ in URGENCIES],
        widget=forms.RadioSelect,
        initial=rules.NOW,
    )
    weight = forms.TypedChoiceField(
        label="How heavy is it?",
        coerce=int,
        choices=((1, "Niggling"), (2, "Heavy"), (3, "Very heavy")),
        widget=forms.RadioSelect,
        initial=rules.HEAVY,
    )
    minutes = forms.TypedChoiceField(
        label="How long",
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", "As usual"), *((number, f"{number} minutes") for number in rules.LENGTHS)],
    )
    how = forms.ChoiceField(
        label="How to talk", choices=list(rules.HOW.items()), widget=forms.RadioSelect, initial="phone"
    )
    wish = forms.ChoiceField(
        label="What would help",
        choices=[("", "I don’t know yet"), *rules.WISHES.items()],
        widget=forms.RadioSelect,
        required=False,
    )
    first = MemberField(
        label="Ask one person first",
        required=False,
        help_text="If they have room. If not, we ask others, and you are not told.",
    )
    spared = MemberField(
        label="Somebody not to ask this time",
        required=False,
        help_text="For good: under Settings, Colleagues.",
    )
    spared_too = MemberField(label="And somebody else", required=False)
    language = forms.ChoiceField(
        label="In", choices=[("", "Any language"), *LANGUAGES.items()], required=False
    )
    same_work = forms.BooleanField(label="Somebody who does the same kind of work", required=False)
    within_team = forms.BooleanField(label="Only my own team", required=False)
    touches = forms.MultipleChoiceField(
        label="It may touch on",
        choices=list(rules.TOUCHES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Shown on the invitation page, never in an e-mail. No names, no client details.",
    )
    note = forms.CharField(
        label="A note for whoever says yes (optional)",
        max_length=rules.LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=NOTE_HELP,
    )
    shows_name = forms.BooleanField(label="Show my first name to those who are asked", required=False)

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
        label="On call for “now”",
        coerce=lambda value: value in (True, "True"),
        choices=((True, "Keep a rota; joining is up to each"), (False, "No rota")),
        widget=forms.RadioSelect,
    )


class AfterForm(forms.Form):
    """The one question afterwards."""

    answer = forms.ChoiceField(
        label="How are you now?", choices=list(ANSWERS.items()), widget=forms.RadioSelect
    )
