"""The shape of what comes in from the pages of one's calendars."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_LINK = 2_000
NAME_HELP = _("For you alone, such as “Work” or “Family”.")


class AddressForm(forms.Form):
    """A calendar by its address. What was typed goes no further than the sealed row."""

    address = forms.CharField(
        label=_("The calendar’s private address"),
        max_length=LONGEST_LINK,
        strip=True,
        help_text=_("It begins with https:// or webcal://, and often ends in .ics."),
        widget=forms.TextInput(
            attrs={"inputmode": "url", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Paste the address here.")},
    )
    name = forms.CharField(
        label=_("What you call it (optional)"), max_length=60, required=False, help_text=NAME_HELP
    )


class FileForm(forms.Form):
    """A calendar by a file, read once."""

    file = forms.FileField(
        label=_("A calendar file"),
        help_text=_("One that ends in .ics, 5 MB at most. It is read once and then forgotten."),
        widget=forms.ClearableFileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={"required": _("Choose a file."), "empty": _("That file is empty.")},
    )
    name = forms.CharField(
        label=_("What you call it (optional)"), max_length=60, required=False, help_text=NAME_HELP
    )


class NameForm(forms.Form):
    name = forms.CharField(label=_("What you call it"), max_length=60, required=False, help_text=NAME_HELP)
