"""What proves that supervision is kept: for a person their own log, for an organisation its figures."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from supervision.evidence import querysets
from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation, Person, Team


class Registrations(models.Model):
    """With which professional bodies a person is registered, and on which day each of their years begins.

    Sealed: a body is a private matter. One object in JSON for the person, whatever their organisations.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed = models.BinaryField()

    kept = SealedText("sealed", person="person_id")

    class Meta:
        verbose_name_plural = "registrations"


class OwnEntry(models.Model):
    """A session somebody had outside Holdspace, as they wrote it down for their own log.

    All of it is sealed: whose supervision, where and when is theirs alone. It is the person's, the same in
    each of their places.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    kept = SealedText("sealed", person="person_id")

    class Meta:
        verbose_name_plural = "own entries"


class Released(models.Model):
    """An organisation's figures of one month or quarter, put together once and never again.

    `figures` holds counts alone (see `figures.py`), and of teams their names as they were then.
    """

    class Span(models.TextChoices):
        MONTH = "month", "A month"
        QUARTER = "quarter", "A quarter"

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    span = models.CharField(max_length=7, choices=Span)
    first = models.DateField(help_text="Its first day.")
    figures = models.JSONField()
    released_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "released"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "span", "first"], name="released_once_each")
        ]


class Document(models.Model):
    """A document somebody asked for, made in the background: theirs alone, for a week.

    A worker has it until `taken_until`, and says so again as it goes; `taken_by` names that one making of
    it. What was asked of a log is sealed, since a body is a private matter.
    """

    class Kind(models.TextChoices):
        LOG = "log", _("My log")
        PACK = "pack", _("Inspection pack")
        TEAM = "team", _("A team’s page")
        MINE = "mine", _("All that is yours")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        STOPPED = "stopped", _("Stopped, nothing kept")
        FAILED = "failed", _("That was us")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=4, choices=Kind)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    since = models.DateField(help_text="The first day that it is about.")
    until = models.DateField(help_text="The last day.")
    sealed_asked = models.BinaryField(default=b"")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    stage = models.CharField(max_length=40, blank=True, help_text="What is going on.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0, help_text="Bytes of the PDF.")
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_by = models.UUIDField(null=True, blank=True)
    taken_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(help_text="From then on there is no such document.")

    asked = SealedText("sealed_asked", person="member.person_id")

    objects = querysets.DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "kind"],
                condition=models.Q(state__in=["waiting", "making"]),
                name="document_one_at_work",
            )
        ]
        indexes = [
            models.Index(fields=["member", "created_at"], name="document_member"),
            models.Index(fields=["expires_at"], name="document_expires"),
        ]


class Piece(models.Model):
    """A piece of a document, sealed for its owner: of its PDF, or of what it says."""

    class Part(models.TextChoices):
        PDF = "pdf", "The PDF"
        PAPER = "paper", "What it says"
        ZIP = "zip", "All of it, as one file"

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="pieces")
    part = models.CharField(max_length=5, choices=Part)
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "part", "number"], name="piece_once")]
