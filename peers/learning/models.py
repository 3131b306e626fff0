"""Learning: what an organisation adds to the programme, and what each person has read, sealed for them."""

import uuid

from django.db import models

from supervision.people.encryption import SealedText
from supervision.people.models import Member, Organisation, Person


class OwnSession(models.Model):
    """A session that an organisation wrote for its people, kept as the file it came as."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    changed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "created_at"], name="own_session_of")]


class Reading(models.Model):
    """All that one person has read, and their lines beside it, as one sealed text. It says nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField(default=b"", blank=True)

    kept = SealedText("sealed", person="person_id")
