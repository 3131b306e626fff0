"""What is typed when somebody is to be erased, or is told why not."""

from django import forms

from supervision.rights.models import ErasureRequest

WHYS = [choice for choice in ErasureRequest.Why.choices if choice[0]]


class NameForm(forms.Form):
    name = forms.CharField(
        label="Their name, as it stands above",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Type their name, so that nobody is erased by a slip."},
    )


class RefusalForm(forms.Form):
    why = forms.ChoiceField(
        label="Why not",
        choices=WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the ground.", "invalid_choice": "Choose one of the three."},
    )
