"""The shape of what comes in: a line beside an exercise, and a session as words or as a file."""

from __future__ import annotations

from django import forms

from peers.learning.rules import LONGEST, LONGEST_NOTE

LARGEST = 200_000
"""Bytes of a file."""


class NoteForm(forms.Form):
    exercise = forms.IntegerField(min_value=1, max_value=9)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)


class SessionForm(forms.Form):
    """A session as CommonMark, typed in or as a file; a file goes before what is typed."""

    text = forms.CharField(
        label="The session",
        required=False,
        max_length=LONGEST * 2,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "true"}),
        help_text="In Markdown. Raw HTML and pictures are not shown.",
    )
    file = forms.FileField(label="Or a file", required=False, help_text="A text file, such as session.md.")

    def clean_file(self) -> str:
        given = self.cleaned_data["file"]
        if not given:
            return ""
        if given.size > LARGEST:
            raise forms.ValidationError("That file is larger than 200 kB.")
        try:
            return given.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("That file is no text in UTF-8.") from None

    @property
    def said(self) -> str:
        return self.cleaned_data.get("file") or self.cleaned_data.get("text", "")
