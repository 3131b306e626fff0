"""The outbox: one row for each message to one member, before anything is sent. And private feeds."""

import uuid

from django.db import models
from django.db.models import Q

from supervision.notices import querysets
from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation


class Notice(models.Model):
    """One message to one member. It is rendered when it is sent, from what is true by then.

    The row holds who, which kind, which occasion and where it stands; never a word of its text.
    """

    class Class(models.TextChoices):
        MUST_ARRIVE = "R", "Must arrive: at least once"
        SOFT = "S", "Soft: at most once"

    class State(models.TextChoices):
        DUE = "due", "Waiting"
        CLAIMED = "claimed", "Taken by a worker"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        UNCERTAIN = "uncertain", "Not known"
        DROPPED = "dropped", "Not sent any more"
        FAILED = "failed", "Could not be sent"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30)
    notice_class = models.CharField(max_length=1, choices=Class)
    key = models.CharField(max_length=200, unique=True, help_text="Kind, subject, recipient, occasion.")
    topic = models.CharField(
        max_length=100, blank=True, help_text="One message on one topic to one person in seven days."
    )
    about = models.JSONField(default=dict, help_text="Ids and ISO days only; never a name or a word.")
    not_before = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    inbox_at = models.DateTimeField(null=True, blank=True, help_text="Since when it stands in the inbox.")
    read_at = models.DateTimeField(null=True, blank=True, help_text="Seen by its recipient alone.")
    mended_at = models.DateTimeField(
        null=True, blank=True, help_text="When an administrator last sent it again, or let it be."
    )

    objects = querysets.NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            # Two workers may not hold two messages on one topic to one person at once: each would find
            # that nothing had been sent in seven days.
            models.UniqueConstraint(
                fields=["recipient", "topic"],
                condition=Q(state__in=["claimed", "sending"]) & ~Q(topic=""),
                name="notice_topic_in_one_hand",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="due"), name="notice_due"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="notice_leased"
            ),
            models.Index(
                fields=["recipient", "inbox_at"], condition=Q(inbox_at__isnull=False), name="notice_inbox"
            ),
            models.Index(fields=["recipient", "topic", "sent_at"], name="notice_topic"),
            # What the operations page and the gauges count, each from an index of its own.
            models.Index(
                fields=["organisation", "not_before"], condition=Q(state="due"), name="notice_waiting"
            ),
            models.Index(
                fields=["sent_at", "organisation"], condition=Q(state="sent"), name="notice_sent_lately"
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=Q(state__in=["failed", "uncertain"]),
                name="notice_troubled",
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=Q(reason="dropped by hand"),
                name="notice_dropped_by_hand",
            ),
        ]


class Preference(models.Model):
    """A member's word on one soft kind. No row: it comes by e-mail. The inbox has it either way."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=30)
    is_wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="preference_once")]


class Hours(models.Model):
    """When messages may reach a member on a working day, in wall time of their zone; no row: 08:00 to 18:00.

    `closes_at` is not included. One that is not after `opens_at` lies on the morning after.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, related_name="notice_hours", primary_key=True
    )
    opens_at = models.TimeField()
    closes_at = models.TimeField()

    class Meta:
        verbose_name_plural = "hours"


class Feed(models.Model):
    """The private address at which a member's own calendar finds what is held for them in this place.

    The token in it is found by its digest alone; the token itself is sealed, for its owner to read again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="feed")
    digest = models.CharField(max_length=64, unique=True)
    token_sealed = models.BinaryField()
    made_at = models.DateTimeField()

    token = SealedText("token_sealed", person="member.person_id")


class Heartbeat(models.Model):
    """When a part of the installation was last heard of: the timetable, a worker, a ring, a sweep.

    Overwritten each time; about machines alone, never about anybody.
    """

    class Part(models.TextChoices):
        BEAT = "beat", "The timetable that rings"
        WORKER = "worker", "A worker"
        RING = "ring", "A ring that a worker heard"
        SWEEP = "sweep", "The sweep of the clocks"

    part = models.CharField(max_length=10, choices=Part)
    name = models.CharField(max_length=120, blank=True, help_text="Which one, where there may be several.")
    since = models.DateTimeField()
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "name"], name="heartbeat_once")]
