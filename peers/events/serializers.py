"""The shape of events and offers in the API. None says what happened, or who took one."""

from __future__ import annotations

from rest_framework import serializers

from peers.events import rules
from supervision.people.doors import Id, StrictSerializer


class EventIn(StrictSerializer):
    """When it was (days ago; 2: before that), and who may be touched, yourself too if you are."""

    days_ago = serializers.IntegerField(min_value=0, max_value=2)
    members = serializers.ListField(child=Id(), min_length=1, max_length=rules.MOST_PEOPLE)


class EventOut(serializers.Serializer):
    """What you noted: a day and a number. Never who, and nothing of what became of the offers."""

    happened_on = serializers.DateField()
    people = serializers.IntegerField(help_text="How many you named.")
    left = serializers.IntegerField(help_text="How many of the five offers are still to come.")


class OwnOfferOut(serializers.Serializer):
    """The offer that stands for you. Only you can see it."""

    step = serializers.IntegerField(
        min_value=1,
        max_value=5,
        help_text="1 at once, 2 after 72 hours, 3 a week, 4 four weeks, 5 three months.",
    )
    thought_of_by = serializers.CharField(help_text="Who named you; empty if you did, or they have left.")
    is_own = serializers.BooleanField(help_text="Whether you named yourself.")


class OwnOffersOut(serializers.Serializer):
    offer = OwnOfferOut(allow_null=True)


class RestOfDayOut(serializers.Serializer):
    """Protected time up to midnight, in minutes since midnight on your wall."""

    day = serializers.DateField()
    starts = serializers.IntegerField()
    ends = serializers.IntegerField()
