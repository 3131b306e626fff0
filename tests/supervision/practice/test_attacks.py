"""A canary word in every private field, and everybody who might come across it."""

import io
import json
import logging

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection

from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.practice import agreed, escalating, notes, records, services, sharing
from supervision.practice.records import Words
from tests.builders import make_member, make_organisation, make_person
from tests.supervision.practice.pages import Two

pytestmark = pytest.mark.django_db
AGREED, THOUGHT, TRIED, THEMES, LENS = "Kittiwake", "Dotterel", "Whimbrel", "Phalarope", "Turnstone"
PREPARED, NOTED, JUDITHS, PASSED = "Nightjar", "Wryneck", "Firecrest", "Corncrake"
SHARED = (AGREED, THOUGHT, TRIED, THEMES, LENS)
EVERY = (*SHARED, PREPARED, NOTED, JUDITHS, PASSED)


class Kept(Two):
    """Two people with a canary in every field."""

    def __init__(self):
        super().__init__()
        now = self.now
        words = agreed.starting_words(self.organisation.pk) | {"purpose": AGREED}
        services.propose(
            by=self.supervisor, relationship=self.relationship, words=words, has_read_limits=True, now=now
        )
        services.sign(
            by=self.supervisee, relationship=self.relationship, number=1, has_read_limits=True, now=now
        )
        nia, judith = self.seat(self.supervisee), self.seat(self.supervisor)
        sharing.set_ways(judith, middle=[LENS], lens="", now=now)
        sharing.add_point(nia, text=THOUGHT, step="landing", now=now)
        sharing.add_action(judith, text=TRIED, owner=self.supervisee, due_on=None, now=now)
        records.save_record(judith, Words(themes=THEMES, restorative=20), revision=0, now=now)
        notes.save_note(
            self.supervisee, "supervisee", self.session, "preparation", PREPARED, revision=0, now=now
        )
        notes.save_note(self.supervisee, "supervisee", self.session, "notes", NOTED, revision=0, now=now)
        notes.save_note(self.supervisor, "supervisor", self.session, "notes", JUDITHS, revision=0, now=now)
        self.contact = make_member(self.organisation, name="Miriam Stone")
        escalating.name_contact(self.contact, is_named=True, by=self.admin, now=now)
        self.passed_on = escalating.pass_on(
            self.relationship,
            by=self.supervisor,
            limit="law",
            is_told_first=False,
            why=PASSED,
            contact=self.contact,
            words=PASSED,
            now=now,
        )


@pytest.fixture
def kept():
    return Kept()


def found_in(text, words=EVERY):
    return [word for word in words if word in text]


def every_page(kept):
    relationship, page = kept.relationship.pk, kept.page
    return [
        "/", "/sessions/", "/agreements/", f"/agreements/{relationship}/",
        f"/agreements/{relationship}/versions/1/",
        f"/agreements/{relationship}/change/", f"/agreements/{relationship}/speak/",
        f"/agreements/passed-on/{kept.passed_on.pk}/", "/agreements/dates/", page, f"{page}agenda/steps/",
        "/notes/",
        "/notes/file/", "/board/", "/board/counts/", "/organisation/practice/", "/organisation/people/",
        f"/people/{kept.supervisee.pk}/", "/inbox/", "/me/", "/me/looked/", "/who-sees-what/", "/operator/",
        "/operator/supervision_people/person/", "/organisation/operations/",
    ]  # fmt: skip


def every_door(kept):
    doors = [
        "me/", "sessions/", f"sessions/{kept.session.pk}/", "agreements/",
        f"agreements/{kept.relationship.pk}/", f"agreements/passed-on/{kept.passed_on.pk}/",
        "agreements/dates/", "inbox/", "readings/", "clocks/", "organisation/practice/", "notes/",
        f"sessions/{kept.session.pk}/agenda/", f"sessions/{kept.session.pk}/record/",
        f"sessions/{kept.session.pk}/actions/", f"sessions/{kept.session.pk}/notes/notes/",
        f"sessions/{kept.session.pk}/notes/preparation/",
    ]  # fmt: skip
    odd = ["?ordering=sealed", "?search=Wryneck", "?sealed__contains=W", "?text=Wryneck", "?expand=notes"]
    return [
        f"/api/v1/{door}{query}" for door in doors for query in ("", *odd[: 5 if "sessions" in door else 2])
    ]


def read_everything(kept, client, member):
    client.force_login(member.person)
    told = []
    for path in [*every_page(kept), *every_door(kept)]:
        answer = client.get(path)
        told.append(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    return b"\n".join(told).decode()


@pytest.mark.parametrize("who", ["lead", "admin", "colleague", "foreigner", "foreign_admin", "operator"])
def test_nobody_else_comes_across_any_word(kept, client, who):
    elsewhere = make_organisation()
    viewer = {
        "lead": kept.lead,
        "admin": kept.admin,
        "colleague": make_member(team=kept.team),
        "foreigner": make_member(elsewhere, roles=("supervisor", "team_lead")),
        "foreign_admin": make_member(elsewhere, roles=("admin",)),
        "operator": make_member(
            elsewhere, roles=("admin",), person=make_person(is_staff=True, is_superuser=True)
        ),
    }[who]

    assert found_in(read_everything(kept, client, viewer)) == []


def test_each_side_reads_what_is_shared_and_their_own_and_nothing_of_the_other_s(kept, client):
    nia = read_everything(kept, client, kept.supervisee)
    judith = read_everything(kept, client, kept.supervisor)

    assert found_in(nia) == [*SHARED, PREPARED, NOTED]
    assert found_in(judith) == [*SHARED, JUDITHS, PASSED]


def test_what_was_passed_on_is_read_by_the_one_person_alone_and_the_look_is_written_down(kept, client):
    assert found_in(read_everything(kept, client, kept.contact)) == [PASSED]

    assert AuditEntry.objects.filter(action="escalation.read", actor_id=kept.contact.pk).exists()
    # Nia could not be told first, so nothing that she reads says that it happened.
    assert not AuditEntry.objects.filter(
        action__startswith="escalation", subject_id=kept.supervisee.pk
    ).exists()
    client.force_login(kept.supervisee.person)
    assert "Passed on" not in client.get(f"/agreements/{kept.relationship.pk}/").content.decode()


def test_no_word_stands_in_any_table(kept):
    told = []
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f"select * from {connection.ops.quote_name(model._meta.db_table)}")
            for row in cursor.fetchall():
                told += [
                    bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()
                    for value in row
                ]

    everything = b"\n".join(told)
    assert [word for word in EVERY if word.encode() in everything] == []


def test_no_word_leaves_by_a_message_a_log_or_a_dump(kept, caplog, client):
    caplog.set_level(logging.DEBUG)
    read_everything(kept, client, kept.supervisee)
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump, exclude=["contenttypes"])
    notices = json.dumps([[one.about, one.key, one.topic] for one in Notice.objects.all()])

    assert found_in(caplog.text + dump.getvalue() + notices + str([m.body for m in mail.outbox])) == []


def test_an_error_repeats_no_word(kept, client, caplog, monkeypatch):
    client.raise_request_exception = False
    client.force_login(kept.supervisee.person)
    monkeypatch.setattr(notes, "save_note", lambda *a, **k: 1 / 0)

    answer = client.post(f"{kept.page}notes/notes/", {"notes": NOTED, "revision": 1})

    assert answer.status_code == 500
    assert found_in(answer.content.decode() + caplog.text) == []


def test_the_words_of_a_note_are_never_in_an_address(kept, client):
    client.force_login(kept.supervisee.person)
    saved = client.post(f"{kept.page}notes/notes/", {"notes": f"{NOTED} more", "revision": 1})

    assert found_in(saved.headers["Location"]) == []


def test_a_cover_or_a_new_supervisor_reads_nothing_from_before(kept, client):
    cover = make_member(kept.organisation, roles=("supervisor",))
    kept.session.supervisor = cover
    kept.session.save()

    assert found_in(read_everything(kept, client, cover)) == []
