"""What somebody had elsewhere and wrote down for their log: how it counts, where it says so, who sees it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from supervision.evidence import entries, making, services
from supervision.evidence.documents import ask, own_log, paper_of
from supervision.evidence.entries import EnoughEntries, Entry, OddEntry, WrittenAlready, add_entry
from supervision.evidence.log import ALL, log_of
from supervision.evidence.models import OwnEntry
from supervision.evidence.rules import Registration
from supervision.people.encryption import Tampered
from supervision.people.holdings import PERSON, holdings
from supervision.rights import exporting
from tests.builders import make_member, make_organisation, make_person, make_session

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CANARY = "Oystercatcher"
ALONE = Entry(date(2026, 10, 6), 60, "individual", 1, "Helen Marsh", "Marsh practice")
OF_FIVE = Entry(date(2026, 9, 1), 90, "group", 5, "Helen Marsh")


@pytest.fixture
def nia():
    nia = make_member(make_organisation("Alder"), name="Nia Bevan", start_date=date(2026, 6, 1))
    make_session(None, nia, at=datetime(2026, 10, 13, 10, tzinfo=UTC), minutes=60)
    return nia


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def said(**other):
    usual = {
        "on": "2026-10-06",
        "minutes": 60,
        "kind": "individual",
        "supervisor": "Helen Marsh",
        "where": "",
    }
    return usual | other


# ---------------------------------------------------------------- what it is worth
@pytest.mark.parametrize(
    ("body", "credited"),
    [("bacp", 60 + 60 + 18), ("babcp", 60 + 60), ("ncip", 60 + 60 + 45), ("minutes", 210)],
)
def test_it_counts_as_each_body_counts_it(nia, body, credited):
    for one in (ALONE, OF_FIVE):
        add_entry(nia, one, now=NOW)

    log = log_of(nia, now=NOW, body=body)

    assert (log.tally.credited, log.tally.minutes, log.tally.sessions) == (credited, 210, 3)
    assert [line.is_own for line in log.lines] == [False, True, True]
    assert (len(log.own_lines), log.own_minutes) == (2, 150)


def test_years_and_months_reach_back_to_what_was_before_ones_first_day(nia):
    services.add_registration(nia.person, Registration("bacp"))
    add_entry(nia, replace(ALONE, on=date(2024, 3, 5), minutes=90), now=NOW)

    log = log_of(nia, now=NOW, year=date(2024, 5, 5))

    assert [year.first.year for year in log.years] == [2026, 2025, 2024]
    assert [month.stands for month in log.tally.months[:4]] == ["before", "before", "met", "short"]


def test_it_belongs_to_the_person_and_to_no_place(nia):
    elsewhere = make_member(make_organisation("Fern"), person=nia.person)
    add_entry(nia, ALONE, now=NOW)

    for log in (log_of(elsewhere, now=NOW), log_of(elsewhere, now=NOW, where=ALL)):
        assert [line.organisation for line in log.own_lines] == ["Marsh practice"]


# ---------------------------------------------------------------- what may be written
@pytest.mark.parametrize(
    "odd",
    [
        {"on": date(2026, 11, 23)},
        {"on": date(2010, 12, 31)},
        {"minutes": 0},
        {"minutes": 481},
        {"kind": "group", "attended": 1},
        {"kind": "group", "attended": 51},
        {"kind": "pair"},
        {"supervisor": "  "},
        {"supervisor": "x" * 101},
        {"where": "x" * 101},
    ],
)
def test_what_could_not_have_been_is_refused(nia, odd):
    with pytest.raises(OddEntry):
        add_entry(nia, replace(ALONE, **odd), now=NOW)

    assert not OwnEntry.objects.exists()


def test_today_is_a_day_in_ones_own_zone(nia):
    nia.time_zone = "Pacific/Auckland"
    nia.save()

    add_entry(nia, replace(ALONE, on=date(2026, 11, 23)), now=NOW)

    with pytest.raises(OddEntry):
        add_entry(nia, replace(ALONE, on=date(2026, 11, 24)), now=NOW)


def test_the_same_twice_is_a_button_pressed_twice(nia):
    first = add_entry(nia, ALONE, now=NOW)
    with pytest.raises(WrittenAlready):
        add_entry(nia, replace(ALONE, supervisor=" Helen  Marsh "), now=NOW)
    other = add_entry(nia, replace(ALONE, minutes=50), now=NOW)
    with pytest.raises(WrittenAlready):
        entries.change_entry(nia, replace(ALONE, pk=other.pk), now=NOW)

    assert entries.change_entry(nia, replace(first, minutes=55), now=NOW).minutes == 55
    assert sorted(one.minutes for one in entries.entries_of(nia.person_id)) == [50, 55]


def test_a_log_takes_no_more_than_it_can_read(nia, monkeypatch):
    monkeypatch.setattr(entries, "MOST", 1)
    kept = add_entry(nia, ALONE, now=NOW)

    with pytest.raises(EnoughEntries):
        add_entry(nia, OF_FIVE, now=NOW)
    assert entries.change_entry(nia, replace(OF_FIVE, pk=kept.pk), now=NOW).attended == 5


# ---------------------------------------------------------------- who sees it
def test_all_of_it_is_sealed_and_opens_nowhere_else(nia):
    kept = add_entry(nia, replace(ALONE, supervisor=CANARY, where=CANARY), now=NOW)
    other = add_entry(nia, OF_FIVE, now=NOW)
    sealed = bytes(OwnEntry.objects.get(pk=kept.pk).sealed)

    assert CANARY.encode() not in sealed
    assert b"2026" not in sealed
    OwnEntry.objects.filter(pk=other.pk).update(sealed=sealed)
    with pytest.raises(Tampered):
        entries.entries_of(nia.person_id)


def test_nobody_else_reads_changes_or_takes_out(nia):
    kept = add_entry(nia, replace(ALONE, supervisor=CANARY), now=NOW)
    admin = make_member(nia.organisation, roles=("admin", "supervisor", "team_lead"))
    client = client_of(admin)

    for address in ("/me/log/", "/me/log/elsewhere/", "/me/log/my-log.csv", "/api/v1/me/log/entries/"):
        assert CANARY not in client.get(address).content.decode()
    for address in (f"/me/log/elsewhere/{kept.pk}/", f"/api/v1/me/log/entries/{kept.pk}/"):
        foreign, missing = client.get(address), client.get(address.replace(str(kept.pk), str(uuid4())))
        assert (foreign.status_code, foreign.content) == (404, missing.content)
    assert client.post(f"/me/log/elsewhere/{kept.pk}/", said(supervisor="Mine")).status_code == 404
    assert client.post(f"/me/log/elsewhere/{kept.pk}/remove/").status_code == 404
    assert client.delete(f"/api/v1/me/log/entries/{kept.pk}/").status_code == 404
    assert entries.entries_of(nia.person_id) == [kept]


# ---------------------------------------------------------------- pages, files, the API
def test_it_is_written_put_right_and_taken_out_on_its_pages(nia):
    client = client_of(nia)
    with time_machine.travel(NOW, tick=False):
        wrong = client.post("/me/log/elsewhere/", said(kind="group"))
        added = client.post("/me/log/elsewhere/", said(kind="group", attended=4), follow=True)
        again = client.post("/me/log/elsewhere/", said(kind="group", attended=4))
        kept = entries.entries_of(nia.person_id)[0]
        shown = client.get("/me/log/").content.decode()
        changed = client.post(f"/me/log/elsewhere/{kept.pk}/", said(minutes=45), follow=True)
        future = client.post(f"/me/log/elsewhere/{kept.pk}/", said(on="2027-01-01"))
        question = client.get(f"/me/log/elsewhere/{kept.pk}/remove/")
        gone = client.post(f"/me/log/elsewhere/{kept.pk}/remove/", follow=True)

    assert (wrong.status_code, again.status_code, future.status_code) == (422, 422, 422)
    assert "Say how many supervisees there were." in wrong.content.decode()
    assert "Group of 4, 60 minutes" in added.content.decode()
    assert "1 of these, 1 h, you recorded yourself" in " ".join(shown.split())
    assert f"/me/log/elsewhere/{kept.pk}/" in shown
    assert "Individual, 45 minutes" in changed.content.decode()
    assert "Take this session out of your log?" in question.content.decode()
    assert "Nothing yet" in gone.content.decode()


def test_every_form_of_the_log_says_who_recorded_it(nia):
    add_entry(nia, ALONE, now=NOW)
    client = client_of(nia)
    with time_machine.travel(NOW, tick=False):
        rows = list(csv.DictReader(io.StringIO(client.get("/me/log/my-log.csv").content.decode("utf-8-sig"))))
        lines = client.get("/api/v1/me/log/").json()["lines"]
    document = ask(nia, own_log(nia, now=NOW), now=NOW)
    assert making.make(document.pk, clock=lambda: NOW)
    document.refresh_from_db()
    paper = paper_of(document)
    table = paper.sections[1].blocks[0]

    assert [(row["recorded"], row["organisation"]) for row in rows] == [
        ("in Holdspace", "Alder"),
        ("by myself", "Marsh practice"),
    ]
    assert [(line["recorded"], bool(line["entry"])) for line in lines] == [("here", False), ("self", True)]
    assert [row[-1] for row in table.rows] == ["Here", "By oneself"]
    assert "nobody here confirmed them" in str(paper.sections[0])


def test_a_log_without_any_says_nothing_of_it(nia):
    document = ask(nia, own_log(nia, now=NOW), now=NOW)
    assert making.make(document.pk, clock=lambda: NOW)
    document.refresh_from_db()

    assert "Recorded" not in paper_of(document).sections[1].blocks[0].head
    assert "oneself" not in str(paper_of(document))


def test_the_api_writes_reads_and_takes_out(nia):
    client = client_of(nia)
    body = {"on": "2026-09-01", "minutes": 90, "kind": "group", "supervisees": 5, "supervisor": "Helen Marsh"}
    with time_machine.travel(NOW, tick=False):
        made = client.post("/api/v1/me/log/entries/", body, content_type="application/json")
        pk = made.json()["id"]
        twice = client.post("/api/v1/me/log/entries/", body, content_type="application/json")
        odd = client.post(
            "/api/v1/me/log/entries/", body | {"supervisees": 1}, content_type="application/json"
        )
        unknown = client.post("/api/v1/me/log/entries/", body | {"x": 1}, content_type="application/json")
        changed = client.put(
            f"/api/v1/me/log/entries/{pk}/", body | {"minutes": 60}, content_type="application/json"
        )

    assert made.json() == body | {"id": pk, "where": ""}
    assert (made.status_code, twice.status_code, odd.status_code, unknown.status_code) == (201, 409, 422, 400)
    assert changed.json()["minutes"] == 60
    assert client.get("/api/v1/me/log/entries/").json() == [changed.json()]
    assert client.delete(f"/api/v1/me/log/entries/{pk}/").status_code == 204
    assert client.get(f"/api/v1/me/log/entries/{pk}/").status_code == 404


def test_no_cell_becomes_a_formula_and_no_name_becomes_markup(nia):
    add_entry(nia, replace(ALONE, supervisor="=1+1", where="<b>bold</b>"), now=NOW)
    client = client_of(nia)
    with time_machine.travel(NOW, tick=False):
        sheet = client.get("/me/log/my-log.csv").content.decode()
        page = client.get("/me/log/elsewhere/").content.decode()

    assert "'=1+1" in sheet
    assert "<b>bold" not in page


def test_a_log_costs_the_same_for_one_entry_and_for_thirty(nia, django_assert_num_queries):
    few = make_member(nia.organisation, person=make_person())
    add_entry(few, ALONE, now=NOW)
    add_entry(nia, ALONE, now=NOW)
    for number in range(29):
        add_entry(nia, replace(ALONE, on=ALONE.on - timedelta(days=number + 1)), now=NOW)

    for member in (few, nia):
        with django_assert_num_queries(5):
            log_of(member, now=NOW)


def test_it_is_in_ones_own_download_and_goes_with_ones_last_place(nia):
    add_entry(nia, replace(ALONE, supervisor=CANARY), now=NOW)

    assert CANARY in str(exporting.everything(nia, now=NOW))
    assert CANARY not in str(exporting.everything(make_member(nia.organisation), now=NOW))
    found = next(one for one in holdings() if one.label == "supervision_evidence.OwnEntry")
    assert found.fate == PERSON
