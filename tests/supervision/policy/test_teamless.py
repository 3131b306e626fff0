"""People in no team: whoever is told of their flags sees them on a board, and nobody else does."""

from datetime import date

import pytest

from supervision.notices.models import Notice
from supervision.people.access import audiences, member_or_404
from supervision.people.models import AuditEntry, Member
from supervision.people.visibility import Audience
from tests.builders import (
    make_leave,
    make_member,
    make_session,
)
from tests.supervision.policy.owed import DAY, NOW, Alder, names, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]

PAGE = "/board/without-team/"
API = "/api/v1/board/without-team/"


class House(Alder):
    """Omar and Tess in no team, Grace in one; their supervisor, a lead, two administrators."""

    def __init__(self):
        super().__init__(to="case_manager")
        self.supervisor.team = self.team
        self.supervisor.save()
        self.other_admin = make_member(self.organisation, roles=("admin",), name="Ben Osei")
        self.peer = make_member(team=self.team, name="Nia Bevan")
        self.omar = self.add("Omar Haddad", team=None, held=60)
        self.tess = self.add("Tess Lund", team=None, held=3)
        self.grace = self.add("Grace Adeyemi", held=60)
        self.bring_up()

    def everybody(self):
        return list(Member.objects.of(self.organisation).with_person())


@pytest.fixture
def house():
    return House()


def test_an_administrator_sees_what_we_owe_them_and_why(client, house):
    response = shown(client, house.admin, PAGE)

    assert names(response) == ["Omar Haddad", "Tess Lund"]
    page = response.content.decode()
    assert "We owe one person a supervision. One is covered." in page
    assert "Owed, 32 days" in page
    assert "Due 4 Oct: last held 6 Sep + 28 days." in page
    assert "Grace Adeyemi" not in page


def test_whoever_is_told_of_a_flag_sees_whose_it_is_and_nobody_else(client, house):
    """The telling and the seeing are two rules in two rooms; this holds them together."""
    told = set(
        Notice.objects.filter(kind="escalated", about__member=house.omar.pk).values_list(
            "recipient_id", flat=True
        )
    )
    boards = {one.pk for one in house.everybody() if shown(client, one, PAGE).status_code == 200}
    pages = {
        one.pk
        for one in house.everybody()
        if shown(client, one, f"/people/{house.omar.pk}/").status_code == 200
    }

    assert told == boards == {house.admin.pk, house.other_admin.pk}
    assert pages == told | {house.omar.pk, house.supervisor.pk}


@pytest.mark.parametrize("who", ["lead", "supervisor", "peer", "omar"])
@pytest.mark.parametrize("path", [PAGE, API])
def test_to_everybody_else_there_is_no_such_board(client, house, who, path):
    assert shown(client, getattr(house, who), path).status_code == 404


def test_a_foreign_administrator_sees_their_own_people_alone(client, house):
    other = House()

    assert {row.standing.id for row in shown(client, other.admin, PAGE).context["board"].rows} == {
        other.omar.pk,
        other.tess.pk,
    }
    assert shown(client, other.admin, f"/people/{house.omar.pk}/").status_code == 404
    assert Audience.STAND_IN not in audiences(other.admin, house.omar, on=NOW.date())


def test_it_ends_with_a_place_in_a_team(client, house):
    assert member_or_404(house.admin, house.omar.pk) == house.omar
    Member.objects.filter(pk=house.omar.pk).update(team=house.team)

    assert names(shown(client, house.admin, PAGE)) == ["Tess Lund"]
    assert (
        shown(client, house.admin, f"/people/{house.omar.pk}/").url
        == f"/organisation/people/{house.omar.pk}/"
    )
    assert "Omar Haddad" in names(shown(client, house.lead, "/board/"))


def test_the_chooser_offers_it_while_somebody_is_in_no_team(client, house):
    link = f'href="{PAGE}"'
    assert link in shown(client, house.admin, "/board/counts/").content.decode()
    assert f'{link} aria-current="page"' in shown(client, house.admin, PAGE).content.decode()
    assert link not in shown(client, house.lead, "/board/").content.decode()
    Member.objects.filter(pk=house.lead.pk).update(is_admin=True)
    assert link in shown(client, house.lead, "/board/").content.decode()

    Member.objects.filter(organisation=house.organisation, is_case_manager=True).update(team=house.team)

    for who, path in ((house.admin, "/board/counts/"), (house.lead, "/board/")):
        assert link not in shown(client, who, path).content.decode()
    page = shown(client, house.admin, PAGE).content.decode()
    assert "Everybody is in a team" in page
    assert link not in page


def test_an_administrator_who_supervises_finds_it_beside_their_own(client, house):
    Member.objects.filter(pk=house.supervisor.pk).update(is_admin=True)

    assert f'href="{PAGE}"' in shown(client, house.supervisor, "/board/mine/").content.decode()


def test_a_booking_is_told_without_its_day_and_nobody_is_booked_from_here(client, house):
    session = make_session(house.supervisor, house.omar, at=NOW + 5 * DAY, status="booked")

    page = shown(client, house.admin, PAGE).content.decode()
    (row, _) = shown(client, house.admin, API).json()["results"]

    assert '<span class="soft">Booked</span>' in page
    assert f"/sessions/{session.pk}/" not in page
    assert "Tue 10 Nov" not in page
    assert "Record one" not in page
    assert "Book<span" not in page
    assert f'href="/organisation/people/{house.tess.pk}/"' in page
    assert row["next_booked"] == {"session": None, "starts_at": None, "supervisor": None}
    assert shown(client, house.admin, f"/sessions/{session.pk}/").status_code == 404


def test_the_page_of_one_of_them_says_days_and_neither_minutes_nor_with_whom(client, house):
    make_session(house.supervisor, house.omar, at=NOW + 5 * DAY, status="booked")

    page = shown(client, house.admin, f"/people/{house.omar.pk}/").content.decode()

    assert "Due 4 Oct: last held 6 Sep + 28 days." in page
    assert f'href="{PAGE}"' in page
    assert "One is booked." in page
    assert "10 Nov" not in page
    assert 'data-label="Minutes"' not in page
    assert 'data-label="With"' not in page


def test_a_member_in_no_team_is_told_who_sees_their_page(client, house):
    own = shown(client, house.omar, f"/people/{house.omar.pk}/").content.decode()
    assert "as you are in no team, administrators" in own
    assert (
        "administrators"
        not in shown(client, house.grace, f"/people/{house.grace.pk}/")
        .content.decode()
        .split('id="not-h"')[1]
    )


def test_the_kind_of_leave_is_not_shown(client, house):
    make_leave(house.omar, date(2026, 11, 1), date(2026, 12, 1))
    house.bring_up()
    assert "sickness" not in shown(client, house.admin, PAGE).content.decode()


def test_looking_is_written_down_where_each_of_them_can_read_it(client, house):
    for path in (PAGE, API, PAGE):
        shown(client, house.admin, path)

    found = AuditEntry.objects.filter(actor_id=house.admin.pk, action="read.board")
    assert sorted(found.values_list("subject_id", flat=True)) == sorted([house.omar.pk, house.tess.pk])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=owed", ["Omar Haddad"]),
        ("?name=tess", ["Tess Lund"]),
        ("?size=25&page=9", ["Omar Haddad", "Tess Lund"]),
    ],
)
def test_it_is_asked_like_any_board(client, house, query, found):
    assert names(shown(client, house.admin, f"{PAGE}{query}")) == found
    answer = shown(client, house.admin, f"{API}{query}")
    assert [row["name"] for row in answer.json()["results"]] == found


def test_a_fragment_is_the_list_alone(client, house):
    client.force_login(house.admin.person)
    fragment = client.get(PAGE, headers={"HX-Request": "true"}).content.decode()
    assert fragment.strip().startswith('<div id="people-list"')
    assert "Give a team" in fragment


def test_their_clocks_and_flags_are_the_administrators_to_read(client, house):
    for path in ("clocks/", "flags/"):
        rows = shown(client, house.admin, f"/api/v1/{path}").json()["results"]
        seen = {row["member"]["name"] for row in rows}
        assert "Omar Haddad" in seen
        assert "Grace Adeyemi" not in seen


def test_it_costs_the_same_for_two_and_for_thirty(client, house, django_assert_num_queries):
    for path, number in ((PAGE, 17), (API, 14)):
        shown(client, house.admin, path)
        with django_assert_num_queries(number):
            client.get(path)
    for number in range(30):
        house.add(f"Rosa {number}", team=None, held=number)
    house.bring_up()
    for path, number in ((PAGE, 17), (API, 14)):
        shown(client, house.admin, path)
        with django_assert_num_queries(number):
            client.get(path)
