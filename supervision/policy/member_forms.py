"""The shape of a member's own rule, as they write it: a body's, or three words and a number."""

from django import forms
from django.utils.translation import gettext_lazy as _

from supervision.policy.bodies import BODY_RULES
from supervision.policy.clock import Rule
from supervision.policy.private import OwnRule

BY_KEY = {body.key: body for body in BODY_RULES}
ANY_KIND = frozenset({"individual", "group"})
KINDS = (
    ("rolling", _("At most so many days apart")),
    ("calendar_minutes", _("So many minutes each month")),
    ("count", _("So many sessions a year")),
)
MOST = {"rolling": 3660, "calendar_minutes": 44640, "count": 366}


class BodyRuleForm(forms.Form):
    """The rule of a professional body, as it stands."""

    body = forms.ChoiceField(
        choices=[(body.key, f"{body.body}: {body.name}") for body in BODY_RULES],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose a body’s rule.")),
    )

    @property
    def own(self) -> OwnRule:
        body = BY_KEY[self.cleaned_data["body"]]
        return OwnRule(body.name, body.rule, body.body, body.source, body.says)


class OwnRuleForm(forms.Form):
    """A rule of one's own: what it is called, what it counts, and how much."""

    name = forms.CharField(max_length=120, error_messages={"required": _("Give it a name.")})
    kind = forms.ChoiceField(
        choices=KINDS,
        initial="rolling",
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what it counts.")),
    )
    amount = forms.IntegerField(
        min_value=1,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value"), _("Give the days, minutes or sessions.")
        ),
    )

    def clean(self):
        cleaned = super().clean() or {}
        kind, amount = cleaned.get("kind"), cleaned.get("amount")
        if kind and amount and amount > MOST[kind]:
            self.add_error(
                "amount", _("That is more than fits: {number} at most.").format(number=f"{MOST[kind]:,}")
            )
        return cleaned

    @property
    def own(self) -> OwnRule:
        kind, amount = self.cleaned_data["kind"], self.cleaned_data["amount"]
        much = {
            "rolling": {"interval_days": amount, "first_within_days": amount},
            "calendar_minutes": {"minutes": amount},
            "count": {"sessions_a_year": amount},
        }[kind]
        return OwnRule(self.cleaned_data["name"], Rule(kind=kind, counts=ANY_KIND, **much))
