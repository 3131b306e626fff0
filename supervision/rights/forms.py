"""What is typed when somebody is to be erased, or is told why not."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.rights.models import ErasureRequest

WHYS = [choice for choice in ErasureRequest.Why.choices if choice[0]]


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Their name, as it stands above"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Type their name, so that nobody is erased by a slip.")},
    )


class RefusalForm(forms.Form):
    why = forms.ChoiceField(
        label=_("Why not"),
        choices=WHYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground."), "invalid_choice": _("Choose one of the three.")},
    )
