"""The shape of check-ins in the API. There is no field for anybody else's answer."""

from __future__ import annotations

from rest_framework import serializers

from peers.checkins import rules
from peers.checkins.models import Seat
from supervision.people.doors import Id, Instant, StrictSerializer

ANSWERS = (("spoke", "We spoke"), ("not", "Not this time"))


class PartnerOut(serializers.Serializer):
    name = serializers.CharField()
    rings = serializers.BooleanField(help_text="It is their turn to ring.")
    phone = serializers.CharField(help_text="Once a time is held, if they gave one.")


class CheckInRoundOut(serializers.Serializer):
    """The round that is on, with your own partner in it; none when there was nobody for you."""

    starts_on = serializers.DateField(source="seat.round.starts_on")
    ends_on = serializers.DateField(source="until")
    partners = PartnerOut(many=True)
    you_ring = serializers.BooleanField(source="seat.rings")
    held_at = Instant(source="pair.starts_at", allow_null=True, default=None)
    times = serializers.ListField(child=Instant(), help_text="When all of you are free.")
    why = serializers.CharField()
    your_answer = serializers.ChoiceField(
        choices=Seat.Answer.choices, source="seat.answer", help_text="Your own; no one else sees it."
    )


class CheckInPlaceOut(serializers.Serializer):
    takes_part = serializers.BooleanField(source="place.is_in")
    turns = serializers.IntegerField(source="place.turns", help_text="1: every round; 2: every other one.")
    rests_until = serializers.DateField(source="place.rests_until", allow_null=True)
    next_round_on = serializers.DateField()
    round = CheckInRoundOut(allow_null=True)


class CheckInTimeIn(StrictSerializer):
    starts_at = Instant()


class CheckInAnswerIn(StrictSerializer):
    answer = serializers.ChoiceField(choices=ANSWERS)


class CheckInPlaceIn(StrictSerializer):
    """`rests`: for so many rounds from the next one on; 0 ends a rest."""

    takes_part = serializers.BooleanField(required=False)
    turns = serializers.ChoiceField(choices=rules.TURNS, required=False)
    rests = serializers.ChoiceField(choices=(0, *rules.RESTS), required=False)


class TeamRhythmIn(StrictSerializer):
    team = Id()
    every_days = serializers.ChoiceField(
        choices=rules.EVERY_DAYS, allow_null=True, help_text="None: as everybody else."
    )


class TeamRhythmOut(serializers.Serializer):
    """A team that has rounds of its own."""

    team = serializers.IntegerField(source="pk")
    every_days = serializers.IntegerField()


class TeamRhythmsOut(serializers.Serializer):
    results = TeamRhythmOut(many=True)


class CheckInRhythm(StrictSerializer):
    every_days = serializers.ChoiceField(choices=rules.EVERY_DAYS)
    by_team = serializers.BooleanField()
