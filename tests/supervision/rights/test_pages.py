"""Pages of data: as somebody who leaves, as an administrator who is asked, as whoever answers for data
protection.
"""

import re
import time
import zipfile
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
import time_machine
from django.test import Client

from supervision.clock import now as clock_now
from supervision.evidence import making
from supervision.evidence.models import Document
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.people.holdings import activities, holdings, keepings
from supervision.people.models import AuditEntry, Member
from supervision.people.tokens import make_token
from supervision.practice.models import AgendaItem, PracticeSettings
from supervision.rights import rules, selectors, services
from supervision.rights.models import ErasureRequest
from supervision.roster.models import Upload
from tests.builders import (
    LONG_AGO,
    make_lead,
    make_member,
    make_notice,
    make_organisation,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db


def client_of(member, *, fresh=True):
    client = Client()
    client.force_login(member.person)
    if fresh:
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
    return client


def days_ago(days):
    return clock_now().date() - timedelta(days=days)


@pytest.fixture
def organisation():
    return make_organisation(name="Alder")


@pytest.fixture
def admin(organisation):
    return make_member(organisation, roles=("admin",), name="Asha Denholm")


@pytest.fixture
def nia(organisation):
    return make_member(organisation, name="Nia Bevan")


@pytest.fixture
def leaver(organisation):
    return make_member(organisation, name="Tom Ashworth", end_date=days_ago(3))


def made(member):
    document = services.ask_for_everything(member, now=clock_now())
    assert making.make(document.pk, clock=clock_now)
    return document


# ---------------------------------------------------------------- taking it along
def test_a_page_asks_for_the_file_and_gives_it(nia):
    client = client_of(nia)
    assert "Make the file" in client.get("/me/data/").content.decode()
    assert client.post("/me/data/take/").headers["Location"] == "/me/data/"
    document = Document.objects.get(kind="mine", member=nia)
    assert making.make(document.pk, clock=clock_now) or document.state == "ready"

    assert "Take it" in client.get("/me/data/").content.decode()
    answer = client.get(f"/me/data/{document.pk}/everything.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "everything.json" in zipfile.ZipFile(BytesIO(answer.content)).namelist()


def test_the_file_is_for_whoever_has_just_said_who_they_are(nia):
    document = made(nia)
    nia.person.set_password("a-quiet-room-2026")
    nia.person.save()
    answer = client_of(nia, fresh=False).get(f"/me/data/{document.pk}/everything.zip")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/?next=%2Fme%2Fdata%2F")

    nia.person.set_unusable_password()
    nia.person.save()
    client = client_of(nia, fresh=False)
    answer = client.get(f"/me/data/{document.pk}/everything.zip")
    assert answer.status_code == 403
    assert "Sign in again" in answer.content.decode()
    again = re.search(r'name="next" value="([^"]*)"', answer.content.decode())
    assert again
    away = client.post("/accounts/logout/", {"next": unescape(again[1])})
    assert away.headers["Location"].startswith("/accounts/login/?next=%2Fme%2Fdata%2F")
    assert client.get("/me/data/").status_code == 302


def test_a_sign_in_is_fresh_for_a_quarter_of_an_hour(nia):
    document = made(nia)
    client = client_of(nia)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - 16 * 60}]
    session.save()
    assert client.get(f"/me/data/{document.pk}/everything.zip").status_code != 200


@pytest.mark.parametrize("who", ["admin", "lead", "colleague", "foreign"])
def test_nobody_else_has_it(nia, admin, organisation, who):
    document = made(nia)
    other = {
        "admin": lambda: admin,
        "lead": lambda: make_lead(make_team(organisation)),
        "colleague": lambda: make_member(organisation),
        "foreign": lambda: make_member(roles=("admin",)),
    }[who]()
    client = client_of(other)
    for path in ("everything.zip", "now/", "stop/", "throw-away/"):
        method = "get" if path.endswith("zip") else "post"
        assert getattr(client, method)(f"/me/data/{document.pk}/{path}").status_code == 404
    assert client.get(f"/api/v1/me/data/exports/{document.pk}/").status_code == 404
    assert Document.objects.filter(pk=document.pk).exists()


def test_a_token_asks_for_it_and_does_not_get_it(nia):
    _, text = make_token(nia, name="Script", may_write=True, lasts_days=30, now=clock_now())
    headers = {"Authorization": f"Bearer {text}"}
    client = Client(headers=headers)
    answer = client.post("/api/v1/me/data/exports/", {}, content_type="application/json")
    assert answer.status_code == 202
    assert client.get("/api/v1/me/data/").json()["export"]["id"] == answer.json()["id"]
    assert client.get(f"/me/data/{answer.json()['id']}/everything.zip").status_code == 302


def test_it_can_be_stopped_and_thrown_away(nia):
    client = client_of(nia)
    document = services.ask_for_everything(nia, now=clock_now())
    client.post(f"/me/data/{document.pk}/stop/")
    document.refresh_from_db()
    assert document.state == "stopped"
    client.post(f"/me/data/{document.pk}/throw-away/")
    assert not Document.objects.filter(pk=document.pk).exists()


# ---------------------------------------------------------------- after one's last day
def test_who_left_gets_to_their_own_data_and_to_nothing_else(leaver):
    client = client_of(leaver)
    assert client.get("/").status_code == 403
    assert "/me/data/" in client.get("/me/").content.decode()
    shown = client.get("/me/data/").content.decode()
    assert "Your last day was" in shown
    document = made(leaver)
    assert client.get(f"/me/data/{document.pk}/everything.zip").status_code == 200
    for path in ("/sessions/", "/space/", "/organisation/", "/board/"):
        assert client.get(path).status_code == 403, path


def test_after_thirty_days_there_is_nothing(organisation):
    gone = make_member(organisation, end_date=days_ago(31))
    client = client_of(gone)
    assert client.get("/me/data/").status_code == 403
    assert "/me/data/" not in client.get("/me/data/").content.decode()
    assert client_of(make_member(organisation, end_date=days_ago(30))).get("/me/data/").status_code == 200


# ---------------------------------------------------------------- asking to be erased
def test_asking_tells_administrators_and_nobody_else(nia, admin, organisation):
    make_lead(make_team(organisation))
    client = client_of(nia)
    client.post("/me/data/erase/")
    client.post("/me/data/erase/")

    assert ErasureRequest.objects.filter(member=nia, state="open").count() == 1
    notice = Notice.objects.get(kind="data_asked")
    assert notice.recipient == admin
    asked_on = clock_now().date()
    assert kind_of("data_asked").context(notice, clock_now())["until"] == asked_on + rules.ANSWER_WITHIN
    assert "You asked on" in client.get("/me/data/").content.decode()
    assert AuditEntry.objects.filter(action="erasure.asked", subject_id=nia.pk).count() == 1


def test_it_can_be_taken_back_and_asked_again(nia, admin):
    client = client_of(nia)
    client.post("/me/data/erase/")
    client.post("/me/data/erase/back/")
    client.post("/me/data/erase/back/")
    assert Notice.objects.get(kind="data_asked").state == "dropped"
    client.post("/me/data/erase/")
    assert sorted(ErasureRequest.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_a_refusal_names_its_ground_and_is_told(nia, admin):
    asked = services.ask_to_be_erased(nia, now=clock_now())
    client = client_of(admin)
    client.post(f"/organisation/data/requests/{asked.pk}/no/", {})
    asked.refresh_from_db()
    assert asked.state == "open"

    client.post(f"/organisation/data/requests/{asked.pk}/no/", {"why": "law"})
    asked.refresh_from_db()
    assert (asked.state, asked.why) == ("refused", "law")
    notice = Notice.objects.get(kind="data_answered")
    assert notice.recipient == nia
    assert kind_of("data_answered").context(notice, clock_now()) == {}
    assert "A law obliges us to keep it" in client_of(nia).get("/me/data/").content.decode()


def test_an_administrator_sees_who_asks_and_of_their_own_place_alone(nia, admin):
    services.ask_to_be_erased(nia, now=clock_now())
    services.ask_to_be_erased(make_member(name="Gwen Parry"), now=clock_now())
    shown = client_of(admin).get("/organisation/data/").content.decode()
    assert "Nia Bevan" in shown
    assert "Gwen Parry" not in shown
    listed = client_of(admin).get("/api/v1/organisation/data/requests/").json()["results"]
    assert [one["name"] for one in listed] == ["Nia Bevan"]


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_one_and_for_thirty(
    admin, organisation, number, django_assert_max_num_queries
):
    for _ in range(number):
        services.ask_to_be_erased(make_member(organisation, end_date=LONG_AGO), now=clock_now())
    client = client_of(admin)
    client.get("/organisation/data/")
    with django_assert_max_num_queries(16):
        client.get("/organisation/data/")


# ---------------------------------------------------------------- erasing
def test_an_administrator_erases_who_left_by_typing_their_name(leaver, admin):
    client = client_of(admin)
    path = f"/organisation/data/people/{leaver.pk}/"
    shown = client.get(path).content.decode()
    assert "Stays without a name" in shown
    wrong = client.post(path, {"name": "Nia"})
    assert wrong.status_code == 422
    assert Member.objects.get(pk=leaver.pk).erased_at is None

    assert client.post(path, {"name": "tom ashworth"}).headers["Location"] == "/organisation/data/"
    assert Member.objects.get(pk=leaver.pk).erased_at is not None
    assert client.get(path).status_code == 404
    assert client.get(f"/organisation/people/{leaver.pk}/").status_code == 404
    assert "Somebody who left" not in client.get("/organisation/people/?who=left").content.decode()


def test_erasing_says_the_same_of_who_has_another_place(leaver, admin):
    alone = client_of(admin).get(f"/organisation/data/people/{leaver.pk}/").content.decode()
    Member.objects.create(organisation=make_organisation(), person=leaver.person, start_date=LONG_AGO)
    both = client_of(admin).get(f"/organisation/data/people/{leaver.pk}/").content.decode()

    def plain(page):
        return [line for line in page.splitlines() if "csrf" not in line]

    assert plain(alone) == plain(both)


def test_who_is_still_here_has_no_page_to_be_erased_from(nia, admin):
    client = client_of(admin)
    assert client.get(f"/organisation/data/people/{nia.pk}/").status_code == 404
    Member.objects.filter(pk=nia.pk).update(end_date=clock_now().date() + timedelta(days=3))
    path = f"/organisation/data/people/{nia.pk}/"
    assert "Erase for good" not in client.get(path).content.decode()
    assert client.post(path, {"name": "Nia Bevan"}).status_code == 422
    assert Member.objects.get(pk=nia.pk).erased_at is None


def test_erasing_wants_a_fresh_sign_in(leaver, admin):
    answer = client_of(admin, fresh=False).post(
        f"/organisation/data/people/{leaver.pk}/", {"name": "Tom Ashworth"}
    )
    assert answer.status_code in (302, 403)
    assert Member.objects.get(pk=leaver.pk).erased_at is None


# ---------------------------------------------------------------- how long things are kept, and the pack
def test_the_preview_says_what_goes_tonight(admin, nia, organisation):
    PracticeSettings.objects.create(organisation=organisation, agenda_months=1)
    long_ago = clock_now() - timedelta(days=90)
    session = make_session(None, nia, at=long_ago)
    item = AgendaItem(
        session=session, supervisor=session.supervisor, writer=nia, step="arriving", written_at=long_ago
    )
    item.text = "zqitemzq"
    item.save(force_insert=True)

    for recipient in (nia, admin, make_member()):
        make_notice(recipient, state="sent", created_at=clock_now() - timedelta(days=91))
    make_notice(nia, state="sent", created_at=clock_now() - timedelta(days=80))
    upload = Upload.objects.create(
        organisation=organisation, member=admin, created_at=clock_now() - timedelta(hours=2), state="wrong"
    )
    upload.files.create(name="people.csv", sealed=b"...")

    rows = client_of(admin).get("/api/v1/organisation/data/kept/").json()["results"]
    said = {row["name"]: row for row in rows}
    assert said["agenda_months"]["goes"] == 1
    assert said["agenda_months"]["lasts"] == "1 month"
    assert (said["notices"]["goes"], said["uploads"]["goes"]) == (2, 1)
    assert said["debriefs"]["goes"] is None
    assert said["escalation_months"]["goes"] is None
    assert len(rows) == len(keepings())
    shown = client_of(admin).get("/organisation/data/kept/").content.decode()
    assert "zqitemzq" not in shown
    assert all(one.what in shown for one in keepings())


def test_the_pack_has_every_purpose_every_table_and_every_row_of_who_sees_what(admin):
    from supervision.people.visibility import ROWS

    found = client_of(admin).get("/api/v1/organisation/data/pack/").json()
    assert {one["name"] for one in found["processing"]} == {one.name for one in activities()}
    held = {row["what"] for one in found["processing"] for row in one["held"]}
    assert held == {one.words for one in holdings() if one.words}
    assert [one["what"] for one in found["who_sees_what"]] == [row.name for row in ROWS]
    assert {one["name"] for one in found["kept"]} == {one.name for one in keepings()}
    assert all(one["basis"] and one["why"] for one in found["processing"])


def test_the_pack_is_made_from_how_the_installation_runs(admin, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "post.alder.example"
    settings.HOLDSPACE_REQUIRE_MFA = False
    found = client_of(admin).get("/api/v1/organisation/data/pack/").json()
    assert any("post.alder.example" in one["to"] for one in found["goes_to"])
    assert any("not required" in words for words in found["security"])
    page = client_of(admin).get("/organisation/data/pack/").content.decode()
    assert "post.alder.example" in page


def test_an_answer_is_owed_for_thirty_days(organisation, nia):
    asked_at = clock_now()
    services.ask_to_be_erased(nia, now=asked_at)
    with time_machine.travel(asked_at + timedelta(days=30), tick=False):
        assert not selectors.asked_in(organisation, now=clock_now())[0].is_late
    with time_machine.travel(asked_at + timedelta(days=32), tick=False):
        assert selectors.asked_in(organisation, now=clock_now())[0].is_late


@pytest.mark.parametrize(
    ("last", "today", "may"),
    [
        (date(2026, 11, 1), date(2026, 11, 1), True),
        (date(2026, 11, 1), date(2026, 12, 1), True),
        (date(2026, 11, 1), date(2026, 12, 2), False),
    ],
)
def test_thirty_days_after_the_last(last, today, may):
    from supervision.people.rules import may_still_take

    assert may_still_take(last, today=today) is may


def test_a_name_is_the_same_whatever_its_case_and_spaces():
    assert rules.same_name(" nia  BEVAN ", "Nia Bevan")
    assert not rules.same_name("Nia", "Nia Bevan")
    assert not rules.same_name("", "Nia Bevan")
