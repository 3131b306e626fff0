"""An address that our letters don't reach: shown to its person and to their administrators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from supervision.people.models import MailTrouble, Member, Organisation, Person
from supervision.sets import among

QUIET_FOR = timedelta(days=3)
"""A letter that has not come back for so long has arrived."""


def note_trouble(person: Person, *, code: str, now: datetime) -> None:
    """Note that a letter to a person's address came back at `now`, with a code as in RFC 3463 ("5.1.1").

    Or that none can be written to it: `rules.NOT_IN_ASCII`, `rules.NOT_AN_ADDRESS`.
    """
    trouble, is_new = MailTrouble.objects.get_or_create(
        person=person, defaults={"address": person.email, "since": now, "last_at": now, "code": code}
    )
    if not is_new:
        is_other = not _is_current(trouble, person)
        trouble.address, trouble.last_at, trouble.code = person.email, now, code
        trouble.since = now if is_other else trouble.since
        trouble.save(update_fields=["address", "since", "last_at", "code"])


def trouble_of(person: Person) -> MailTrouble | None:
    """Return what is known of a person's address as it is now; None where letters arrive."""
    found = MailTrouble.objects.filter(person=person).first()
    return found if found is not None and _is_current(found, person) else None


def troubles_among(persons: Iterable[int]) -> dict[int, MailTrouble]:
    """Return, by person, what is known of those whose address, the one they have now, sends letters back."""
    known = MailTrouble.objects.filter(person_id__in=among(persons)).select_related("person")
    return {one.person_id: one for one in known if _is_current(one, one.person)}


def troubled_among(persons: Iterable[int]) -> set[int]:
    """Return which of these persons have an address, the one they have now, from which letters come back."""
    return set(troubles_among(persons))


def troubled_in(organisation: Organisation) -> set[int]:
    """Return which persons of an organisation have such an address, however many others it has."""
    members = Member.objects.of(organisation.pk)
    known = MailTrouble.objects.filter(person__in=members.values("person"))
    return troubled_among(known.values_list("person_id", flat=True))


def _is_current(trouble: MailTrouble, person: Person) -> bool:
    return trouble.address.casefold() == person.email.casefold()


def clear_trouble(person: Person) -> bool:
    """Count on the address again: its person says so, or has answered a letter. Say whether there was any."""
    return MailTrouble.objects.filter(person=person).delete()[0] > 0
