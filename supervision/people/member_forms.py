"""The shape of what an administrator writes about a member, and of anybody's leave."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.people.form_parts import DayField, MemberField, let_choose, offer, team_choices, zone_choices
from supervision.people.models import WEEKDAYS, Leave, Member, Team

ROLE_WORDS = {
    "case_manager": "Case manager",
    "supervisor": "Supervisor",
    "team_lead": "Team lead",
    "admin": "Administrator",
}
DAY_WORDS = {
    "Mon": "Monday",
    "Tue": "Tuesday",
    "Wed": "Wednesday",
    "Thu": "Thursday",
    "Fri": "Friday",
    "Sat": "Saturday",
    "Sun": "Sunday",
}
PROBLEM_FIELDS = {
    "not_an_email_address": "email",
    "already_member": "email",
    "address_taken": "email",
    "name_missing": "name",
    "fte_out_of_range": "fte",
    "no_working_day": "working_days",
    "unknown_time_zone": "time_zone",
    "ends_before_start": "start_date",
    "own_line_manager": "line_manager",
    "last_admin": "roles",
    "still_leads": "roles",
    "still_supervises": "roles",
    "not_a_supervisor": "supervisor",
    "own_supervisor": "supervisor",
    "already_supervises": "supervisor",
}
"""Where a refusal of the services is put right, by its code."""


def work_address() -> forms.EmailField:
    """Return the field for a person's address at work."""
    return forms.EmailField(
        label="Work e-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "invalid": "Write the address as name@organisation.example.",
            "required": "Write their work address.",
        },
    )


class MemberForm(forms.Form):
    """A member's place: everything but their name and address, which are theirs."""

    team = forms.TypedChoiceField(label="Team", required=False, coerce=int, empty_value=None)
    roles = forms.MultipleChoiceField(
        label="Roles", required=False, choices=ROLE_WORDS.items, widget=forms.CheckboxSelectMultiple
    )
    employment = forms.ChoiceField(
        label="Works as", choices=Member.Employment.choices, widget=forms.RadioSelect
    )
    fte = forms.DecimalField(
        label="Share of full time",
        max_digits=9,
        decimal_places=8,
        help_text="1 is full time, 0.6 three days of five.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(("invalid", "required"), "Write a number such as 0.6."),
    )
    working_days = forms.MultipleChoiceField(
        label="Working days",
        choices=DAY_WORDS.items,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day of the week."},
    )
    time_zone = forms.ChoiceField(label="Time zone")
    start_date = DayField(label="Started on", help_text="Clocks run from this day on.")
    line_manager = MemberField(
        label="Line manager", required=False, help_text="Optional. By name or work address."
    )

    def __init__(self, *args, teams: list[tuple[Team, str]], candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {team.pk: team for team, _ in teams}
        offer(self, "team", [("", "None"), *team_choices(teams)])
        zone = self.initial.get("time_zone")
        zones = zone_choices()
        offer(self, "time_zone", zones if zone in dict(zones) else [(zone, zone), *zones])
        let_choose(self, "line_manager", candidates)

    def clean_team(self):
        return self.teams.get(self.cleaned_data["team"])

    @staticmethod
    def facts(member: Member) -> dict:
        """Return what the form shows of a member."""
        return {
            "team": member.team_id,
            "roles": member.roles,
            "employment": member.employment,
            "fte": format(member.fte.normalize(), "f"),
            "working_days": [day for day in WEEKDAYS if day in member.working_days.split(",")],
            "time_zone": member.time_zone,
            "start_date": member.start_date,
            "line_manager": member.line_manager,
        }


class NewMemberForm(MemberForm):
    """Somebody who joins."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write their name."},
    )
    email = work_address()
    field_order = ("name", "email")


class SupervisorForm(forms.Form):
    """A supervisor, from a day on."""

    supervisor = MemberField(label="Supervisor", help_text="By name or work address. Supervisors only.")
    starts_on = DayField(label="From")

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        let_choose(self, "supervisor", candidates)


class AddressForm(forms.Form):
    """The right address of somebody whose address was mistyped."""

    email = work_address()


class LastDayForm(forms.Form):
    """The last day of something."""

    last_day = DayField(label="Last day")


class LeaveForm(forms.Form):
    """Days away, both included."""

    starts_on = DayField(label=_("First day"))
    ends_on = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty if nobody knows yet.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Leave.Kind.choices)

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("The last day cannot come before the first."))
        return cleaned
