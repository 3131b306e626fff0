"""The shape of learning by API."""

from __future__ import annotations

from rest_framework import serializers

from peers.learning.rules import LONGEST, LONGEST_NOTE
from supervision.people.doors import StrictSerializer


class LearningExerciseOut(serializers.Serializer):
    number = serializers.IntegerField()
    title = serializers.CharField()
    steps = serializers.ListField(child=serializers.CharField())
    minutes = serializers.IntegerField()
    question = serializers.CharField()
    hint = serializers.CharField()


class LearningSessionOut(serializers.Serializer):
    key = serializers.CharField()
    number = serializers.IntegerField(help_text="In the programme, from 1; 0 for your organisation’s own.")
    title = serializers.CharField()
    lead = serializers.CharField()
    minutes = serializers.IntegerField(help_text="To read it, without its exercises.")
    cpd_minutes = serializers.IntegerField()


class LearningTextOut(LearningSessionOut):
    words = serializers.CharField(help_text="CommonMark; {{ exercise 1 }} stands for the first exercise.")
    exercises = LearningExerciseOut(many=True)
    sources = serializers.ListField(child=serializers.CharField())


class LearningReadOut(serializers.Serializer):
    key = serializers.CharField()
    on = serializers.DateField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()


class MyLearningOut(serializers.Serializer):
    minutes = serializers.IntegerField()
    read = LearningReadOut(many=True)
    notes = serializers.DictField(child=serializers.DictField(child=serializers.CharField()))


class LearningNotesIn(StrictSerializer):
    notes = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST_NOTE, allow_blank=True), required=False, default=dict
    )


class OwnSessionIn(StrictSerializer):
    text = serializers.CharField(max_length=LONGEST * 2)


class OwnSessionOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    text = serializers.CharField()
    changed_at = serializers.DateTimeField()
