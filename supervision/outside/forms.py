"""The shape of an invitation to somebody from outside."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.people.form_parts import MemberField


class InviteForm(forms.Form):
    """A name and an address; for an administrator also for whom."""

    name = forms.CharField(label=_("Their name"), max_length=200)
    email = forms.EmailField(
        label=_("Their e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class AdminInviteForm(InviteForm):
    supervisee = MemberField(
        label=_("For whom"), help_text=_("A name or work address, as the list offers it.")
    )
