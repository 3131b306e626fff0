"""One's own space: what a person keeps about how they are, for themselves alone.

All of it stands in one table, sealed. A row tells whose it is, and nothing else: not which kind of thing,
not of which day, not how long it is. There is no relation from here to anybody else, and none to a session.
"""

import uuid

from django.db import models

from supervision.people.models import Person


class Space(models.Model):
    """One person's space, made when they first keep something. Its key is sealed by the person's own."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed_key = models.BinaryField()


class Kept(models.Model):
    """One thing in a space. `drawer` and `place` are digests that only its key can name."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    drawer = models.CharField(max_length=32)
    place = models.CharField(max_length=32)
    sealed = models.BinaryField()
    forget_on = models.DateField(
        null=True, blank=True, help_text="The day from which it is deleted; empty until its owner does."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "drawer", "place"], name="kept_once_in_its_place")
        ]
        indexes = [
            models.Index(
                fields=["forget_on"], condition=models.Q(forget_on__isnull=False), name="kept_forget_on"
            )
        ]
