"""Erasing somebody: all that is theirs goes, what is others' as well stays without a name. All of it or
nothing.

One transaction. Each room first lets go of what only it can find or open; then the place becomes nobody's;
then every row that `holdings` calls theirs is deleted; then, with their last place, the person, and with the
person the key that sealed all they wrote. Asked again, nothing is left to do.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import connection

from supervision.availability import taking
from supervision.faults import fault
from supervision.people.audit import Deed, record
from supervision.people.changed import members_changed
from supervision.people.holdings import GONE, Erasing, erasers, holdings, rows_of
from supervision.people.models import Member, Organisation, Person
from supervision.people.walls import over_all_places
from supervision.rights import rules
from supervision.scheduling.days import local_day

NOBODY = "Somebody who left"
NOWHERE = "erased.invalid"
"""A host that no mail can reach (RFC 2606)."""
TRIES = 3


def erase(member: Member, *, by: Member | None, now: datetime) -> bool:
    """Erase a member who has left, for good; say whether there was anything to erase.

    `by`: the administrator who does it, None for an operator. A person who has another place loses this one
    alone. Raises StillHere until the day after their last day.
    """
    # Whether anything of the person stays depends on their places elsewhere, which `by` knows nothing of.
    with over_all_places():
        done = taking.in_turn(lambda: _erase(member.pk, by=by, now=now))
    if done:
        fold_log()
    return done


def _erase(pk: int, *, by: Member | None, now: datetime) -> bool:
    known = Member.objects.only("organisation_id", "person_id").get(pk=pk)
    Organisation.objects.locked(known.organisation_id)
    taking.lock_persons([known.person_id])
    Member.objects.locked(pk)
    member = Member.objects.select_related("person", "organisation").get(pk=pk)
    if member.erased_at is not None:
        return False
    check(member, now=now)
    person = Person.objects.select_for_update().get(pk=member.person_id)
    is_last = not Member.objects.filter(person=person).exclude(pk=pk).exists()
    erasing = Erasing(member, person, nobody(now), is_last, now)
    for let_go in erasers():
        let_go(erasing)
    make_nobodys(member, erasing)
    members_changed([pk], now=now)
    for holding in holdings():
        if holding.fate is GONE and holding.whose:
            rows_of(holding, member).delete()
    if is_last:
        person.delete()
    record([Deed(member.organisation_id, "member.erased", by.pk if by else None, pk)], at=now)
    fault("commit.before")
    return True


def check(member: Member, *, now: datetime) -> None:
    """Raises StillHere until the day after somebody's last day."""
    rules.check_has_left(member.end_date, today=local_day(now, member.zone))


def has_left(member: Member, *, now: datetime) -> bool:
    """Say whether somebody's last day is over."""
    return member.end_date is not None and member.end_date < local_day(now, member.zone)


def nobody(now: datetime) -> Person:
    """Make somebody without a name, an address or a way in, to stand where others' rows point."""
    person = Person(name=NOBODY, email=f"{uuid.uuid4().hex}@{NOWHERE}", is_active=False, created_at=now)
    person.set_unusable_password()
    person.save()
    return person


def make_nobodys(member: Member, erasing: Erasing) -> None:
    """Leave of a place a number and its last day: who it was, where and as what goes."""
    Member.objects.filter(pk=member.pk).update(
        person=erasing.nobody,
        team=None,
        line_manager=None,
        is_case_manager=False,
        is_supervisor=False,
        is_team_lead=False,
        is_admin=False,
        employment=Member.Employment.EMPLOYEE,
        fte=1,
        working_days=Member._meta.get_field("working_days").default,
        time_zone=member.organisation.time_zone,
        start_date=member.end_date,
        erased_at=erasing.now,
    )


def fold_log() -> None:
    """Have SQLite write its log into the file and empty it, so that no earlier page of anybody is left there.

    A reader under way may hold it up; then the next fold does it. PostgreSQL recycles its own log.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for _ in range(TRIES):
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy or not busy[0]:
                return
