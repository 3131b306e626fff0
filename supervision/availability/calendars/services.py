"""Verbs for a person's own calendars: link one, hand in a file, rename, mend, read now, take away.

Each is for the owner alone. Nothing is fetched or read here: a calendar becomes due, and a worker reads it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from supervision.availability.calendars import rules
from supervision.availability.calendars.addresses import Unfetched
from supervision.availability.calendars.fetching import MOST_BYTES
from supervision.availability.calendars.refreshing import host_of, own_names
from supervision.availability.calendars.sealing import Field, sealed
from supervision.availability.calendars.words import link_words
from supervision.availability.models import Calendar
from supervision.availability.opening import rebuild_for_people
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.sets import new_ids
from supervision.wording import sentence

LONGEST_NAME = 60
AFRESH = {
    "state": rules.NEW,
    "fault": "",
    "failures": 0,
    "failing_since": None,
    "etag": "",
    "last_modified": "",
    "digest": "",
    "lease_until": None,
    "owner": "",
}
"""A calendar that has yet to be read; whoever was reading it finds that it is no longer theirs."""


class BadLink(Refusal):
    code = "calendar_link"
    status = 400


class BadFile(Refusal):
    code = "calendar_file"
    status = 400


class TooManyCalendars(Refusal):
    code = "too_many_calendars"


class CalendarGone(Refusal):
    """Another window of the same person was quicker."""

    code = "not_found"
    status = 404


def add_address(member: Member, *, address: str, name: str = "", now: datetime) -> Calendar:
    """Link a calendar by its address; it is read at once. Raises BadLink or TooManyCalendars."""
    host = _judged(address)
    with transaction.atomic():
        return _added(member, Calendar.Kind.ADDRESS, address.strip().encode(), name, host=host, now=now)


def add_file(member: Member, *, content: bytes, name: str = "", now: datetime) -> Calendar:
    """Take in a calendar's file, read at once and then forgotten. Raises BadFile or TooManyCalendars."""
    _check_file(content)
    with transaction.atomic():
        return _added(member, Calendar.Kind.FILE, content, name, host="", now=now)


def _added(
    member: Member, kind: Calendar.Kind, content: bytes, name: str, *, host: str, now: datetime
) -> Calendar:
    Member.objects.locked(member)
    person = member.person_id
    if Calendar.objects.filter(person=person).count() >= rules.MOST_CALENDARS:
        raise TooManyCalendars(
            sentence(
                "You have linked {most} calendars; we read no more. Take one away first.",
                most=rules.MOST_CALENDARS,
            )
        )
    (pk,) = new_ids(Calendar, 1)
    field: Field = "address" if kind == Calendar.Kind.ADDRESS else "file"
    calendar = Calendar(
        pk=pk,
        person_id=person,
        kind=kind,
        time_zone=member.time_zone,
        host=host,
        created_at=now,
        next_read_at=now,
        name_sealed=sealed(_tidy(name), person=person, pk=pk, field="name"),
    )
    setattr(calendar, f"{field}_sealed", sealed(content, person=person, pk=pk, field=field))
    calendar.save(force_insert=True)
    return calendar


def rename(calendar: Calendar, name: str) -> None:
    """Keep what its owner calls a calendar."""
    text = sealed(_tidy(name), person=calendar.person_id, pk=calendar.pk, field="name")
    _change(calendar, name_sealed=text)


def mend_address(calendar: Calendar, *, address: str, now: datetime) -> None:
    """Give a calendar another address; it is read at once. What was read before stands until then."""
    host = _judged(address)
    text = sealed(address.strip(), person=calendar.person_id, pk=calendar.pk, field="address")
    _change(
        calendar,
        kind=Calendar.Kind.ADDRESS,
        address_sealed=text,
        file_sealed=b"",
        host=host,
        next_read_at=now,
        **AFRESH,
    )


def replace_file(calendar: Calendar, *, content: bytes, now: datetime) -> None:
    """Give a calendar another file; it is read at once. What was read before stands until then."""
    _check_file(content)
    text = sealed(content, person=calendar.person_id, pk=calendar.pk, field="file")
    _change(
        calendar,
        kind=Calendar.Kind.FILE,
        file_sealed=text,
        address_sealed=b"",
        host="",
        next_read_at=now,
        **AFRESH,
    )


def read_soon(calendar: Calendar, *, now: datetime) -> bool:
    """Have a calendar read now; False if it is being read, was a minute ago, or is a file already read."""
    waiting = Calendar.objects.filter(pk=calendar.pk, person=calendar.person_id, lease_until=None)
    if calendar.kind == Calendar.Kind.FILE:
        waiting = waiting.exclude(file_sealed=b"")
    recently = now - timedelta(seconds=rules.READ_AGAIN_SECONDS)
    return waiting.exclude(read_at__gt=recently).update(next_read_at=now) == 1


@transaction.atomic
def take_away(calendar: Calendar, *, now: datetime) -> None:
    """Forget a calendar and all its busy spans, and open what it kept busy."""
    person = calendar.person_id
    list(Calendar.objects.filter(pk=calendar.pk).select_for_update().values_list("pk", flat=True))
    Calendar.objects.filter(pk=calendar.pk, person=person).delete()
    rebuild_for_people([person], now=now)


def _change(calendar: Calendar, **facts) -> None:
    if Calendar.objects.filter(pk=calendar.pk, person=calendar.person_id).update(**facts) != 1:
        raise CalendarGone("That calendar was taken away.")


def _judged(address: str) -> str:
    """Return what tells the host of a link from others. Raises BadLink."""
    try:
        host = host_of(address)
    except Unfetched as trouble:
        raise BadLink(link_words(trouble.code)) from None
    if any(host == host_of(f"https://{name}") for name in own_names() if "." in name):
        raise BadLink("That address is Holdspace’s own. Link the calendar you keep elsewhere.")
    return host


def _check_file(content: bytes) -> None:
    if not content.strip():
        raise BadFile("That file is empty.")
    if len(content) > MOST_BYTES:
        raise BadFile("That file is larger than 5 MB. Export a shorter time from your calendar.")
    if b"BEGIN:VCALENDAR" not in content[:100_000].replace(b"\0", b"").upper():
        raise BadFile("That is no calendar file. Calendars export one that ends in .ics.")


def _tidy(name: str) -> str:
    return " ".join(name.split())[:LONGEST_NAME]
