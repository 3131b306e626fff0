"""What is asked of a log, and with whom somebody is registered."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from supervision.evidence.entries import GROUP, INDIVIDUAL, LONGEST_NAME, MOST_MINUTES, MOST_PEOPLE, Entry
from supervision.evidence.log import ALL, HERE
from supervision.evidence.periods import offered
from supervision.evidence.rules import COUNTINGS, Registration
from supervision.languages import worded
from supervision.people.access import leads
from supervision.people.form_parts import DayField
from supervision.people.models import Member
from supervision.policy.clock.words import MONTHS
from supervision.scheduling.days import local_day


class Asked(forms.Form):
    """Which log: what is not well formed is passed over."""

    body = forms.SlugField(required=False)
    year = forms.DateField(required=False)
    where = forms.ChoiceField(choices=[(HERE, HERE), (ALL, ALL)], required=False)
    page = forms.IntegerField(min_value=1, required=False)

    @classmethod
    def of(cls, query) -> dict:
        """Return what `query` asks for, as `log_of` takes it."""
        form = cls(query)
        form.is_valid()
        said = form.cleaned_data
        return {"body": said.get("body") or "", "year": said.get("year"), "where": said.get("where") or HERE}


class RegistrationForm(forms.Form):
    """A body, and the day on which a year of registration with it begins."""

    body = forms.ChoiceField(label=_("Counted as"), choices=[(one.slug, _(one.name)) for one in COUNTINGS])
    day = forms.IntegerField(label=_("My year begins on day"), min_value=1, max_value=31, initial=1)
    month = forms.TypedChoiceField(
        label=pgettext_lazy("a month", "of"),
        choices=[(str(n), _(name)) for n, name in enumerate(MONTHS, 1)],
        coerce=int,
    )

    def registration(self) -> Registration:
        return Registration(**self.cleaned_data)


class EntryForm(forms.Form):
    """A session that one had outside Holdspace. For one person alone the number is passed over."""

    on = DayField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MOST_MINUTES, initial=60)
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(INDIVIDUAL, _("Individual")), (GROUP, _("Group"))],
        initial=INDIVIDUAL,
        widget=forms.RadioSelect,
    )
    attended = forms.IntegerField(
        label=_("How many supervisees (optional)"),
        required=False,
        min_value=2,
        max_value=MOST_PEOPLE,
        help_text=_("For a group: you among them. How much of it counts depends on it."),
    )
    supervisor = forms.CharField(
        label=_("With"),
        max_length=LONGEST_NAME,
        help_text=_("Who supervised. Nobody’s client is ever named here."),
    )
    where = forms.CharField(
        label=_("Where (optional)"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("A practice or an organisation."),
    )

    def clean(self) -> None:
        said = super().clean() or {}
        if said.get("kind") == GROUP and "attended" in said and said["attended"] is None:
            self.add_error("attended", _("Say how many supervisees there were."))

    def entry(self, pk: UUID | None = None) -> Entry:
        said = self.cleaned_data
        return Entry(**(said | {"attended": said["attended"] or 1}), pk=pk)


class PeriodField(forms.TypedChoiceField):
    """One of the periods that are offered; its value is the two days."""

    def __init__(self, **options):
        super().__init__(coerce=self._days, **options)

    @staticmethod
    def _days(value: str) -> tuple[date, date]:
        since, until = value.split("_")
        return date.fromisoformat(since), date.fromisoformat(until)


def period_choices(member: Member, now: datetime) -> list[tuple[str, str]]:
    found = offered(local_day(now, member.organisation.zone))
    return [(f"{one.since}_{one.until}", worded(one.words)) for one in found]


class PackForm(forms.Form):
    """The months of an inspection pack."""

    period = PeriodField(label=_("Period"))

    def __init__(self, *given, member: Member, now: datetime, **options):
        super().__init__(*given, **{"auto_id": f"{self.prefixed}_%s", **options})
        cast(forms.ChoiceField, self.fields["period"]).choices = period_choices(member, now)

    prefixed = "pack"


class TeamForm(PackForm):
    """A team that one leads, and the months."""

    prefixed = "team"
    team = forms.TypedChoiceField(label=_("Team"), coerce=int)
    field_order = ("team", "period")

    def __init__(self, *given, member: Member, now: datetime, **options):
        super().__init__(*given, member=member, now=now, **options)
        teams = leads(member).filter(members__isnull=False).distinct().order_by("name", "pk")
        self.teams = list(teams.values_list("pk", "name"))
        cast(forms.ChoiceField, self.fields["team"]).choices = self.teams
