"""Documents: made once, by one worker, all of it or nothing, and what is in them."""

import json
from datetime import date, timedelta

import pytest

from supervision.evidence import documents, making, services
from supervision.evidence.documents import Enough, NotReady, UnderWay
from supervision.evidence.models import Document, Piece
from supervision.evidence.rules import Registration
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.people.audit import readings_of
from supervision.people.encryption import Tampered
from supervision.people.models import AuditEntry
from tests.builders import make_member, make_team
from tests.supervision.evidence.making_documents import (
    CANARY,
    NOW,
    admin_of,
    asked,
    at,
    client_of,
    clock,
    lead_of,
    made,
)
from tests.supervision.evidence.test_drawing import count_of

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- made
def test_a_log_is_made_and_its_owner_told(nia):
    document = made(nia)

    pdf = documents.content_of(document, "pdf")
    assert (document.state, document.pages, document.size) == ("ready", count_of(pdf), len(pdf))
    assert document.expires_at == NOW + timedelta(days=7)
    notice = Notice.objects.get(kind="document_ready")
    assert (notice.recipient, notice.about) == (nia, {"document": str(document.pk)})
    assert kind_of("document_ready").context(notice, NOW) == {"until": date(2026, 11, 29)}
    assert kind_of("document_ready").path(notice) == f"/evidence/{document.pk}/"


def test_its_page_says_what_it_says(nia):
    services.add_registration(nia.person, Registration("bacp", 2, 1))
    document = made(nia, body="bacp")

    shown = at(NOW, client_of(nia), f"/evidence/{document.pk}/read/").content.decode()
    said = at(NOW, client_of(nia), f"/api/v1/documents/{document.pk}/content/").json()

    assert "Supervision received, Feb 2026 to Jan 2027" in shown
    assert said["title"] == "Supervision received, Feb 2026 to Jan 2027"
    for section in said["sections"]:
        for block in section["blocks"]:
            for row in block.get("rows", []):
                assert row[0] in shown


def test_nothing_of_it_stands_open_in_the_database(nia):
    document = made(nia)

    kept = b"".join(bytes(piece.sealed) for piece in document.pieces.all())
    assert b"%PDF" not in kept
    assert b"Nia Bevan" not in kept
    assert b"bacp" not in bytes(Document.objects.get(pk=document.pk).sealed_asked)


def test_a_piece_that_was_moved_does_not_open(nia):
    one, other = made(nia), made(make_member(nia.organisation))
    stolen = Piece.objects.get(document=one, part="pdf").sealed
    Piece.objects.filter(document=other, part="pdf").update(sealed=stolen)

    with pytest.raises(Exception) as refused:  # another person's key: it is not even theirs
        documents.content_of(other, "pdf")
    assert refused.type.__mro__[1].__name__ == "CannotUnseal"

    Piece.objects.filter(document=one, part="paper").update(sealed=stolen)
    with pytest.raises(Tampered):
        documents.content_of(one, "paper")


def test_a_large_one_is_kept_in_pieces(nia, monkeypatch):
    monkeypatch.setattr(documents, "PIECE", 1000)

    document = made(nia)

    assert document.pieces.filter(part="pdf").count() == -(-document.size // 1000)
    assert documents.content_of(document, "pdf").startswith(b"%PDF")


# ---------------------------------------------------------------- one at a time
def test_the_same_wish_meanwhile_is_the_same_document(nia):
    assert asked(nia).pk == asked(nia).pk
    assert Document.objects.count() == 1


def test_another_wish_of_its_kind_waits_its_turn(nia):
    asked(nia)
    with pytest.raises(UnderWay):
        asked(nia, body="babcp")

    assert Document.objects.count() == 1


def test_thirty_in_a_day_are_enough(nia):
    for _ in range(documents.MOST_A_DAY):
        documents.stop(asked(nia), now=NOW)

    with pytest.raises(Enough):
        asked(nia)


def test_two_workers_make_it_once(nia, monkeypatch):
    document = asked(nia)
    drawn = []
    real = making.draw

    def draw(*given, **options):
        drawn.append(1)
        assert making.make(document.pk, clock=clock) is False  # a second one, half-way through the first
        return real(*given, **options)

    monkeypatch.setattr(making, "draw", draw)
    assert making.make(document.pk, clock=clock)
    assert making.make(document.pk, clock=clock) is False

    assert drawn == [1]
    assert Notice.objects.filter(kind="document_ready").count() == 1


# ---------------------------------------------------------------- stopped, lost, broken
def test_one_that_is_stopped_while_it_is_drawn_leaves_nothing(nia, monkeypatch):
    document = asked(nia)
    real = making.draw

    def draw(*given, **options):
        documents.stop(document, now=NOW)
        return real(*given, **options)

    monkeypatch.setattr(making, "draw", draw)
    assert making.make(document.pk, clock=clock) is False

    document.refresh_from_db()
    assert document.state == "stopped"
    assert not Piece.objects.exists()
    assert not Notice.objects.filter(kind="document_ready").exists()


def test_one_that_is_stopped_at_the_last_moment_leaves_nothing(nia, monkeypatch):
    document = asked(nia)
    monkeypatch.setattr(making.Making, "say", lambda *given, **options: None)
    real = making.Making.keep

    def keep(self, *given):
        documents.stop(document, now=NOW)
        return real(self, *given)

    monkeypatch.setattr(making.Making, "keep", keep)
    assert making.make(document.pk, clock=clock) is False

    assert not Piece.objects.exists()


def test_what_a_lost_worker_left_is_taken_on_once_its_time_is_over(nia):
    document = asked(nia)
    lost = making.Making(document, clock)
    assert lost.take()

    assert making.go_on(clock=clock) == 0
    later = NOW + making.TAKEN_FOR
    assert making.go_on(clock=lambda: later) == 1
    with pytest.raises(making.NoLongerOurs):
        lost.say("Pages", 1, 2)


def test_one_that_three_workers_did_not_survive_has_failed(nia):
    document = asked(nia)
    for number in range(making.MOST_ATTEMPTS):
        document.refresh_from_db()
        moment = NOW + number * making.TAKEN_FOR
        assert making.Making(document, lambda moment=moment: moment).take()

    assert making.go_on(clock=lambda: NOW + 5 * making.TAKEN_FOR) == 0
    document.refresh_from_db()
    assert document.state == "failed"


def test_one_that_breaks_says_so_and_keeps_nothing_and_tells_no_words(nia, monkeypatch, caplog):
    document = asked(nia)

    def broken(*given, **options):
        raise ValueError(CANARY)

    monkeypatch.setattr(making, "paper_of", broken)
    assert making.make(document.pk, clock=clock) is False

    document.refresh_from_db()
    assert document.state == "failed"
    assert not Piece.objects.exists()
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text
    assert "That was us, not you" in at(NOW, client_of(nia), f"/evidence/{document.pk}/").content.decode()


def test_a_fault_just_before_the_end_undoes_all_of_it(nia, monkeypatch):
    document = asked(nia)
    monkeypatch.setenv("HOLDSPACE_TEST", "1")
    monkeypatch.setenv("HOLDSPACE_FAULT", "commit.before:raise")

    assert making.make(document.pk, clock=clock) is False

    assert not Piece.objects.exists()
    assert not Notice.objects.filter(kind="document_ready").exists()


# ---------------------------------------------------------------- what is in it, and who learns of it
def test_no_private_word_is_in_any_document(nia):
    for member, kind in ((nia, "log"), (lead_of(nia), "team"), (admin_of(nia), "pack")):
        said = documents.content_of(made(member, kind), "paper").decode()
        assert CANARY not in said


def test_a_pack_names_nobody_and_a_team_page_only_its_team(nia):
    stranger = make_member(team=make_team(nia.organisation, "Other"), name="Grace Adeyemi")
    pack = documents.content_of(made(admin_of(nia), "pack"), "paper").decode()
    page = json.loads(documents.content_of(made(lead_of(nia), "team"), "paper"))
    names = [
        row[0] for section in page["sections"] for block in section["blocks"] for row in block.get("rows", [])
    ]

    assert "Nia Bevan" not in pack
    assert "Person" not in pack
    assert "Nia Bevan" in names
    assert stranger.person.name not in names


def test_everybody_in_it_reads_who_took_it_out(nia):
    lead, admin = lead_of(nia), admin_of(nia)

    made(admin, "pack")
    made(lead, "team")
    made(nia)

    looked = [(entry.action, entry.who) for entry in readings_of(nia)]
    assert sorted(looked) == [("read.pack", "Asha Denholm"), ("read.team_page", "Ruth Calder")]
    assert AuditEntry.objects.filter(action="evidence.pack", actor_id=admin.pk).count() == 1
    page = at(NOW, client_of(nia), "/me/looked/").content.decode()
    assert "An inspection pack was taken out, with counts that you are in" in page


def test_what_is_not_ready_gives_nothing(nia):
    document = asked(nia)

    with pytest.raises(NotReady):
        documents.content_of(document, "pdf")
    assert at(NOW, client_of(nia), f"/api/v1/documents/{document.pk}/file/").status_code == 409
    assert at(NOW, client_of(nia), f"/evidence/{document.pk}/document.pdf").status_code == 302
