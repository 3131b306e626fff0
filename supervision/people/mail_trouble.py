"""An address from which our letters come back: shown to its person and to their administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from supervision.people.models import MailTrouble, Person
from supervision.sets import among

QUIET_FOR = timedelta(days=3)
"""A letter that has not come back for so long has arrived."""


def note_trouble(person: Person, *, code: str, now: datetime) -> None:
    """Note that a letter to a person's address came back at `now`, with a code as in RFC 3463 ("5.1.1")."""
    trouble, is_new = MailTrouble.objects.get_or_create(
        person=person, defaults={"address": person.email, "since": now, "last_at": now, "code": code}
    )
    if not is_new:
        is_other = trouble.address.casefold() != person.email.casefold()
        trouble.address, trouble.last_at, trouble.code = person.email, now, code
        trouble.since = now if is_other else trouble.since
        trouble.save(update_fields=["address", "since", "last_at", "code"])


def trouble_of(person: Person) -> MailTrouble | None:
    """Return what is known of a person's address as it is now; None where letters arrive."""
    found = MailTrouble.objects.filter(person=person).first()
    return found if found is not None and found.address.casefold() == person.email.casefold() else None


def troubled_among(persons: Iterable[int]) -> set[int]:
    """Return which of these persons have an address, the one they have now, from which letters come back."""
    rows = MailTrouble.objects.filter(person_id__in=among(persons)).values_list(
        "person_id", "address", "person__email"
    )
    return {pk for pk, address, email in rows if address.casefold() == email.casefold()}


def clear_trouble(person: Person) -> bool:
    """Count on the address again: its person says so, or has answered a letter. Say whether there was any."""
    return MailTrouble.objects.filter(person=person).delete()[0] > 0
