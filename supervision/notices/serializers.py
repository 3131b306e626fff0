"""The shape of the inbox and of what reaches a member, as the API shows and takes them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.notices.models import Hours
from supervision.people.doors import Id, Instant, StrictSerializer


class InboxOut(serializers.Serializer):
    id = serializers.IntegerField()
    title = serializers.CharField(help_text="The subject: neutral, from a fixed list.")
    line = serializers.CharField()
    path = serializers.CharField(help_text="The page it leads to.")
    at = Instant()
    is_new = serializers.BooleanField()


class ChosenWayOut(serializers.Serializer):
    way = serializers.CharField(source="key", help_text="email, push, or gateway-N.")
    name = serializers.CharField()
    is_chosen = serializers.BooleanField()
    is_fixed = serializers.BooleanField(help_text="Stays on.")


class KindWaysOut(serializers.Serializer):
    kind = serializers.CharField(source="name")
    must_arrive = serializers.BooleanField(help_text="One way has to stay on.")
    ways = ChosenWayOut(many=True)


class WayOut(serializers.Serializer):
    """One's own device, or address at a gateway. The address itself is not told again."""

    id = serializers.UUIDField()
    way = serializers.CharField(source="key")
    label = serializers.CharField()  # type: ignore[assignment]
    made_at = Instant()
    failures = serializers.IntegerField(help_text="Messages in a row that did not get there.")
    failed_at = Instant(allow_null=True)
    ended_at = Instant(
        allow_null=True, help_text="Since when it takes nothing any more. What went there comes by e-mail."
    )


class WayIn(StrictSerializer):
    subscription = serializers.CharField(
        required=False, max_length=2000, help_text="A browser’s push subscription, as JSON text."
    )
    gateway = Id(required=False)
    to = serializers.CharField(
        required=False, max_length=500, help_text="Your own number or name there; or your flow’s web address."
    )

    def validate(self, values):
        if set(values) not in ({"subscription"}, {"gateway", "to"}):
            raise serializers.ValidationError("Give a subscription, or a gateway and your address there.")
        return values


class GatewayOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    asks_for = serializers.CharField()
    made_at = Instant()


class GatewayIn(StrictSerializer):
    name = serializers.CharField(max_length=40)
    asks_for = serializers.CharField(max_length=60)
    url = serializers.CharField(
        max_length=500, write_only=True, help_text="As Apprise writes it, with {to} once. Never shown again."
    )


class ChoiceOut(serializers.Serializer):
    kind = serializers.CharField(source="kind.name")
    label = serializers.CharField(source="kind.said_label")  # type: ignore[assignment]
    is_wanted = serializers.BooleanField()
    is_fixed = serializers.BooleanField(help_text="Must arrive; cannot be turned off.")


@extend_schema_field({"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$", "example": "18:00:00"})
class WallTime(serializers.TimeField):
    """A time of day without a zone, which the format `time` does not know."""


class PreferencesOut(serializers.Serializer):
    opens_at = WallTime(help_text="Wall time in your own zone, on working days.")
    closes_at = WallTime()
    summary = serializers.ChoiceField(choices=Hours.Summary.choices, help_text="In place of single e-mails.")
    kinds = ChoiceOut(many=True)
    ways = KindWaysOut(many=True)


class PreferencesIn(StrictSerializer):
    opens_at = WallTime()
    closes_at = WallTime(help_text="Not after `opens_at`: the morning after.")
    kinds = serializers.DictField(
        child=serializers.BooleanField(), help_text="Soft kinds: wanted by e-mail or not."
    )
    summary = serializers.ChoiceField(choices=Hours.Summary.choices, required=False)
    ways = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=30)),
        required=False,
        help_text="By kind, the ways it goes; kinds that are not named stay as they are.",
    )

    def validate(self, values):
        if values["opens_at"] == values["closes_at"]:
            raise serializers.ValidationError(
                {"closes_at": "This leaves no time in which a message could come."}
            )
        return values


class FactOut(serializers.Serializer):
    term = serializers.CharField()
    words = serializers.CharField()


class ActChoiceOut(serializers.Serializer):
    key = serializers.CharField(help_text="What to send as `choice`.")
    words = serializers.CharField()
    note = serializers.CharField()


class ActOut(serializers.Serializer):
    act = serializers.CharField(source="name", help_text="What to send as `act`.")
    words = serializers.CharField()
    choices = ActChoiceOut(many=True, help_text="Empty where there is nothing to choose.")


class AskedOut(serializers.Serializer):
    """What a message asks, or why it asks nothing any more; and what was answered."""

    heading = serializers.CharField()
    words = serializers.CharField(help_text="More about it; empty where the heading says all.")
    facts = FactOut(many=True)
    acts = ActOut(many=True, help_text="Empty where there is nothing to answer.")
    answered = serializers.CharField(
        help_text="The act that was given; empty, and also once a day has passed."
    )
    can_undo = serializers.BooleanField()


class AnswerIn(StrictSerializer):
    act = serializers.CharField(max_length=40)
    choice = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
