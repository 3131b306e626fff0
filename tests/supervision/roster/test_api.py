"""The API onto bringing in a staff list: read, put right, look over, bring in, or stop."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from supervision.people.models import Member
from supervision.roster import intake
from supervision.roster.models import Upload
from tests.builders import make_lead, make_member, make_organisation, make_team
from tests.supervision.roster.roster_files import LEAVE, PEOPLE, streams, text_of, with_row

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
WRONG = text_of("roster.csv", with_row(PEOPLE, 0, start_date="=2026-02-30"))


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss():
    return make_member(make_organisation("Alder House"), roles=("admin",), email="boss@alder.example")


@pytest.fixture
def api(client):
    def call(member, method, path, files=None, **headers):
        client.force_login(member.person)
        given = [SimpleUploadedFile(name, _bytes(content)) for name, content in (files or {}).items()]
        body = {"files": given} if files else None
        return getattr(client, method)(f"/api/v1/{path}", body, headers=headers)

    return call


def _bytes(content):
    return content.encode() if isinstance(content, str) else content


def whole():
    return {name: stream.read() for name, stream in streams().items()}


def test_files_are_read_looked_over_and_brought_in(api, boss):
    taken = api(boss, "post", "uploads/", whole())

    assert taken.status_code == 201, taken.content
    upload = taken.json()
    assert (upload["state"], upload["people"]["new"]) == ("ready", 3)
    assert upload["change_count"] == len(upload["changes"]) > 3
    assert Member.objects.of(boss.organisation).count() == 1
    done = api(boss, "post", f"uploads/{upload['id']}/apply/")
    assert done.json()["state"] == "applied"
    assert Member.objects.of(boss.organisation).count() == 4
    again = api(boss, "post", f"uploads/{upload['id']}/apply/")
    assert (again.status_code, again.json()["code"]) == (409, "upload-state")


def test_what_is_wrong_is_named_by_file_line_and_column(api, boss):
    upload = api(boss, "post", "uploads/", {"roster.csv": WRONG}).json()

    assert upload["state"] == "wrong"
    problem = upload["problems"][0]
    assert (problem["file"], problem["line"], problem["column"]) == ("roster.csv", 2, "start_date")
    sheet = api(boss, "get", f"uploads/{upload['id']}/problems.csv")
    assert sheet["Content-Type"].startswith("text/csv")
    assert "'=2026-02-30" in sheet.content.decode()
    refused = api(boss, "post", f"uploads/{upload['id']}/apply/")
    assert refused.status_code == 409


def test_one_mistake_in_several_rows_is_told_row_by_row(api, boss):
    rows = [{**LEAVE[0], "email": "ash@alder.example", "starts_on": f"2026-07-0{n}"} for n in (1, 2, 3)]
    upload = api(boss, "post", "uploads/", {"leave.csv": text_of("leave.csv", rows)}).json()

    assert upload["problem_count"] == 3
    assert [(each["line"], each["column"]) for each in upload["problems"]] == [
        (n, "email") for n in (2, 3, 4)
    ]
    why = "Nobody in roster.csv or in the organisation has this address."
    assert all(each["why"].startswith(why) for each in upload["problems"])


def test_a_stopped_upload_keeps_nothing(api, boss):
    pk = api(boss, "post", "uploads/", whole()).json()["id"]

    assert api(boss, "post", f"uploads/{pk}/stop/").json()["state"] == "stopped"

    assert not Upload.objects.get(pk=pk).files.exists()
    assert api(boss, "post", f"uploads/{pk}/apply/").status_code == 409


def test_no_files_and_too_many_bytes_are_problems(api, boss, monkeypatch):
    assert api(boss, "post", "uploads/").status_code == 400
    monkeypatch.setattr(intake, "MOST_TOGETHER", 10)

    answer = api(boss, "post", "uploads/", whole())

    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert not Upload.objects.exists()


def test_the_same_key_takes_the_same_files_once_and_other_files_not_at_all(api, boss):
    key = {"Idempotency-Key": "k"}

    first, second = (api(boss, "post", "uploads/", whole(), **key) for _ in range(2))
    other = api(boss, "post", "uploads/", whole() | {"roster.csv": WRONG}, **key)

    assert first.json() == second.json()
    assert other.status_code == 422
    assert Upload.objects.count() == 1


def test_uploads_are_there_for_the_administrator_who_brought_them_alone(api, boss):
    pk = api(boss, "post", "uploads/", whole()).json()["id"]
    another = make_member(boss.organisation, roles=("admin",))
    lead = make_lead(make_team(boss.organisation))
    foreign = make_member(roles=("admin",))

    for who in (another, lead, foreign, make_member(boss.organisation)):
        for method, path in (
            ("get", ""),
            ("post", "apply/"),
            ("post", "stop/"),
            ("post", "go-on/"),
            ("get", "problems.csv"),
            ("get", "changes.csv"),
        ):
            assert api(who, method, f"uploads/{pk}/{path}").status_code == 404
    assert api(another, "get", "uploads/").json()["results"] == []
    assert api(lead, "post", "uploads/", whole()).status_code == 404
    assert Upload.objects.get().state == "ready"
