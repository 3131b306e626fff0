"""The shape of what the API says about data."""

from __future__ import annotations

from rest_framework import serializers

from supervision.evidence.models import Document
from supervision.people.doors import Instant
from supervision.rights.models import ErasureRequest


class DataHeldOut(serializers.Serializer):
    """What is held for one purpose, and what becomes of it when somebody is erased. The same for
    everybody.
    """

    title = serializers.CharField()
    goes = serializers.ListField(child=serializers.CharField())
    stays = serializers.SerializerMethodField()

    def get_stays(self, held) -> list[dict[str, str]]:
        return [{"what": words, "why": why} for words, why in held.stays]


class DataExportOut(serializers.ModelSerializer):
    """The file with all that is yours. It is had from its page, after a fresh sign-in; never by a token."""

    class Meta:
        model = Document
        fields = ("id", "state", "done", "total", "size", "created_at", "finished_at", "expires_at")
        read_only_fields = fields


class ErasureOut(serializers.Serializer):
    """What you last asked: `why` says on which ground it was refused, empty otherwise."""

    id = serializers.IntegerField(source="pk")
    state = serializers.ChoiceField(ErasureRequest.State.choices)
    why = serializers.CharField(allow_blank=True)
    asked_at = Instant()
    answered_at = Instant(allow_null=True)


class MyDataOut(serializers.Serializer):
    held = DataHeldOut(many=True)
    export = DataExportOut(allow_null=True)
    erasure = ErasureOut(allow_null=True)


class KeptOut(serializers.Serializer):
    """One thing that goes by itself. `goes`: how many tonight; null where a number would say there was
    any.
    """

    name = serializers.CharField()
    what = serializers.CharField()
    lasts = serializers.CharField()
    then = serializers.CharField()
    goes = serializers.IntegerField(allow_null=True)


class KeptListOut(serializers.Serializer):
    results = KeptOut(many=True)


class AskedErasureOut(serializers.Serializer):
    """Somebody who asks to be erased, and by when an answer is owed."""

    id = serializers.IntegerField(source="request.pk")
    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.person.name")
    asked_at = Instant(source="request.asked_at")
    until = serializers.DateField()
    has_left = serializers.BooleanField()


class AskedErasuresOut(serializers.Serializer):
    results = AskedErasureOut(many=True)


class PackHeldOut(serializers.Serializer):
    what = serializers.CharField()
    seen_by = serializers.ListField(child=serializers.CharField())
    kept = serializers.CharField()
    when_erased = serializers.CharField()


class PackProcessingOut(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    why = serializers.CharField()
    basis = serializers.CharField()
    special = serializers.CharField(allow_blank=True)
    held = PackHeldOut(many=True)


class PackSeesOut(serializers.Serializer):
    what = serializers.CharField()
    only_they = serializers.BooleanField()
    cells = serializers.DictField(child=serializers.CharField())


class PackKeptOut(serializers.Serializer):
    name = serializers.CharField()
    what = serializers.CharField()
    lasts = serializers.CharField()
    then = serializers.CharField()


class PackRecipientOut(serializers.Serializer):
    to = serializers.CharField()
    what = serializers.CharField(allow_blank=True)


class PackRiskOut(serializers.Serializer):
    what = serializers.CharField()
    measure = serializers.CharField()
    left = serializers.CharField()


class DataPackOut(serializers.Serializer):
    """The data-protection pack, made from how the installation runs now."""

    organisation = serializers.CharField()
    made_on = serializers.DateField()
    processing = PackProcessingOut(many=True)
    who_sees_what = PackSeesOut(many=True)
    kept = PackKeptOut(many=True)
    goes_to = PackRecipientOut(many=True)
    security = serializers.ListField(child=serializers.CharField())
    rights = serializers.ListField(child=serializers.CharField())
    risks = PackRiskOut(many=True)
