"""One's own space, attacked: a word in every field, looked for wherever it must not be."""

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.test import Client

from peers.wellbeing import checking, keeping
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_member,
    make_organisation,
    make_relationship,
    make_team,
)
from tests.peers.wellbeing.keeping_all import CANARY, keep_everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    organisation = make_organisation("Alder")
    team = make_team(organisation)
    people = {
        "nia": make_member(team=team, name="Nia Bevan"),
        "supervisor": make_member(organisation, roles=("supervisor",)),
        "lead": make_lead(team),
        "admin": make_member(organisation, roles=("admin",)),
        "peer": make_member(team=team),
        "foreign admin": make_member(roles=("admin", "supervisor", "team_lead")),
    }
    make_relationship(people["supervisor"], people["nia"])
    keep_everything(people["nia"], now=MONDAY_9AM)
    return people


def test_the_word_is_in_the_owners_own_pages(house):
    client = Client()
    client.force_login(house["nia"].person)

    assert CANARY in client.get("/space/file/").content.decode()


@pytest.mark.parametrize("who", ["supervisor", "lead", "admin", "peer", "foreign admin"])
def test_nobody_else_finds_it_on_any_page_of_theirs(house, who):
    client = Client(raise_request_exception=False)
    client.force_login(house[who].person)
    nia = house["nia"].pk
    pages = ["/", "/space/", "/space/checks/", "/space/answered/", "/space/file/", "/board/", "/inbox/"]
    pages += [f"/people/{nia}/", "/organisation/people/", "/organisation/questionnaires/", "/desk/"]
    pages += ["/organisation/operations/", f"/api/v1/members/{nia}/", "/api/v1/me/"]
    for page in pages:
        assert CANARY not in client.get(page).content.decode(), page


def test_no_row_of_the_database_holds_it(house):
    for model in apps.get_models():
        for row in model._default_manager.all().values_list():
            for value in row:
                if isinstance(value, memoryview | bytes):
                    assert CANARY.encode() not in bytes(value), model
                assert CANARY not in str(value), model


def test_operators_have_no_page_of_it():
    assert not [model for model in site._registry if model._meta.app_label == "peers_wellbeing"]


def test_rows_of_a_space_tell_two_kinds_of_thing_from_nothing(house):
    """Of what is kept a row says whose it is; digests never agree, and lengths come in blocks."""
    keep_everything(house["peer"], now=MONDAY_9AM)
    rows = list(keeping.Kept.objects.all())
    mine = {row.drawer for row in rows if row.space_id == house["nia"].person_id}
    theirs = {row.drawer for row in rows if row.space_id != house["nia"].person_id}

    assert mine and not mine & theirs
    assert {(len(row.sealed) - 1 - 12 - 16) % keeping.BLOCK for row in rows} == {0}


def test_nothing_of_it_is_logged(house, caplog):
    caplog.set_level("DEBUG")
    client = Client()
    client.force_login(house["nia"].person)
    for page in ("/space/", "/space/checks/", "/space/answered/", "/space/file/"):
        client.get(page)
    checking.keep_check(house["nia"], {"sleep": 0}, now=MONDAY_9AM)

    assert CANARY not in caplog.text
