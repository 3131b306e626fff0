"""The doors of a document: its owner's alone, for a week, by page and by API."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from supervision.evidence import documents
from supervision.evidence.models import Document, Piece
from tests.builders import make_lead, make_member, make_organisation, make_session, make_team
from tests.supervision.evidence.making_documents import NOW, admin_of, asked, at, client_of, lead_of, made

pytestmark = pytest.mark.django_db


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
