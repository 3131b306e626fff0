"""What supervisees say of how supervision is for them: in windows, and sealed."""

import uuid

from django.db import models
from django.db.models import F, Q

from supervision.people.encryption import SealedText
from supervision.people.models import Member


class Window(models.Model):
    """A half-year in which those whom one supervisor supervises may say how it is.

    Both days are included. Who is counted together was fixed when it opened (`Place`). `decided_at` is
    when it was looked at, once: whether there was enough to show, `Release` alone says.
    """

    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="feedback_windows")
    opens_on = models.DateField()
    closes_on = models.DateField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisor"], condition=Q(decided_at=None), name="feedback_one_window_open"
            ),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="feedback_window_ends"),
        ]
        indexes = [
            models.Index(fields=["closes_on"], condition=Q(decided_at=None), name="feedback_window_undecided")
        ]


class Place(models.Model):
    """One who may be counted in a window: somebody whom the supervisor supervised when it opened."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "member"], name="feedback_place_once")]


class Answer(models.Model):
    """What one supervisee says in a window, sealed for them. It has no time.

    Given by name, the supervisor reads it; taken back, its words are gone and the row stays empty, so that
    it is not counted with others after it was seen. All others are gone once the window is decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="answers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    is_named = models.BooleanField()
    sealed = models.BinaryField()

    text = SealedText("sealed", person="member.person_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["window", "member"], name="feedback_answer_once")]


class Release(models.Model):
    """What a supervisor is shown of a window, as one object in JSON; there is none where nothing is shown.

    `people` are the ids of whoever is counted in it, sealed for the supervisor and shown to nobody: the next
    release is held against them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    window = models.OneToOneField(Window, on_delete=models.CASCADE, related_name="release")
    sealed = models.BinaryField()
    sealed_people = models.BinaryField()

    text = SealedText("sealed", person="window.supervisor.person_id")
    people = SealedText("sealed_people", person="window.supervisor.person_id")
