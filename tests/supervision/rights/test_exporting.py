"""What somebody takes along: all that is theirs, and nothing of anybody else's."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from peers.wellbeing import journal
from supervision.clock import now as clock_now
from supervision.evidence import documents, making
from supervision.evidence.models import Document, Piece
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.people.audit import readings_of
from supervision.people.holdings import holdings
from supervision.people.models import AuditEntry
from supervision.practice import notes
from supervision.rights import exporting, services
from supervision.sessions.models import Line
from tests.builders import make_member, make_not_with, make_organisation, make_session
from tests.doors.house import House

pytestmark = pytest.mark.django_db
NOTE, LINE, THEIRS = "zqnotezq", "zqlinezq", "zqtheirszq"


@pytest.fixture
def nia():
    """Somebody with a note, a private line, a session, and a supervisor who wrote for themselves."""
    nia = make_member(name="Nia Bevan")
    judith = make_member(nia.organisation, roles=("supervisor",), name="Judith Marlow")
    now = clock_now()
    session = make_session(judith, nia, at=now - timedelta(days=3))
    notes.save_note(nia, notes.SUPERVISEE, session, notes.NOTES, NOTE, revision=0, now=now)
    notes.save_note(judith, notes.SUPERVISOR, session, notes.NOTES, THEIRS, revision=0, now=now)
    journal.write(nia, LINE, now=now)
    for writer, words in ((nia, "mine to her"), (judith, f"hers {THEIRS}")):
        line = Line(
            session=session,
            supervisor=judith,
            writer=writer,
            side="supervisee",
            purpose="booking",
            written_at=now,
        )
        line.words = words
        line.save(force_insert=True)
    make_not_with(judith, nia)
    return nia


def taken(member, **options):
    return exporting.everything(member, now=clock_now(), **options)


def part(found, label):
    return next(one for one in found["parts"] if one["table"] == label)


def test_everything_that_is_theirs_is_in_it(nia):
    found = taken(nia)
    text = json.dumps(found, default=str)
    assert NOTE in text
    assert LINE in text
    assert part(found, "supervision_people.Person")["rows"][0]["name"] == "Nia Bevan"
    assert part(found, "supervision_sessions.Session")["rows"][0]["supervisor"] == "Judith Marlow"
    assert [row["words"] for row in part(found, "supervision_sessions.Line")["rows"]] == ["mine to her"]


def test_nothing_of_anybody_elses_is_in_it(nia):
    text = json.dumps(taken(nia), default=str)
    assert THEIRS not in text
    assert part(taken(nia), "peers_pool.NotWith")["rows"] == []


def test_every_part_says_what_it_is_who_sees_it_and_how_long_it_stays(nia):
    found = taken(nia)
    wanted = [one for one in holdings() if one.in_export and (one.whose or one.read)]
    assert [one["table"] for one in found["parts"]] == [one.label for one in wanted]
    for one in found["parts"]:
        assert one["what"]
        assert one["kept"]
        assert one["when_erased"]


def test_no_key_and_no_sealed_byte_is_in_it():
    house = House()
    text = json.dumps(taken(house.people["member"]), default=str)
    for word in ('"digest"', '"wrapped"', '"sealed"', "gAAAA", '"password"', '"session_key"'):
        assert word not in text


def test_what_others_may_not_see_is_left_out_of_what_passes_through_other_hands(nia):
    found = taken(nia, is_own=False)
    text = json.dumps(found, default=str)
    assert NOTE not in text
    assert LINE not in text
    assert "All that you keep in your own space" in found["left_out"]
    assert part(found, "supervision_people.Person")["rows"]


def test_the_file_holds_the_same_as_json_and_as_a_page(nia):
    file = zipfile.ZipFile(BytesIO(exporting.as_zip(taken(nia))))
    assert file.namelist() == ["everything.json", "everything.html"]
    assert json.loads(file.read("everything.json"))["format"] == exporting.FORMAT
    page = file.read("everything.html").decode()
    assert NOTE in page
    assert "<script" not in page
    assert "http" not in page.replace("https://", "").split("<body>")[0]


def test_words_cannot_become_part_of_the_page(nia):
    journal.write(nia, "<script>alert(1)</script>", now=clock_now())
    page = zipfile.ZipFile(BytesIO(exporting.as_zip(taken(nia)))).read("everything.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


# ---------------------------------------------------------------- made in the background
def made(member):
    document = services.ask_for_everything(member, now=clock_now())
    assert making.make(document.pk, clock=clock_now)
    document.refresh_from_db()
    return document


def test_it_is_made_sealed_and_its_owner_told(nia):
    document = made(nia)

    assert (document.state, document.kind) == ("ready", "mine")
    kept = b"".join(bytes(piece) for piece in Piece.objects.values_list("sealed", flat=True))
    assert NOTE.encode() not in kept
    assert zipfile.ZipFile(BytesIO(documents.content_of(document, Piece.Part.ZIP))).testzip() is None
    notice = Notice.objects.get(kind="document_ready")
    assert notice.recipient == nia
    assert kind_of("document_ready").path(notice) == "/me/data/"
    assert AuditEntry.objects.filter(action="rights.exported", subject_id=nia.pk).count() == 1


def test_asked_twice_at_once_it_is_one_file(nia):
    first = services.ask_for_everything(nia, now=clock_now())
    assert services.ask_for_everything(nia, now=clock_now()) == first
    assert Document.objects.filter(kind="mine").count() == 1


def test_it_is_no_document_of_the_log(nia):
    document = made(nia)
    assert document not in documents.own_documents(nia, now=clock_now())


# ---------------------------------------------------------------- the command
def test_the_command_leaves_out_what_only_they_may_see_and_they_read_that_it_was_done(nia, tmp_path, capsys):
    file = tmp_path / "nia.zip"
    call_command(
        "export_member", nia.person.email, "--organisation", nia.organisation.slug, "--to", str(file)
    )

    found = json.loads(zipfile.ZipFile(file).read("everything.json"))
    assert NOTE not in json.dumps(found, default=str)
    assert "left out" in capsys.readouterr().out
    assert file.stat().st_mode & 0o077 == 0
    assert [(one.who, one.action) for one in readings_of(nia)] == [(None, "read.taken_out")]


def test_the_command_writes_all_of_it_when_told_to(nia, tmp_path):
    file = tmp_path / "nia.zip"
    call_command(
        *("export_member", nia.person.email, "--organisation", nia.organisation.slug),
        *("--to", str(file), "--everything"),
    )
    assert NOTE in zipfile.ZipFile(file).read("everything.json").decode()
    assert AuditEntry.objects.filter(action="rights.exported_all").count() == 1


def test_the_command_writes_over_nothing_and_knows_nobody_else(nia, tmp_path):
    file = tmp_path / "nia.zip"
    file.write_text("mine")
    with pytest.raises(CommandError) as trouble:
        call_command(
            "export_member", nia.person.email, "--organisation", nia.organisation.slug, "--to", str(file)
        )
    assert trouble.value.returncode == 2
    assert file.read_text() == "mine"
    with pytest.raises(CommandError, match="Nobody"):
        other = make_organisation().slug
        call_command(
            "export_member", nia.person.email, "--organisation", other, "--to", str(tmp_path / "x.zip")
        )
