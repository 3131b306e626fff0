"""The shape of a log as the API gives it, and of what it asks for."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.evidence import entries, rules
from supervision.evidence.log import ALL, HERE
from supervision.evidence.models import Document
from supervision.people.doors import Day, Id, StrictSerializer

BODIES = tuple((one.slug, one.name) for one in rules.COUNTINGS)
PLACES = ((HERE, "The place that asks"), (ALL, "All of one's places together"))
STANDS = tuple((one, one) for one in (rules.MET, rules.SHORT, rules.UNDER_WAY, rules.AHEAD, rules.BEFORE))
PAPERS = tuple(one for one in Document.Kind.choices if one[0] != Document.Kind.MINE)
"""What is on paper: what somebody takes along has doors of its own."""
KINDS = (("individual", "Individual"), ("group", "Group"))
RECORDED = (("here", "In Holdspace"), ("self", "By its owner"))


class LogAsked(StrictSerializer):
    """`year` is any day in it; this year where none is named."""

    body = serializers.ChoiceField(BODIES, required=False)
    year = Day(required=False)
    where = serializers.ChoiceField(PLACES, required=False)


class LogYearOut(serializers.Serializer):
    """A year of registration, both days included."""

    first = serializers.DateField()
    last = serializers.DateField()


class LogLineOut(serializers.Serializer):
    """One session: `credited` in minutes, rounded half up to a tenth."""

    on = serializers.DateField(source="sat.on")
    supervisor = serializers.CharField()
    organisation = serializers.CharField()
    kind = serializers.ChoiceField(KINDS, source="sat.kind")
    supervisees = serializers.IntegerField(source="sat.attended")
    minutes = serializers.IntegerField(source="sat.minutes")
    credited = serializers.SerializerMethodField()
    why = serializers.CharField()
    recorded = serializers.SerializerMethodField(
        help_text="`self`: written down by you, confirmed by nobody."
    )
    entry = serializers.UUIDField(allow_null=True)

    @extend_schema_field(serializers.ChoiceField(RECORDED))
    def get_recorded(self, line) -> str:
        return "self" if line.is_own else "here"

    def get_credited(self, line) -> str:
        return rules.minutes_words(line.credited)


class LogMonthOut(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    sessions = serializers.IntegerField()
    minutes = serializers.IntegerField()
    credited = serializers.SerializerMethodField()
    stands = serializers.ChoiceField(STANDS)

    def get_credited(self, month) -> str:
        return rules.minutes_words(month.credited)


class LogOut(serializers.Serializer):
    """A year of one's own log. `months_met` is how many of `months_that_count` reached `asked_a_month`."""

    body = serializers.ChoiceField(BODIES, source="registration.body")
    year = LogYearOut()
    years = LogYearOut(many=True)
    places = serializers.SerializerMethodField()
    sessions = serializers.IntegerField(source="tally.sessions")
    minutes = serializers.IntegerField(source="tally.minutes")
    credited = serializers.SerializerMethodField()
    asked_a_month = serializers.IntegerField(source="tally.asked", allow_null=True)
    months_met = serializers.IntegerField(source="tally.months_met")
    months_that_count = serializers.IntegerField(source="tally.months_that_count")
    months = LogMonthOut(source="tally.months", many=True)
    lines = LogLineOut(many=True)

    def get_places(self, log) -> list[str]:
        return [place.organisation.name for place in log.places]

    def get_credited(self, log) -> str:
        return rules.minutes_words(log.tally.credited)


class RegistrationOut(serializers.Serializer):
    """A body, and the day on which each year with it begins."""

    body = serializers.ChoiceField(BODIES)
    month = serializers.IntegerField(min_value=1, max_value=12)
    day = serializers.IntegerField(min_value=1, max_value=31)


class RegistrationIn(StrictSerializer):
    body = serializers.ChoiceField(BODIES)
    month = serializers.IntegerField(min_value=1, max_value=12)
    day = serializers.IntegerField(min_value=1, max_value=31)


class RegistrationsOut(serializers.Serializer):
    registrations = RegistrationOut(many=True)


class RegistrationsIn(StrictSerializer):
    registrations = serializers.ListField(child=RegistrationIn(), max_length=20)


class LogEntryOut(serializers.Serializer):
    """A session you had outside Holdspace."""

    id = serializers.UUIDField(source="pk")
    on = serializers.DateField()
    minutes = serializers.IntegerField()
    kind = serializers.ChoiceField(KINDS)
    supervisees = serializers.IntegerField(source="attended")
    supervisor = serializers.CharField()
    where = serializers.CharField()


class LogEntryIn(StrictSerializer):
    """`supervisees` counts you; for an individual session it is passed over."""

    on = Day()
    minutes = serializers.IntegerField(min_value=1, max_value=entries.MOST_MINUTES)
    kind = serializers.ChoiceField(KINDS)
    supervisees = serializers.IntegerField(
        source="attended", min_value=1, max_value=entries.MOST_PEOPLE, default=1
    )
    supervisor = serializers.CharField(max_length=entries.LONGEST_NAME)
    where = serializers.CharField(max_length=entries.LONGEST_NAME, default="", allow_blank=True)


# ---------------------------------------------------------------- documents
class PeriodOut(serializers.Serializer):
    """Months that a pack or a page can be about, both days included."""

    since = serializers.DateField()
    until = serializers.DateField()
    words = serializers.CharField()


class PeriodsOut(serializers.Serializer):
    results = PeriodOut(many=True)


class DocumentIn(StrictSerializer):
    """`log`: of `body`, `year` and `where`, as for the log. `pack` and `team`: of one of the periods."""

    kind = serializers.ChoiceField(PAPERS)
    body = serializers.ChoiceField(BODIES, required=False)
    year = Day(required=False)
    where = serializers.ChoiceField(PLACES, required=False)
    team = Id(required=False)
    since = Day(required=False)
    until = Day(required=False)

    NEEDED: dict[str, tuple[str, ...]] = {
        "log": (),
        "pack": ("since", "until"),
        "team": ("team", "since", "until"),
    }
    TAKEN = NEEDED | {"log": ("body", "year", "where")}

    def validate(self, attrs):
        kind = attrs["kind"]
        wrong = {name: "This is needed." for name in self.NEEDED[kind] if name not in attrs}
        wrong |= {
            name: f"A document of kind {kind} takes none."
            for name in attrs
            if name != "kind" and name not in self.TAKEN[kind]
        }
        if wrong:
            raise serializers.ValidationError(wrong)
        return attrs


class DocumentOut(serializers.ModelSerializer):
    """A document you asked for. `done` and `total` are people or pages; the file is at `file/`."""

    kind = serializers.ChoiceField(PAPERS, read_only=True)

    class Meta:
        model = Document
        fields = (
            "id",
            "kind",
            "team",
            "since",
            "until",
            "state",
            "done",
            "total",
            "pages",
            "size",
            "created_at",
            "finished_at",
            "expires_at",
        )
        read_only_fields = fields


class DocumentPartOut(serializers.Serializer):
    """A paragraph (`text`), facts (`rows` of two) or a table (`caption`, `head`, `rows`)."""

    kind = serializers.ChoiceField((("words", "words"), ("facts", "facts"), ("table", "table")))
    text = serializers.CharField(required=False)
    caption = serializers.CharField(required=False)
    head = serializers.ListField(child=serializers.CharField(), required=False)
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)), required=False
    )


class SectionOut(serializers.Serializer):
    heading = serializers.CharField()
    blocks = DocumentPartOut(many=True)


class PaperOut(serializers.Serializer):
    """What a document says: the same as its PDF and its page."""

    title = serializers.CharField()
    lines = serializers.ListField(child=serializers.CharField())
    sections = SectionOut(many=True)
