"""What forms share: choosing one member of many, and putting a refusal beside the field it is about."""

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from supervision.errors import Refusal
from supervision.languages import worded
from supervision.people.models import Member, Team

MOST_OFFERED = 200
"""Up to so many members the browser offers their names while one is typed; beyond, typing is quicker."""


@cache
def zone_choices() -> list[tuple[str, str]]:
    """Return every time zone by its city, continents in order, as a form offers them."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


def team_choices(teams: list[tuple[Team, str]]) -> list[tuple[int, str]]:
    """Return teams as a list offers them: each with the teams above it, so that it says where it stands."""
    return [(team.pk, path) for team, path in teams]


class DayField(forms.DateField):
    """A day, as the browser's own field for days writes it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {
        "invalid": _("Write a day as year, month and day, such as 2026-11-30."),
        "required": _("Choose a day."),
    }


class MemberField(forms.CharField):
    """One member, by name or by work address. Only `candidates` can be chosen; others are not known."""

    def __init__(self, *, candidates: QuerySet | None = None, **options):
        super().__init__(max_length=320, **options)
        self.candidates = candidates if candidates is not None else Member.objects.none()

    def get_bound_field(self, form, field_name):
        bound = super().get_bound_field(form, field_name)
        self.widget.attrs |= {"list": f"{bound.auto_id}_offered", "autocomplete": "off"}
        return bound

    @cached_property
    def offered(self) -> list[str]:
        """Names for the browser to offer, none of too many; an address where two share a name."""
        found = list(self.candidates.values_list("person__name", "person__email")[: MOST_OFFERED + 1])
        if len(found) > MOST_OFFERED:
            return []
        names = [name for name, _ in found]
        return [name if names.count(name) == 1 else email for name, email in found]

    def prepare_value(self, value):
        if not isinstance(value, Member):
            return value
        is_only_one = self.candidates.filter(person__name__iexact=value.person.name).count() == 1
        return value.person.name if is_only_one else value.person.email

    def clean(self, value):
        words = " ".join(super().clean(value).split())
        if not words:
            return None
        if "@" in words:
            found = list(self.candidates.filter(person__email__iexact=words)[:2])
        else:
            found = list(self.candidates.filter(person__name__iexact=words)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                gettext("Two people here share that name. Write the work address instead.")
            )
        raise forms.ValidationError(gettext("Nobody here that can be chosen has that name or address."))


def offer(form: forms.Form, field: str, choices: Iterable[Any]) -> None:
    """Have a field of a form offer these choices."""
    cast(forms.ChoiceField, form.fields[field]).choices = list(choices)


def let_choose(form: forms.Form, field: str, candidates: QuerySet) -> None:
    """Have a field of a form take one of these members."""
    cast(MemberField, form.fields[field]).candidates = candidates


def put_right(form: forms.Form, refusal: Refusal, fields: Mapping[str, str] | None = None) -> None:
    """Put a refusal beside the field that `fields` names for its code, or over the whole form."""
    field = (fields or {}).get(refusal.code)
    form.add_error(field if field in form.fields else None, worded(refusal))
