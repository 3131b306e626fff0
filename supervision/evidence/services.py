"""Verbs of evidence that change what a person keeps for their log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction

from supervision.evidence.log import registrations_of
from supervision.evidence.models import Registrations
from supervision.evidence.rules import Registration, checked
from supervision.people.models import Person


@transaction.atomic
def keep_registrations(person: Person, registrations: Iterable[Registration]) -> list[Registration]:
    """Keep with whom a person is registered, in place of what they said before; the last of a body wins.

    Raises NoSuchBody or NoSuchYear.
    """
    by_body = {one.body: checked(one) for one in registrations}
    kept = Registrations(person=person)
    kept.kept = json.dumps([asdict(one) for one in by_body.values()])
    Registrations.objects.update_or_create(person=person, defaults={"sealed": kept.sealed})
    return registrations_of(person.pk)


def add_registration(person: Person, registration: Registration) -> list[Registration]:
    """Add one body, or give it another day. Raises NoSuchBody or NoSuchYear."""
    return keep_registrations(person, [*registrations_of(person.pk), registration])


def remove_registration(person: Person, body: str) -> list[Registration]:
    """Take one body out; nothing where it is not there."""
    return keep_registrations(person, [one for one in registrations_of(person.pk) if one.body != body])
