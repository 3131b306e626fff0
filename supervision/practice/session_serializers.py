"""The shape of what is kept with a session, as the API shows and takes it."""

from rest_framework import serializers

from supervision.people.doors import Day, Id, Instant, StrictSerializer
from supervision.practice import agenda, notes, records
from supervision.practice.details import Kind
from supervision.practice.lenses import LENSES
from supervision.practice.models import Escalation, Vault

KINDS = [(kind.value, kind.value) for kind in Kind]


class PointOut(serializers.Serializer):
    id = serializers.CharField()
    text = serializers.CharField()
    writer = serializers.CharField()
    is_own = serializers.BooleanField()


class AgendaStepOut(serializers.Serializer):
    """One step, in its order, and the thoughts under it."""

    step = serializers.CharField(source="step.slug")
    title = serializers.CharField(source="step.title")
    hint = serializers.CharField(source="step.hint")
    takes_points = serializers.BooleanField(source="step.takes_points")
    points = PointOut(many=True)


class AgendaOut(serializers.Serializer):
    steps = AgendaStepOut(many=True)
    lens = serializers.CharField(source="ways.lens.slug", default="")
    is_own = serializers.BooleanField(source="ways.is_own", help_text="The steps are the pair's own.")


class ActionOut(serializers.Serializer):
    id = serializers.CharField()
    text = serializers.CharField()
    owner = serializers.IntegerField(source="owner.pk")
    due_on = serializers.DateField(allow_null=True)
    is_done = serializers.BooleanField()
    is_earlier = serializers.BooleanField(help_text="An earlier session left it open.")


class RecordSignedOut(serializers.Serializer):
    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.person.name")
    signed_at = Instant(allow_null=True)


class RecordWordsOut(serializers.Serializer):
    themes = serializers.CharField()
    agreed = serializers.CharField()
    restorative = serializers.IntegerField(allow_null=True)
    formative = serializers.IntegerField(allow_null=True)
    normative = serializers.IntegerField(allow_null=True)


class RecordOut(serializers.Serializer):
    """`revision` 0: nothing is written yet. `asides`: what you wrote over a change, kept for you alone."""

    words = RecordWordsOut()
    revision = serializers.IntegerField()
    changed_at = Instant(allow_null=True)
    is_closed = serializers.BooleanField()
    signed = RecordSignedOut(many=True)
    asides = serializers.ListField(child=serializers.CharField())


class NoteOut(serializers.Serializer):
    """Your own note. Nobody else's is ever shown, to nobody."""

    text = serializers.CharField()
    revision = serializers.IntegerField()
    saved_at = Instant(allow_null=True)
    asides = serializers.ListField(child=serializers.CharField())


class NoteRowOut(NoteOut):
    id = serializers.CharField()
    tier = serializers.ChoiceField(choices=Vault.Tier.choices)
    purpose = serializers.CharField()
    session_on = serializers.DateField()
    forget_on = serializers.DateField(allow_null=True)


class PassedOnOut(serializers.Serializer):
    id = serializers.CharField(source="row.pk")
    about = serializers.IntegerField(source="row.agreement.supervisee_id")
    by = serializers.IntegerField(source="row.raised_by_id")
    contact = serializers.IntegerField(source="row.contact_id")
    is_told_first = serializers.BooleanField(source="row.is_told_first")
    passed_on_at = Instant(source="row.raised_at")
    limit = serializers.CharField()
    why_not_told = serializers.CharField()
    words = serializers.CharField()


# ---------------------------------------------------------------- in
class SureIn(StrictSerializer):
    """`sure` names the kinds of client details that these words look like, and are not."""

    sure = serializers.ListField(child=serializers.ChoiceField(choices=KINDS), default=list, max_length=8)


class PointIn(SureIn):
    text = serializers.CharField(max_length=agenda.LONGEST_POINT)
    step = serializers.CharField(max_length=40, default="landing")


class WaysIn(StrictSerializer):
    """How the pair works. Without steps, as their organisation has it."""

    middle = serializers.ListField(
        child=serializers.CharField(max_length=agenda.LONGEST_STEP), max_length=agenda.MOST_STEPS
    )
    lens = serializers.ChoiceField(
        choices=[(lens.slug, lens.name) for lens in LENSES], allow_blank=True, default=""
    )


class ActionIn(SureIn):
    text = serializers.CharField(max_length=agenda.LONGEST_POINT)
    owner = Id()
    due_on = Day(allow_null=True, default=None)


class ActionDoneIn(StrictSerializer):
    is_done = serializers.BooleanField()


class RecordIn(SureIn):
    """The whole record as it reads now, over the `revision` you had before you."""

    themes = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=records.LONGEST)
    agreed = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=records.LONGEST)
    restorative = serializers.IntegerField(
        min_value=0, max_value=records.MOST_MINUTES, allow_null=True, default=None
    )
    formative = serializers.IntegerField(
        min_value=0, max_value=records.MOST_MINUTES, allow_null=True, default=None
    )
    normative = serializers.IntegerField(
        min_value=0, max_value=records.MOST_MINUTES, allow_null=True, default=None
    )
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class RevisionIn(StrictSerializer):
    revision = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class NoteIn(SureIn):
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=notes.LONGEST)
    revision = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class StayIn(StrictSerializer):
    """How long your notes stay after a session; null, until you delete them."""

    months = serializers.ChoiceField(choices=[(n, str(n)) for n in notes.KEEPS], allow_null=True)


class PassOnIn(SureIn):
    limit = serializers.ChoiceField(choices=Escalation.Limit.choices)
    is_told_first = serializers.BooleanField()
    why_not_told = serializers.CharField(allow_blank=True, default="", max_length=4000)
    contact = Id()
    words = serializers.CharField(max_length=4000)
