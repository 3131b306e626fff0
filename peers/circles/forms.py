"""The shape of what people write about circles. All of it works without script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from peers.circles import rules
from peers.circles.models import Circle
from supervision.availability.hours_forms import WallTimeField
from supervision.availability.models import Medium
from supervision.people.form_parts import DayField, MemberField, offer


class JoinForm(forms.Form):
    """Taking a place: a name, whether to speak, and a line for whoever holds the circle."""

    alias = forms.CharField(
        label=_("The name others will see"),
        max_length=rules.LONGEST_ALIAS,
        required=True,
        help_text=_("Your own, or any other. You can be someone new each time."),
        error_messages={"required": _("Give a name that the others may call you by. Any will do.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seat = forms.ChoiceField(
        label=_("How you’ll be there"),
        choices=[(rules.SPEAK, _("In the round; passing is fine")), (rules.LISTEN, _("Only listening"))],
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=_("Something that would help you to be there (optional)"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    agree = forms.BooleanField(
        label=_("I’ll keep to what we agree"),
        error_messages={"required": _("Tick this to take part: it is what makes it safe for everyone.")},
    )

    def __init__(self, data=None, *, circle: Circle, initial=None):
        super().__init__(data, initial=initial)
        if not circle.listening:
            del self.fields["seat"]
        host = circle.facilitator.person.get_short_name()
        self.fields["note"].help_text = gettext("Seen by {name} alone. No client details.").format(name=host)

    @property
    def listens(self) -> bool:
        return self.cleaned_data.get("seat") == rules.LISTEN


class CircleForm(forms.Form):
    """What a circle says of itself, and how large it is."""

    title = forms.CharField(
        label=_("What it is called"),
        max_length=80,
        help_text=_("Everyone here reads it. It stands in no message and no calendar."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    about = forms.CharField(
        label=_("What happens in it"),
        max_length=1000,
        required=False,
        help_text=_("Two or three sentences. No client details."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    medium = forms.ChoiceField(
        label=_("How you meet"),
        choices=Medium.choices,
        widget=forms.RadioSelect,
    )
    where = forms.CharField(
        label=_("Where (optional)"),
        max_length=120,
        required=False,
        help_text=_("A room, or “Camera on or off, as you like”."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    link = forms.URLField(
        label=_("The link to meet by (optional)"),
        max_length=400,
        required=False,
        assume_scheme="https",
        help_text=_("Sealed. Shown to those with a place, from ten minutes before."),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    places = forms.IntegerField(label=_("Places"), min_value=2, max_value=40, initial=12)
    listening = forms.IntegerField(
        label=_("More places only to listen"),
        min_value=0,
        max_value=40,
        initial=0,
        help_text=_("For people who would rather not be in the round."),
    )
    smallest = forms.IntegerField(
        label=_("How few it takes"),
        min_value=2,
        max_value=40,
        initial=3,
        help_text=_("With fewer it is called off in time, kindly, and everybody is told why."),
    )
    decides_hours = forms.IntegerField(
        label=_("Decided so many hours before"),
        min_value=2,
        max_value=168,
        initial=24,
        help_text=_("When the number is looked at."),
    )

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class FoundForm(CircleForm):
    """A new circle, with its days."""

    kind = forms.ChoiceField(
        label=_("What kind of circle"),
        choices=[
            (rules.OPEN, _("An open circle: one takes a place meeting by meeting")),
            (rules.GROUP, _("A standing group: four to six people, the same each time, each with a turn")),
            (rules.TEAM, _("My team’s support meeting, apart from anything about tasks")),
            (rules.SERIES, _("A learning series: one session at each meeting, the same people")),
        ],
        widget=forms.RadioSelect,
        initial=rules.OPEN,
    )
    first_day = DayField(label=_("First day"))
    starts = WallTimeField(label=_("At"), step=300)
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=15, max_value=180, initial=60)
    pattern = forms.ChoiceField(
        label=_("How often"),
        choices=Circle.Pattern.choices,
        required=False,
    )
    number = forms.IntegerField(
        label=_("How many times"), min_value=1, max_value=rules.MOST_MEETINGS, initial=1, required=False
    )
    skip_busy = forms.BooleanField(
        label=_("Leave out days on which I have something else at that time"), required=False
    )
    goes_through = forms.MultipleChoiceField(
        label=_("What a learning series goes through"),
        help_text=_("One a meeting, in this order. For other circles it is passed over."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    field_order = (
        "kind",
        "title",
        "about",
        "first_day",
        "starts",
        "minutes",
        "pattern",
        "number",
        "skip_busy",
    )

    def __init__(self, *given, readings: Sequence[tuple[str, str]] = (), **options):
        super().__init__(*given, **options)
        offer(self, "goes_through", readings)

    @property
    def said(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if name != "skip_busy"}
        said["number"] = said["number"] or 1
        return said


class GoOnForm(forms.Form):
    """More meetings of a circle that repeats."""

    number = forms.IntegerField(label=_("How many more"), min_value=1, max_value=52, initial=6)
    skip_busy = forms.BooleanField(
        label=_("Leave out days on which I have something else at that time"), required=False
    )


class HearForm(forms.Form):
    """Whether somebody wants to hear of new circles."""

    hears = forms.ChoiceField(
        label=_("When somebody holds a new one"),
        choices=[("yes", _("Tell me, once a week at most")), ("no", _("I’ll look myself"))],
        widget=forms.RadioSelect,
    )


class HandForm(forms.Form):
    """Whom to ask to hold a circle on: one colleague, or with nobody named those in it."""

    to = MemberField(
        label=_("A colleague (optional)"),
        required=False,
        help_text=_("Leave it empty to ask those who are in it: the first who says yes holds it."),
    )


class MoveForm(forms.Form):
    """Another day or time for one meeting."""

    day = DayField(label=_("Day"))
    starts = WallTimeField(label=_("At"), step=300)


class AddressForm(forms.Form):
    """All that is asked of somebody from outside."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("To confirm it is you, and to tell you if anything changes. Nothing else is asked."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NumberForm(forms.Form):
    """The two digits in a letter, where the device isn’t known."""

    number = forms.CharField(
        label=_("The number in our letter"),
        max_length=4,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
