"""To whom supervision is owed and how much; the clocks that follow, and the flags they raise."""

import uuid

from django.db import models
from django.db.models import F, Q

from supervision.people.models import ROLES, Leave, Member, Organisation, Team
from supervision.policy import querysets
from supervision.sessions.models import Session


class Policy(models.Model):
    """One or several rules for an organisation, a role or a team. The most specific wins.

    A policy speaks on the days on which it has a rule in force; without one it is passed over, and
    the next one answers. One that was removed stays for the history of its rules.
    """

    class Level(models.TextChoices):
        ORGANISATION = "organisation", "Everyone"
        ROLE = "role", "A role"
        TEAM = "team", "A team"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="policies")
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=12, choices=Level)
    role = models.CharField(max_length=12, choices=[(role, role) for role in ROLES], blank=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="policies")
    position = models.PositiveIntegerField(
        help_text="The organisation's order; the first wins within a level."
    )
    ended_on = models.DateField(null=True, blank=True, help_text="The last day of one that was removed.")

    objects = querysets.PolicyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(ended_on=None), name="policy_name_once"
            ),
            models.CheckConstraint(
                condition=Q(level="organisation", role="", team=None)
                | (Q(level="role", team=None) & ~Q(role=""))
                | Q(level="team", role="", team__isnull=False),
                name="policy_applies_to_one_thing",
            ),
        ]

    def __str__(self):
        return self.name


class Rule(models.Model):
    """How much is owed, and what counts. Days, minutes and sessions, as product.md "The clock" says.

    A rule that was changed keeps its old row up to its last day: `in_force_from` and
    `in_force_until` include both days, and empty means always.
    """

    class Kind(models.TextChoices):
        ROLLING = "rolling", "At most so many days apart"
        CALENDAR_MINUTES = "calendar_minutes", "So many minutes each month"
        COUNT = "count", "So many sessions a year"
        UNITS = "units", "One for so many shifts or client hours"

    class Credit(models.TextChoices):
        FULL = "full", "In full"
        HALF = "half", "Half"
        DIVIDE = "divide", "Shared out"
        BACP = "bacp", "As BACP counts"
        BABCP = "babcp", "As BABCP counts"

    class PartTime(models.TextChoices):
        NONE = "none", "The same for everyone"
        INTERVAL = "interval", "Longer between"
        MINUTES = "minutes", "Fewer minutes"
        COUNT = "count", "Fewer sessions"

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="rules")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind)
    counts = models.CharField(
        max_length=40, default="individual;group", help_text="Kinds of session, parted by ;"
    )
    min_minutes = models.PositiveSmallIntegerField(default=0)
    credit = models.CharField(max_length=6, choices=Credit, default=Credit.FULL)
    interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    stages = models.CharField(
        max_length=200, blank=True, help_text='"42:7;182:14": up to day 42, every 7 days; ...'
    )
    first_within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_interval_days = models.PositiveSmallIntegerField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    sessions_a_year = models.PositiveSmallIntegerField(null=True, blank=True)
    units = models.DecimalField(max_digits=12, decimal_places=6, null=True, blank=True)
    part_time = models.CharField(max_length=8, choices=PartTime, default=PartTime.NONE)
    warn_days = models.PositiveSmallIntegerField(default=7)
    grace_days = models.PositiveSmallIntegerField(default=3)
    escalate_after_days = models.PositiveSmallIntegerField(default=14)
    pausing_leave = models.CharField(
        max_length=80,
        blank=True,
        default=";".join([Leave.Kind.SICKNESS, Leave.Kind.PARENTAL, Leave.Kind.SABBATICAL]),
    )
    aim_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="More often than owed; never a flag."
    )
    position = models.PositiveIntegerField(default=0)
    follows = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followed_by",
        help_text="The row that this one was changed from.",
    )
    in_force_from = models.DateField(null=True, blank=True)
    in_force_until = models.DateField(null=True, blank=True)

    objects = querysets.RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "name"], condition=Q(in_force_until=None), name="rule_name_once_in_force"
            ),
            models.CheckConstraint(
                condition=(Q(kind="rolling", interval_days__gt=0, first_within_days__isnull=False))
                | Q(kind="calendar_minutes", minutes__gt=0)
                | Q(kind="count", sessions_a_year__gt=0)
                | Q(kind="units", units__gt=0),
                name="rule_says_how_much",
            ),
        ]

    def __str__(self):
        return self.name


class PrivateRule(models.Model):
    """The rule of a member's own professional body. Sealed: only its owner sees it, or its clock.

    It is calculated when its owner looks. No clock row, no flag and no sweep ever knows of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="private_rules")
    sealed = models.BinaryField()
    created_at = models.DateTimeField()


class Worked(models.Model):
    """Shifts or client hours of one day."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="worked")
    day = models.DateField()
    units = models.DecimalField(max_digits=12, decimal_places=6)

    class Meta:
        verbose_name_plural = "worked"
        constraints = [
            models.UniqueConstraint(fields=["member", "day"], name="worked_day_once"),
            models.CheckConstraint(condition=Q(units__gte=0), name="worked_not_below_nothing"),
        ]


class Clock(models.Model):
    """A member under one rule: last counted, due on, state, and the moments at which that moves.

    A cache of `supervision.policy.clock`, never the truth; `Upkeep` says until when it holds. The
    moments are UTC instants, the first of the member's own day. `moves_at` is the next of them at
    which the state moves by the passing of time alone; empty while nothing does.
    """

    class State(models.TextChoices):
        ON_TRACK = "on_track", "Covered"
        DUE_SOON = "due_soon", "Due soon"
        OVERDUE = "overdue", "Owed"
        ESCALATED = "escalated", "Owed"
        PAUSED = "paused", "Paused"

    # Found by `clock_once`, which begins with it.
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="clocks")
    last_counted_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ON_TRACK)
    due_soon_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    moves_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.ClockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "rule"], name="clock_once")]
        indexes = [models.Index(fields=["moves_at"], condition=Q(moves_at__isnull=False), name="clock_moves")]


class Upkeep(models.Model):
    """From when on a member's clocks have to be worked out afresh, all of them.

    A moment to come is the next day on which a date, a pause or a rule changes by itself. A moment
    that has passed says that an input changed. Empty: nothing to come. The row is also the lock that
    whoever works out a member's clocks holds.
    """

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="upkeep")
    due_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "upkeep"
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="upkeep_due")]


class Run(models.Model):
    """The last round of a timed job that anybody took on, so that two bells ring once."""

    job = models.CharField(max_length=40, primary_key=True)
    round = models.CharField(max_length=40)


class Flag(models.Model):
    """A clock past its grace, open until it is put right. About the arrangement, never the person."""

    class Stage(models.TextChoices):
        OVERDUE = "overdue", "Owed"
        ESCALATED = "escalated", "Owed, the next lead up told"

    class Ending(models.TextChoices):
        HELD = "held", "A session was held"
        PAUSED = "paused", "Away"
        CHANGED = "changed", "What is owed changed"
        LEFT = "left", "No longer tracked"

    clock = models.ForeignKey(Clock, on_delete=models.SET_NULL, null=True, related_name="flags")
    # Found by `flag_member`, which begins with it.
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="flags", db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="flags")
    due_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.OVERDUE)
    opened_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, choices=Ending, blank=True)
    closed_by = models.ForeignKey(
        Session, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = querysets.FlagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock"], condition=Q(closed_at=None), name="flag_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="flag_closes_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "opened_at"], name="flag_member"),
            # A flag that opens has none, and would stand in the index for nothing.
            models.Index(fields=["closed_by"], condition=Q(closed_by__isnull=False), name="flag_closed_by"),
        ]
