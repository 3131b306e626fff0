"""The shape of what is written on a session's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.practice import agenda, notes, records
from supervision.practice.lenses import LENSES


def sure_of(value: str) -> frozenset[str]:
    """Return the kinds of client details of which their writer said that they are none."""
    return frozenset(value.split(",")) if value else frozenset()


class WordsForm(forms.Form):
    """What every form of words says beside them: the revision before it, and what its writer is sure of."""

    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    sure = forms.CharField(required=False, max_length=100)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    def clean_sure(self) -> frozenset[str]:
        return sure_of(self.cleaned_data["sure"])


class NoteForm(WordsForm):
    notes = forms.CharField(required=False, strip=False, max_length=notes.LONGEST)


class RecordForm(WordsForm):
    themes = forms.CharField(required=False, strip=False, max_length=records.LONGEST)
    agreed = forms.CharField(required=False, strip=False, max_length=records.LONGEST)
    restorative = forms.IntegerField(required=False, min_value=0, max_value=records.MOST_MINUTES)
    formative = forms.IntegerField(required=False, min_value=0, max_value=records.MOST_MINUTES)
    normative = forms.IntegerField(required=False, min_value=0, max_value=records.MOST_MINUTES)

    @property
    def words(self) -> records.Words:
        return records.Words(
            **{name: self.cleaned_data[name] for name in (*records.TEXTS, *records.FUNCTIONS)}
        )


class PointForm(WordsForm):
    point = forms.CharField(required=False, max_length=agenda.LONGEST_POINT)
    step = forms.CharField(required=False, max_length=40)


class ActionForm(WordsForm):
    action = forms.CharField(required=False, max_length=agenda.LONGEST_POINT)
    owner = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    due_on = forms.DateField(required=False)


class WaysForm(forms.Form):
    """A pair's own steps, one a line, and its lens."""

    middle = forms.CharField(
        label=_("The steps in the middle, one a line"),
        help_text=_(
            "How the work is landing comes before them, the last five minutes after them. Empty: as "
            "your organisation has it."
        ),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    lens = forms.ChoiceField(
        label=_("A lens to look through"),
        required=False,
        choices=[("", _("None")), *((lens.slug, _(lens.name)) for lens in LENSES)],
        widget=forms.RadioSelect,
    )
