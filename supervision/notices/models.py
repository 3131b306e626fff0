"""The outbox: one row for each message to one member, before anything is sent. And private feeds."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
        PASSED_ON = "passed_on", "Gone by other ways than e-mail"
        DROPPED = "dropped", "Not sent any more"
        FAILED = "failed", "Could not be sent"

    # The recipient's own, kept beside it. What is asked of an organisation's messages has indexes of its own,
    # below; and a check of each of ten thousand messages would lock one organisation as often.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    # Found by `notice_topic`, which begins with it.
    recipient = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices", db_index=False)
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
    mail_took_over = models.BooleanField(
        default=False, help_text="Every way it was passed on to has failed: e-mail, whatever was chosen."
    )
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
            models.Index(fields=["organisation"], condition=Q(kind="welcome"), name="notice_welcome"),
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
                condition=Q(mended_at__isnull=False),
                name="notice_mended",
            ),
        ]


class Preference(models.Model):
    """A member's word on one kind and one way. No row: by e-mail yes, by any other way no.

    The inbox has it either way. `way` is "email", "push" or "gateway-N".
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(max_length=30)
    way = models.CharField(max_length=30, default="email")
    is_wanted = models.BooleanField()
    is_final = models.BooleanField(
        default=False, help_text="Ended from the message itself: no other way's failure brings it back."
    )
    reported_at = models.DateTimeField(
        null=True, blank=True, help_text="When a mail provider said that its reader called it spam."
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "way"], name="preference_once")]


class PausedKind(models.Model):
    """A soft kind that a member keeps from coming for a while. The inbox has it. Seen by its member alone."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind"], name="paused_kind_once")]


class Hours(models.Model):
    """When messages may reach a member on a working day, in wall time of their zone; no row: 08:00 to 18:00.

    `closes_at` is not included. One that is not after `opens_at` lies on the morning after.
    """

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, related_name="notice_hours", primary_key=True
    )

    class Summary(models.TextChoices):
        NONE = "", _("No, one by one")
        DAILY = "day", _("Each working day")
        WEEKLY = "week", _("On the first working day of the week")

    opens_at = models.TimeField()
    closes_at = models.TimeField()
    summary = models.CharField(max_length=4, choices=Summary, blank=True, default="")

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


class MailHost(models.Model):
    """How much one mail host was sent in this minute, and until when it asks for time. Of machines alone."""

    host = models.CharField(max_length=255, primary_key=True)
    window_at = models.DateTimeField(help_text="When this minute began.")
    sent = models.PositiveIntegerField(default=0)
    refusals = models.PositiveSmallIntegerField(default=0, help_text="Times in a row that it asked for time.")
    rests_until = models.DateTimeField(null=True, blank=True)


class InstallationSecret(models.Model):
    """A secret of the installation's or an organisation's, wrapped by `HOLDSPACE_KEYS`."""

    name = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=16, db_index=True)


class Gateway(models.Model):
    """A service by which an organisation lets its members be reached: texts, Teams, ntfy and the like.

    Its address, which holds the organisation's key to the service, is an `InstallationSecret`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="gateways")
    name = models.CharField(max_length=40)
    asks_for = models.CharField(max_length=60, help_text="What a member is asked for: “Your mobile number”.")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="gateway_named_once")]


class Way(models.Model):
    """Where one member's messages can go beside e-mail: a device, or their own address at a gateway."""

    class Channel(models.TextChoices):
        PUSH = "push", "Phone"
        GATEWAY = "gateway", "Gateway"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ways")
    channel = models.CharField(max_length=10, choices=Channel)
    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, null=True, blank=True, related_name="ways")
    label = models.CharField(max_length=80, help_text="A browser's name; never the address itself.")
    digest = models.CharField(max_length=64, db_index=True, help_text="Of the address: so it is there once.")
    address_sealed = models.BinaryField()
    made_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True, help_text="Since when nothing gets through.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Messages that failed in a row.")
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it takes nothing, ever: a device that was reset. Shown."
    )

    address = SealedText("address_sealed", person="member.person_id")

    objects = querysets.WayQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "digest"], name="way_once"),
            models.CheckConstraint(
                condition=Q(channel="push", gateway=None) | Q(channel="gateway", gateway__isnull=False),
                name="way_by_its_gateway",
            ),
        ]

    @property
    def shown_address(self) -> str:
        """The address as its own member sees it; not a web address, which is a key to what it opens."""
        return "" if self.address.startswith("https://") else self.address

    @property
    def key(self) -> str:
        """What a preference calls it: all of a member's devices go by one word."""
        return f"gateway-{self.gateway_id}" if self.gateway_id else "push"


class Delivery(models.Model):
    """One message on one way beside e-mail, with a life of its own: see docs/decisions/channels.md."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    way = models.ForeignKey(Way, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40, help_text="Phone, or the gateway's name.")
    not_before = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Notice.State, default=Notice.State.DUE)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [models.UniqueConstraint(fields=["notice", "way"], name="delivery_once")]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=Q(state="due"), name="delivery_due"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "sending"]), name="delivery_leased"
            ),
            models.Index(
                fields=["organisation", "id"],
                condition=Q(state__in=["failed", "uncertain"]),
                name="delivery_troubled",
            ),
            models.Index(
                fields=["ended_at", "organisation"], condition=Q(state="sent"), name="delivery_sent_lately"
            ),
        ]


class AnswerLink(models.Model):
    """The address in one letter at which its message is answered. Of its token only the digest is kept."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Wrong numbers typed, one after another.")


class Answer(models.Model):
    """That a message was answered, and how: which is forgotten after a day. Seen by its reader alone."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=40, blank=True, help_text="Empty once it is forgotten.")
    kept = models.JSONField(default=dict, help_text="What undoing needs: ids and ISO moments, never a word.")
    given_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice"], condition=Q(undone_at=None), name="answer_once")
        ]
        indexes = [models.Index(fields=["given_at"], condition=~Q(act=""), name="answer_not_forgotten")]
