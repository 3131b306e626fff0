"""Debriefs: who asks for a colleague after something hard, who is asked, and what they agreed on.

Nothing here says what happened. After thirty days nothing says who talked with whom either: the rows are
deleted, and a count remains.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from peers.debriefs import querysets, rules
from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation


class Request(models.Model):
    """A colleague is asked for. `next_at`: when we go on, as long as nobody has said yes.

    `touches` and `note` are sealed for the asker; the first is shown to whoever is asked, the second to
    the one who says yes, and both are emptied as soon as it is over.
    """

    class Urgency(models.TextChoices):
        NOW = rules.NOW, "A five-minute call"
        TODAY = rules.TODAY, "Today"
        WEEK = rules.WEEK, "This week"

    class Weight(models.IntegerChoices):
        NIGGLING = rules.NIGGLING, "Niggling"
        HEAVY = rules.HEAVY, "Heavy"
        VERY_HEAVY = rules.VERY_HEAVY, "Very heavy"

    class State(models.TextChoices):
        ASKING = "asking", "Being asked round"
        AGREED = "agreed", "Agreed"
        OVER = "over", "Over"
        NOBODY = "nobody", "Nobody was left to ask"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    asker = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="debriefs_asked_for")
    urgency = models.CharField(max_length=5, choices=Urgency)
    weight = models.PositiveSmallIntegerField(choices=Weight)
    minutes = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=9, choices=list(rules.HOW.items()))
    wish = models.CharField(max_length=9, choices=list(rules.WISHES.items()), blank=True)
    language = models.CharField(max_length=8, blank=True)
    same_work = models.BooleanField(default=False)
    within_team = models.BooleanField(default=False, help_text="Only the asker's own team is asked.")
    shows_name = models.BooleanField(default=False)
    touches_sealed = models.BinaryField(default=bytes)
    note_sealed = models.BinaryField(default=bytes)
    first = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, default=State.ASKING)
    wave = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    latest_at = models.DateTimeField(help_text="By when the talk must have begun.")
    listener = models.ForeignKey(
        Member, on_delete=models.SET_NULL, null=True, blank=True, related_name="debriefs_given"
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    erase_at = models.DateTimeField()

    touches = SealedText("touches_sealed", person="asker.person_id")
    note = SealedText("note_sealed", person="asker.person_id")

    objects = querysets.RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asker"], condition=Q(state="asking"), name="debrief_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["agreed", "over"])
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="debrief_agreed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(listener=None) | ~Q(listener=F("asker")), name="debrief_of_two"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="asking"), name="debrief_due"),
            models.Index(fields=["ends_at"], condition=Q(state="agreed"), name="debrief_ends"),
            models.Index(fields=["erase_at"], name="debrief_erase"),
        ]


class Spared(models.Model):
    """Somebody the asker would rather not have asked this time."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="spared")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "member"], name="spared_once")]


class Invite(models.Model):
    """One colleague being asked. `starts_at`: the time that suits both, as far as calendars know.

    `offered_at`: another time that they offered instead, which waits for the asker. Calendars know the
    time by the invite's own number; a talk that was agreed has that of the invite that was accepted.
    """

    class State(models.TextChoices):
        OPEN = "open", "Not answered yet"
        ACCEPTED = "accepted", "Yes"
        PASSED = "passed", "Not this time"
        OFFERED = "offered", "Another time"
        RELEASED = "released", "Somebody else had room"
        EXPIRED = "expired", "Run out"
        WITHDRAWN = "withdrawn", "No longer needed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="invites")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="debrief_invites")
    wave = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    starts_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = querysets.InviteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "member"], name="invite_once_each"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="accepted"), name="invite_one_accepted"
            ),
        ]
        indexes = [models.Index(fields=["member", "asked_at"], name="invite_member")]


class Afterwards(models.Model):
    """The one question each is asked privately afterwards. The answer is sealed, and nobody else's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="afterwards")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    answer_sealed = models.BinaryField(default=bytes)
    answered_at = models.DateTimeField(null=True, blank=True)

    answer = SealedText("answer_sealed", person="member.person_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "member"], name="afterwards_once_each")]


class Ways(models.Model):
    """How an organisation has its debriefs. No row: without a rota."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    has_rota = models.BooleanField(default=False, help_text="Somebody may be on call for “now”.")


class OnCall(models.Model):
    """A member's own word to be the first who is asked for “now” in a half of a day, in their zone."""

    class Half(models.TextChoices):
        MORNING = "am", "The morning"
        AFTERNOON = "pm", "The afternoon"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="on_call")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "day", "half"], name="on_call_one_a_half")
        ]


class Tally(models.Model):
    """How many talks took place in an organisation in a month: all that remains of them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(help_text="Its first day.")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "month"], name="tally_once")]
