"""The shape of lengths, buffers and limits: a member's own, and those of an organisation."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.availability.checks import (
    LIMITS,
)

LIMIT_LABELS = {
    "most_a_day": _("Sessions a day, at most"),
    "most_a_week": _("Sessions a week, at most"),
    "most_in_a_row": _("Sessions in a row, at most"),
    "break_minutes": _("Minutes of break after so many"),
    "individual_minutes": _("Minutes of an individual session"),
    "group_minutes": _("Minutes of a group"),
    "individual_buffer": _("Minutes free after an individual session"),
    "group_buffer": _("Minutes free after a group"),
    "notice_hours": _("Hours of notice before a session"),
    "horizon_days": _("Days ahead that can be booked"),
    "most_supervisees": _("People you offer to supervise"),
}


USUAL_LIMITS = ("most_a_day", "most_a_week", "most_supervisees")


class LimitsForm(forms.Form):
    """Lengths, buffers and limits, each of which may be left to whoever is above."""

    def __init__(self, *args, above: Mapping[str, int | None], whose: str, form_id: str = "", **options):
        super().__init__(*args, **options)
        for name, label in LIMIT_LABELS.items():
            value = above[name]
            as_above = f"Empty: {value}, {whose}." if value is not None else f"Empty: no limit, {whose}."
            limit = LIMITS[name]
            attrs: dict[str, Any] = {"min": limit.least, "max": limit.most, "step": limit.step}
            if form_id:
                attrs["form"] = form_id
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                help_text=as_above,
                widget=forms.NumberInput(attrs=attrs | {"inputmode": "numeric"}),
                error_messages={"invalid": _("Write a whole number, or leave it empty.")},
            )

    @property
    def usual(self) -> list[forms.BoundField]:
        """Those that most supervisors set."""
        return [self[name] for name in USUAL_LIMITS]

    @property
    def rare(self) -> list[forms.BoundField]:
        return [self[name] for name in LIMIT_LABELS if name not in USUAL_LIMITS]

    @property
    def has_rare(self) -> bool:
        """Say whether one of the rarer ones is set, or wrong."""
        return any(field.value() not in (None, "") for field in self.rare)


class BookingForm(LimitsForm):
    """What an organisation says for everybody in it."""

    GROUPS = (
        ("Lengths", ("individual_minutes", "group_minutes", "individual_buffer", "group_buffer")),
        ("Limits of a supervisor", ("most_a_day", "most_a_week", "most_in_a_row", "break_minutes")),
        ("How far ahead", ("notice_hours", "horizon_days", "most_supervisees")),
    )

    keeps_holidays = forms.BooleanField(
        label=_("Closed on public holidays"),
        required=False,
        help_text=_("Somebody can still say that they work on one."),
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["most_supervisees"].label = "People a supervisor offers to supervise"

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [(name, [self[field] for field in fields]) for name, fields in self.GROUPS]
