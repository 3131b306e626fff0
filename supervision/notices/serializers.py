"""The shape of the inbox and of what reaches a member, as the API shows and takes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.people.doors import Instant, StrictSerializer


class InboxOut(serializers.Serializer):
    title = serializers.CharField(help_text="The subject: neutral, from a fixed list.")
    line = serializers.CharField()
    path = serializers.CharField(help_text="The page it leads to.")
    at = Instant()
    is_new = serializers.BooleanField()


class ChoiceOut(serializers.Serializer):
    kind = serializers.CharField(source="kind.name")
    label = serializers.CharField(source="kind.label")  # type: ignore[assignment]
    is_wanted = serializers.BooleanField()
    is_fixed = serializers.BooleanField(help_text="Must arrive; cannot be turned off.")


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$", "example": "18:00:00"})
class WallTime(serializers.TimeField):
    """A time of day without a zone, which the format `time` does not know."""


class PreferencesOut(serializers.Serializer):
    opens_at = WallTime(help_text="Wall time in your own zone, on working days.")
    closes_at = WallTime()
    kinds = ChoiceOut(many=True)


class PreferencesIn(StrictSerializer):
    opens_at = WallTime()
    closes_at = WallTime(help_text="Not after `opens_at`: the morning after.")
    kinds = serializers.DictField(child=serializers.BooleanField(), help_text="Soft kinds: wanted or not.")

    def validate(self, values):
        if values["opens_at"] == values["closes_at"]:
            raise serializers.ValidationError(
                {"closes_at": "This leaves no time in which a message could come."}
            )
        return values
