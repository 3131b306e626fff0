"""What a supervisor and a supervisee agree on. All of it is sealed; dates alone stand open."""

import uuid

from django.db import models
from django.db.models import Q

from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation
from supervision.practice import querysets


class PracticeSettings(models.Model):
    """How an organisation speaks of supervision, and with which words its agreements start.

    `agreement` holds words by field (`fields.py`); a field that is not there starts with Holdspace's own.
    """

    class Word(models.TextChoices):
        SUPERVISION = "supervision", "Supervision"
        CONSULTATION = "consultation", "Consultation"
        REFLECTIVE_SPACE = "reflective_space", "Reflective space"

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="practice"
    )
    word = models.CharField(max_length=16, choices=Word, default=Word.SUPERVISION)
    associate_word = models.CharField(
        max_length=16, choices=Word, default=Word.SUPERVISION, help_text="For associates and externals."
    )
    agreement = models.JSONField(default=dict)


class Agreement(models.Model):
    """What two members sign about how they work together: one for each pair, with all its versions.

    `signed_until` is the day by which the version that holds is looked at again. It and `holds_since` are
    all that anybody but the two ever learns.
    """

    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="agreements_held")
    supervisee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="agreements")
    created_at = models.DateTimeField()
    holds_since = models.DateField(null=True, blank=True, help_text="In the supervisee's zone.")
    signed_until = models.DateField(null=True, blank=True)
    manager_agreed_at = models.DateTimeField(
        null=True, blank=True, help_text="The supervisee agreed to have their line manager as supervisor."
    )

    objects = querysets.AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["supervisor", "supervisee"], name="agreement_once_a_pair"),
            models.CheckConstraint(
                condition=Q(holds_since=None, signed_until=None)
                | Q(holds_since__isnull=False, signed_until__isnull=False),
                name="agreement_dates_together",
            ),
        ]
        indexes = [
            models.Index(
                fields=["signed_until"], condition=Q(signed_until__isnull=False), name="agreement_review"
            )
        ]


class AgreementVersion(models.Model):
    """One version: its words, sealed for the supervisee, as one object in JSON by field."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for a signature"
        HOLDS = "holds", "Holds"
        PAST = "past", "Held before"
        WITHDRAWN = "withdrawn", "Never signed by both"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    proposed_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()
    holds_since = models.DateField(null=True, blank=True)
    sealed = models.BinaryField()

    text = SealedText("sealed", person="agreement.supervisee.person_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state="open"), name="agreement_version_one_open"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state="holds"), name="agreement_version_one_holds"
            ),
        ]


class Signature(models.Model):
    """One side signed one version."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "member"], name="signature_once_each")]


class LimitsRead(models.Model):
    """Somebody acknowledged where confidentiality ends between them and the other side."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="limits_read")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "member"], name="limits_read_once_each")]
