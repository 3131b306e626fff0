"""The shape of a pause as it comes in, by page or by API. Every part may be left out."""

from __future__ import annotations

from django import forms
from rest_framework import serializers

from peers.wellbeing.pause_rules import LONGEST, RESETS
from supervision.people.doors import StrictSerializer


def _one_to_five() -> forms.TypedChoiceField:
    five = [(number, number) for number in range(1, 6)]
    return forms.TypedChoiceField(choices=five, coerce=int, required=False, empty_value=None)


class PauseForm(forms.Form):
    key = forms.UUIDField()
    turn = forms.IntegerField(min_value=0, required=False)
    load = _one_to_five()
    body = _one_to_five()
    reset = forms.ChoiceField(choices=[("", ""), *RESETS.items()], required=False)
    nourished = forms.CharField(max_length=LONGEST, required=False)


class PauseIn(StrictSerializer):
    load = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    body = serializers.IntegerField(min_value=1, max_value=5, required=False, allow_null=True)
    reset = serializers.ChoiceField(choices=list(RESETS.items()), required=False, allow_blank=True)
    nourished = serializers.CharField(max_length=LONGEST, required=False, allow_blank=True)


class PauseOut(serializers.Serializer):
    id = serializers.UUIDField(source="key")
    at = serializers.DateTimeField()
    load = serializers.IntegerField(allow_null=True)
    body = serializers.IntegerField(allow_null=True)
    reset = serializers.CharField()
    nourished = serializers.CharField()
