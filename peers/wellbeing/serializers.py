"""The shape of one's own space at the API. Everything here is the caller's own."""

from __future__ import annotations

from rest_framework import serializers

from peers.wellbeing.breaks import WEIGHTS
from peers.wellbeing.journal import LONGEST as LONGEST_LINE
from peers.wellbeing.planning import LONGEST, PARTS
from peers.wellbeing.signs import ANSWERS, SIGNS
from supervision.people.doors import Day, Instant, StrictSerializer

SIGN_ANSWERS = list(enumerate(ANSWERS))
CONTACT_WEIGHTS = [(weight, str(weight)) for weight in WEIGHTS]


def _signs() -> dict[str, serializers.Field]:
    return {
        sign.key: serializers.IntegerField(
            required=False, min_value=0, max_value=len(ANSWERS) - 1, help_text=sign.words
        )
        for sign in SIGNS
    }


class _SelfCheckIn(StrictSerializer):
    """One answer for each sign, from 0 (never) to 4 (always); any may be left out."""


SelfCheckIn = type("SelfCheckIn", (_SelfCheckIn,), _signs() | {"__doc__": _SelfCheckIn.__doc__})


class SelfCheckOut(serializers.Serializer):
    day = Day(source="on")
    weights = serializers.DictField(
        child=serializers.IntegerField(), help_text="How heavy each sign was: 0 light, 4 heaviest."
    )
    heavy = serializers.ListField(child=serializers.CharField(), help_text="The signs that were heavy.")


class OwnContactIn(StrictSerializer):
    """How heavy a contact was: 1 light, 2 medium, 3 heavy. Without its times it was just now."""

    weight = serializers.IntegerField(min_value=min(WEIGHTS), max_value=max(WEIGHTS))
    starts_at = Instant(required=False)
    ends_at = Instant(required=False)

    def validate(self, attrs):
        starts, ends = attrs.get("starts_at"), attrs.get("ends_at")
        if (starts is None) != (ends is None):
            raise serializers.ValidationError("Both times, or none.")
        if starts and not 0 < (ends - starts).total_seconds() <= 24 * 3600:
            raise serializers.ValidationError("It ends after it starts, and on the same day.")
        return attrs


class OwnContactOut(serializers.Serializer):
    key = serializers.CharField(source="name")
    starts_at = Instant()
    ends_at = Instant()
    weight = serializers.IntegerField()


class HeldBreakOut(serializers.Serializer):
    key = serializers.CharField(source="name")
    starts_at = Instant()
    ends_at = Instant()


class OwnDayOut(serializers.Serializer):
    """What you tapped on a day, which breaks you hold, and where another would fit."""

    day = Day()
    contacts = OwnContactOut(many=True)
    held = HeldBreakOut(many=True)
    would_fit = serializers.ListField(child=serializers.DictField(child=Instant()))


def _parts() -> dict[str, serializers.Field]:
    return {
        key: serializers.CharField(
            required=False, allow_blank=True, max_length=LONGEST, help_text=title, default=""
        )
        for key, title in PARTS.items()
    }


class _OwnPlan(StrictSerializer):
    """Your plan, by part; what is left out is empty."""


OwnPlan = type("OwnPlan", (_OwnPlan,), _parts() | {"__doc__": _OwnPlan.__doc__})


class OwnLineIn(StrictSerializer):
    words = serializers.CharField(max_length=LONGEST_LINE)


class OwnLineOut(serializers.Serializer):
    key = serializers.CharField()
    written_at = Instant(source="at")
    words = serializers.CharField()


class ShownOut(serializers.Serializer):
    """Something of yours that your supervisor sees now, because you chose it."""

    key = serializers.CharField(source="name")
    until = Instant()
    lines = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))


class OwnSpaceOut(serializers.Serializer):
    """Everything that is yours, by what it is."""

    taken_at = serializers.CharField()
    of = serializers.CharField()
    space = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))
