"""A word in every sealed field of the formal wing, looked for where a thief would: files, journal, backup.

Written by the API with an Idempotency-Key wherever a door takes the words, since that keeps answers too. On
SQLite the bytes of the file, of what is written ahead of it, and of two kinds of backup are searched; on
PostgreSQL the server's own files of this database, its journal, and a dump.
"""

import logging
import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from deploy.with_postgres import find_binaries
from supervision.evidence import documents, making, services
from supervision.evidence.models import Document
from supervision.evidence.rules import Registration
from supervision.feedback import rules as feedback_rules
from supervision.feedback import services as feedback
from supervision.feedback.models import Release
from supervision.invoicing.models import Waiver
from supervision.invoicing.services import set_rate
from supervision.outside import services as outside
from supervision.people.models import IdempotentCall, Member
from supervision.practice import agreed, escalating
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)
from tests.services.databases import bytes_of, is_postgres

pytestmark = [pytest.mark.fault, pytest.mark.slow]
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
OPENS, OVER = datetime(2026, 7, 2, 9, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)
RUN = token_hex(4)
SECRET, GONE, OPEN = f"zq{RUN}s", f"zq{RUN}g", f"zq{RUN}o"
"""How every private word begins; what was deleted, and is to be in no backup from then on; and one that is no
secret: it has to be found, or the search is blind."""
LIVE = ("file and journal", "files", "journal")
TERMS = ('"hours": 137', '"percent": 73')
HOW = dict.fromkeys(feedback_rules.SLUGS, 4)


class Caller:
    """Somebody at the API, with a fresh Idempotency-Key for each call."""

    def __init__(self, member):
        self.client = Client()
        self.client.force_login(member.person)

    def __call__(self, method, path, body, *, wants=(200, 201)):
        answer = getattr(self.client, method)(
            f"/api/v1/{path}",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": token_hex(8)},
        )
        assert answer.status_code in wants, (path, answer.status_code, answer.content)
        return answer


@pytest.fixture
def written(own_database, tmp_path, monkeypatch, caplog):
    """Everything private that the formal wing takes, written by those whom it belongs to."""
    caplog.set_level(logging.DEBUG)
    clock = tmp_path / "clock"
    clock.write_text(NOW.isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock))
    words = (f"{SECRET}{number}x" for number in range(1000))
    alder = make_organisation(f"Alder {OPEN}")
    team = make_team(alder)
    make_lead(team)
    admin, contact = make_member(alder, roles=("admin",)), make_member(alder)
    judith = make_member(alder, roles=("supervisor",), employment="external")
    nia, others = make_member(team=team), [make_member(team=team) for _ in range(10)]
    pair = make_relationship(judith, nia)
    pairs = [make_relationship(judith, one) for one in others]
    feedback.turn(now=OPENS)
    at, by_nia, by_judith = f"agreements/{pair.pk}/", Caller(nia), Caller(judith)

    # Agreement, with its terms.
    said = {slug: f"{text} {next(words)}" for slug, text in agreed.starting_words(alder.pk).items()}
    late = {"hours": 137, "percent": 73, "is_free_when_ill": True}
    proposal = {
        "words": said,
        "late": late,
        "name_on_invoice": "name",
        "has_read_limits": True,
        "is_sure": True,
    }
    by_judith("post", at, proposal)
    by_nia("post", f"{at}sign/", {"version": 1, "has_read_limits": True})
    said["purpose"] = next(words)
    by_nia("post", at, proposal)

    # A session: agenda, what to try, record (and what another tab wrote over it), notes of both, a line.
    session = make_session(judith, nia, at=NOW - timedelta(hours=2))
    here = f"sessions/{session.pk}/"
    by_judith("put", f"{here}agenda/", {"middle": [next(words)], "lens": ""})
    by_nia("post", f"{here}agenda/", {"text": next(words), "step": "landing"})
    by_judith("post", f"{here}actions/", {"text": next(words), "owner": nia.pk})
    for caller in (by_judith, by_nia):  # the second one over the first
        record = {"themes": next(words), "agreed": next(words), "restorative": 20, "revision": 0}
        caller("put", f"{here}record/", record, wants=(200, 409))
    for caller, purpose in ((by_nia, "preparation"), (by_nia, "notes"), (by_judith, "notes")):
        for _ in range(2):
            note = {"text": next(words), "revision": 0}
            caller("put", f"{here}notes/{purpose}/", note, wants=(200, 409))
    ahead = make_session(judith, nia, at=NOW + timedelta(days=2), status="booked")
    by_nia("post", f"sessions/{ahead.pk}/cancel/", {"reason": next(words)})
    by_nia("post", f"sessions/{ahead.pk}/let-go/", {}, wants=(204,))
    assert Waiver.objects.count() == 1

    # Where confidentiality ends.
    escalating.name_contact(contact, is_named=True, by=admin, now=NOW)
    limit = {"limit": "law", "is_told_first": False, "contact": contact.pk}
    by_judith("post", f"{at}speak/", {**limit, "why_not_told": next(words), "words": next(words)})

    # How it is, by name and with others; and what came of ten.
    by_nia("put", f"feedback/{pair.pk}/", {"how": HOW, "more": next(words), "is_named": True})
    for one, relationship in zip(others, pairs, strict=True):
        more = {"how": HOW, "more": next(words), "is_named": False}
        Caller(one)("put", f"feedback/{relationship.pk}/", more)
    feedback.turn(now=OVER)
    assert Release.objects.count() == 1

    # One's own log, a rule of one's own body, a document of both, an invoice.
    entry = {"on": "2026-10-06", "minutes": 60, "kind": "individual"}
    by_nia("post", "me/log/entries/", {**entry, "supervisor": next(words), "where": next(words)})
    services.add_registration(nia.person, Registration("babcp", 2, 29))
    document = documents.ask(nia, documents.own_log(nia, now=NOW), now=NOW)
    assert making.make(document.pk, clock=lambda: NOW)
    set_rate(judith, pence=7000, currency="GBP", starts_on=NOW.date().replace(month=1))

    # Somebody from outside who was asked, said not this time, and is cleared away.
    gone = f"{GONE}@outside.example"
    row = outside.invite(by=admin, supervisee=others[0], email=gone, name=f"{GONE} Marsh", now=NOW)
    guest = Member.objects.select_related("person").get(pk=row.guest_id)
    outside.answer(row, by=guest, agrees=False, now=NOW)
    assert outside.clear(now=NOW + timedelta(days=3)) == 1

    assert IdempotentCall.objects.count() > 20
    assert int(next(words).removeprefix(SECRET).rstrip("x")) > 35
    return own_database


def in_files(paths):
    """Return which private words and terms are in the bytes of these files, and which of the other two."""
    secret = re.compile(rb"(?i)" + SECRET.encode() + rb"\d+x")
    found, seen = set(), set()
    for path in paths:
        try:
            raw = path.read_bytes() if is_postgres() else bytes_of(path)
        except FileNotFoundError:
            continue  # the server's own, gone since they were listed; where the words lie is seen below
        # What a dump writes in hex is read as well.
        hidden = re.findall(rb"\\x((?:[0-9a-f]{2})+)", raw) if path.suffix == ".sql" else ()
        for text in (raw, *(bytes.fromhex(part.decode()) for part in hidden)):
            found |= {word.decode() for word in secret.findall(text)}
            found |= {term for term in TERMS if term.encode() in text}
            seen |= {word for word in (GONE, OPEN) if word.encode() in text}
    return found, seen


def files_of_sqlite(database, folder):
    """Return the file with what is written ahead of it, a copy made while it runs, and a vacuumed one."""
    path = Path(database.name)
    live = sorted(path.parent.glob(f"{path.name}*"))
    assert path.with_name(f"{path.name}-wal") in live
    with closing(sqlite3.connect(path)) as source:
        with closing(sqlite3.connect(folder / "copy")) as target:
            source.backup(target)
        source.execute("vacuum into ?", [str(folder / "vacuumed")])
    return {"file and journal": live, "copy": [folder / "copy"], "vacuumed": [folder / "vacuumed"]}


def files_of_postgres(database, folder):
    """Return the server's own files of this database with the journal, and a dump."""
    where = connection.settings_dict
    address = f"postgres://postgres@{where['HOST']}:{where['PORT']}/{database.name}"
    try:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute("checkpoint")
            # Tests beside this one fill the journal: the word that has to be found is written once more,
            # whole (of an update the journal may have what is new alone), and at once.
            server.execute("set synchronous_commit = on")
            server.execute("create table once_more (name text)")
            server.execute("insert into once_more select name from supervision_people_organisation")
            server.execute("drop table once_more")
            data = Path(server.execute("show data_directory").fetchone()[0])
            oid = server.execute("select oid from pg_database where datname = current_database()").fetchone()[
                0
            ]
            since = server.execute("select pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
    except psycopg.OperationalError:
        pytest.skip("This server lets nobody look into its folder.")
    journal = sorted(path for path in (data / "pg_wal").glob("0*") if path.name <= since)[-24:]
    live = [path for path in (data / "base" / str(oid)).iterdir() if path.is_file()]
    if not live:
        pytest.skip("This server's folder is not ours to read.")
    dump = folder / "dump.sql"
    words = [find_binaries() / "pg_dump", "-f", dump, address]
    subprocess.run([str(word) for word in words], check=True, capture_output=True)
    return {"files": live, "journal": journal, "dump": [dump]}


def test_no_private_word_is_in_the_files_the_journal_or_a_backup(written, tmp_path, caplog):
    folder = tmp_path / "copies"
    folder.mkdir()
    looked_in = (files_of_postgres if is_postgres() else files_of_sqlite)(written, folder)

    for name, paths in looked_in.items():
        found, seen = in_files(paths)
        assert (name, sorted(found)) == (name, [])
        assert OPEN in seen, name
        # A guest's name is not sealed: once deleted it lies in a journal until that is written over.
        assert name in LIVE or GONE not in seen, name
    letters = "\n".join(f"{one.subject}\n{one.body}" for one in mail.outbox)
    assert SECRET not in caplog.text + letters


def test_only_its_owner_reads_a_document_and_its_pieces_open_nowhere_else(written):
    document = Document.objects.get()
    paper = str(documents.paper_of(document))

    assert SECRET in paper  # the search does find it where its owner reads it
    assert SECRET.encode() not in b"".join(bytes(piece.sealed) for piece in document.pieces.all())
