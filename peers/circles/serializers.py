"""The shape of circles at the API. Who somebody is never comes out; chosen names to the host alone."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from peers.circles import rules
from peers.circles.models import Circle, Meeting, Place, Seat
from supervision.availability.models import Medium
from supervision.people.doors import Day, Id, Instant, StrictSerializer


class MeetingOut(serializers.Serializer):
    id = serializers.UUIDField()
    starts_at = Instant()
    ends_at = Instant()
    state = serializers.ChoiceField(Meeting.State.choices)
    why_off = serializers.ChoiceField(Meeting.Why.choices, allow_blank=True)
    topic = serializers.SerializerMethodField(
        help_text="Of a learning series: the key of what it is about, as `learning/` names it."
    )

    def get_topic(self, meeting) -> str:
        return str(self.context.get("topics", {}).get(meeting.pk, ""))


class CircleOut(serializers.Serializer):
    """A circle as those see it whom it is for. `left` are places in the round at `next_meeting`."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(Circle.Kind.choices)
    title = serializers.CharField()
    about = serializers.CharField()
    medium = serializers.ChoiceField(Medium.choices)
    where = serializers.CharField()
    pattern = serializers.ChoiceField(Circle.Pattern.choices, allow_blank=True)
    minutes = serializers.IntegerField()
    time_zone = serializers.CharField()
    places = serializers.IntegerField()
    listening = serializers.IntegerField()
    smallest = serializers.IntegerField()
    decides_hours = serializers.IntegerField()
    goes_through = serializers.ListField(child=serializers.CharField())
    outside = serializers.ChoiceField(Circle.Outside.choices, allow_blank=True)
    held_by = serializers.CharField(source="facilitator.person.name")
    is_yours = serializers.SerializerMethodField(help_text="You hold it.")
    left = serializers.SerializerMethodField(
        help_text="Places left at the next meeting; null while fewer than five are taken."
    )
    next_meeting = serializers.SerializerMethodField()

    def get_is_yours(self, circle) -> bool:
        return bool(circle.facilitator_id == self.context["request"].member.pk)

    def get_left(self, circle) -> int | None:
        left = int(self.context["left"].get(circle.pk, circle.places))
        return rules.shown_left(left, places=circle.places)

    @extend_schema_field(MeetingOut(allow_null=True))
    def get_next_meeting(self, circle):
        found = self.context["next"].get(circle.pk)
        return MeetingOut(found, context=self.context).data if found else None


class _Said(StrictSerializer):
    title = serializers.CharField(max_length=80)
    about = serializers.CharField(max_length=1000, allow_blank=True, default="")
    medium = serializers.ChoiceField(Medium.choices, default="video")
    where = serializers.CharField(max_length=120, allow_blank=True, default="")
    link = serializers.URLField(max_length=400, allow_blank=True, default="")
    places = serializers.IntegerField(min_value=2, max_value=40, default=12)
    listening = serializers.IntegerField(min_value=0, max_value=40, default=0)
    smallest = serializers.IntegerField(min_value=2, max_value=40, default=3)
    decides_hours = serializers.IntegerField(min_value=2, max_value=168, default=24)


class CircleIn(_Said):
    """A new circle, which you hold. A team's meeting is for your own team."""

    kind = serializers.ChoiceField(Circle.Kind.choices, default=rules.OPEN)
    first_day = Day()
    starts = serializers.IntegerField(
        min_value=0, max_value=1439, help_text="Minutes after midnight on the wall of your zone."
    )
    minutes = serializers.IntegerField(min_value=15, max_value=180, default=60)
    pattern = serializers.ChoiceField(Circle.Pattern.choices, allow_blank=True, default="")
    number = serializers.IntegerField(min_value=1, max_value=rules.MOST_MEETINGS, default=1)
    skip_busy = serializers.BooleanField(
        default=False, help_text="Leave out days on which you have something else at that time."
    )
    goes_through = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=24,
        default=list,
        help_text="Of a learning series: keys of `learning/`, one a meeting. It has so many meetings.",
    )


class CircleChange(_Said):
    """What may change; whatever is not named stays. Times are moved meeting by meeting."""


class JoinIn(StrictSerializer):
    name = serializers.CharField(max_length=rules.LONGEST_ALIAS, help_text="Any that you like.")
    seat = serializers.ChoiceField(Seat.choices, default=rules.SPEAK)
    note = serializers.CharField(
        max_length=300, allow_blank=True, default="", help_text="Seen by whoever holds the circle alone."
    )
    agrees = serializers.BooleanField(help_text="That you keep to what is agreed.")
    may_wait = serializers.BooleanField(default=False, help_text="Wait when all places are taken.")

    def validate_agrees(self, agrees):
        if not agrees:
            raise serializers.ValidationError("It is what makes it safe for everyone.")
        return agrees


class CirclePlaceOut(serializers.Serializer):
    """Your own place. Without a meeting it is for all meetings of a standing circle."""

    id = serializers.UUIDField()
    circle = serializers.UUIDField(source="circle_id")
    meeting = serializers.UUIDField(source="meeting_id", allow_null=True)
    state = serializers.ChoiceField(Place.State.choices)
    seat = serializers.ChoiceField(Seat.choices, source="seat_kind")
    asked_at = Instant()
    came_free_at = Instant(allow_null=True)


class NamedPlaceOut(CirclePlaceOut):
    name = serializers.CharField(source="alias")


class GoOnIn(StrictSerializer):
    number = serializers.IntegerField(min_value=1, max_value=52)
    skip_busy = serializers.BooleanField(
        default=False, help_text="Leave out days on which you have something else at that time."
    )


class CircleHandIn(StrictSerializer):
    to = Id(allow_null=True, default=None, help_text="A member. None: those in it are asked.")


class CircleHoldIn(StrictSerializer):
    is_yes = serializers.BooleanField()


class CircleMoveIn(StrictSerializer):
    starts_at = Instant()


class CameIn(StrictSerializer):
    """Who came; of a learning series `number` alone, how many did."""

    came = serializers.ListField(child=serializers.UUIDField(), max_length=120, default=list)
    number = serializers.IntegerField(min_value=0, max_value=80, required=False)


class SeatedOut(serializers.Serializer):
    """Somebody as whoever holds the circle sees them."""

    place = serializers.UUIDField(source="place.pk")
    name = serializers.CharField()
    note = serializers.CharField()
    listens = serializers.BooleanField()
    is_away = serializers.BooleanField(help_text="Not this time.")
    came = serializers.BooleanField()


class CirclePartOut(serializers.Serializer):
    name = serializers.CharField()
    minutes = serializers.IntegerField(source="part.minutes")
    begins = serializers.IntegerField(source="part.begins", help_text="Minutes after the start.")


class CircleDeskOut(serializers.Serializer):
    meeting = MeetingOut()
    seated = SeatedOut(many=True)
    waiting = SeatedOut(many=True)
    is_noted = serializers.BooleanField(help_text="Who came was noted.")
    came_number = serializers.IntegerField(
        source="meeting.came_number", allow_null=True, help_text="Of a learning series: how many came."
    )
    card = CirclePartOut(many=True)


class AskingOut(serializers.Serializer):
    """A circle that asks to be opened, or is, as an administrator sees it."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    about = serializers.CharField()
    held_by = serializers.CharField(source="facilitator.person.name")
    outside = serializers.ChoiceField(Circle.Outside.choices, allow_blank=True)


class OutsideIn(StrictSerializer):
    is_yes = serializers.BooleanField()
