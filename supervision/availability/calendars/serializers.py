"""The shape of calendars at the API. A link goes in and never comes out again."""

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from supervision.availability.models import Calendar
from supervision.people.doors import StrictSerializer


class CalendarIn(StrictSerializer):
    """A calendar by its address, or the text of its file: one of the two."""

    address = serializers.CharField(max_length=2_000, required=False)
    content = serializers.CharField(
        required=False, trim_whitespace=False, help_text="The text of an .ics file, read once."
    )
    name = serializers.CharField(max_length=60, required=False, allow_blank=True)

    def validate(self, said):
        if ("address" in said) == ("content" in said):
            raise ValidationError("Send either an address or the content of a file.", "one-of-two")
        return said


class CalendarChange(StrictSerializer):
    """What may change: its name, and its address or its content, never both of these."""

    address = serializers.CharField(max_length=2_000, required=False)
    content = serializers.CharField(required=False, trim_whitespace=False)
    name = serializers.CharField(max_length=60, required=False, allow_blank=True)

    def validate(self, said):
        if "address" in said and "content" in said:
            raise ValidationError("Send either an address or the content of a file.", "one-of-two")
        return said


class CalendarOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk", read_only=True)
    name = serializers.CharField(read_only=True)
    kind = serializers.ChoiceField(Calendar.Kind.choices, read_only=True)
    host = serializers.CharField(read_only=True, help_text="The host of its address; the rest stays sealed.")
    state = serializers.ChoiceField(Calendar.State.choices, read_only=True)
    fault = serializers.CharField(read_only=True, help_text="Why it could not be read; empty when it could.")
    words = serializers.CharField(read_only=True)
    read_at = serializers.DateTimeField(read_only=True, allow_null=True)
    failing_since = serializers.DateTimeField(read_only=True, allow_null=True)
    read_until = serializers.DateField(read_only=True, allow_null=True)
    left_out = serializers.IntegerField(
        read_only=True, help_text="Entries that can't be understood, and count as free."
    )


class CalendarsOut(serializers.Serializer):
    results = CalendarOut(many=True)
