"""The shape of what an administrator writes about policies and rules."""

from django import forms

from supervision.people.form_parts import offer
from supervision.people.member_forms import ROLE_WORDS
from supervision.people.models import Leave, Team
from supervision.policy.models import Policy, Rule
from supervision.policy.rule_shape import (
    DEFAULTS,
    LEAVE_KINDS,
    PART_TIMES,
    RuleDoesNotHold,
    clean_rule,
    split,
)
from supervision.sessions.models import Session

KIND_HELP = {
    "rolling": "Counted from the last one held.",
    "calendar_minutes": "Each calendar month by itself; nothing is carried over.",
    "count": "Looked at over the last 365 days.",
    "units": "For bank staff and sessional work. Shifts or hours come with the staff list.",
}
BY_SHARE = {kind: way for way, kind in PART_TIMES.items() if kind}
"""How each kind of rule treats part time, where it does not treat everyone the same."""


def _number(label: str, help_text: str = "", **attrs) -> forms.CharField:
    """Return a field for a number; what it may be stands in `rule_shape` alone."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric", "min": 0, **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=12, widget=widget)


class RuleForm(forms.Form):
    """A rule. Its fields are looked at by `clean_rule`, as the API's and the files' are."""

    name = forms.CharField(label="Name", required=False, max_length=200)
    kind = forms.ChoiceField(label="What is owed", choices=Rule.Kind.choices, widget=forms.RadioSelect)
    interval_days = _number("Days apart")
    first_within_days = _number("First within, days")
    minutes = _number("Minutes a month")
    sessions_a_year = _number("Sessions a year")
    units = _number("Shifts or hours", inputmode="decimal", step="any")
    min_minutes = _number("Minutes, at least")
    counts = forms.MultipleChoiceField(
        label="What counts", required=False, choices=Session.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    credit = forms.ChoiceField(
        label="Minutes in a group",
        required=False,
        choices=Rule.Credit.choices,
        help_text="Alone it is always in full.",
    )
    pausing_leave = forms.MultipleChoiceField(
        label="Leave that pauses it",
        required=False,
        choices=[(kind, Leave.Kind(kind).label) for kind in LEAVE_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
    part_time = forms.ChoiceField(
        label="Part time",
        required=False,
        choices=[("none", "The same for everyone"), ("share", "Less with fewer hours")],
    )
    max_interval_days = _number("Days, at most")
    warn_days = _number("Days before")
    grace_days = _number("Days of grace")
    escalate_after_days = _number("Next lead up, after")
    stages = forms.CharField(
        label="Oftener at first",
        required=False,
        max_length=400,
        help_text=(
            "Optional. 42:7;182:14 means: until day 42 every 7 days, until day 182 every 14, then as above."
        ),
    )
    aim_days = _number("An aim, in days", "Optional. Oftener than owed; it suggests times and owes nothing.")

    def clean_part_time(self):
        return self.cleaned_data["part_time"] or "none"

    def clean(self):
        """Put what `clean_rule` keeps into `kept`, or its problems beside their fields."""
        super().clean()
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        if cleaned["part_time"] == "share":
            cleaned["part_time"] = BY_SHARE.get(cleaned["kind"], "none")
        if not cleaned["credit"]:
            del cleaned["credit"]
        try:
            self.kept = clean_rule(cleaned)
        except RuleDoesNotHold as refusal:
            for name, problem in refusal.problems.items():
                self.add_error(name, problem)
        else:
            if self.kept["escalate_after_days"] < self.kept["grace_days"]:
                self.add_error(
                    "escalate_after_days", "The next lead up is told after the days of grace, not before."
                )
        return cleaned

    @staticmethod
    def facts(values: dict) -> dict:
        """Return what the form shows of a rule's values."""
        shown = {**DEFAULTS, **values}
        shown["part_time"] = "none" if shown["part_time"] == "none" else "share"
        if shown["units"] is not None:
            shown["units"] = format(shown["units"].normalize(), "f")
        return {**shown, "counts": split(shown["counts"]), "pausing_leave": split(shown["pausing_leave"])}

    def kinds(self):
        """Return each choice of kind with the line under it."""
        return [
            (box, KIND_HELP[value]) for box, (value, _) in zip(self["kind"], Rule.Kind.choices, strict=True)
        ]


class PolicyForm(forms.Form):
    """A policy's name, and whom it is for."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give it a name."})
    whom = forms.ChoiceField(label="For whom", help_text="The nearest wins: team, then role, then everyone.")

    def __init__(self, *args, teams: list[tuple[Team, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {team.pk: team for team, _ in teams}
        whom: list = [
            ("organisation", "Everyone"),
            ("A role", [(f"role:{role}", words) for role, words in ROLE_WORDS.items()]),
            ("A team", [(f"team:{team.pk}", path) for team, path in teams]),
        ]
        offer(self, "whom", whom)

    def scope(self) -> dict:
        """Return the level, role and team chosen, as the services take them."""
        level, _, target = self.cleaned_data["whom"].partition(":")
        return {
            "level": level,
            "role": target if level == "role" else "",
            "team": self.teams[int(target)] if level == "team" else None,
        }

    @staticmethod
    def whom_of(policy: Policy) -> str:
        target = policy.role if policy.level == "role" else policy.team_id
        return policy.level if policy.level == "organisation" else f"{policy.level}:{target}"
