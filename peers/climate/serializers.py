"""The shape of climate in the API. There is no field for anybody, nor for why something is not shown."""

from __future__ import annotations

from rest_framework import serializers

from peers.climate import rules
from supervision.people.doors import Day, Id, StrictSerializer


class ClimateBandsOut(serializers.Serializer):
    """A band for each question, 1 (hardly anyone agrees) to 5 (nearly everyone); null: not shown."""

    def get_fields(self):
        return {
            key: serializers.IntegerField(allow_null=True, min_value=1, max_value=5) for key in rules.KEYS
        }


class ClimateGroupOut(serializers.Serializer):
    """One group in one month. Suppressed, none and too few look the same."""

    month = serializers.DateField(help_text="Its first day.")
    group = serializers.IntegerField(source="key", help_text="The team; 0 is the organisation.")
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="How many belonged to it when the month opened.")
    bands = serializers.SerializerMethodField()

    def get_bands(self, group) -> dict[str, int | None]:
        return {share.question.key: share.band for share in group.shares}


class ClimateCardOut(serializers.Serializer):
    """Your own card of the month that is open."""

    month = serializers.DateField(source="window.month")
    closes_on = serializers.DateField(source="window.closes_on")
    asks_words = serializers.BooleanField(source="window.asks_words")
    group = serializers.CharField(help_text="As one of whom you answer.")
    group_size = serializers.IntegerField(source="number")
    is_in = serializers.BooleanField(help_text="Yours alone to see.")


class ClimatePlaceOut(serializers.Serializer):
    card = ClimateCardOut(allow_null=True)


class ClimateCardIn(StrictSerializer):
    """All nine, each from 1 (not at all) to 5 (fully); `words` if one likes."""

    words = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=rules.LONGEST_WORDS
    )

    def get_fields(self):
        numbers = {key: serializers.IntegerField(min_value=1, max_value=5) for key in rules.KEYS}
        return {**numbers, **super().get_fields()}


class ClimateFiguresOut(serializers.Serializer):
    """What was typed in about a month; null where nothing was."""

    month = serializers.DateField(help_text="Its first day.")

    def get_fields(self):
        numbers = {kind: serializers.IntegerField(allow_null=True) for kind in rules.FIGURES}
        return {**super().get_fields(), **numbers}


class ClimateFiguresIn(StrictSerializer):
    """A figure left out stays as it is; null takes it away."""

    month = Day(help_text="Any day of it.")

    def get_fields(self):
        numbers = {
            kind: serializers.IntegerField(
                required=False, allow_null=True, min_value=0, max_value=rules.MOST_FIGURE
            )
            for kind in rules.FIGURES
        }
        return {**super().get_fields(), **numbers}


class ClimateSetting(StrictSerializer):
    """`left_out`: teams of which nothing is shown by themselves; they count with what is above them."""

    is_on = serializers.BooleanField()
    least = serializers.IntegerField(min_value=rules.LEAST, max_value=rules.MOST_LEAST)
    least_words = serializers.IntegerField(min_value=rules.LEAST_WORDS, max_value=2 * rules.MOST_LEAST)
    asks_words = serializers.BooleanField()
    left_out = serializers.ListField(child=Id(), max_length=1000)
