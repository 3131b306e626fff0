"""Documents: made once, by one worker, all of it or nothing; their owner's alone, and gone after a week."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from supervision.evidence import documents, making, services
from supervision.evidence.documents import Enough, NotReady, UnderWay
from supervision.evidence.models import Document, Piece
from supervision.evidence.rules import Registration
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.people.audit import readings_of
from supervision.people.encryption import Tampered
from supervision.people.models import AuditEntry
from supervision.sessions.lines import keep_line
from tests.builders import make_lead, make_member, make_organisation, make_session, make_team
from tests.supervision.evidence.test_drawing import count_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
CANARY = "canaryword"


def clock():
    return NOW


@pytest.fixture
def nia():
    """Somebody with a session in a team of six, and a private word with it."""
    team = make_team(make_organisation("Alder"), "Community")
    nia = make_member(team=team, name="Nia Bevan")
    for _ in range(5):
        make_member(team=team)
    session = make_session(None, nia, at=datetime(2026, 8, 3, 9, tzinfo=UTC))
    keep_line([session], CANARY, by=session.supervisor, purpose="booking", now=NOW)
    return nia


def lead_of(member):
    return make_lead(member.team, name="Ruth Calder")


def admin_of(member):
    return make_member(member.organisation, roles=("admin",), name="Asha Denholm")


def asked(member, kind="log", **options):
    if kind == "log":
        wish = documents.own_log(member, now=NOW, **options)
    elif kind == "pack":
        wish = documents.inspection_pack(member, *QUARTER, now=NOW)
    else:
        wish = documents.team_page(member, member.team_id, *QUARTER, now=NOW)
    return documents.ask(member, wish, now=NOW)


def made(member, kind="log", **options):
    document = asked(member, kind, **options)
    assert making.make(document.pk, clock=clock)
    document.refresh_from_db()
    return document


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def at(moment, client, address, method="get"):
    with time_machine.travel(moment, tick=False):
        return getattr(client, method)(address)


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


# ---------------------------------------------------------------- its owner's alone, for a week
ADDRESSES = ("", "read/", "document.pdf")


def test_nobody_else_has_a_door_to_it(nia):
    document = made(nia)
    others = [
        lead_of(nia),
        admin_of(nia),
        make_member(nia.organisation),
        make_member(roles=("admin", "team_lead")),
    ]

    for client in map(client_of, others):
        for part in ADDRESSES:
            assert at(NOW, client, f"/evidence/{document.pk}/{part}").status_code == 404
            assert at(NOW, client, f"/evidence/{uuid4()}/{part}").status_code == 404
        for part in ("", "content/", "file/"):
            assert at(NOW, client, f"/api/v1/documents/{document.pk}/{part}").status_code == 404
        assert at(NOW, client, "/api/v1/documents/").json()["results"] == []
        for part in ("stop/", "now/", "throw-away/"):
            assert at(NOW, client, f"/evidence/{document.pk}/{part}", "post").status_code == 404
    document.refresh_from_db()
    assert document.state == "ready"


def test_it_is_gone_after_a_week(nia):
    document, client = made(nia), client_of(nia)
    almost, over = document.expires_at - timedelta(seconds=1), document.expires_at

    for part in ADDRESSES:
        assert at(almost, client, f"/evidence/{document.pk}/{part}").status_code == 200
        assert at(over, client, f"/evidence/{document.pk}/{part}").status_code == 404
    assert at(over, client, f"/api/v1/documents/{document.pk}/file/").status_code == 404

    assert documents.forget(now=almost) == 0
    assert documents.forget(now=over) == 1
    assert not Piece.objects.exists()


def test_the_file_is_a_pdf_to_keep(nia):
    document = made(nia)

    answer = at(NOW, client_of(nia), f"/evidence/{document.pk}/document.pdf")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-log-2026-01-to-2026-12.pdf"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content.startswith(b"%PDF")


def test_whoever_is_no_admin_or_lead_any_more_reads_nothing(nia):
    lead, admin = lead_of(nia), admin_of(nia)
    page, pack = made(lead, "team"), made(admin, "pack")
    lead.leaderships.all().delete()
    admin.is_admin = False
    admin.save()

    for member, document in ((lead, page), (admin, pack)):
        assert at(NOW, client_of(member), f"/evidence/{document.pk}/document.pdf").status_code == 404


def test_a_log_of_both_places_is_read_from_the_place_it_was_asked_in(nia):
    fern = make_member(make_organisation("Fern"), person=nia.person)
    make_session(None, fern, at=datetime(2026, 9, 3, 9, tzinfo=UTC))

    alone, both = made(nia), made(nia, where="all")

    assert b"Fern" not in documents.content_of(alone, "paper")
    assert b"Fern" in documents.content_of(both, "paper")
    with pytest.raises(Exception):  # noqa: B017 - whatever it is, it is not there
        documents.document_or_404(fern, both.pk, now=NOW)


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


# ---------------------------------------------------------------- doors
def test_asking_by_page_makes_it_where_there_are_no_workers(
    nia, settings, django_capture_on_commit_callbacks
):
    settings.CELERY_BROKER_URL = ""
    client = client_of(nia)
    with django_capture_on_commit_callbacks(execute=True):
        answer = at(NOW, client, "/evidence/log/", "post")

    document = Document.objects.get()
    assert answer.headers["Location"] == f"/evidence/{document.pk}/"
    assert document.state == "ready"


def test_a_document_under_way_shows_how_far_it_is(nia):
    document, client = asked(nia), client_of(nia)
    Document.objects.filter(pk=document.pk).update(state="making", stage="Pages", done=11, total=16)

    whole = at(NOW, client, f"/evidence/{document.pk}/").content.decode()
    with time_machine.travel(NOW, tick=False):
        part = client.get(f"/evidence/{document.pk}/", headers={"HX-Request": "true"}).content.decode()

    for shown in (whole, part):
        assert "11 of 16 pages" in shown
        assert 'hx-trigger="every 2s"' in shown
    assert "<html" not in part
    at(NOW, client, f"/evidence/{document.pk}/stop/", "post")
    assert "Nothing was kept." in at(NOW, client, f"/evidence/{document.pk}/").content.decode()
    with time_machine.travel(NOW, tick=False):
        over = client.get(f"/evidence/{document.pk}/", headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"


def test_the_api_makes_a_pack_of_a_period_that_is_offered(nia, settings, django_capture_on_commit_callbacks):
    settings.CELERY_BROKER_URL = ""
    client = client_of(admin_of(nia))
    offered = at(NOW, client, "/api/v1/documents/periods/").json()["results"]
    body = {"kind": "pack", "since": offered[0]["since"], "until": offered[0]["until"]}
    with time_machine.travel(NOW, tick=False), django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/api/v1/documents/", body, content_type="application/json")
        odd = client.post(
            "/api/v1/documents/", body | {"since": "2026-07-02"}, content_type="application/json"
        )
        strange = client.post("/api/v1/documents/", body | {"kind": "log"}, content_type="application/json")

    assert answer.status_code == 202
    assert at(NOW, client, f"/api/v1/documents/{answer.json()['id']}/").json()["state"] == "ready"
    assert (odd.status_code, odd.json()["code"]) == (422, "no-such-period")
    assert strange.status_code == 400


@pytest.mark.parametrize("kind", ["pack", "team"])
def test_only_administrators_and_leads_may_ask(nia, kind):
    body = {"kind": kind, "since": "2026-07-01", "until": "2026-09-30"}
    body |= {"team": nia.team_id} if kind == "team" else {}
    other = make_lead(make_team(nia.organisation)) if kind == "team" else lead_of(nia)
    for member in (nia, other):
        with time_machine.travel(NOW, tick=False):
            answer = client_of(member).post("/api/v1/documents/", body, content_type="application/json")
        assert answer.status_code == 404
    assert not Document.objects.exists()


def test_the_page_offers_to_each_what_is_theirs(nia):
    mine = at(NOW, client_of(nia), "/me/log/").content.decode()
    leads = at(NOW, client_of(lead_of(nia)), "/me/log/").content.decode()
    admins = at(NOW, client_of(admin_of(nia)), "/me/log/").content.decode()

    assert ("Make the pack" in mine, "Make the page" in mine) == (False, False)
    assert ("Make the pack" in leads, "Make the page" in leads) == (False, True)
    assert ("Make the pack" in admins, "Make the page" in admins) == (True, False)
