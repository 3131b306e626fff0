"""The shape of what the preferences page sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.notices.models import Hours


class HoursForm(forms.Form):
    """From when to when messages may come, and in what form. Stands beside the form it belongs to."""

    opens_at = forms.TimeField(
        label=_("From"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 900, "form": "choices"}),
    )
    closes_at = forms.TimeField(
        label=_("Until"),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": 900, "form": "choices"}),
    )

    summary = forms.ChoiceField(
        label=_("A summary instead of single e-mails"),
        choices=Hours.Summary.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"form": "choices"}),
    )

    def clean(self):
        chosen = super().clean() or {}
        if chosen.get("opens_at") and chosen.get("opens_at") == chosen.get("closes_at"):
            self.add_error(
                "closes_at", _("Choose another end: this leaves no time in which a message could come.")
            )
        return chosen
