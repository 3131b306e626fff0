"""The shape of what an administrator writes about the organisation and its teams."""

from typing import cast

from django import forms
from django.http import QueryDict

from supervision.people.countries import country_names, subdivision_names
from supervision.people.form_parts import MemberField, let_choose, offer, team_choices, zone_choices
from supervision.people.models import Organisation, Team


class OrganisationForm(forms.Form):
    """Name, time zone, and the country whose holidays it keeps. The parts are those of the country chosen."""

    name = forms.CharField(
        max_length=200,
        label="Name",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Give it a name."},
    )
    time_zone = forms.ChoiceField(label="Time zone", help_text="People can have another one of their own.")
    country = forms.ChoiceField(label="Country")
    subdivision = forms.ChoiceField(
        label="Part of the country", required=False, help_text="For its public holidays."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        country = self.data.get("country") if self.is_bound else self.initial.get("country")
        parts = subdivision_names(country or "")
        offer(self, "time_zone", _with(zone_choices(), self.initial.get("time_zone")))
        offer(self, "country", list(country_names().items()))
        offer(self, "subdivision", [("", "All of it"), *parts.items()])
        if self.is_bound and self.data.get("subdivision") not in parts:
            # The country was changed with the part of the old one still chosen.
            data = cast(QueryDict, self.data).copy()
            data["subdivision"] = ""
            self.data = data

    @property
    def has_other_parts(self) -> bool:
        """Say whether another country was chosen that has parts to choose from."""
        country = self.cleaned_data["country"]
        return country != self.initial.get("country") and bool(subdivision_names(country))

    @staticmethod
    def facts(organisation: Organisation) -> dict:
        return {name: getattr(organisation, name) for name in ("name", "time_zone", "country", "subdivision")}


def _with(choices: list[tuple[str, str]], current: str | None) -> list[tuple[str, str]]:
    """Return `choices` with the current one among them, even if it is no longer usual."""
    return choices if not current or current in dict(choices) else [(current, current), *choices]


class HelpLineForm(forms.Form):
    """The organisation's own line, above the national ones."""

    assistance_name = forms.CharField(
        max_length=120,
        label="What it is called",
        required=False,
        help_text="Such as “Staff counselling line”.",
    )
    assistance_phone = forms.CharField(
        max_length=40,
        label="Number",
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"}),
    )
    assistance_hours = forms.CharField(
        max_length=120,
        label="When somebody answers",
        required=False,
        help_text="Such as “Day and night”, or “Weekdays, 8:00 to 20:00”.",
    )
    assistance_link = forms.CharField(
        max_length=300,
        label="Its own page",
        required=False,
        help_text="Optional. The whole address, beginning with https://.",
        widget=forms.TextInput(attrs={"type": "url", "inputmode": "url"}),
    )
    assistance_note = forms.CharField(
        max_length=200,
        label="What to know",
        required=False,
        help_text="Optional. Such as “We are never told who rings”.",
    )
    occupational_health = forms.CharField(
        max_length=200,
        label="Occupational health",
        required=False,
        help_text="Optional. How to reach it without asking anybody: an address, a number, a name.",
    )

    PROBLEMS = {
        "not_a_phone_number": "assistance_phone",
        "name_missing": "assistance_name",
        "not_a_link": "assistance_link",
    }

    @classmethod
    def facts(cls, organisation) -> dict[str, str]:
        return {name: getattr(organisation, name) for name in cls.base_fields}


class TeamForm(forms.Form):
    """A team's name and place in the tree."""

    name = forms.CharField(max_length=120, label="Name", error_messages={"required": "Give it a name."})
    parent = forms.TypedChoiceField(label="Stands under", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, teams: list[tuple[Team, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {team.pk: team for team, _ in teams}
        offer(self, "parent", [("", "The organisation"), *team_choices(teams)])

    def clean_parent(self):
        return self.teams.get(self.cleaned_data["parent"])


class LeadsForm(forms.Form):
    """Who leads a team: those who stay, and one more."""

    stay = forms.TypedMultipleChoiceField(
        label="Leads now", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    another = MemberField(
        label="Add a lead",
        required=False,
        help_text="By name or work address. Leading a team gives the role of team lead with it.",
    )

    def __init__(self, *args, leads, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.leads = {lead.pk: lead for lead in leads}
        offer(self, "stay", [(lead.pk, lead.person.name) for lead in leads])
        let_choose(self, "another", candidates)

    def chosen(self) -> list:
        leads = [self.leads[pk] for pk in self.cleaned_data["stay"]]
        another = self.cleaned_data["another"]
        return leads + ([another] if another and another not in leads else [])
