"""Who takes part in what among peers, how much of it, and with whom rather not.

All of it belongs to the member alone. Nobody else reads a row of this room: others are asked or not,
paired or not, and never learn why.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from peers.pool import querysets
from supervision.people.encryption import SealedText
from supervision.people.models import Member

DEBRIEFS, CHECKINS, CIRCLES = "debriefs", "checkins", "circles"


class Joined(models.Model):
    """A member's own word on one part: in it, on a pause from it, or out. No row: never joined."""

    class Part(models.TextChoices):
        DEBRIEFS = DEBRIEFS, "Listening to colleagues"
        CHECKINS = CHECKINS, "Check-ins"
        CIRCLES = CIRCLES, "Circles"

    class State(models.TextChoices):
        IN = "in", "In"
        PAUSED = "paused", "Not for a while"
        OUT = "out", "Out"

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="joined_parts")
    part = models.CharField(max_length=8, choices=Part)
    state = models.CharField(max_length=6, choices=State)
    since = models.DateTimeField(help_text="Since when it stands so.")

    objects = querysets.JoinedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "part"], name="joined_once_each")]
        indexes = [models.Index(fields=["part", "member"], condition=Q(state="in"), name="joined_in")]


class Profile(models.Model):
    """What a member says of themselves as somebody who listens and is listened to.

    `languages` and `work` are codes of `rules`, each between two commas (",en,cy,"). The sealed fields
    are for their owner; number and link are shown to the other side of a conversation once it is agreed.
    """

    class Weight(models.IntegerChoices):
        NIGGLING = 1, "Niggling"
        HEAVY = 2, "Heavy"
        VERY_HEAVY = 3, "Very heavy"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="peer_profile")
    most_a_week = models.PositiveSmallIntegerField(
        default=2, help_text="Asked to listen so many times in seven days at most."
    )
    heaviest = models.PositiveSmallIntegerField(choices=Weight, default=Weight.HEAVY)
    longest_minutes = models.PositiveSmallIntegerField(default=30)
    around_for_five = models.BooleanField(
        default=False, help_text="May be asked for “now” outside their hours, when nothing is in the way."
    )
    languages = models.CharField(max_length=60, default=",en,", blank=True)
    work = models.CharField(max_length=80, default="", blank=True)
    training_sealed = models.BinaryField(default=bytes)
    phone_sealed = models.BinaryField(default=bytes)
    link_sealed = models.BinaryField(default=bytes)

    training = SealedText("training_sealed", person="member.person_id")
    phone = SealedText("phone_sealed", person="member.person_id")
    link = SealedText("link_sealed", person="member.person_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most_a_week__gte=1, most_a_week__lte=2), name="profile_most_a_week"
            ),
            models.CheckConstraint(condition=Q(heaviest__gte=1, heaviest__lte=3), name="profile_heaviest"),
        ]


class NotWith(models.Model):
    """Two members who are never brought together among peers, because one of them said so.

    It works both ways, no reason is kept, and it is explained to nobody, its writer's own list aside.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="not_with")
    other = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    objects = querysets.NotWithQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "other"], name="not_with_once"),
            models.CheckConstraint(condition=~Q(member=F("other")), name="not_with_somebody_else"),
        ]
