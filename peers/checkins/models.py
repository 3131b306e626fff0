"""Rounds of check-ins, who meets whom in them, and what each says of it, for themselves alone."""

import uuid

from django.db import models
from django.db.models import F, Q

from peers.checkins import querysets, rules
from supervision.people.models import Member, Organisation, Team
from supervision.wording import noted


class Rhythm(models.Model):
    """How an organisation has its rounds. No row: every fortnight, all together."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="checkin_rhythm"
    )
    every_days = models.PositiveSmallIntegerField(default=rules.USUAL_DAYS)
    by_team = models.BooleanField(default=False, help_text="Partners come from one's own team first.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_days__in=rules.EVERY_DAYS), name="rhythm_every_days")
        ]


class TeamRhythm(models.Model):
    """A team that has rounds of its own, as often as it likes. No row: its people are in everybody's."""

    team = models.OneToOneField(
        Team, on_delete=models.CASCADE, primary_key=True, related_name="checkin_rhythm"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    every_days = models.PositiveSmallIntegerField(default=rules.USUAL_DAYS)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(every_days__in=rules.EVERY_DAYS), name="team_rhythm_every_days"
            )
        ]


class Round(models.Model):
    """One round of an organisation or of one of its teams, from its first to its last day.

    Of each one begins on a day: the run key. `team`: those of a team that has rounds of its own.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="checkin_rounds")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "starts_on"], condition=Q(team=None), name="checkin_round_once"
            ),
            models.UniqueConstraint(
                fields=["team", "starts_on"],
                condition=Q(team__isnull=False),
                name="checkin_round_once_in_team",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="checkin_round_ends_after_start"
            ),
        ]


class Pair(models.Model):
    """Two members, or three, who meet in a round; and when, once they have chosen a time.

    `sequence` rises with each change of the time: what is told of an older one is not told any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="pairs")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="checkin_ends_after_start",
            )
        ]


class Seat(models.Model):
    """A member's place in a round: in a pair, or in none when there was nobody for them.

    `answer` is their own and is forgotten when the round closes; no page shows it to anybody.
    """

    class Answer(models.TextChoices):
        NONE = "", noted("Nothing said")
        SPOKE = "spoke", noted("We spoke")
        NOT = "not", noted("Not this time")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="seats")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="checkin_seats")
    pair = models.ForeignKey(Pair, on_delete=models.SET_NULL, null=True, blank=True, related_name="seats")
    rings = models.BooleanField(default=False, help_text="It is their turn to ring.")
    answer = models.CharField(max_length=5, choices=Answer, default=Answer.NONE, blank=True)

    objects = querysets.SeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "member"], name="checkin_seat_once")]
        indexes = [models.Index(fields=["member", "-round"], name="checkin_seat_member")]


class Standing(models.Model):
    """What is remembered of a member from round to round. Theirs alone; no row: nothing yet.

    `rests_until`: in no round that begins up to this day. `turns`: a partner every round, or every other.
    `left_out`: rounds in a row in which there was nobody for them; `missed`: those without having spoken.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="checkin_standing"
    )
    rests_until = models.DateField(null=True, blank=True)
    turns = models.PositiveSmallIntegerField(default=1)
    left_out = models.PositiveSmallIntegerField(default=0)
    missed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(turns__in=rules.TURNS), name="checkin_turns")]
