"""The shape of what comes in: when it was, and who may be touched. There is no field for what it was."""

from __future__ import annotations

from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from peers.events import rules
from peers.events.selectors import Group
from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.form_parts import MemberField, let_choose
from supervision.people.models import Member
from supervision.people.querysets import MemberQuerySet

MOST_ID = 2**63 - 1
OTHERS = ("other_1", "other_2", "other_3")


class Ids(forms.TypedMultipleChoiceField):
    """Numbers of rows. Whether they may be chosen is not said here: unknown and foreign ones are alike."""

    def valid_value(self, value):
        return str(value).isascii() and str(value).isdigit() and 0 < int(value) <= MOST_ID


class NoteForm(forms.Form):
    """Two taps: when, and who. `name` makes the same page sent twice one; `sure` sends it."""

    when = forms.TypedChoiceField(
        label=_("When?"),
        coerce=int,
        choices=[(days, _(words)) for days, words in rules.WHEN.items()],
        widget=forms.RadioSelect,
        initial=0,
    )
    who = Ids(label=_("Who may be touched?"), coerce=int, required=False, empty_value=[])
    teams = Ids(label=_("Whole teams"), coerce=int, required=False, empty_value=[])
    me = forms.BooleanField(label=_("Me too"), required=False)
    other_1 = MemberField(
        label=_("Somebody else here"), required=False, help_text=_("A name, or a work address.")
    )
    other_2 = MemberField(label=_("And somebody else"), required=False)
    other_3 = MemberField(label=_("And one more"), required=False)
    name = forms.UUIDField(required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, member: Member, groups: list[Group], candidates: MemberQuerySet, **kwargs):
        super().__init__(*args, **kwargs)
        self.member, self.groups = member, groups
        self.fields["name"].initial = uuid4
        for field in OTHERS:
            let_choose(self, field, candidates)

    def clean(self):
        said = super().clean() or {}
        chosen = set(said.get("who") or [])
        teams = set(said.get("teams") or [])
        for group in self.groups:
            if group.team is not None and group.team.pk in teams:
                chosen |= {one.pk for one, _ in group.people}
        chosen |= {said[field].pk for field in OTHERS if said.get(field)}
        if said.get("me"):
            chosen.add(self.member.pk)
        if "who" not in self.errors:
            try:
                rules.check_people(len(chosen))
            except Refusal as refusal:
                self.add_error("who", worded(refusal))
        said["members"] = sorted(chosen)
        return said


class HowNowForm(forms.Form):
    """The one light question. What is said to it is shown an answer, and kept nowhere."""

    how = forms.ChoiceField(
        label=_("How is it with you now?"),
        choices=[(code, _(words)) for code, words in rules.HOW_NOW.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("One of the three, or none: you can leave this page as it is.")},
    )
