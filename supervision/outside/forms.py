"""The shape of an invitation to somebody from outside."""

from django import forms

from supervision.people.form_parts import MemberField


class InviteForm(forms.Form):
    """A name and an address; for an administrator also for whom."""

    name = forms.CharField(label="Their name", max_length=200)
    email = forms.EmailField(
        label="Their e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class AdminInviteForm(InviteForm):
    supervisee = MemberField(label="For whom", help_text="A name or work address, as the list offers it.")
