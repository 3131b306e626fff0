"""Attacks: a canary word in every private field, and everybody who might find it."""

import logging
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.db import connection

from peers.debriefs.answering import accept
from peers.debriefs.ending import answer_afterwards, close_ended, erase_old
from peers.debriefs.models import Afterwards, Invite
from peers.pool.services import keep_profile
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from tests.builders import (
    MONDAY_9AM,
    make_joined,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_request,
    make_team,
)

pytestmark = pytest.mark.django_db
NOTE, TRAINING, PHONE = "canary-note", "canary-training", "07700900999"
MINUTE = timedelta(minutes=1)


class Story:
    """A debrief from the asking to the answer afterwards, with a lead, a supervisor and an administrator."""

    def __init__(self):
        self.organisation = make_organisation()
        team = make_team(self.organisation)
        self.lead = make_lead(team, name="Ruth Lead")
        self.admin = make_member(self.organisation, roles=("admin",))
        self.supervisor = make_member(self.organisation, roles=("supervisor",))
        self.asker = make_member(team=team, name="Canaryasker Bevan")
        make_relationship(self.supervisor, self.asker)
        self.listeners = [
            make_joined(make_member(self.organisation, name=f"Canarylistener{n} Marsh")) for n in range(3)
        ]
        for one in self.listeners:
            keep_profile(one, phone=PHONE, training=TRAINING, now=MONDAY_9AM)
        self.request = make_request(self.asker, note=NOTE, touches=("death", "family"))
        self.invites = list(Invite.objects.with_request().filter(request=self.request).order_by("pk"))

    def agree(self):
        first = self.invites[0]
        return accept(first, by=first.member, now=MONDAY_9AM + MINUTE)


@pytest.fixture
def story():
    return Story()


def pages_of(client, person, story):
    """Return all that somebody finds on their pages and at the addresses they might guess."""
    client.force_login(person)
    talk, found = story.request.pk, []
    addresses = [
        "/",
        "/inbox/",
        "/me/",
        "/me/availability/",
        "/board/",
        "/organisation/people/",
        f"/people/{story.asker.pk}/",
        f"/organisation/people/{story.asker.pk}/",
        "/organisation/operations/",
        f"/talks/{talk}/",
        f"/talks/{talk}/state/",
        f"/talks/{talk}/talk/",
        f"/talks/{talk}/after/",
        *[f"/talks/invite/{one.pk}/" for one in story.invites],
    ]
    for address in addresses:
        found.append(client.get(address, follow=True).content.decode())
    return "\n".join(found)


@pytest.mark.parametrize("who", ["lead", "supervisor", "admin"])
def test_nobody_above_learns_that_anybody_asked_answered_or_talked(client, story, who):
    agreed = story.agree()
    close_ended(now=agreed.ends_at)
    answer_afterwards(Afterwards.objects.get(member=story.asker), answer="heavier", now=agreed.ends_at)

    page = pages_of(client, getattr(story, who).person, story)

    for canary in (NOTE, TRAINING, PHONE, "asks for a debrief", "Heavy, the middle", "A death"):
        assert canary not in page
    assert not Notice.objects.filter(recipient=getattr(story, who)).exists()


def test_who_is_asked_learns_neither_name_nor_note_nor_who_else(client, story):
    second = story.invites[1].member

    with time_machine.travel(MONDAY_9AM + MINUTE):
        page = pages_of(client, second.person, story)

    assert "A death and a family at odds" in page
    assert "A colleague asks for a debrief" in page
    others = [one.person.name for one in story.listeners if one != second]
    for canary in (NOTE, "Canaryasker", PHONE, *others):
        assert canary not in page


def test_the_asker_never_learns_who_was_asked_or_passed(client, story):
    with time_machine.travel(MONDAY_9AM + MINUTE):
        page = pages_of(client, story.asker.person, story)

    assert "Three colleagues with room were asked" in page
    assert "Canarylistener" not in page and PHONE not in page


def test_number_and_note_show_to_the_two_once_it_is_agreed(client, story):
    agreed = story.agree()
    client.force_login(story.asker.person)
    asker_sees = client.get(f"/talks/{agreed.pk}/talk/").content.decode()
    client.force_login(agreed.listener.person)
    listener_sees = client.get(f"/talks/{agreed.pk}/talk/").content.decode()

    assert PHONE in asker_sees and NOTE not in asker_sees
    assert NOTE in listener_sees and "Canaryasker" in listener_sees


def test_letters_logs_and_rows_carry_none_of_it(story, mailoutbox):
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    try:
        deliver_due(tell_time=lambda: MONDAY_9AM + MINUTE)
        agreed = story.agree()
        deliver_due(tell_time=lambda: MONDAY_9AM + 2 * MINUTE)
        close_ended(now=agreed.ends_at)
        deliver_due(tell_time=lambda: agreed.ends_at + MINUTE)
    finally:
        logging.getLogger().removeHandler(handler)

    assert len(mail.outbox) >= 3 + 2 + 2
    letters = "\n".join(str(message.message()) for message in mail.outbox)
    for canary in (NOTE, TRAINING, PHONE, "debrief", "Heavy", "death"):
        assert canary.lower() not in letters.lower()
        assert canary not in stream.getvalue()
    for message in mail.outbox:
        others = {"Canaryasker", *(f"Canarylistener{n}" for n in range(3))}
        own = next(name for name in [*others, ""] if name and name in message.body)
        assert not any(name in str(message.message()) for name in others - {own})


def test_nothing_private_stands_open_in_the_database(story):
    story.agree()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if not table.startswith(("peers_", "supervision_notices", "supervision_sessions", "django_")):
                continue
            cursor.execute(f'select * from "{table}"')
            rows = repr(
                [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()]
            )
            for canary in (NOTE, TRAINING, PHONE):
                assert canary not in rows, table


def test_no_audit_entry_speaks_of_it(story):
    story.agree()

    assert not AuditEntry.objects.filter(organisation=story.organisation).exists()


def test_after_thirty_days_no_row_links_the_two(story):
    agreed = story.agree()
    close_ended(now=agreed.ends_at)

    erase_old(now=agreed.ends_at + timedelta(days=30))

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select * from "{table}"')
            assert str(agreed.pk) not in repr(cursor.fetchall()), table
    assert settings.HOLDSPACE_KEYS
