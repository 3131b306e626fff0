"""The shape of sessions as the API shows and takes them. Moments are ISO instants in UTC."""

from rest_framework import serializers

from supervision.people.doors import ChoiceOrNone, Day, Id, Instant, StrictSerializer
from supervision.sessions import rules
from supervision.sessions.models import Account, Session

OUTCOMES = ("booked", "unrecorded", "held", "not_held")


# ---------------------------------------------------------------- out
class NamedOut(serializers.Serializer):
    """Somebody, by number and name."""

    member = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="person.name")


class PlaceOut(serializers.Serializer):
    """A supervisee's place in a session."""

    member = serializers.IntegerField(source="member_id")
    name = serializers.CharField(source="member.person.name")
    attended = serializers.BooleanField(allow_null=True, help_text="Null while nobody has said.")


class SaidOut(serializers.Serializer):
    """What one of them said took place."""

    member = serializers.IntegerField()
    is_own = serializers.BooleanField()
    outcome = serializers.ChoiceField(choices=Account.Outcome.choices, source="said.outcome")
    minutes = serializers.IntegerField(source="said.minutes", allow_null=True)
    cancelled_by = ChoiceOrNone(choices=Session.Side.choices, source="said.cancelled_by")
    came = serializers.SerializerMethodField()
    words = serializers.CharField(source="what")
    given_at = Instant()
    can_withdraw = serializers.BooleanField(source="can_undo")

    def get_came(self, version) -> list[int]:
        return sorted(version.said.came)


class BetweenOut(serializers.Serializer):
    """What only the two sides see."""

    status = serializers.ChoiceField(choices=Session.Status.choices, source="session.status")
    cancelled_by = ChoiceOrNone(choices=Session.Side.choices, source="session.cancelled_by")
    standing = serializers.ChoiceField(
        choices=[standing.value for standing in rules.Standing],
        help_text="Whose word it is: both sides agree, one alone, or two that differ.",
    )
    words = serializers.CharField(source="outcome")
    accounts = SaidOut(source="versions", many=True)
    asks = serializers.BooleanField(help_text="It is over, and you can say how it went.")
    confirms = serializers.BooleanField(help_text="The other side has spoken, and you can agree.")


class MovedFromOut(serializers.Serializer):
    """A time that a session had before it was moved."""

    starts_at = Instant()
    ends_at = Instant()
    moved_at = Instant()


class SessionOut(serializers.Serializer):
    """A session as its reader may know it. `between` is null for whoever sees dates alone."""

    id = serializers.IntegerField(source="session.pk")
    kind = serializers.ChoiceField(choices=Session.Kind.choices, source="session.kind")
    starts_at = Instant()
    ends_at = Instant(help_text="As planned.")
    minutes = serializers.IntegerField(source="planned_minutes", help_text="As planned.")
    supervisor = NamedOut(source="session.supervisor")
    invited = serializers.IntegerField(help_text="How many supervisees.")
    supervisees = PlaceOut(many=True, help_text="Those you may know of.")
    beside = NamedOut(many=True, help_text="Other supervisors who are there beside the supervisor.")
    moved_from = MovedFromOut(many=True, help_text="For those in it: the times it had, the first left first.")
    outcome = serializers.ChoiceField(choices=OUTCOMES)
    held_minutes = serializers.IntegerField(source="session.held_minutes", allow_null=True)
    between = BetweenOut(allow_null=True)


# ---------------------------------------------------------------- in
class SessionFilter(StrictSerializer):
    """Which sessions a list shows. Days are your own, both included."""

    when = serializers.ChoiceField(
        choices=["ahead", "past", "record"],
        required=False,
        help_text="`record`: over, yours, and nobody has said how it went.",
    )
    kind = serializers.ChoiceField(choices=Session.Kind.choices, required=False)
    member = Id(required=False, help_text="Those of one member: you, or whom you supervise or lead.")

    def get_fields(self):
        # `from` is a word of Python's own, so these two cannot be written as attributes.
        return super().get_fields() | {
            "from": Day(required=False, help_text="The first day."),
            "to": Day(required=False, help_text="The last day."),
        }


class SaidIn(StrictSerializer):
    """What took place. Minutes go with `short` (and may with `held`), `cancelled_by` with `cancelled`."""

    outcome = serializers.ChoiceField(choices=Account.Outcome.choices)
    minutes = serializers.IntegerField(
        min_value=1, max_value=rules.LONGEST_MINUTES, allow_null=True, default=None
    )
    cancelled_by = serializers.ChoiceField(choices=Session.Side.choices, allow_blank=True, default="")
    came = serializers.ListField(
        child=Id(), max_length=200, default=list, help_text="For a group: who was there, by number."
    )

    @staticmethod
    def said(values) -> rules.Said:
        return rules.Said(
            values["outcome"], values["minutes"], values["cancelled_by"], frozenset(values["came"])
        )


class SessionIn(StrictSerializer):
    """A past session that nobody booked, and what took place in it."""

    kind = serializers.ChoiceField(choices=Session.Kind.choices, default=Session.Kind.INDIVIDUAL)
    supervisor = Id()
    supervisees = serializers.ListField(child=Id(), min_length=1, max_length=200)
    starts_at = Instant()
    minutes = serializers.IntegerField(
        min_value=1, max_value=rules.LONGEST_MINUTES, help_text="How long it was meant to be."
    )
    said = SaidIn()
