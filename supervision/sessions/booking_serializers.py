"""The shape of booking as the API shows and takes it. Moments are ISO instants, out in UTC."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from supervision.availability.models import Medium
from supervision.people.doors import Day, Id, Instant, StrictSerializer
from supervision.sessions import proposing, rules
from supervision.sessions.booking import MOST_AT_ONCE, SeriesPlan
from supervision.sessions.lines import LONGEST
from supervision.sessions.models import Line, Proposal, Series, Session
from supervision.sessions.moving import SCOPES
from supervision.sessions.serializers import NamedOut

MOST_PEOPLE = 200
LONGEST_MINUTES = 8 * 60


class Ids(serializers.CharField):
    """Numbers of rows in an address, parted by commas."""

    def __init__(self, **options):
        super().__init__(max_length=MOST_PEOPLE * 20, **options)

    def to_internal_value(self, data):
        words = super().to_internal_value(data).split(",")
        if not all(word.isdecimal() and word.isascii() and 0 < int(word) < 2**63 for word in words):
            raise ValidationError("Numbers, parted by commas.", "numbers")
        return list(dict.fromkeys(int(word) for word in words))


class Kind(serializers.ChoiceField):
    def __init__(self, **options):
        super().__init__(Session.Kind.choices, **options)


class Way(serializers.ChoiceField):
    def __init__(self, **options):
        super().__init__(Medium.choices, allow_blank=True, default="", **options)


class Minutes(serializers.IntegerField):
    def __init__(self, **options):
        super().__init__(min_value=1, max_value=LONGEST_MINUTES, **options)


# ---------------------------------------------------------------- out
class SlotOut(serializers.Serializer):
    """A time at which a session could be booked, and with whom of those asked for."""

    starts_at = Instant()
    ends_at = Instant()
    supervisors = serializers.ListField(child=serializers.IntegerField())
    place = serializers.CharField(help_text="Where one meets in person, if that was asked for.")


class DayOut(serializers.Serializer):
    """One day of a search. An empty one says why, without saying anything of anybody."""

    day = serializers.DateField()
    slots = SlotOut(many=True)
    reason = serializers.CharField()


class FoundOut(serializers.Serializer):
    days = DayOut(many=True)


class OccurrenceOut(serializers.Serializer):
    """One date of a series: whether it clashes, and what could be had instead."""

    starts_at = Instant()
    clash = serializers.CharField(help_text="Empty: this time is free.")
    alternative = SlotOut(allow_null=True)


class OccurrencesOut(serializers.Serializer):
    dates = OccurrenceOut(many=True)


class HoldOut(serializers.Serializer):
    """A time that is held for a while."""

    id = serializers.IntegerField(source="pk")
    supervisor = serializers.IntegerField(source="supervisor_id")
    starts_at = Instant()
    ends_at = Instant()
    expires_at = Instant()


class CoverOut(serializers.Serializer):
    """A session that would be handed over, and what stands in the way."""

    session = serializers.IntegerField(source="session.pk")
    starts_at = Instant(source="session.starts_at")
    ends_at = Instant(source="session.ends_at")
    clash = serializers.ChoiceField(
        choices=["", "taken", "not_open"], help_text="Empty: nothing; they can take it."
    )


class CoversOut(serializers.Serializer):
    sessions = CoverOut(many=True)


class ProposedTimeOut(serializers.Serializer):
    starts_at = Instant()
    ends_at = Instant()


class ProposalOut(serializers.Serializer):
    """Other times that one side proposed, and until when they are held."""

    id = serializers.IntegerField(source="pk")
    session = serializers.IntegerField(source="session_id")
    proposed_by = serializers.IntegerField(source="proposed_by_id")
    state = serializers.ChoiceField(choices=Proposal.State.choices)
    expires_at = Instant()
    times = ProposedTimeOut(many=True)


class TakenBackOut(serializers.Serializer):
    """A booking that was undone, and who had been told of it: they hear that it is off."""

    told = NamedOut(many=True)


class LineOut(serializers.Serializer):
    """What one of the two sides wrote to the other."""

    writer = serializers.IntegerField(source="writer_id")
    name = serializers.CharField(source="writer.person.name")
    purpose = serializers.ChoiceField(choices=Line.Purpose.choices)
    words = serializers.CharField()
    written_at = Instant()


class LinesOut(serializers.Serializer):
    lines = LineOut(many=True)


# ---------------------------------------------------------------- in
class SlotsFilter(StrictSerializer):
    """For whom, how long and when. Days are on the first supervisor's wall, both included."""

    supervisors = Ids(help_text="Any of these, by number, parted by commas.")
    supervisees = Ids(help_text="All of these, by number, parted by commas.")
    minutes = Minutes(default=60)
    kind = Kind(default=Session.Kind.INDIVIDUAL)
    medium = Way()
    place = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="With `in_person`: at this place alone."
    )
    together = serializers.BooleanField(
        default=False, help_text="All of the supervisors at once, not any of them: the first facilitates."
    )

    def get_fields(self):
        return super().get_fields() | {"from": Day(), "to": Day()}


class PeopleIn(StrictSerializer):
    """Who is to meet, from when and for how long."""

    kind = Kind(default=Session.Kind.INDIVIDUAL)
    supervisor = Id()
    supervisees = serializers.ListField(child=Id(), min_length=1, max_length=MOST_PEOPLE)
    beside = serializers.ListField(
        child=Id(),
        max_length=rules.MOST_BESIDE,
        default=list,
        help_text="Other supervisors who are there beside the supervisor, who facilitates.",
    )
    starts_at = Instant()
    minutes = Minutes()


class PatternIn(StrictSerializer):
    """How a series repeats, and either until when or how many times."""

    pattern = serializers.ChoiceField(choices=Series.Pattern.choices)
    until = Day(allow_null=True, default=None)
    number = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE, allow_null=True, default=None)

    def validate(self, attrs):
        if (attrs["until"] is None) == (attrs["number"] is None):
            raise ValidationError("Either until a day, or a number of times.", "one-way")
        return attrs


class SeriesIn(PatternIn):
    """A series with the dates you accepted, the first one among them."""

    dates = serializers.ListField(child=Instant(), min_length=1, max_length=MOST_AT_ONCE)

    @staticmethod
    def plan(values) -> SeriesPlan:
        return SeriesPlan(values["pattern"], tuple(values["dates"]), values["until"], values["number"])


class SeriesPreviewIn(PeopleIn):
    medium = Way()
    series = PatternIn()


class BookIn(PeopleIn):
    """A session, or a series of them. All of it is booked, or nothing."""

    medium = Way()
    place = serializers.CharField(
        max_length=80,
        allow_blank=True,
        default="",
        help_text="Where one meets in person; empty: where the supervisor’s hours say.",
    )
    line = serializers.CharField(
        max_length=LONGEST, allow_blank=True, default="", help_text="Between the two sides, and nobody else."
    )
    series = SeriesIn(allow_null=True, default=None)
    hold = Id(allow_null=True, default=None, help_text="A time that you hold.")
    rebooks = Id(allow_null=True, default=None, help_text="The session that was called off.")


class WantedIn(StrictSerializer):
    supervisor = Id()
    supervisee = Id()
    starts_at = Instant()
    minutes = Minutes()
    medium = Way()


class ManyIn(StrictSerializer):
    """One session each for several people: all of them, or none."""

    sessions = WantedIn(many=True, allow_empty=False)

    def validate_sessions(self, wanted):
        if len(wanted) > MOST_AT_ONCE:
            raise ValidationError(f"At most {MOST_AT_ONCE}.", "max_length")
        return wanted


class ScopeIn(StrictSerializer):
    scope = serializers.ChoiceField(
        choices=SCOPES, default=SCOPES[0], help_text="This one, this and the later ones, or all to come."
    )


class MoveIn(ScopeIn):
    starts_at = Instant()


class CancelIn(ScopeIn):
    reason = serializers.CharField(
        max_length=LONGEST, allow_blank=True, default="", help_text="Between the two sides, and nobody else."
    )
    only_me = serializers.BooleanField(
        default=False, help_text="Give up your own place alone, and leave the session to the others."
    )


class CoverIn(StrictSerializer):
    """Which sessions, or all within which leave, and who takes them."""

    sessions = serializers.ListField(child=Id(), max_length=MOST_PEOPLE, default=list)
    leave = Id(allow_null=True, default=None)
    to = Id()

    def validate(self, attrs):
        if bool(attrs["sessions"]) == (attrs["leave"] is not None):
            raise ValidationError("Either sessions, or a leave.", "one-way")
        return attrs


class ProposeIn(StrictSerializer):
    times = serializers.ListField(child=Instant(), min_length=1, max_length=proposing.MOST_TIMES)


class ProposalAnswerIn(StrictSerializer):
    """One of the proposed times; null for none of them."""

    starts_at = Instant(allow_null=True)
