"""The shape of clocks, flags, worked units and boards, as the API shows and takes them."""

from rest_framework import serializers

from supervision.people.doors import ChoiceOrNone, Day, Id, Instant, StrictSerializer
from supervision.policy import board as boards
from supervision.policy import looks
from supervision.policy.clock.history import AWAY, COVERED, OWED
from supervision.policy.clock.values import half_up
from supervision.policy.models import Clock, Flag

MOST_UNITS_A_DAY = 999_999


class MemberNamed(serializers.Serializer):
    """Somebody, by number and name."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="person.name")


class RuleNamed(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class BookedOut(serializers.Serializer):
    """The next session booked. For a supervisor, one with somebody else is told without its day."""

    session = serializers.IntegerField(source="session_id", allow_null=True)
    starts_at = Instant(allow_null=True)
    supervisor = serializers.CharField(allow_null=True)

    def to_representation(self, booking):
        if booking.session_id is None:
            return {"session": None, "starts_at": None, "supervisor": None}
        return super().to_representation(booking)


class StandingOut(serializers.Serializer):
    """Where a clock stands, on the member's own day."""

    state = serializers.ChoiceField(choices=Clock.State.choices)
    due_on = serializers.DateField(allow_null=True)
    last_counted_on = serializers.DateField(allow_null=True)
    minutes_this_month = serializers.IntegerField(
        source="minutes_shown", allow_null=True, help_text="For a rule of minutes a month."
    )


class ClockOut(StandingOut):
    """One member under one rule: worked out afresh, with the sentence that says why."""

    id = serializers.IntegerField()
    member = MemberNamed()
    rule = RuleNamed()
    sentence = serializers.CharField(help_text="Why, in a sentence.")
    next_booked = BookedOut(allow_null=True)


class StretchOut(serializers.Serializer):
    kind = serializers.ChoiceField(choices=[COVERED, OWED, AWAY])
    starts_on = serializers.DateField(source="start")
    until = serializers.DateField(source="end", help_text="The day after the last.")


class HeldOut(serializers.Serializer):
    on = serializers.DateField()
    days = serializers.IntegerField(allow_null=True, help_text="Since the one before; null for the first.")
    away = serializers.IntegerField(help_text="How many of them in a leave that pauses the rule.")
    owed = serializers.IntegerField(help_text="How many of them past the due date.")


class MonthOut(serializers.Serializer):
    first = serializers.DateField()
    minutes = serializers.SerializerMethodField()
    needed = serializers.SerializerMethodField()
    stands = serializers.ChoiceField(choices=["met", "short", "away", "early"])

    def get_minutes(self, month) -> int:
        return half_up(*month.minutes.as_integer_ratio())

    def get_needed(self, month) -> int:
        return half_up(*month.needed.as_integer_ratio())


class PastOut(serializers.Serializer):
    since = serializers.DateField()
    today = serializers.DateField()
    stretches = StretchOut(many=True)
    held = HeldOut(many=True)
    months = MonthOut(many=True)


class ClockWithPast(ClockOut):
    past = PastOut(help_text="The last year.")


class ClockFilter(StrictSerializer):
    state = serializers.ChoiceField(choices=Clock.State.choices, required=False)
    member = Id(required=False)


class FlagOut(serializers.Serializer):
    """A clock past its grace, from when to when. About the arrangement, never the person."""

    id = serializers.IntegerField(source="pk")
    member = MemberNamed()
    rule = RuleNamed()
    due_on = serializers.DateField()
    stage = serializers.ChoiceField(choices=Flag.Stage.choices)
    opened_at = Instant()
    escalated_at = Instant(allow_null=True)
    closed_at = Instant(allow_null=True)
    ending = ChoiceOrNone(choices=Flag.Ending.choices)
    closed_by = serializers.SerializerMethodField(help_text="The session, where it is yours to open.")

    def get_closed_by(self, flag) -> int | None:
        return flag.closed_by_id if flag.closed_by_id in self.context["sessions"] else None


class FlagFilter(StrictSerializer):
    is_open = serializers.BooleanField(required=False)
    member = Id(required=False)


class WorkedOut(serializers.Serializer):
    day = serializers.DateField()
    units = serializers.DecimalField(max_digits=12, decimal_places=6, normalize_output=True)


class WorkedIn(StrictSerializer):
    units = serializers.DecimalField(
        max_digits=12,
        decimal_places=6,
        min_value=0,
        max_value=MOST_UNITS_A_DAY,
        help_text="Shifts or client hours of the day, in place of what was there.",
    )


class WorkedFilter(StrictSerializer):
    def get_fields(self):
        # `from` is a word of Python's own, so these two cannot be written as attributes.
        return super().get_fields() | {
            "from": Day(required=False, help_text="The first day."),
            "to": Day(required=False, help_text="The last day, included."),
        }


# ---------------------------------------------------------------- the board
class BoardLine(serializers.Serializer):
    rule = serializers.CharField()
    look = serializers.ChoiceField(choices=looks.ORDER)
    words = serializers.CharField()
    sentence = serializers.CharField(source="why")


class WantedOut(serializers.Serializer):
    """They have no supervisor, or none within thirty days. Ask by `members/{id}/ask-for-supervisor/`."""

    asked_at = Instant(allow_null=True, help_text="When a lead asked administrators, in the last seven days.")


class AskedForOut(serializers.Serializer):
    asked_at = Instant(help_text="When administrators were first asked, in the last seven days.")


class BoardRow(serializers.Serializer):
    member = serializers.IntegerField(source="standing.id")
    name = serializers.CharField(source="standing.name")
    team = serializers.CharField(source="standing.team", allow_blank=True)
    look = serializers.ChoiceField(choices=looks.ORDER, help_text="Of the worst clock.")
    clocks = BoardLine(source="lines", many=True)
    next_booked = BookedOut(source="booking", allow_null=True)
    has_supervisor = serializers.BooleanField()
    supervisor_wanted = WantedOut(
        source="wanted", allow_null=True, help_text="On the board of a team you lead; null elsewhere."
    )


class CountsOut(serializers.Serializer):
    """How many stand where, by their worst clock."""

    def get_fields(self):
        return {look: serializers.IntegerField() for look in looks.ORDER}

    def to_representation(self, counts):
        return {look: counts[look] for look in looks.ORDER}


class BoardOut(serializers.Serializer):
    """A page of a team's board, worst first."""

    counts = CountsOut()
    found = serializers.SerializerMethodField(help_text="How many are asked for.")
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    results = BoardRow(source="rows", many=True)

    def get_found(self, board) -> int:
        return len(board.found)


class BoardFilter(StrictSerializer):
    show = serializers.ChoiceField(choices=[show for show, _ in boards.SHOWS if show], required=False)
    name = serializers.CharField(max_length=100, required=False)
    size = serializers.ChoiceField(choices=boards.SIZES, required=False)
    page = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)


class TeamCountsOut(serializers.Serializer):
    team = serializers.CharField(allow_blank=True)
    counts = CountsOut()
