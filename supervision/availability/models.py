"""When a member can be booked: weekly hours, exceptions, protected time, calendars from outside, and limits.

Times of the day are whole minutes on the wall, from 0 to 1440: half past nine is 570, the end of a
day 1440. What is planned in them holds in the zone of the row's member, or in the zone it names.
Stretches that are fixed once and for all (a calendar's busy spans) are whole minutes of UTC since
1970. A stretch includes its start and not its end.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from supervision.people.models import DEFAULT_ZONE, Member, Organisation, Person

DAY_MINUTES = 24 * 60


def _within_a_day(name: str, *, starts: str = "starts", ends: str = "ends") -> models.CheckConstraint:
    """Return the rule that a stretch of wall time ends after it starts, and by midnight. Empty is allowed."""
    return models.CheckConstraint(
        condition=Q(**{f"{starts}__isnull": True, f"{ends}__isnull": True})
        | Q(**{f"{starts}__gte": 0, f"{ends}__gt": F(starts), f"{ends}__lte": DAY_MINUTES}),
        name=name,
    )


class Medium(models.TextChoices):
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")


class Window(models.Model):
    """How a session can be had in a stretch of somebody's hours, and where, if in person."""

    by_video = models.BooleanField(default=True)
    by_phone = models.BooleanField(default=True)
    in_person = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True, help_text="Where one meets in person.")

    class Meta:
        abstract = True

    @property
    def media(self) -> tuple[str, ...]:
        """The ways that this stretch offers, in the order they are listed everywhere."""
        offered = {
            Medium.VIDEO: self.by_video,
            Medium.PHONE: self.by_phone,
            Medium.IN_PERSON: self.in_person,
        }
        return tuple(medium.value for medium, is_offered in offered.items() if is_offered)


class WeeklyHours(Window):
    """A stretch of one weekday in which a member can be booked, week after week. A day may have several.

    A member without any row has their working days, 09:00 to 17:00, by video or phone.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(help_text="Monday is 0, Sunday 6.")
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            _within_a_day("weekly_hours_within_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_hours_weekday"),
            models.UniqueConstraint(fields=["member", "weekday", "starts"], name="weekly_hours_once"),
        ]


class DayHours(Window):
    """The hours of one date, in place of its weekday's; a row without times closes that date.

    On a public holiday these hours hold: its member said that they work then.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="day_hours")
    day = models.DateField()
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            _within_a_day("day_hours_within_a_day"),
            models.UniqueConstraint(fields=["member", "day", "starts"], name="day_hours_once"),
            models.UniqueConstraint(
                fields=["member", "day"], condition=Q(starts=None), name="day_hours_closed_once"
            ),
        ]
        indexes = [models.Index(fields=["member", "day"], name="day_hours_day")]


class ProtectedTime(models.Model):
    """Time that nobody can book over, in whatever organisation; only its owner can give it up.

    `weekly`: from `starts` to `ends` on each of `weekdays`. `once`: the same on `day`. `within`:
    `minutes` free somewhere between `starts` and `ends` on each of `weekdays`, placed wherever the
    day leaves them (lunch). `after_long`: `minutes` free after each stretch of `long_minutes` or
    more that the person's own calendars show as busy.
    """

    class Shape(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        ONCE = "once", _("Once")
        WITHIN = "within", _("Some minutes within a stretch")
        AFTER_LONG = "after_long", _("After something long")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="protected_times")
    shape = models.CharField(max_length=10, choices=Shape)
    name_sealed = models.BinaryField(default=bytes, help_text="What its owner calls it, for them alone.")
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE)
    weekdays = models.CharField(max_length=27, blank=True, help_text='"Mon,Wed"; in the order of the week.')
    day = models.DateField(null=True, blank=True)
    starts = models.PositiveSmallIntegerField(null=True, blank=True)
    ends = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    long_minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            _within_a_day("protected_within_a_day"),
            models.CheckConstraint(
                condition=(Q(shape="weekly", starts__isnull=False) & ~Q(weekdays=""))
                | Q(shape="once", day__isnull=False, starts__isnull=False)
                | (Q(shape="within", starts__isnull=False, minutes__gt=0) & ~Q(weekdays=""))
                | Q(shape="after_long", minutes__gt=0, long_minutes__gt=0),
                name="protected_has_what_its_shape_needs",
            ),
        ]


class HeavyDay(models.Model):
    """A day that its owner marked heavy: a quarter of an hour stays free around each of its sessions."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="heavy_days")
    day = models.DateField(help_text="In the zone of the person's member.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="heavy_day_once")]


class ClosedDay(models.Model):
    """A day on which an organisation is closed beside its public holidays, or open in spite of one."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    is_open = models.BooleanField(default=False, help_text="A public holiday that is worked here.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="closed_day_once")]


class BookingRules(models.Model):
    """Lengths, buffers and limits: an organisation's, or what one member set otherwise.

    Each organisation has at most one row without a member, each member at most one of their own.
    Empty means: as the organisation says; and where that is empty, `supervision.availability.rules`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="booking_rules")
    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, null=True, blank=True, related_name="booking_rules"
    )
    individual_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    group_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    individual_buffer = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Minutes kept free after an individual session, for its supervisor."
    )
    group_buffer = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Minutes kept free after a group, for its supervisor."
    )
    most_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    most_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    most_in_a_row = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Sessions back to back; a break follows."
    )
    break_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(24 * 60)]
    )
    horizon_days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(7), MaxValueValidator(400)]
    )
    keeps_holidays = models.BooleanField(null=True, blank=True, help_text="Closed on public holidays.")
    most_supervisees = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many people a supervisor offers to supervise here."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(member=None), name="booking_rules_of_organisation_once"
            )
        ]


class Calendar(models.Model):
    """A person's calendar from outside: an address that is read again and again, or a file read once.

    Of what it says only the busy spans are kept. Its address and its name are sealed for its owner.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", "An address"
        FILE = "file", "A file"

    class State(models.TextChoices):
        NEW = "new", "Not read yet"
        READ = "read", "Read"
        FAILING = "failing", "Could not be read lately"
        STOPPED = "stopped", "Needs its owner"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="calendars")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    name_sealed = models.BinaryField(default=bytes)
    address_sealed = models.BinaryField(default=bytes)
    file_sealed = models.BinaryField(
        default=bytes, help_text="A file that waits to be read; gone after that."
    )
    host = models.CharField(
        max_length=32, blank=True, help_text="Tells hosts apart, so that none is asked too much; names none."
    )
    time_zone = models.CharField(
        max_length=64, default=DEFAULT_ZONE, help_text="For times that name no zone, and for whole days."
    )
    fault = models.CharField(max_length=40, blank=True, help_text="Why it could not be read: one short code.")
    failures = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(null=True, blank=True)
    next_read_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it is not read by itself.")
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True, help_text="Of what was read last.")
    read_until = models.DateField(null=True, blank=True, help_text="Busy spans are known to this day.")
    left_out = models.PositiveIntegerField(default=0, help_text="Entries that could not be understood.")

    class Meta:
        indexes = [
            models.Index(
                fields=["next_read_at"], condition=Q(next_read_at__isnull=False), name="calendar_due"
            )
        ]


class BusySpan(models.Model):
    """A stretch in which one of a person's calendars says busy. When, and nothing else.

    Whole minutes of UTC since 1970. The spans of one calendar neither overlap nor touch.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="busy_spans")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    starts = models.IntegerField()
    ends = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="busy_span_ends_after_start")
        ]
        indexes = [models.Index(fields=["person", "ends"], name="busy_span_person")]


class OpenWeek(models.Model):
    """What is open of one member's week, worked out beforehand and kept: a bit for each five minutes.

    Open means within hours and free of exceptions, protected time, leave, holidays and busy spans;
    booked sessions are not in it. The week starts on Monday at 00:00 UTC; `week` counts weeks since
    Monday 5 January 1970. Written anew, in the same transaction, by whatever changes what it is made
    of; a week that has no row is worked out when it is asked for.

    Bits: 2016, the first five minutes lowest, little end first, zeros at the end left out.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="open_weeks", db_index=False)
    week = models.IntegerField()
    bits = models.BinaryField(help_text="Open, however one meets.")
    by_video = models.BinaryField(null=True, help_text="Open by video; empty if all of it is.")
    by_phone = models.BinaryField(null=True, help_text="Open by phone; empty if all of it is.")
    in_person = models.BinaryField(null=True, help_text="Open in person; empty if all of it is.")
    blocked = models.BinaryField(
        default=bytes, help_text="Busy or protected: no buffer may lie there, whatever the hours."
    )
    days = models.CharField(
        max_length=7,
        default="",
        help_text="A letter for each day of the week on the member's wall: why it is closed.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "week"], name="open_week_once")]
