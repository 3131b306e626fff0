"""Reflective-supervision meetings: when, who, and whether they took place. Never what was said."""

from django.db import models
from django.db.models import F, Q

from supervision.people.models import Member, Organisation
from supervision.sessions import querysets


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

    objects = querysets.SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status="held", held_minutes__isnull=False)
                | (~Q(status="held") & Q(held_minutes=None)),
                name="session_minutes_when_held",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "starts_at"], name="session_organisation"),
            models.Index(fields=["supervisor", "starts_at"], name="session_supervisor"),
        ]


class Attendance(models.Model):
    """A supervisee's place in a session: invited and, once it is recorded, whether they attended."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="attendances")
    attended = models.BooleanField(null=True, blank=True)

    objects = querysets.AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="attendance_once")]
        indexes = [models.Index(fields=["member"], condition=Q(attended=True), name="attendance_counted")]


class Account(models.Model):
    """What one side says happened. Two that agree confirm a session; two that differ both show.

    A supervisee speaks of their own coming alone; the supervisor, and a lead, of everybody's.
    """

    class Outcome(models.TextChoices):
        HELD = "held", "Held"
        SHORT = "short", "Held, but short"
        CANCELLED = "cancelled", "Called off"
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
