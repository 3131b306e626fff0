"""The shape of policies, rules and what a rule would mean, as the API shows and takes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.people.doors import Id, StrictSerializer
from supervision.policy.bodies import BODY_RULES
from supervision.policy.clock_serializers import StandingOut
from supervision.policy.law import values_of
from supervision.policy.models import Policy, Rule
from supervision.policy.private import OwnRule
from supervision.policy.rule_shape import LEAVE_KINDS, LIMITS, LONGEST_NAME, SESSION_KINDS, clean_rule, split

TRACKED_ROLES = ("case_manager", "supervisor", "team_lead")
BY_KEY = {body.key: body for body in BODY_RULES}


def _whole(name: str, **options) -> serializers.IntegerField:
    """Return a field for one of a rule's whole numbers, within what `rule_shape` lets it be."""
    least, most, _ = LIMITS[name]
    return serializers.IntegerField(min_value=least, max_value=most, **options)


# ---------------------------------------------------------------- rules
class RuleValues(serializers.Serializer):
    """How much is owed, and what counts. Which fields matter depends on `kind`."""

    kind = serializers.ChoiceField(choices=Rule.Kind.choices)
    counts = serializers.SerializerMethodField()
    min_minutes = serializers.IntegerField()
    credit = serializers.ChoiceField(choices=Rule.Credit.choices)
    interval_days = serializers.IntegerField(allow_null=True)
    stages = serializers.SerializerMethodField()
    first_within_days = serializers.IntegerField(allow_null=True)
    max_interval_days = serializers.IntegerField(allow_null=True)
    minutes = serializers.IntegerField(allow_null=True)
    sessions_a_year = serializers.IntegerField(allow_null=True)
    units = serializers.DecimalField(max_digits=12, decimal_places=6, normalize_output=True, allow_null=True)
    part_time = serializers.ChoiceField(choices=Rule.PartTime.choices)
    warn_days = serializers.IntegerField()
    grace_days = serializers.IntegerField()
    escalate_after_days = serializers.IntegerField()
    pausing_leave = serializers.SerializerMethodField()
    aim_days = serializers.IntegerField(allow_null=True)

    def get_counts(self, rule) -> list[str]:
        return sorted(split(rule.counts))

    def get_pausing_leave(self, rule) -> list[str]:
        return sorted(split(rule.pausing_leave))

    def get_stages(self, rule) -> str:
        if isinstance(rule.stages, str):
            return rule.stages
        return ";".join(f"{stage.below}:{stage.every_days}" for stage in rule.stages)


class RuleOut(RuleValues):
    """A rule of a policy. In force from and until the days named, both included; null is always."""

    id = serializers.IntegerField(source="pk")
    policy = serializers.IntegerField(source="policy_id")
    name = serializers.CharField()
    in_force_from = serializers.DateField(allow_null=True)
    in_force_until = serializers.DateField(allow_null=True)
    follows = serializers.IntegerField(
        source="follows_id", allow_null=True, help_text="The rule that it was changed from."
    )


class RuleIn(StrictSerializer):
    """A rule as somebody writes it. What is left out has its default; `rule-does-not-hold` names the rest."""

    name = serializers.CharField(max_length=LONGEST_NAME)
    kind = serializers.ChoiceField(choices=Rule.Kind.choices)
    counts = serializers.ListField(
        child=serializers.ChoiceField(choices=SESSION_KINDS), min_length=1, max_length=len(SESSION_KINDS)
    )
    min_minutes = _whole("min_minutes")
    credit = serializers.ChoiceField(choices=Rule.Credit.choices)
    interval_days = _whole("interval_days", allow_null=True)
    stages = serializers.CharField(max_length=200, allow_blank=True)
    first_within_days = _whole("first_within_days", allow_null=True)
    max_interval_days = _whole("max_interval_days", allow_null=True)
    minutes = _whole("minutes", allow_null=True)
    sessions_a_year = _whole("sessions_a_year", allow_null=True)
    units = serializers.DecimalField(max_digits=12, decimal_places=6, min_value=0, allow_null=True)
    part_time = serializers.ChoiceField(choices=Rule.PartTime.choices)
    warn_days = _whole("warn_days")
    grace_days = _whole("grace_days")
    escalate_after_days = _whole("escalate_after_days")
    pausing_leave = serializers.ListField(
        child=serializers.ChoiceField(choices=LEAVE_KINDS), max_length=len(LEAVE_KINDS)
    )
    aim_days = _whole("aim_days", allow_null=True)

    def get_fields(self):
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in {"name", "kind"}
        return fields


class RuleChange(RuleIn):
    """Only what is given changes."""

    def get_fields(self):
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


# ---------------------------------------------------------------- policies
class PolicyOut(serializers.Serializer):
    """A policy and its rules, those in force and those to come."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    level = serializers.ChoiceField(choices=Policy.Level.choices)
    role = serializers.CharField(allow_blank=True)
    team = serializers.IntegerField(source="team_id", allow_null=True)
    position = serializers.IntegerField()
    rules = RuleOut(source="current_rules", many=True)


class PolicyIn(StrictSerializer):
    name = serializers.CharField(max_length=120)
    level = serializers.ChoiceField(choices=Policy.Level.choices)
    role = serializers.ChoiceField(choices=TRACKED_ROLES, allow_blank=True, default="")
    team = Id(allow_null=True, default=None)


class OrderIn(StrictSerializer):
    policies = serializers.ListField(
        child=Id(), max_length=1000, help_text="All of them, the first to be asked first."
    )


# ---------------------------------------------------------------- what a rule would mean
class PreviewIn(StrictSerializer):
    """A rule that is not kept: of a policy, in place of one of its rules, or of a new policy for somebody."""

    rule = RuleIn()
    policy = Id(allow_null=True, default=None)
    replaces = Id(allow_null=True, default=None)
    level = serializers.ChoiceField(choices=Policy.Level.choices, default=Policy.Level.ORGANISATION)
    role = serializers.ChoiceField(choices=TRACKED_ROLES, allow_blank=True, default="")
    team = Id(allow_null=True, default=None)

    def validate(self, values):
        wanted = {"role": "role", "team": "team"}.get(values["level"])
        if wanted and not values["policy"] and not values[wanted]:
            raise serializers.ValidationError({wanted: "Say for which."})
        return values


class MovedOut(serializers.Serializer):
    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField()
    state = serializers.CharField()
    sentence = serializers.CharField()


class PreviewOut(serializers.Serializer):
    """Who would be owed what, as of today. Figures count members by their worst clock."""

    people = serializers.IntegerField()
    people_in_all = serializers.IntegerField()
    owed_before = serializers.IntegerField()
    owed_after = serializers.IntegerField()
    soon_before = serializers.IntegerField()
    soon_after = serializers.IntegerField()
    hours_a_month = serializers.IntegerField(source="hours_after")
    more_hours_a_month = serializers.IntegerField(source="more_hours")
    changes = serializers.SerializerMethodField(help_text="Whose clock would move, the first 500.")

    @extend_schema_field(MovedOut(many=True))
    def get_changes(self, preview):
        return MovedOut(preview.changes[:500], many=True).data


# ---------------------------------------------------------------- bodies, and one's own
class BodyRuleOut(serializers.Serializer):
    key = serializers.CharField()
    body = serializers.CharField()
    name = serializers.CharField()
    source = serializers.URLField()  # type: ignore[assignment]
    says = serializers.CharField()
    rule = RuleValues()


class WithoutOut(serializers.Serializer):
    body = serializers.CharField()
    source = serializers.URLField()  # type: ignore[assignment]
    says = serializers.CharField()


class BodiesOut(serializers.Serializer):
    results = BodyRuleOut(many=True)
    without_a_figure = WithoutOut(many=True)
    check = serializers.CharField()


class OwnClockOut(serializers.Serializer):
    """A rule of your own and where its clock stands; the clock is null before you start."""

    id = serializers.UUIDField(source="pk")
    name = serializers.CharField(source="own.name")
    body = serializers.CharField(source="own.body", allow_blank=True)
    source = serializers.CharField(source="own.source", allow_blank=True)  # type: ignore[assignment]
    says = serializers.CharField(source="own.says", allow_blank=True)
    rule = RuleValues(source="own.rule")
    clock = StandingOut(source="answer", allow_null=True)
    sentence = serializers.CharField(allow_blank=True)


class OwnRulesOut(serializers.Serializer):
    results = OwnClockOut(many=True)


class OwnRuleIn(StrictSerializer):
    """One of the two: a body's rule by its key, or a rule in values."""

    body = serializers.ChoiceField(choices=list(BY_KEY), required=False)
    rule = RuleIn(required=False)

    def validate(self, values):
        if len(values) != 1:
            raise serializers.ValidationError("Give a body’s key or a rule, one of the two.")
        return values

    @property
    def own(self) -> OwnRule:
        """The rule to keep, once the body is valid. Raises RuleDoesNotHold."""
        if "body" in self.validated_data:
            body = BY_KEY[self.validated_data["body"]]
            return OwnRule(body.name, body.rule, body.body, body.source, body.says)
        kept = clean_rule(self.validated_data["rule"])
        return OwnRule(kept["name"], values_of(kept))
