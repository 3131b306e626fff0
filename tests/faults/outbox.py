"""An outbox full of messages for workers to send, and waiting until they have."""

import time
from datetime import date

from supervision.clock import now
from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people.models import Member, Person
from tests.builders import make_organisation


def leave_messages(count, *, soft_each=3):
    """Leave `count` messages in the outbox, each to a person of its own; every `soft_each`-th is soft.

    Returns the addresses of those that must arrive and of those that are soft.
    """
    organisation = make_organisation()
    people = Person.objects.bulk_create(
        [Person(email=f"reader-{n}@example.org", name=f"Reader {n}", last_login=now()) for n in range(count)]
    )
    members = Member.objects.bulk_create(
        [
            Member(
                organisation=organisation, person=person, is_case_manager=True, start_date=date(2020, 1, 6)
            )
            for person in people
        ]
    )
    moment = now()
    queue_notices(
        [
            Message(
                organisation_id=organisation.pk,
                recipient_id=member.pk,
                kind="trial" if n % soft_each else "trial_soft",
                notice_class="R" if n % soft_each else "S",
                key=f"trial:{n}",
                not_before=moment,
            )
            for n, member in enumerate(members)
        ],
        now=moment,
    )
    addresses = [person.email for person in people]
    return {address for n, address in enumerate(addresses) if n % soft_each}, set(addresses[::soft_each])


def still_open():
    return Notice.objects.filter(state__in=("due", "claimed", "sending")).count()


def wait_until(is_so, ring, *, seconds=120, what=""):
    """Ring until it is so; fail with `what` after so many seconds."""
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, what
        ring()
        time.sleep(0.3)
