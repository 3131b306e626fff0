"""The shape of debriefs at the API. Who was asked never comes out; names and notes once it is agreed."""

from __future__ import annotations

from rest_framework import serializers

from peers.debriefs import rules, words
from peers.debriefs.ending import ANSWERS
from peers.debriefs.models import Invite, OnCall, Request
from peers.pool.serializers import LANGUAGES
from supervision.people.doors import Day, Id, Instant, StrictSerializer

HOWS = list(rules.HOW.items())
WISHES = list(rules.WISHES.items())
TOUCHES = list(rules.TOUCHES.items())
DEBRIEF_ANSWERS = [("yes", "Yes"), ("another", "Another time"), ("pass", "Not this time")]
AFTERWARDS = list(ANSWERS.items())


class DebriefIn(StrictSerializer):
    """Ask for a colleague. `first`, `spared`: members, who are not told."""

    urgency = serializers.ChoiceField(Request.Urgency.choices)
    weight = serializers.ChoiceField(Request.Weight.choices)
    minutes = serializers.ChoiceField([(number, str(number)) for number in rules.LENGTHS], required=False)
    how = serializers.ChoiceField(HOWS, default="phone")
    wish = serializers.ChoiceField(WISHES, required=False, allow_blank=True, default="")
    touches = serializers.ListField(
        child=serializers.ChoiceField(TOUCHES), required=False, max_length=len(TOUCHES)
    )
    note = serializers.CharField(
        max_length=rules.LONGEST_NOTE,
        required=False,
        allow_blank=True,
        help_text="For whoever says yes.",
    )
    language = serializers.ChoiceField(LANGUAGES, required=False, allow_blank=True)
    same_work = serializers.BooleanField(default=False)
    within_team = serializers.BooleanField(default=False, help_text="Ask your own team alone.")
    shows_name = serializers.BooleanField(default=False)
    first = Id(required=False, allow_null=True)
    spared = serializers.ListField(child=Id(), required=False, max_length=50)

    @property
    def said(self) -> rules.Ask:
        said = dict(self.validated_data)
        said["minutes"] = said.get("minutes") or rules.USUAL_LENGTH[said["urgency"]]
        said["touches"] = tuple(said.get("touches", ()))
        said["spared"] = tuple(said.get("spared", ()))
        return rules.Ask(**said)


class DebriefOfferOut(serializers.Serializer):
    id = serializers.UUIDField()
    starts_at = Instant(source="offered_at")


class DebriefOut(serializers.Serializer):
    """Your request, or a talk in which you listen. `goes_on_at`: when we ask the next ones."""

    id = serializers.UUIDField(source="pk")
    urgency = serializers.ChoiceField(Request.Urgency.choices)
    weight = serializers.ChoiceField(Request.Weight.choices)
    minutes = serializers.IntegerField()
    how = serializers.ChoiceField(HOWS)
    wish = serializers.ChoiceField(WISHES, allow_blank=True)
    state = serializers.ChoiceField(Request.State.choices)
    is_yours = serializers.SerializerMethodField(help_text="You asked for it.")
    goes_on_at = Instant(source="next_at", allow_null=True)
    starts_at = Instant(allow_null=True)
    ends_at = Instant(allow_null=True)
    other = serializers.SerializerMethodField(help_text="Who you talk with, once it is agreed.")

    def get_is_yours(self, one) -> bool:
        return bool(one.asker_id == self.context["member"].pk)

    def get_other(self, one) -> str:
        if one.listener is None or one.state not in ("agreed", "over"):
            return ""
        other = one.listener if one.asker_id == self.context["member"].pk else one.asker
        return str(other.person.name)


class DebriefWholeOut(DebriefOut):
    """The same with all that you may read of it: how to reach each other, and times that were offered."""

    asked = serializers.IntegerField(help_text="How many were asked; of your own request alone.")
    offers = DebriefOfferOut(many=True)
    phone = serializers.CharField()
    link = serializers.CharField()
    note = serializers.CharField(source="words")


class DebriefInviteOut(serializers.Serializer):
    """You are asked. The name shows if whoever asks allowed it."""

    id = serializers.UUIDField(source="pk")
    state = serializers.ChoiceField(Invite.State.choices)
    urgency = serializers.ChoiceField(Request.Urgency.choices, source="request.urgency")
    weight = serializers.ChoiceField(Request.Weight.choices, source="request.weight")
    minutes = serializers.IntegerField(source="request.minutes")
    how = serializers.ChoiceField(HOWS, source="request.how")
    wish = serializers.ChoiceField(WISHES, source="request.wish", allow_blank=True)
    starts_at = Instant()
    until = Instant(source="request.latest_at")
    asker = serializers.SerializerMethodField()
    touches = serializers.SerializerMethodField()

    def get_asker(self, invite) -> str:
        return words.asker_words(invite.request)

    def get_touches(self, invite) -> list[str]:
        return [code for code in invite.request.touches.split(",") if code]


class DebriefInviteWholeOut(DebriefInviteOut):
    """The same, with times at which both are free."""

    times = serializers.ListField(child=Instant())


class DebriefAnswerIn(StrictSerializer):
    """Yes, another time, or not this time. Another time says which, of those in `times`."""

    answer = serializers.ChoiceField(DEBRIEF_ANSWERS)
    starts_at = Instant(required=False)

    def validate(self, said):
        if (said["answer"] == "another") != ("starts_at" in said):
            raise serializers.ValidationError({"starts_at": "With another time, and only then."})
        return said


class RotaTurnOut(serializers.Serializer):
    """Half a day of the rota for “now”. `name` is whose it is; empty while it is nobody's."""

    day = Day()
    half = serializers.ChoiceField(OnCall.Half.choices)
    name = serializers.SerializerMethodField()
    is_yours = serializers.BooleanField(source="is_own")

    def get_name(self, turn) -> str:
        return str(turn.member.person.name) if turn.member else ""


class RotaOut(serializers.Serializer):
    results = RotaTurnOut(many=True)


class RotaTurnIn(StrictSerializer):
    """Take half a day that is nobody's, or give your own back."""

    day = Day()
    half = serializers.ChoiceField(OnCall.Half.choices)
    is_yours = serializers.BooleanField()


class DebriefWays(StrictSerializer):
    """How an organisation has its debriefs."""

    has_rota = serializers.BooleanField(help_text="People may put themselves down for “now”.")


class AfterwardsIn(StrictSerializer):
    answer = serializers.ChoiceField(AFTERWARDS)


class AfterwardsOut(serializers.Serializer):
    """Yours alone."""

    answer = serializers.CharField()
    answered_at = Instant(allow_null=True)


class DebriefMonthOut(serializers.Serializer):
    """A month; the number is null where it is not shown, for whatever reason."""

    month = Day()
    number = serializers.IntegerField(allow_null=True)


class DebriefMonthsOut(serializers.Serializer):
    results = DebriefMonthOut(many=True)
