"""The shape of times for the people on a board, as the API shows them."""

from rest_framework import serializers

from supervision.people.doors import Instant, StrictSerializer
from supervision.policy import times


class TimesFilter(StrictSerializer):
    """`owed`: whom we owe one; `soon`: also to whom one comes due. Nobody who has one booked, or is away."""

    show = serializers.ChoiceField(choices=times.SHOWS[:2], default="owed")


class TimeOut(serializers.Serializer):
    """A time at which it can be booked, and with whom."""

    supervisor = serializers.IntegerField()
    starts_at = Instant()
    ends_at = Instant()
    minutes = serializers.IntegerField()


class WhoOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class PersonTimesOut(serializers.Serializer):
    """One person: the best times, the first of them nobody else's first, and why; or why there is none."""

    member = WhoOut()
    due_on = serializers.DateField(allow_null=True)
    sentence = serializers.CharField()
    times = TimeOut(many=True)


class TimesOut(serializers.Serializer):
    """`left`: how many more wait than one call can book; ask again once these are booked."""

    people = PersonTimesOut(many=True)
    left = serializers.IntegerField()
