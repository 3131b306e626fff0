"""Attacks on climate: on rows, files, letters and pages, by whoever may look at them."""

import json
import re
from random import Random

import pytest
from django.apps import apps
from django.db import connection, transaction

from peers.climate import sheets
from peers.climate.access import home_of
from peers.climate.models import Cell, Sheet, Window
from peers.climate.months import release
from supervision.notices.checking import reason_holds
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry, IdempotentCall
from tests.builders import make_lead, make_member
from tests.peers.climate.building import MONDAY, first_of_next, make_asking, open_month, release_month, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
CANARY = "Quokkas in the corridor"


def everything_kept():
    """Return every row of every table, as text."""
    found = []
    for model in apps.get_models():
        for row in model.objects.values_list():
            found.append(f"{model._meta.db_table} {row!r}")
    return "\n".join(found)


def test_no_row_holds_words_answers_or_who_answered():
    organisation, _, people = make_asking(9, 8)
    open_month(organisation)
    before = everything_kept()
    say(people[0][:1], 5, words=CANARY)

    changed = set(everything_kept().splitlines()) - set(before.splitlines())
    assert CANARY not in "".join(changed)
    assert {row.split()[0] for row in changed} == {Sheet._meta.db_table}
    assert not AuditEntry.objects.filter(actor_id=people[0][0].pk).exists()
    assert not IdempotentCall.objects.exists()


def test_sheets_keep_their_number_length_and_order_whoever_answers():
    organisation, _, people = make_asking(9, 8)
    window = open_month(organisation)

    def shape():
        rows = Sheet.objects.filter(window=window).order_by("pk")
        return [(row.pk, row.key, row.number, len(bytes(row.sealed))) for row in rows]

    before = shape()
    for at, member in enumerate(people[0] + people[1]):
        say([member], 1 + at % 5, words="x" * 280 if at % 2 else "")
        assert shape() == before


def test_an_opened_sheet_tells_nobody_whose_answer_is_whose():
    """Whoever has the key as well finds marks in the order of their digests and answers in none."""
    organisation, _, people = make_asking(40)
    window = open_month(organisation)
    for at, member in enumerate(people[0]):
        say([member], 1 + at % 5)
    sheet = Sheet.objects.exclude(key=sheets.WORDS).get(window=window)
    page = sheets._read(sheet, sheets._key_of(window))

    assert page["marks"] == sorted(page["marks"])
    assert [answers[0] for answers in page["given"]] != [1 + at % 5 for at in range(40)]
    assert set(page) == {"marks", "given"} and {len(answers) for answers in page["given"]} == {9}


def test_after_release_no_copy_of_the_rows_opens():
    organisation, _, people = make_asking(12)
    window = open_month(organisation)
    say(people[0], words=CANARY)
    kept = list(Sheet.objects.filter(window=window))
    release_month(organisation)
    window = Window.objects.get(pk=window.pk)

    Sheet.objects.bulk_create(kept)
    with pytest.raises(Exception, match="over"):
        sheets.read_all(window)
    assert not release(window.pk, now=first_of_next(MONDAY))


def test_the_message_goes_out_alike_whoever_has_answered():
    organisation, _, people = make_asking(9)
    open_month(organisation)
    say(people[0][:5])

    notices = Notice.objects.filter(kind="climate_open").select_related("recipient__person", "organisation")
    assert {bool(reason_holds(notice, now=MONDAY)) for notice in notices} == {True}
    assert len({json.dumps(notice.about) for notice in notices}) == 1


def sights(client, admin, key):
    """Return all that page, file and API say to an administrator, the form token left out."""
    client.force_login(admin.person)
    places = [f"/climate/?group={key}", "/climate/", "/climate/released.csv", "/api/v1/climate/", "/"]
    texts = [client.get(place).content.decode() for place in places]
    return [re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text) for text in texts]


def test_suppressed_none_and_too_few_look_the_same_byte_for_byte(client):
    """Of Team B nobody answers; or too few; or enough, but Team C’s few could be worked out from them."""
    organisation, teams, people = make_asking(12, 11, 10)
    own = [make_member(organisation) for _ in range(6)]
    admin = make_member(organisation, roles=("admin",))
    open_month(organisation)
    seen = {}
    for why, number, beside in (("none", 0, own), ("too few", 3, own), ("suppressed", 11, [])):
        point = transaction.savepoint()
        say(people[0] + people[1][:number] + people[2][:4] + beside, 5)
        _, cells = release_month(organisation)
        assert {name for name, cell in cells.items() if cell.bands} == {organisation.name, "Team A"}, why
        seen[why] = sights(client, admin, teams[1].pk)
        transaction.savepoint_rollback(point)

    assert seen["none"] == seen["too few"] == seen["suppressed"]
    assert all("Team B" in text for text in seen["none"][:4])
    assert seen["none"][0].count("Not shown") > 9


def test_hidden_cells_are_one_row_of_nothing_in_the_database():
    organisation, _, people = make_asking(12, 12, 12, 4)
    extra = [make_member(organisation) for _ in range(2)]
    open_month(organisation)
    say(people[0] + extra, 5)
    say(people[1][:3], 3)
    _, cells = release_month(organisation)

    hidden = [cells[name] for name in ("Team B", "Team C", "Team D")]
    assert [json.dumps(cell.bands) for cell in hidden] == ["{}"] * 3
    columns = {
        column.name
        for column in connection.introspection.get_table_description(connection.cursor(), Cell._meta.db_table)
    }
    assert columns == {"id", "window_id", "key", "above", "name", "size", "people", "bands"}


@pytest.mark.parametrize("role", ["lead", "admin", "colleague", "outsider"])
def test_nobody_finds_who_answered_or_what(client, role):
    organisation, teams, people = make_asking(12, 9)
    looks = {
        "lead": make_lead(teams[0]),
        "admin": make_member(organisation, roles=("admin",)),
        "colleague": people[0][1],
        "outsider": make_member(),
    }
    open_month(organisation)
    spoke = people[0][0]
    say([spoke], 5, words=CANARY)
    client.force_login(looks[role].person)
    places = ["/", "/climate/", "/climate/card/", "/climate/what-leaves/", "/climate/released.csv", "/inbox/"]
    places += ["/api/v1/climate/", "/api/v1/me/climate/", "/organisation/climate/", "/climate/figures/"]
    silent = [re.sub(r'value="[^"]{20,}"', "", client.get(place).content.decode()) for place in places]
    assert not any(CANARY in text for text in silent)

    say(people[0][2:3], 5)
    again = [re.sub(r'value="[^"]{20,}"', "", client.get(place).content.decode()) for place in places]
    assert [text for text in again if text not in silent] == []


def test_a_member_is_asked_as_one_of_five_at_least():
    organisation, _, people = make_asking(*(Random(3).randint(1, 12) for _ in range(6)))
    window = open_month(organisation)
    for member in [one for team in people for one in team]:
        home = home_of(member, window)
        inside = [cell for cell in window.cells.all() if cell.above == home.key]
        own = set(home.people) - {pk for cell in inside for pk in cell.people}
        assert len(own) >= 5
