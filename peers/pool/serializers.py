"""The shape of one's settings among colleagues at the API."""

from __future__ import annotations

from rest_framework import serializers

from peers.pool import rules
from peers.pool.models import Joined
from supervision.people.doors import Id, StrictSerializer

LANGUAGES = list(rules.LANGUAGES.items())
WORK = list(rules.WORK.items())


class PeersIn(StrictSerializer):
    """What is not named stays as it is."""

    listens = serializers.ChoiceField(Joined.State.choices, required=False)
    most_a_week = serializers.IntegerField(min_value=1, max_value=2, required=False)
    heaviest = serializers.IntegerField(min_value=1, max_value=3, required=False)
    longest_minutes = serializers.IntegerField(min_value=5, max_value=30, required=False)
    around_for_five = serializers.BooleanField(required=False)
    languages = serializers.ListField(child=serializers.ChoiceField(LANGUAGES), required=False, max_length=20)
    work = serializers.ListField(child=serializers.ChoiceField(WORK), required=False, max_length=20)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    link = serializers.URLField(max_length=200, required=False, allow_blank=True)
    training = serializers.CharField(max_length=200, required=False, allow_blank=True)


class PeersOut(serializers.Serializer):
    """Yours alone: others are asked or not, and never learn why."""

    listens = serializers.ChoiceField(Joined.State.choices)
    most_a_week = serializers.IntegerField()
    heaviest = serializers.IntegerField()
    longest_minutes = serializers.IntegerField()
    around_for_five = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    work = serializers.ListField(child=serializers.CharField())
    phone = serializers.CharField()
    link = serializers.CharField()
    training = serializers.CharField()


class NotWithIn(StrictSerializer):
    member = Id()


class NotWithOut(serializers.Serializer):
    """Somebody on your list. It works both ways, and is explained to nobody."""

    id = serializers.IntegerField(source="pk")
    member = serializers.IntegerField(source="other_id")
    name = serializers.CharField(source="other.person.name")


class NotWithListOut(serializers.Serializer):
    results = NotWithOut(many=True)
