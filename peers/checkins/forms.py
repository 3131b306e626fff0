"""The shape of what comes in about check-ins."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from peers.checkins import rules
from supervision.people.models import Team

NOT_NOW = 0
LATEST_MINUTE = 2**31
EVERY = (
    (7, _("Every week")),
    (14, _("Every fortnight")),
    (21, _("Every three weeks")),
    (28, _("Every four weeks")),
    (42, _("Every six weeks")),
)


class TimeForm(forms.Form):
    """A time that was offered, in minutes since 1970."""

    slot = forms.IntegerField(
        min_value=0, max_value=LATEST_MINUTE, error_messages={"required": _("Choose one of the times.")}
    )

    @property
    def starts_at(self) -> datetime:
        return datetime.fromtimestamp(self.cleaned_data["slot"] * 60, UTC)


class AnswerForm(forms.Form):
    a = forms.ChoiceField(choices=[(answer, answer) for answer in ("spoke", "not", "other")])


class RestForm(forms.Form):
    rounds = forms.TypedChoiceField(
        coerce=int, choices=[(number, number) for number in rules.RESTS], required=False
    )


class PartnerForm(forms.Form):
    """How often somebody wants a partner: every round, every other one, or not now."""

    turns = forms.TypedChoiceField(label=_("A partner every"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args, words: tuple[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        first, second = words
        self.fields["turns"].choices = [  # type: ignore[attr-defined]
            (1, capfirst(first)),
            (2, capfirst(second)),
            (NOT_NOW, _("Not just now")),
        ]


class TeamRhythmForm(forms.Form):
    """A team, and how often it has rounds of its own; or none of its own."""

    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label=None)
    often = forms.TypedChoiceField(
        label=_("A new round"), coerce=int, choices=[(0, _("As everybody else")), *EVERY], initial=0
    )

    def __init__(self, *args, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]


class RhythmForm(forms.Form):
    every_days = forms.TypedChoiceField(
        label=_("A new round"), coerce=int, choices=EVERY, widget=forms.RadioSelect
    )
    by_team = forms.TypedChoiceField(
        label=_("Partners come from"),
        coerce=lambda value: value in (True, "True"),
        choices=((False, _("The whole organisation")), (True, _("One’s own team first"))),
        widget=forms.RadioSelect,
    )
