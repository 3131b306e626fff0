"""The shape of what comes in and goes out about people. Days are ISO dates, moments ISO instants in UTC."""

from rest_framework import serializers

from supervision.people.doors import ChoiceOrNone, Day, Id, StrictSerializer
from supervision.people.models import ROLES, Leave, Member, Person
from supervision.people.rules import WEEKDAYS


class OrganisationOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    slug = serializers.CharField()
    time_zone = serializers.CharField()
    country = serializers.CharField()
    subdivision = serializers.CharField()
    assistance_name = serializers.CharField()
    assistance_phone = serializers.CharField()
    assistance_note = serializers.CharField()
    assistance_hours = serializers.CharField()
    assistance_link = serializers.CharField()
    occupational_health = serializers.CharField()


class OrganisationIn(StrictSerializer):
    name = serializers.CharField(max_length=200)
    time_zone = serializers.CharField(max_length=64)
    country = serializers.CharField(max_length=2)
    subdivision = serializers.CharField(max_length=10, allow_blank=True)
    assistance_name = serializers.CharField(max_length=120, allow_blank=True)
    assistance_phone = serializers.CharField(max_length=40, allow_blank=True)
    assistance_note = serializers.CharField(max_length=200, allow_blank=True)
    assistance_hours = serializers.CharField(max_length=120, allow_blank=True)
    assistance_link = serializers.CharField(max_length=300, allow_blank=True)
    occupational_health = serializers.CharField(max_length=200, allow_blank=True)


class TeamOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    parent = serializers.IntegerField(source="parent_id", allow_null=True)  # type: ignore[assignment]
    leads = serializers.SerializerMethodField()

    def get_leads(self, team) -> list[int]:
        return [leadership.member_id for leadership in team.leaderships.all()]


class TeamIn(StrictSerializer):
    name = serializers.CharField(max_length=120)
    parent = Id(allow_null=True, default=None)  # type: ignore[assignment]


class LeadsIn(StrictSerializer):
    members = serializers.ListField(child=Id(), max_length=50)


class MemberOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="person.name")
    team = serializers.IntegerField(source="team_id", allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=ROLES))
    employment = serializers.ChoiceField(choices=Member.Employment.choices)
    fte = serializers.DecimalField(max_digits=12, decimal_places=8, normalize_output=True)
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)
    time_zone = serializers.CharField()
    working_days = serializers.SerializerMethodField()
    line_manager = serializers.IntegerField(source="line_manager_id", allow_null=True)

    def get_working_days(self, member) -> list[str]:
        return member.working_days.split(",")


class MemberFilter(StrictSerializer):
    who = serializers.ChoiceField(
        choices=["here", "left", "alone"],
        required=False,
        help_text="`alone`: owed supervision, and without a supervisor now or within thirty days.",
    )
    team = Id(required=False)
    role = serializers.ChoiceField(choices=ROLES, required=False)
    words = serializers.CharField(
        max_length=200, required=False, help_text="In names; for administrators in addresses too."
    )


class MeOut(MemberOut):
    email = serializers.EmailField(source="person.email")
    language = ChoiceOrNone(
        source="person.language",
        choices=Person.Language.choices,
        help_text="Null: as the browser asks; letters are in English.",
    )
    scheme = serializers.ChoiceField(
        source="person.scheme",
        choices=Person.Scheme.choices,
        help_text="How pages look; empty: as the device.",
    )
    organisation = OrganisationOut()


class MeChange(StrictSerializer):
    """What people change about themselves, in all their places. Hours and zone an administrator enters."""

    name = serializers.CharField(max_length=200)
    language = serializers.ChoiceField(choices=Person.Language.choices)
    scheme = serializers.ChoiceField(choices=Person.Scheme.choices, help_text="Empty: as the device.")


class MemberChange(StrictSerializer):
    team = Id(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=ROLES))
    employment = serializers.ChoiceField(choices=Member.Employment.choices)
    fte = serializers.DecimalField(max_digits=12, decimal_places=8)
    start_date = Day()
    end_date = Day(allow_null=True)
    time_zone = serializers.CharField(max_length=64)
    working_days = serializers.ListField(child=serializers.ChoiceField(choices=WEEKDAYS))
    line_manager = Id(allow_null=True)


class MemberIn(MemberChange):
    email = serializers.EmailField()
    name = serializers.CharField(max_length=200)

    def get_fields(self):
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name in {"email", "name", "roles"}
        return fields


class LastDayIn(StrictSerializer):
    last_day = Day(help_text="Included.")


class RelationshipOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    supervisor = serializers.IntegerField(source="supervisor_id")
    supervisee = serializers.IntegerField(source="supervisee_id")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class RelationshipIn(StrictSerializer):
    supervisor = Id()
    supervisee = Id()
    starts_on = Day()
    ends_on = Day(allow_null=True, default=None)


class HandOnIn(StrictSerializer):
    to = Id(help_text="Who supervises them from then on.")
    starts_on = Day()


class HandedOnOut(serializers.Serializer):
    begun = RelationshipOut(many=True)
    still_booked = serializers.IntegerField(
        help_text="Sessions that stay booked with the one before and people who are theirs no more by then."
    )


class AddressIn(StrictSerializer):
    email = serializers.EmailField()


class AwayOut(serializers.Serializer):
    """Leave as others see it: away, and its days; never the kind."""

    id = serializers.IntegerField(source="pk")
    member = serializers.IntegerField(source="member_id")
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class LeaveOut(AwayOut):
    """Leave as its own member and the administrators see it; to others it has no kind."""

    kind = serializers.ChoiceField(choices=Leave.Kind.choices, required=False)


class LeaveIn(StrictSerializer):
    member = Id()
    starts_on = Day()
    ends_on = Day(allow_null=True, default=None, help_text="Included; null is for good.")
    kind = serializers.ChoiceField(choices=Leave.Kind.choices)


class LeaveChange(StrictSerializer):
    starts_on = Day()
    ends_on = Day(allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=Leave.Kind.choices)
