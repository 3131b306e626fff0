"""The shape of availability in the API. Times of the day are wall times, "09:00" to "24:00"."""

import re

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from supervision.availability.checks import LIMITS, MOST_A_DAY, Protected, Stretch
from supervision.availability.models import Medium, ProtectedTime
from supervision.availability.words import protected_words
from supervision.people.doors import Day, Instant, StrictSerializer
from supervision.people.rules import WEEKDAYS

TIME = r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"


@extend_schema_field({"type": "string", "pattern": TIME, "example": "09:00"})
class WallTime(serializers.Field):
    """A time of the day on the wall; 24:00 is the midnight that ends it. Minutes inside."""

    def to_internal_value(self, data):
        if not isinstance(data, str) or not re.fullmatch(TIME, data):
            raise serializers.ValidationError("Write a time of the day, such as 09:00.", "invalid")
        hours, minutes = data.split(":")
        return int(hours) * 60 + int(minutes)

    def to_representation(self, value):
        return f"{value // 60:02}:{value % 60:02}"


def _time(**options) -> WallTime:
    return WallTime(**options)


# ---------------------------------------------------------------- hours
class StretchIn(StrictSerializer):
    """A stretch of a day, how a session can be had in it, and where, if in person."""

    starts = WallTime()
    ends = WallTime()
    media = serializers.ListField(
        child=serializers.ChoiceField(choices=Medium.choices), default=["video", "phone"], max_length=3
    )
    place = serializers.CharField(default="", allow_blank=True, max_length=80)

    def stretch(self, values) -> Stretch:
        weekday = WEEKDAYS.index(values["weekday"]) if "weekday" in values else 0
        media = tuple(medium for medium in Medium.values if medium in values["media"])
        return Stretch(values["starts"], values["ends"], media, values["place"], weekday)

    def to_internal_value(self, data):
        return self.stretch(super().to_internal_value(data))


class WindowIn(StretchIn):
    weekday = serializers.ChoiceField(choices=WEEKDAYS)


class OpenStretchOut(serializers.Serializer):
    starts = WallTime()
    ends = WallTime()
    media = serializers.ListField(child=serializers.ChoiceField(choices=Medium.choices))
    place = serializers.CharField()


class WindowOut(OpenStretchOut):
    weekday = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(choices=WEEKDAYS))
    def get_weekday(self, window) -> str:
        return WEEKDAYS[window.weekday]


class HoursIn(StrictSerializer):
    time_zone = serializers.CharField(max_length=64, required=False)
    windows = WindowIn(many=True, max_length=7 * MOST_A_DAY)  # type: ignore[call-arg]


class HoursOut(serializers.Serializer):
    time_zone = serializers.CharField()
    is_usual = serializers.BooleanField(
        help_text="Nothing was said yet: working days, 09:00 to 17:00, by video or phone."
    )
    windows = WindowOut(many=True)


class OneDayIn(StrictSerializer):
    """Hours of a date in place of its weekday's. `as_usual` takes the weekday's: to work on a holiday."""

    as_usual = serializers.BooleanField(default=False)
    windows = StretchIn(many=True, default=[], max_length=MOST_A_DAY)  # type: ignore[call-arg]

    def validate(self, attrs):
        if attrs["as_usual"] and attrs["windows"]:
            raise serializers.ValidationError({"windows": "Leave them out where the day is as usual."})
        return attrs


class OneDayOut(serializers.Serializer):
    day = serializers.DateField()
    is_own = serializers.BooleanField(help_text="False: those of its weekday.")
    windows = OpenStretchOut(many=True, help_text="None: not that day.")


# ---------------------------------------------------------------- protected time
class ProtectedFields(serializers.Serializer):
    shape = serializers.ChoiceField(choices=ProtectedTime.Shape.choices)
    name = serializers.CharField(
        default="", allow_blank=True, max_length=60, help_text="Kept sealed; only you see it."
    )
    weekdays = serializers.ListField(
        child=serializers.ChoiceField(choices=WEEKDAYS), default=[], max_length=7
    )
    day = Day(default=None, allow_null=True)
    starts = _time(default=None, allow_null=True)
    ends = _time(default=None, allow_null=True)
    minutes = serializers.IntegerField(default=None, allow_null=True, min_value=0, max_value=1440)
    long_minutes = serializers.IntegerField(default=None, allow_null=True, min_value=0, max_value=1440)


class ProtectedIn(ProtectedFields, StrictSerializer):
    """`weekly`: from `starts` to `ends` on `weekdays`. `once`: the same on `day`.

    `within`: `minutes` somewhere between the two on `weekdays`. `after_long`: `minutes` after each
    `long_minutes` or more that your calendars show as busy.
    """

    def to_internal_value(self, data):
        values = super().to_internal_value(data)
        return Protected(**values | {"weekdays": tuple(values["weekdays"])})


class ProtectedOut(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    shape = serializers.ChoiceField(source="said.shape", choices=ProtectedTime.Shape.choices)
    name = serializers.CharField(source="said.name")
    weekdays = serializers.ListField(source="said.weekdays", child=serializers.ChoiceField(choices=WEEKDAYS))
    day = serializers.DateField(source="said.day", allow_null=True)
    starts = _time(source="said.starts", allow_null=True)
    ends = _time(source="said.ends", allow_null=True)
    minutes = serializers.IntegerField(source="said.minutes", allow_null=True)
    long_minutes = serializers.IntegerField(source="said.long_minutes", allow_null=True)
    time_zone = serializers.CharField(help_text="On whose wall its times are.")
    words = serializers.SerializerMethodField()

    def get_words(self, kept) -> str:
        return protected_words(kept.said)


class ProtectedListOut(serializers.Serializer):
    results = ProtectedOut(many=True)


# ---------------------------------------------------------------- limits
def _limit_fields() -> dict[str, serializers.Field]:
    return {
        name: serializers.IntegerField(
            allow_null=True, required=False, min_value=limit.least, max_value=limit.most, help_text=limit.unit
        )
        for name, limit in LIMITS.items()
    }


class LimitValues(serializers.Serializer):
    """Lengths, buffers and limits, by what they count."""

    def get_fields(self):
        return super().get_fields() | _limit_fields()


class LimitsIn(LimitValues, StrictSerializer):
    """What is given changes; null is as the organisation says."""


class LimitsOut(serializers.Serializer):
    own = LimitValues(help_text="What you set; null is as the organisation says.")
    in_force = LimitValues()


class OutsideOut(serializers.Serializer):
    """A session that is booked and lies outside what you offer now. Nothing is moved by itself."""

    starts_at = Instant()
    ends_at = Instant()
    words = serializers.CharField(help_text="With whom.")
    page = serializers.CharField(source="href")


class AvailabilityOut(serializers.Serializer):
    """All that you said about when you can be booked. Others see whether you are free, and nothing else."""

    hours = HoursOut()
    days = OneDayOut(many=True)
    protected = ProtectedOut(many=True)
    heavy_days = serializers.ListField(child=serializers.DateField())
    limits = LimitsOut()
    outside = OutsideOut(many=True)


class PieceOut(serializers.Serializer):
    starts = WallTime()
    ends = WallTime()


class OwnPieceOut(PieceOut):
    name = serializers.CharField()


class DrawnDayOut(serializers.Serializer):
    """What comes of one day, in wall times of your zone."""

    day = serializers.DateField()
    why = serializers.CharField(
        help_text="Why there is nothing: a holiday, leave, no hours. Empty: there is."
    )
    open = PieceOut(many=True)
    busy = PieceOut(many=True, help_text="As your calendars say.")
    protected = OwnPieceOut(many=True, source="mine")
    within = serializers.ListField(
        child=serializers.CharField(), help_text="Protected minutes that lie wherever the day leaves them."
    )
    is_heavy = serializers.BooleanField()


class DrawnWeekOut(serializers.Serializer):
    days = DrawnDayOut(many=True)


class WeekIn(StrictSerializer):
    def get_fields(self):
        return {"from": Day(required=False, help_text="A day of the week asked for; today, if left out.")}


# ---------------------------------------------------------------- an organisation
class BookingIn(LimitValues, StrictSerializer):
    """What is given changes; null is what Holdspace starts with."""

    keeps_holidays = serializers.BooleanField(required=False)


class BookingOut(serializers.Serializer):
    own = LimitValues()
    in_force = LimitValues()
    keeps_holidays = serializers.BooleanField()
    closed_days = serializers.ListField(child=serializers.DateField())


class YearIn(StrictSerializer):
    year = serializers.IntegerField(min_value=1970, max_value=2100, required=False)


class HolidayOut(serializers.Serializer):
    day = serializers.DateField()
    name = serializers.CharField()
    is_worked = serializers.BooleanField()


class HolidaysOut(serializers.Serializer):
    year = serializers.IntegerField()
    results = HolidayOut(many=True)


class ClosedDayIn(StrictSerializer):
    is_open = serializers.BooleanField(help_text="True: a public holiday that is worked. False: closed.")


class ClosedDayOut(serializers.Serializer):
    day = serializers.DateField()
    is_open = serializers.BooleanField()
