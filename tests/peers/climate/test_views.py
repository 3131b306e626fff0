import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from peers.climate import beside, rules
from peers.climate.models import Cell, Figure, Setting, Sheet, Window
from peers.climate.rules import KEYS
from tests.builders import make_lead, make_member, make_team
from tests.peers.climate.building import (
    MONDAY,
    card,
    first_of_next,
    make_asking,
    open_month,
    release_month,
    say,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


@pytest.fixture
def alder():
    """Return an organisation with two teams shown and one too small, whose November is released."""
    organisation, teams, people = make_asking(12, 9, 4)
    lead = make_lead(teams[0])
    admin = make_member(organisation, roles=("admin",))
    extra = [make_member(organisation) for _ in range(3)]
    open_month(organisation)
    for at, member in enumerate([*people[0], lead, *people[2], admin, *extra]):
        say([member], 5, words=f"Line {at}")
    say(people[1], 2)
    release_month(organisation)
    return {"organisation": organisation, "teams": teams, "people": people, "lead": lead, "admin": admin}


def signed_in(client, member):
    client.force_login(member.person)
    return client


def page_of(client, address="/climate/"):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_card_is_offered_answered_once_and_says_so(client, monday):
    organisation, _, people = make_asking(9)
    open_month(organisation)
    member = people[0][0]
    signed_in(client, member)
    assert "See the card" in page_of(client, "/") and "See the card" in page_of(client, "/space/")
    page = page_of(client, "/climate/card/")
    assert page.count('type="radio"') == 45 and "one of 9 people" in page

    wrong = client.post("/climate/card/", {"demands": "4"})
    assert wrong.status_code == 422 and "One of the five, please." in wrong.content.decode()
    assert client.post("/climate/card/", card() | {"words": "Fine."}).status_code == 302
    assert "Your card is in" in page_of(client, "/climate/card/")
    assert client.post("/climate/card/", card()).status_code == 409
    assert "See the card" not in page_of(client, "/")

    assert "No card just now" in page_of(signed_in(client, make_member(organisation)), "/climate/card/")


def test_a_lead_an_administrator_and_a_member_see_what_is_theirs(client, alder):
    organisation = alder["organisation"].name
    page = page_of(signed_in(client, alder["admin"]))
    assert all(name in page for name in (organisation, "Team A", "Team B", "Team C"))
    assert "Nearly everyone" in page and "Why some cells are not shown" in page
    assert page.count("Line ") == 21

    page = page_of(signed_in(client, alder["lead"]))
    assert "Team A" in page and "Team B" not in page and "Team C" not in page

    page = page_of(signed_in(client, alder["people"][1][0]))
    assert "Team B" in page and "Team A" not in page
    assert "What we count ourselves" not in page
    page = page_of(client, f"/climate/?group={alder['teams'][0].pk}&question=safety")
    assert "Team A" not in page and f"{organisation} in November" in page

    for odd in ("?group=x", "?group=-1", "?question=age", "?group=999999999999999999999"):
        assert client.get(f"/climate/{odd}").status_code in (200, 404)


def test_the_file_holds_the_same_and_no_formula(client, alder):
    Cell.objects.filter(name="Team A").update(name="=1+1")
    text = signed_in(client, alder["admin"]).get("/climate/released.csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "month,group," + ",".join(KEYS)
    assert lines[1].startswith(f"2026-11,{alder['organisation'].name},")
    assert any(line.startswith("2026-11,'=1+1,") for line in lines)
    assert f"2026-11,Team C,{','.join(['Not shown'] * 9)}" in lines


def test_figures_are_typed_in_or_brought_in_whole(client, alder):
    signed_in(client, alder["admin"])
    assert client.post("/climate/figures/", {"month": "2026-10", "turnover": "2"}).status_code == 302
    assert Figure.objects.get().number == 2
    good = SimpleUploadedFile("f.csv", "\ufeffmonth;sickness;mistakes\r\n2026-09;14;3\r\n".encode())
    assert client.post("/climate/figures/", {"upload": "1", "file": good}).status_code == 302
    assert Figure.objects.count() == 3
    for text in (
        "month,age\n2026-09,1\n",
        "month,turnover\n2026-13,1\n",
        "month,turnover\n2026-09,-1\n",
        "x\0",
    ):
        bad = SimpleUploadedFile("f.csv", f"{text}".encode())
        assert client.post("/climate/figures/", {"upload": "1", "file": bad}).status_code == 200
    assert Figure.objects.count() == 3
    page = page_of(client)
    assert "People who left" in page and ">14</td>" in page
    client.post("/climate/figures/", {"month": "2026-10"})
    assert Figure.objects.count() == 2


def test_what_stands_beside_is_for_leads_and_administrators(client, alder):
    made = beside.Beside(
        "made-up", "Made up", read=lambda organisation, now: beside.Told("88%", "a month ago")
    )
    beside.register(made)
    try:
        assert "Made up" in page_of(signed_in(client, alder["lead"]))
        assert "Made up" not in page_of(signed_in(client, alder["people"][0][0]))
    finally:
        del beside._figures["made-up"]


def test_the_setting_is_kept_and_five_is_the_fewest(client, alder):
    signed_in(client, alder["admin"])
    teams = [team.pk for team in alder["teams"]]
    said = {"is_on": "on", "least": "6", "least_words": "10", "asks_words": "on", "shown_teams": teams[:2]}
    assert client.post("/organisation/climate/", said).status_code == 302
    kept = Setting.objects.get()
    assert (kept.least, kept.left_out) == (6, [teams[2]])
    for wrong in ({"least": "4"}, {"least_words": "9"}, {"least": "30"}, {"shown_teams": ["0"]}):
        assert client.post("/organisation/climate/", said | wrong).status_code == 200
    kept.refresh_from_db()
    assert kept.least == 6


def test_what_leaves_is_said_as_it_is(client, alder):
    page = page_of(signed_in(client, alder["people"][0][0]), "/climate/what-leaves/")
    assert "The month’s card" in page and "Nine numbers, shuffled" in page
    assert "What you answered after a talk" in page


def test_the_page_costs_the_same_for_one_team_and_thirty(client, alder, monday):
    signed_in(client, alder["admin"])
    page_of(client)

    def cost():
        with CaptureQueriesContext(
            connection,
        ) as found:
            page_of(client)
        return len(found)

    before = cost()
    window = Window.objects.released().get()
    for number in range(30):
        team = make_team(alder["organisation"])
        Cell.objects.create(window=window, key=team.pk, name=team.name, size=9, bands=dict.fromkeys(KEYS, 3))
        month = rules.months_before(window.month, number + 1)
        older = Window.objects.create(
            organisation=window.organisation,
            month=month,
            closes_on=rules.last_of(month),
            least=5,
            least_words=10,
            asks_words=False,
            released_at=MONDAY,
        )
        Cell.objects.create(window=older, key=0, name="All", size=9, bands=dict.fromkeys(KEYS, 3))
    assert cost() == before


# ---------------------------------------------------------------- the API
def test_the_api_says_the_same(client, alder, monday):
    signed_in(client, alder["admin"])
    rows = client.get("/api/v1/climate/").json()
    by_name = {row["name"]: row for row in rows}
    assert by_name["Team A"]["bands"]["safety"] == 5
    assert set(by_name["Team C"]["bands"].values()) == {None}
    kept = client.get("/api/v1/organisation/climate/").json()
    assert kept["is_on"] is True
    put = {"content_type": "application/json"}
    assert client.put("/api/v1/organisation/climate/", kept | {"least": 7}, **put).json()["least"] == 7
    assert client.put("/api/v1/organisation/climate/", kept | {"least": 4}, **put).status_code == 400
    body = {"month": "2026-10-14", "complaints": 3}
    assert client.put("/api/v1/climate/figures/", body, **put).status_code == 204
    october = next(
        row for row in client.get("/api/v1/climate/figures/").json() if row["month"] == "2026-10-01"
    )
    assert (october["complaints"], october["mistakes"]) == (3, None)


def test_a_card_by_the_api_keeps_no_key_and_no_answer(client, alder, monday):
    from supervision.people.models import IdempotentCall

    monday.move_to(first_of_next(MONDAY))
    member = alder["people"][0][3]
    signed_in(client, member)
    assert client.get("/api/v1/me/climate/").json()["card"]["is_in"] is False
    say_it = {"content_type": "application/json", "headers": {"Idempotency-Key": "once"}}
    assert client.put("/api/v1/me/climate/", card() | {"words": "Fine."}, **say_it).status_code == 204
    assert client.put("/api/v1/me/climate/", card(), **say_it).status_code == 409
    assert client.put("/api/v1/me/climate/", card() | {"age": 3}, **say_it).status_code == 400
    assert not IdempotentCall.objects.exists()
    assert client.get("/api/v1/me/climate/").json()["card"]["is_in"] is True


def test_an_answer_by_page_writes_its_sheets_and_nothing_else(client):
    organisation, _, people = make_asking(9)
    open_month(organisation)
    signed_in(client, people[0][0])
    client.get("/climate/card/")
    with CaptureQueriesContext(connection) as found:
        client.post("/climate/card/", card())
    written = {
        query["sql"].split()[1].strip('"')
        for query in found
        if query["sql"].split()[0].upper() in ("INSERT", "UPDATE", "DELETE")
    }
    assert written == {Sheet._meta.db_table}
