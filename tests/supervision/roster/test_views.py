"""The upload pages: who may, what each step shows, and nothing without a press of a button."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from supervision.people.models import Leave, Member
from supervision.people.sheets import harmless
from supervision.roster import intake, services, views
from supervision.roster.loading import bring_in, read_for
from supervision.roster.models import Upload
from tests.builders import make_member
from tests.supervision.roster.roster_files import LEAVE, PEOPLE, streams, text_of, with_row

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
LONGER = text_of("leave.csv", with_row(LEAVE, 0, ends_on="2026-08-20"))
WRONG = text_of("leave.csv", with_row(LEAVE, 0, ends_on="=2026-02-30"))
START = "/organisation/upload/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def boss(client):
    bring_in(None, read_for(None, streams(), now=NOW), now=NOW)
    member = Member.objects.get(person__email="boss@alder.example")
    client.force_login(member.person)
    return member


def send(client, *contents, name="leave.csv"):
    files = [SimpleUploadedFile(name, content) for content in contents]
    return client.post(START, {"files": files}, follow=True)


def text(answer):
    return " ".join(answer.content.decode().split())


def test_the_first_step_asks_for_files_and_says_who_sees_them(client, boss):
    page = text(client.get(START))

    assert 'aria-current="step"><span class="step-no">1</span> Files' in page
    assert "deleted after an hour" in page


def test_wrong_files_lead_to_what_is_to_be_put_right(client, boss):
    page = text(send(client, WRONG))

    assert "One thing to put right before anything can go in." in page
    assert "The rest reads well: 1 time away." in page
    assert "=2026-02-30" in page and "leave.csv" in page
    assert 'aria-current="step"><span class="step-no">2</span> Put right' in page


def test_one_mistake_in_several_rows_stands_once_and_in_the_file_row_by_row(client, boss):
    rows = [{**LEAVE[0], "email": "ash@alder.example", "starts_on": f"2026-07-{n:02}"} for n in range(1, 9)]
    page = text(send(client, text_of("leave.csv", [*rows, LEAVE[1]])))

    assert "One thing to put right before anything can go in." in page
    assert page.count("<code>ash@alder.example</code>") == 1
    assert 'data-label="Line" class="num">2, 3, 4, 5, 6 and 3 more<' in page
    sheet = client.get(reverse("roster:problems_file", args=[Upload.objects.get().pk]))
    _, *kept = csv.reader(StringIO(sheet.content.decode("utf-8-sig")))
    assert [(row[1], row[2], row[3]) for row in kept] == [
        (str(line), "email", "ash@alder.example") for line in range(2, 10)
    ]
    assert "2026-07-08" in kept[-1][-1]


def test_above_fifty_things_to_put_right_the_page_says_how_many_more_there_are(client, boss):
    rows = [{**LEAVE[0], "email": f"nobody{n}@elsewhere.example"} for n in range(53)]
    page = text(send(client, text_of("leave.csv", rows)))

    assert "53 things to put right before anything can go in." in page
    assert page.count("<code>nobody") == 50
    assert "And 3 more. The file has each row by itself, the first thousand." in page


def test_right_files_lead_to_what_will_change_and_a_press_brings_it_in(client, boss):
    page = text(send(client, LONGER))
    upload = Upload.objects.get()
    bar = page.partition('<div class="bar">')[2]  # in reach, however long the list of changes is
    assert "Bring all of it in" in bar and "Leave it as it was" in bar
    assert "What will change" in page and "3 Aug to 20 Aug" in page
    assert not Leave.objects.filter(ends_on="2026-08-20").exists()

    page = text(client.post(reverse("roster:bring", args=[upload.pk]), follow=True))

    assert "All of it is in. Nobody has been written to." in page
    assert (
        "It’s in" in page
        and "Every clock is counted. We owe two people a supervision, and one falls due" in page
    )
    assert Leave.objects.filter(ends_on="2026-08-20").exists()
    assert "See where we stand" in page and "Invite people" not in page  # nobody is new


def test_once_new_people_are_in_the_page_leads_to_their_invitations(client, boss):
    newcomer = {"email": "grace@alder.example", "name": "Grace Adeyemi", "roles": "admin"}
    newcomer["start_date"] = "2026-01-05"
    send(client, text_of("roster.csv", [*PEOPLE, newcomer]), name="roster.csv")
    upload = Upload.objects.get()

    page = client.post(reverse("roster:bring", args=[upload.pk]), follow=True).content.decode()

    assert 'href="/organisation/setup/invite/">Invite people</a>' in page


def test_files_that_change_nothing_have_no_button_to_bring_them_in(client, boss):
    page = text(send(client, text_of("leave.csv", LEAVE)))

    assert "Nothing changes" in page
    assert "Bring all of it in" not in page


def test_leaving_it_as_it_was_keeps_nothing(client, boss):
    send(client, LONGER)
    page = text(client.post(reverse("roster:stop", args=[Upload.objects.get().pk]), follow=True))

    assert "Stopped. Nothing was kept" in page
    assert Upload.objects.get().files.count() == 0


def test_opening_pages_changes_nothing(client, boss):
    send(client, LONGER)
    upload = Upload.objects.get()
    before = list(Upload.objects.values())

    for name in ("upload", "problems_file", "changes_file"):
        client.get(reverse(f"roster:{name}", args=[upload.pk]))
    for name in ("bring", "stop", "hurry"):
        assert client.get(reverse(f"roster:{name}", args=[upload.pk])).status_code == 405

    assert list(Upload.objects.values()) == before


def test_no_files_are_answered_in_words(client, boss):
    answer = client.post(START, {})

    assert answer.status_code == 422
    assert "Choose the files to bring in." in text(answer)


def test_a_file_over_its_limit_is_something_to_put_right(client, boss, monkeypatch):
    from dataclasses import replace

    small = replace(intake.UPLOADED, size=200)
    monkeypatch.setattr(intake, "UPLOADED", small)
    monkeypatch.setattr(services, "UPLOADED", small)

    page = text(send(client, LONGER + b"\n" * 5000))

    assert "The file is larger than" in page
    assert Upload.objects.get().state == "wrong"


def test_too_much_together_is_answered_in_words(client, boss, monkeypatch):
    monkeypatch.setattr(intake, "MOST_TOGETHER", 100)

    page = text(send(client, LONGER, LONGER))

    assert "Together these files are too large." in page
    assert not Upload.objects.exists()


def test_a_form_from_elsewhere_is_refused(boss):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(boss.person)

    assert strict.post(START, {"files": [SimpleUploadedFile("leave.csv", LONGER)]}).status_code == 403
    assert not Upload.objects.exists()


# ---------------------------------------------------------------- a long job
def test_a_large_upload_waits_for_a_worker_and_says_how_far_it_is(client, boss, monkeypatch):
    monkeypatch.setattr(views.handing, "READ_AT_ONCE", 0)
    monkeypatch.setattr(views.handing, "hand_over", lambda task, upload: True)

    page = text(send(client, LONGER))
    upload = Upload.objects.get()
    address = reverse("roster:upload", args=[upload.pk])
    assert "Reading your files" in page and "It waits for its turn." in page
    assert "Do it now" not in page

    part = client.get(address, headers={"HX-Request": "true"})
    assert text(part).startswith('<section class="panel" id="job"')
    services.read_files_of(upload, now=NOW)
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_no_worker_takes_on_can_be_done_at_once(client, boss, monkeypatch):
    monkeypatch.setattr(views.handing, "READ_AT_ONCE", 0)
    monkeypatch.setattr(views.handing, "hand_over", lambda task, upload: True)
    send(client, LONGER)
    upload = Upload.objects.get()

    with time_machine.travel(NOW.replace(second=30), tick=False):
        assert "Do it now, and wait" in text(client.get(reverse("roster:upload", args=[upload.pk])))
        page = text(client.post(reverse("roster:hurry", args=[upload.pk]), follow=True))

    assert "What will change" in page


def test_without_a_broker_even_a_large_upload_is_read_at_once(client, boss, monkeypatch, settings):
    settings.CELERY_BROKER_URL = None
    monkeypatch.setattr(views.handing, "READ_AT_ONCE", 0)

    assert "What will change" in text(send(client, LONGER))


# ---------------------------------------------------------------- files to take away
def test_what_is_to_be_put_right_comes_as_a_file_with_its_rows_and_no_formula(client, boss):
    send(client, WRONG)
    answer = client.get(reverse("roster:problems_file", args=[Upload.objects.get().pk]))

    head, row = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Disposition"] == 'attachment; filename="to-put-right.csv"'
    assert head == ["file", "line", "column", "it says", "why it can’t go in", "your row"]
    assert row[:4] == ["leave.csv", "2", "ends_on", "'=2026-02-30"]
    assert row[5] == '"asha@alder.example","2026-08-03","=2026-02-30","annual"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless(f"a{text}") == f"a{text}"


def test_what_will_change_comes_as_a_file(client, boss):
    send(client, LONGER)
    answer = client.get(reverse("roster:changes_file", args=[Upload.objects.get().pk]))

    assert "leave,Asha Denholm,changed,away,3 Aug to 14 Aug,3 Aug to 20 Aug" in answer.content.decode()


def test_the_columns_are_explained_and_every_sample_reads_well(client, boss):
    assert "The columns, with an example" in text(client.get(reverse("roster:columns")))
    for name in ("organisation.csv", "teams.csv", "policies.csv", "roster.csv", "leave.csv", "worked.csv"):
        sample = client.get(reverse("roster:sample", args=[name]))
        assert sample.status_code == 200
        problems = [each.why for each in read_sample(name, sample.content).problems.kept]
        assert not [why for why in problems if "Nobody in roster.csv" not in why and "No team" not in why]
    assert client.get("/organisation/upload/sample/other.csv").status_code == 404


def read_sample(name, content):
    from io import BytesIO

    from supervision.roster.files.checks import Known
    from supervision.roster.files.reading import read_files

    return read_files({name: BytesIO(content)}, Known())


# ---------------------------------------------------------------- who may
PAGES = ("upload", "bring", "stop", "hurry", "problems_file", "changes_file")


@pytest.mark.parametrize(
    "who", ["another administrator", "a member", "an administrator elsewhere", "a stranger"]
)
def test_an_upload_is_there_only_for_the_one_who_brought_it(client, boss, who):
    send(client, LONGER)
    upload = Upload.objects.get()
    client.logout()
    if who == "another administrator":
        client.force_login(make_member(boss.organisation, roles=("admin",)).person)
    elif who == "a member":
        client.force_login(make_member(boss.organisation).person)
    elif who == "an administrator elsewhere":
        client.force_login(make_member(roles=("admin",)).person)

    for name in PAGES:
        method = client.post if name in ("bring", "stop", "hurry") else client.get
        answer = method(reverse(f"roster:{name}", args=[upload.pk]))
        assert answer.status_code == (302 if who == "a stranger" else 404), name
        assert b"Asha" not in answer.content
    assert Upload.objects.get().state == "ready"


@pytest.mark.parametrize(
    "address", [START, "/organisation/upload/columns/", "/organisation/upload/sample/leave.csv"]
)
def test_only_administrators_bring_files_in(client, boss, address):
    client.force_login(make_member(boss.organisation, roles=("case_manager", "team_lead")).person)

    assert client.get(address).status_code == 404


def test_a_long_preview_is_shown_page_by_page_with_the_same_queries(
    client, boss, django_assert_max_num_queries
):
    people = [{**PEOPLE[3], "email": f"p{n}@alder.example", "name": f"P {n}"} for n in range(60)]
    send(client, text_of("roster.csv", people), name="roster.csv")
    address = reverse("roster:upload", args=[Upload.objects.get().pk])

    with django_assert_max_num_queries(8):
        page = text(client.get(f"{address}?page=2"))

    assert '<span class="vh">Page </span>2 of 2' in page
    assert "P 59" in page
