"""Reflective-supervision meetings: when, who, and whether they took place. Never what was said."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from supervision.availability.models import Medium
from supervision.people.encryption import SealedText
from supervision.people.models import DEFAULT_ZONE, Member, Organisation, Person
from supervision.sessions import querysets


class Series(models.Model):
    """A repeating booking: what its sessions have in common, as it was planned on the wall clock.

    Each session of it stands for itself and can be moved on its own; `supervisor` and `starts` are
    those of the sessions that follow the plan from now on.
    """

    class Pattern(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        FOUR_WEEKLY = "four_weekly", _("Every four weeks")
        MONTHLY_DATE = "monthly_date", _("Every month, on the same date")
        MONTHLY_WEEKDAY = "monthly_weekday", _("Every month, on the same weekday")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    pattern = models.CharField(max_length=16, choices=Pattern)
    first_day = models.DateField()
    starts = models.PositiveSmallIntegerField(help_text="Minutes after midnight on the wall.")
    time_zone = models.CharField(max_length=64, default=DEFAULT_ZONE)
    until = models.DateField(null=True, blank=True, help_text="The last day it may fall on.")
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many sessions.")
    booked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=False, number=None) | Q(until=None, number__gt=0),
                name="series_ends_one_way",
            )
        ]


def new_uid() -> str:
    """Return a name for a session in calendars. It says nothing of whose it is, and can't be guessed."""
    return uuid.uuid4().hex


class Session(models.Model):
    """One reflective session. Says when and who, never what was said."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", "Individual"
        GROUP = "group", "Group"

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Did not take place"

    class Side(models.TextChoices):
        SUPERVISOR = "supervisor", "The supervisor"
        SUPERVISEE = "supervisee", "The supervisee"
        ORGANISATION = "organisation", "The organisation"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sessions")
    supervisor = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sessions_facilitated")
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, choices=Status)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long it really was; empty unless it was held."
    )
    cancelled_by = models.CharField(max_length=12, choices=Side, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    is_recorded_only = models.BooleanField(
        default=False, help_text="It was never booked: somebody recorded it after it took place."
    )

    medium = models.CharField(max_length=9, choices=Medium, blank=True)
    place = models.CharField(max_length=80, blank=True, help_text="Where one meets in person.")
    time_zone = models.CharField(
        max_length=64, blank=True, help_text="Whose wall clock it was planned on; empty for old ones."
    )
    series = models.ForeignKey(
        Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="sessions"
    )
    booked_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    booked_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True, help_text="When it was called off beforehand.")
    rebooks = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="rebooked_by",
        help_text="The session that was called off, for which this one came.",
    )
    covers_for = models.ForeignKey(
        Member,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose session it was before its supervisor took it over.",
    )
    calendar_uid = models.CharField(
        max_length=64, blank=True, help_text="Its name in calendars, from `new_uid`; empty for old ones."
    )
    calendar_sequence = models.PositiveIntegerField(
        default=0, help_text="One more with each change of time, place or people."
    )

    objects = querysets.SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status="held", held_minutes__isnull=False)
                | (~Q(status="held") & Q(held_minutes=None)),
                name="session_minutes_when_held",
            ),
            models.UniqueConstraint(
                fields=["calendar_uid"], condition=~Q(calendar_uid=""), name="session_calendar_uid_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="session_organisation"),
            models.Index(fields=["supervisor", "starts_at"], name="session_supervisor"),
        ]


class Attendance(models.Model):
    """A supervisee's place in a session: invited and, once it is recorded, whether they attended.

    What a clock needs of the session is copied here while it was held and they attended, and empty
    otherwise. The database keeps the copy by itself (migration 0015), whoever writes either row.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    attended = models.BooleanField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, editable=False, help_text="When the session began.")
    counted_minutes = models.PositiveSmallIntegerField(null=True, editable=False)
    counted_kind = models.CharField(null=True, editable=False, max_length=10, choices=Session.Kind)

    objects = querysets.AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]
        indexes = [
            # All that clocks read, in the order they read it: no other row is looked at.
            models.Index(
                fields=["member", "counted_at", "counted_minutes", "counted_kind", "session"],
                condition=Q(counted_at__isnull=False),
                name="attendance_counted",
            ),
            # What is booked is among these: a member has few, however many years lie behind them.
            models.Index(
                fields=["member", "session"],
                condition=Q(counted_at__isnull=True),
                name="attendance_not_counted",
            ),
        ]


class Beside(models.Model):
    """Somebody who is there beside a session's supervisor: another supervisor, whose time it takes as well.

    Not a supervisee: it is never supervision that they received. They know its fact, not its words.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="besides")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="besides")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="beside_once")]


class Move(models.Model):
    """A time that a session had before it was moved: the trace of it in the lists of those who are in it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="moves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "starts_at"], name="move_once_each")]


class Account(models.Model):
    """What one side says happened. Two that agree confirm a session; two that differ both show.

    A supervisee speaks of their own coming alone; the supervisor, and a lead, of everybody's.
    """

    class Outcome(models.TextChoices):
        HELD = "held", "Held"
        SHORT = "short", "Held, but short"
        CANCELLED = "cancelled", _("Called off")
        MISSED = "missed", "It didn’t happen"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="accounts")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    cancelled_by = models.CharField(max_length=12, choices=Session.Side, blank=True)
    came = models.JSONField(default=list, help_text="Ids of the supervisees it says were there.")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="account_once_each")]


class AskedLater(models.Model):
    """Somebody wants to be asked on another day how a session went. Nobody else sees it."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="asked_later")
    until = models.DateField(help_text="Not asked before this day, in the member's zone.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="asked_later_once_each")]


class Hold(models.Model):
    """A time held for some people for a while: ten minutes while somebody confirms it, or as long as a
    proposal waits for its answer. The time it takes stands in `TakenTime`, and is free again by itself.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    held_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Session.Kind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_ends_after_start")
        ]
        indexes = [models.Index(fields=["expires_at"], name="hold_expires")]


class Proposal(models.Model):
    """Up to three other times for a session, which one side offers and the other takes or leaves.

    Until it is answered or lapses at its hold's `expires_at`, its times are held for everybody in it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waiting for an answer"
        ACCEPTED = "accepted", "Taken"
        DECLINED = "declined", "Not this time"
        WITHDRAWN = "withdrawn", "Taken back"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="proposals")
    proposed_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(state="open"), name="proposal_one_at_a_time"
            )
        ]


class ProposedTime(models.Model):
    """One of the times of a proposal. `hold` keeps it free until then."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="times")
    hold = models.OneToOneField(
        Hold, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposed_time"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "starts_at"], name="proposed_time_once")]


class Line(models.Model):
    """What one side wrote to the other with a booking, or of why a session was called off.

    Sealed for its writer, and read by the two sides alone: the supervisor of that hour and whoever was
    invited; in a group, what a supervisee wrote is between them and the supervisor.
    """

    class Purpose(models.TextChoices):
        BOOKING = "booking", "With a booking"
        REASON = "reason", "Why it was called off"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="lines")
    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    writer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(max_length=12, choices=Session.Side)
    purpose = models.CharField(max_length=7, choices=Purpose)
    sealed = models.BinaryField()
    written_at = models.DateTimeField()

    words = SealedText("sealed", person="writer.person_id")

    class Meta:
        indexes = [models.Index(fields=["session"], name="line_session")]


class CalendarAnswer(models.Model):
    """What somebody, or their calendar, last answered about a session's time: noted, and no more than that.

    A yes or a no about the session at `starts_at`. No, and another time asked for, are a question to both
    sides, until one says that the time stands (`settled_at`) or the session moves.
    """

    class Said(models.TextChoices):
        ACCEPTED = "accepted", "Yes"
        TENTATIVE = "tentative", "Perhaps"
        DECLINED = "declined", "No"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="calendar_answers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    said = models.CharField(max_length=9, choices=Said)
    starts_at = models.DateTimeField(help_text="The time that was answered.")
    sequence = models.PositiveIntegerField(help_text="Of the entry that was answered.")
    stamped_at = models.DateTimeField(help_text="When the calendar says that it was given.")
    received_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True, help_text="The other time it asked for.")
    settled_at = models.DateTimeField(null=True, blank=True)
    is_by_hand = models.BooleanField(default=False, help_text="Pressed by its giver, not sent by a calendar.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="calendar_answer_once_each")
        ]


class TakenTime(models.Model):
    """A stretch in which a person is taken: by a booked session, with its buffers, by a held time, or by
    something that another room keeps it for.

    Whole minutes of UTC since 1970, the start included and the end not. Two stretches of one person
    never share a minute, in whatever organisations: PostgreSQL refuses by an exclusion constraint,
    SQLite by triggers (migration 0004). Nothing but `supervision.sessions` writes here; other rooms ask
    through `supervision.availability.taking`.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, null=True, blank=True, related_name="taken_times"
    )
    hold = models.ForeignKey(
        Hold, on_delete=models.CASCADE, null=True, blank=True, related_name="taken_times"
    )
    kept_for = models.UUIDField(
        null=True, blank=True, help_text="What another room keeps it for: a number that says nothing here."
    )
    starts = models.IntegerField()
    ends = models.IntegerField()
    expires_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on a held time counts no more; empty for a session's."
    )

    objects = querysets.TakenTimeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="taken_time_ends_after_start"),
            models.CheckConstraint(
                condition=Q(session__isnull=False, hold=None, kept_for=None, expires_at=None)
                | Q(session=None, hold__isnull=False, kept_for=None, expires_at__isnull=False)
                | Q(session=None, hold=None, kept_for__isnull=False),
                name="taken_time_for_one_thing",
            ),
            models.UniqueConstraint(fields=["session", "person"], name="taken_time_once_each"),
            models.UniqueConstraint(fields=["kept_for", "person"], name="taken_time_kept_once_each"),
        ]
        indexes = [
            models.Index(fields=["person", "ends"], name="taken_time_person"),
            models.Index(
                fields=["expires_at"], condition=Q(expires_at__isnull=False), name="taken_time_expires"
            ),
        ]
