"""The page of who sees what, and the rules it is made from: the two cannot differ."""

import pytest

from supervision.people.visibility import ROWS, TABLE, Audience, Sight, Thing, audiences_who_see, sight_of
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team

pytestmark = pytest.mark.django_db


def cells(page):
    """Return the table of the page as {thing: {column: words}}."""
    body = page.split("<tbody")[1].split("</tbody>")[0]
    rows = {}
    for row in body.split("<tr ")[1:]:
        name = row.split('scope="row">')[1].split("<")[0]
        rows[name] = {
            cell.split('"')[0]: cell.split(">", 1)[1].split("<")[0] for cell in row.split('data-label="')[1:]
        }
    return rows


def test_every_thing_has_a_row_and_every_row_a_thing():
    assert set(TABLE) == set(Thing)
    assert len(ROWS) == len(TABLE)


def test_the_page_says_what_the_table_says(client):
    shown = cells(client.get("/who-sees-what/").content.decode())
    labels = {
        Audience.SELF: "You",
        Audience.SUPERVISOR: "Your supervisor",
        Audience.LEAD: "Your lead",
        Audience.ADMIN: "Administrator",
        Audience.PEER: "Colleagues",
        Audience.OPERATOR: "Machine",
    }

    for row in ROWS:
        if row.only_self:
            assert row.name not in shown
        else:
            assert shown[row.name] == {label: row.cell(each).words for each, label in labels.items()}


def test_what_is_only_ones_own_stands_under_only_you(client):
    private = client.get("/who-sees-what/").content.decode().split('id="only-h"')[1].split("</section>")[0]

    assert [row.name for row in ROWS if row.only_self] == [
        line.split("</li>")[0] for line in private.split("<li>")[1:]
    ]


def test_words_and_sight_agree():
    """No cell says "Nothing" and shows something, or the other way round."""
    for row in ROWS:
        for audience in Audience:
            cell = row.cell(audience)
            assert (cell.sight == Sight.NOTHING) == (cell.words == "Nothing")
        assert row.cell(Audience.SELF).sight == Sight.EVERYTHING


def test_colleagues_and_operators_are_given_no_dates():
    for thing in (Thing.CLOCK, Thing.SESSIONS, Thing.ACCOUNTS, Thing.LEAVE):
        assert {Audience.PEER, Audience.OPERATOR}.isdisjoint(audiences_who_see(thing, Sight.COUNTS))


def test_who_is_nobody_sees_nothing():
    assert all(sight_of(thing, []) == Sight.NOTHING for thing in Thing)


def test_a_reader_finds_their_own_people_named(client):
    organisation = make_organisation()
    team = make_team(organisation)
    nia = make_member(team=team)
    make_lead(team, name="Ruth Calder")
    make_relationship(make_member(organisation, roles=("supervisor",), name="Judith Marlow"), nia)
    client.force_login(nia.person)

    page = client.get("/who-sees-what/").content.decode()

    assert "Judith, your supervisor" in page
    assert "Ruth, your lead" in page


def test_a_reader_with_two_supervisors_reads_of_the_role(client):
    nia = make_member()
    for _ in range(2):
        make_relationship(make_member(nia.organisation, roles=("supervisor",), name="Judith"), nia)
    client.force_login(nia.person)

    page = client.get("/who-sees-what/").content.decode()

    assert "Judith" not in page
    assert "Your supervisor" in page


def test_strangers_read_it_as_well(client):
    page = client.get("/who-sees-what/").content.decode()

    assert '<body class="solo">' in page
    assert "who looked at my dates" not in page.lower()
