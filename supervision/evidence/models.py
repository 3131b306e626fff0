"""What proves that supervision is kept: for a person their own log, for an organisation its figures."""

from django.db import models

from supervision.people.encryption import SealedText
from supervision.people.models import Person


class Registrations(models.Model):
    """With which professional bodies a person is registered, and on which day each of their years begins.

    Sealed: a body is a private matter. One object in JSON for the person, whatever their organisations.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    sealed = models.BinaryField()

    kept = SealedText("sealed", person="person_id")

    class Meta:
        verbose_name_plural = "registrations"
