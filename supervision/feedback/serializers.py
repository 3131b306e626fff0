"""The shape of feedback as the API shows and takes it. Days are ISO days."""

from rest_framework import serializers

from supervision.feedback.rules import BANDS, HOW_OFTEN, LONGEST, QUESTIONS
from supervision.people.doors import StrictSerializer


def _answers(*, required: bool) -> dict[str, serializers.Field]:
    last = ", ".join(f"{number} {words.lower()}" for number, words in HOW_OFTEN.items())
    return {
        one.slug: serializers.IntegerField(
            min_value=1, max_value=len(HOW_OFTEN), required=required, help_text=f"{one.words} {last}."
        )
        for one in QUESTIONS
    }


class FeedbackSaidOut(serializers.Serializer):
    how = serializers.DictField(child=serializers.IntegerField())
    more = serializers.CharField()
    is_named = serializers.BooleanField()


class OwnFeedbackOut(serializers.Serializer):
    """What you may say, and said, of one supervisor until the window closes. Only you read `said`."""

    relationship = serializers.IntegerField(source="relationship.pk")
    member = serializers.IntegerField(source="relationship.supervisor_id")
    name = serializers.CharField(source="relationship.supervisor.person.name")
    closes_on = serializers.DateField(allow_null=True, help_text="The last day; null while none is open.")
    can_be_counted = serializers.BooleanField(help_text="It can go in with others, unnamed.")
    said = FeedbackSaidOut(allow_null=True)


class FeedbackLineOut(serializers.Serializer):
    """How many say that it is often so."""

    question = serializers.CharField()
    band = serializers.ChoiceField(choices=BANDS)


class FeedbackWindowOut(serializers.Serializer):
    """One window that is over. Without `lines` nothing is shown, for whichever reason."""

    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    lines = FeedbackLineOut(many=True, source="as_facts")
    words = serializers.ListField(child=serializers.CharField())


class NamedFeedbackOut(serializers.Serializer):
    name = serializers.CharField()
    said = FeedbackSaidOut()


class FeedbackAboutMeOut(serializers.Serializer):
    """What you may read of how supervision with you is."""

    shown = FeedbackWindowOut(many=True)
    named = NamedFeedbackOut(many=True)


class HowOftenIn(StrictSerializer):
    def get_fields(self):
        return _answers(required=False)


class FeedbackIn(StrictSerializer):
    """By name any part will do; counted with others, all four are needed."""

    how = HowOftenIn(default=dict)
    more = serializers.CharField(default="", allow_blank=True, max_length=LONGEST)
    is_named = serializers.BooleanField()
