"""The outbox: one row for each message to one member, before anything is sent."""

from django.db import models
from django.db.models import Q

from supervision.notices import querysets
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
    read_at = models.DateTimeField(null=True, blank=True, help_text="Seen by its recipient alone.")

    objects = querysets.NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="due"), name="notice_due"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="notice_leased"
            ),
            models.Index(fields=["recipient", "created_at"], name="notice_inbox"),
            models.Index(fields=["recipient", "topic", "sent_at"], name="notice_topic"),
        ]
