"""What a supervisor and a supervisee keep: what they agree on, share, and write for themselves alone.

Every word is sealed; dates alone stand open. The private notes of both stand in tables of their own,
without any relation to a session, under keys of their own (`vaults.py`).
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation, Relationship
from supervision.practice import querysets
from supervision.sessions.models import Session


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
    agenda = models.JSONField(default=list, help_text="The steps between how the work lands and the end.")
    agenda_months = models.PositiveSmallIntegerField(default=24, help_text="How long agendas are kept.")
    record_months = models.PositiveSmallIntegerField(
        default=84, help_text="How long shared records and actions are kept."
    )
    escalation_months = models.PositiveSmallIntegerField(
        default=84, help_text="How long what had to be passed on is kept."
    )


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

    sealed_agenda = models.BinaryField(default=b"", help_text="The pair's own steps and lens, in JSON.")

    agenda = SealedText("sealed_agenda", person="supervisee.person_id")

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


# ---------------------------------------------------------------- shared by the pair or the group
class Shared(models.Model):
    """What those in a session share, under the supervisor it had then: who takes over does not read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    objects = querysets.SharedQuerySet.as_manager()

    class Meta:
        abstract = True


class AgendaItem(Shared):
    """One thought brought to a session, under one step of its agenda; sealed for its writer."""

    writer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    written_at = models.DateTimeField()

    text = SealedText("sealed", person="writer.person_id")


class SharedRecord(Shared):
    """What both keep of a session: themes, what was agreed, and minutes by function, as one object in JSON.

    Sealed for `keeper`: the supervisee of an individual session, the supervisor of a group. `revision`
    counts what was saved; a signature is under one revision.
    """

    keeper = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    changed_at = models.DateTimeField()

    text = SealedText("sealed", person="keeper.person_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "supervisor"], name="shared_record_once_a_session")
        ]


class RecordSignature(models.Model):
    """Somebody who was there found one revision of a shared record fair."""

    record = models.ForeignKey(SharedRecord, on_delete=models.CASCADE, related_name="signatures")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "member"], name="record_signature_once_each")
        ]


class RecordAside(models.Model):
    """What somebody wrote over a record that had changed meanwhile: kept for them until they put it right."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey(SharedRecord, on_delete=models.CASCADE, related_name="asides")
    writer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kept_at = models.DateTimeField()
    sealed = models.BinaryField()

    text = SealedText("sealed", person="writer.person_id")


class Action(Shared):
    """One thing to try, whose it is and by when; it opens the next session until it is done or let go."""

    writer = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    text = SealedText("sealed", person="writer.person_id")


# ---------------------------------------------------------------- for their writer alone
class Vault(models.Model):
    """A key for one member's private notes on one side of the table, sealed by their own data key.

    `keep_months` is the writer's own clock; None keeps their notes until they delete them.
    """

    class Tier(models.TextChoices):
        SUPERVISEE = "supervisee", "As a supervisee"
        SUPERVISOR = "supervisor", "As a supervisor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    tier = models.CharField(max_length=10, choices=Tier)
    sealed_key = models.BinaryField()
    keep_months = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "tier"], name="vault_once_a_tier")]


class PrivateNote(models.Model):
    """One private text. Which session it is about the vault's key alone tells: `place` is a keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    vault = models.ForeignKey(Vault, on_delete=models.CASCADE, related_name="%(class)ss")
    place = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    revision = models.PositiveIntegerField(default=1)
    forget_on = models.DateField(null=True, blank=True, db_index=True)

    class Meta:
        abstract = True


class SuperviseeNote(PrivateNote):
    """What a supervisee prepares or notes for themselves."""


class SupervisorNote(PrivateNote):
    """What a supervisor notes for themselves."""


# ---------------------------------------------------------------- where confidentiality ends
class EscalationContact(models.Model):
    """Somebody whom an organisation named to be spoken to when confidentiality ends."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="escalation_contact")
    since = models.DateTimeField()


class Escalation(models.Model):
    """What a supervisor had to pass on to one named contact. Read by the two of them, each look written down.

    Sealed for the supervisor. Where the supervisee was told first they see that it happened, to whom, when.
    """

    class Limit(models.TextChoices):
        DANGER = "danger", _("Somebody is in danger")
        CHILD_OR_ADULT = (
            "child_or_adult",
            _("A child, or an adult who can’t protect themselves, may be harmed"),
        )
        UNSAFE_PRACTICE = "unsafe_practice", _("Work is done in a way that may harm somebody")
        LAW = "law", _("A law makes me speak")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="escalations")
    raised_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    is_told_first = models.BooleanField()
    raised_at = models.DateTimeField()
    sealed = models.BinaryField(help_text="Which limit, why nobody was told first, and the words, in JSON.")

    text = SealedText("sealed", person="raised_by.person_id")


# ---------------------------------------------------------------- choosing a supervisor
class SupervisorProfile(models.Model):
    """What a supervisor says of themselves to everybody in their organisation. Written to be read."""

    member = models.OneToOneField(
        Member, on_delete=models.CASCADE, primary_key=True, related_name="supervisor_profile"
    )
    focus = models.CharField(max_length=200, blank=True)
    training = models.CharField(max_length=200, blank=True)
    languages = models.CharField(max_length=100, blank=True)
    about = models.CharField(max_length=500, blank=True)
    is_open = models.BooleanField(default=True, help_text=_("They may be asked now."))


class SupervisorRequest(models.Model):
    """Somebody asks a supervisor to be theirs. No reason is asked, and nobody but the two sees it."""

    class State(models.TextChoices):
        OPEN = "open", "Asked"
        ACCEPTED = "accepted", "Yes"
        DECLINED = "declined", "Not this time"
        WITHDRAWN = "withdrawn", "Taken back"

    supervisee = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="supervisors_asked")
    supervisor = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="asked_as_supervisor")
    instead_of = models.ForeignKey(
        Relationship, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supervisee"], condition=Q(state="open"), name="supervisor_request_one_open"
            )
        ]
