"""Booking from the board: the times for each who is owed, one press, everybody at once, and who may."""

import re
from datetime import date, timedelta

import pytest

from supervision.notices.models import Notice
from supervision.policy.looks import booked_words
from supervision.policy.times import Pick, pick_of
from supervision.sessions.booking import book
from supervision.sessions.models import Session
from tests.builders import (
    make_leave,
    make_member,
    make_relationship,
)
from tests.supervision.policy.owed import NOW, Alder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


class Free(Alder):
    """From the next day's noon on, everybody is free from nine to five on working days."""

    def __init__(self):
        super().__init__(to="case_manager")
        self.grace = self.add("Grace Adeyemi", held=41)
        self.imran = self.add("Imran Qureshi", held=36)
        self.nia = self.add("Nia Bevan", held=3)
        self.siobhan = self.add("Siobhán Kelly", held=24)
        self.bring_up()

    def take(self, pick):
        """Have somebody else booked at that time."""
        who = {"by": self.supervisor, "supervisor": self.supervisor, "supervisees": [self.nia]}
        book(**who, starts_at=pick.starts_at, minutes=60, now=NOW)

    @property
    def board(self):
        return f"/board/{self.team.pk}/"


@pytest.fixture
def alder():
    return Free()


def slots_on(page, member):
    form = re.search(rf'action="/board/book/{member.pk}/".*?</form>', page, re.S)
    return re.findall(r'name="slot" value="([\d-]+)"', form[0]) if form else None


def rows_on(page):
    return re.findall(r'name="row" value="([\d:-]+)"', page)


def booked():
    return Session.objects.filter(status="booked").order_by("starts_at", "pk")


def press(client, alder, member, slot, **headers):
    data = {"slot": slot, "next": alder.board}
    return client.post(f"/board/book/{member.pk}/", data, follow=True, headers=headers)


def test_who_is_owed_has_three_times_and_one_sentence(client, alder):
    client.force_login(alder.lead.person)
    page = client.get(alder.board).content.decode()

    assert len(slots_on(page, alder.grace)) == 3
    assert "The soonest with Judith, who knows Grace." in page
    assert "Book and tell Grace" in page
    assert slots_on(page, alder.nia) is None
    assert f"/sessions/book/?for={alder.siobhan.pk}" in page or "/sessions/book/" not in page


def test_one_press_books_it_and_the_words_change(client, alder):
    client.force_login(alder.lead.person)
    slot = slots_on(client.get(alder.board).content.decode(), alder.grace)[0]

    page = press(client, alder, alder.grace, slot).content.decode()

    session = booked().get()
    assert session.attendances.get().member == alder.grace
    assert (session.supervisor, session.booked_by) == (alder.supervisor, alder.lead)
    assert session.starts_at == pick_of(slot).starts_at
    assert "Booked: Grace with Judith, " in page and "Both are told." in page
    assert "Owed, booked for " in page
    assert slots_on(page, alder.grace) is None
    assert set(Notice.objects.filter(kind="session_booked").values_list("recipient", flat=True)) == {
        alder.grace.pk,
        alder.supervisor.pk,
    }


def test_with_htmx_the_list_comes_back_and_says_what_happened(client, alder):
    client.force_login(alder.lead.person)
    slot = slots_on(client.get(alder.board).content.decode(), alder.grace)[0]

    fragment = press(client, alder, alder.grace, slot, **{"HX-Request": "true"}).content.decode().strip()

    assert fragment.startswith('<div id="people-list"')
    assert "Owed, booked for " in fragment
    assert 'hx-swap-oob="beforeend:.toasts"' in fragment and "Booked: Grace" in fragment


def test_a_time_that_has_just_gone_is_said_and_others_stand_there(client, alder):
    client.force_login(alder.lead.person)
    slot = slots_on(client.get(alder.board).content.decode(), alder.grace)[0]
    pick = pick_of(slot)
    alder.take(pick)

    page = press(client, alder, alder.grace, slot).content.decode()

    assert "That time has just gone. The next ones for Grace are here now." in page
    assert booked().count() == 1
    fresh = slots_on(page, alder.grace)
    assert len(fresh) == 3 and slot not in fresh


def test_a_booking_can_be_taken_back_for_ten_minutes(client, alder, noon):
    client.force_login(alder.lead.person)
    slot = slots_on(client.get(alder.board).content.decode(), alder.grace)[0]
    page = press(client, alder, alder.grace, slot).content.decode()
    session = booked().get()
    undo = f"/board/undo/{session.pk}/"
    assert undo in page

    noon.move_to(NOW + timedelta(minutes=11))
    assert undo not in client.get(alder.board).content.decode()
    client.post(undo, {"next": alder.board})
    assert booked().count() == 1

    noon.move_to(NOW + timedelta(minutes=9))
    page = client.post(undo, {"next": alder.board}, follow=True).content.decode()
    assert "Taken back. Nobody had been told of it yet." in page and booked().count() == 0
    assert len(slots_on(page, alder.grace)) == 3


def test_only_who_booked_it_takes_it_back(client, alder):
    client.force_login(alder.lead.person)
    slot = slots_on(client.get(alder.board).content.decode(), alder.grace)[0]
    press(client, alder, alder.grace, slot)

    client.force_login(alder.supervisor.person)
    assert client.post(f"/board/undo/{booked().get().pk}/").status_code == 404
    assert booked().count() == 1


def test_a_supervisor_is_offered_their_own_times_alone(client, alder):
    other = make_member(alder.organisation, roles=("supervisor",), name="Femi Oladipo")
    make_relationship(other, alder.grace, starts_on=date(2019, 1, 1))
    client.force_login(alder.supervisor.person)

    picks = [pick_of(slot) for slot in slots_on(client.get("/board/mine/").content.decode(), alder.grace)]

    assert {pick.supervisor_id for pick in picks} == {alder.supervisor.pk}


def test_nobody_books_where_they_may_not(client, alder):
    other = Free()
    slot = Pick(NOW + timedelta(days=5), alder.supervisor.pk, 60).value
    for viewer in (alder.nia, other.lead, other.supervisor):
        client.force_login(viewer.person)
        assert press(client, alder, alder.grace, slot).status_code == 404
    client.force_login(alder.lead.person)
    for wrong in (
        Pick(NOW + timedelta(days=5), other.supervisor.pk, 60).value,
        Pick(NOW + timedelta(days=5), alder.nia.pk, 60).value,
    ):
        assert press(client, alder, alder.grace, wrong).status_code == 404
    for nothing in ("", "x", "1-2", "-1-2-3", f"{2**62}-1-60", "1-1-99999"):
        assert press(client, alder, alder.grace, nothing).status_code == 200
    away = client.post(f"/board/book/{alder.grace.pk}/", {"next": "https://elsewhere.example/board/"})
    assert away["Location"] == "/board/"
    assert not booked().exists()


# ---------------------------------------------------------------- everybody at once
def test_everybody_owed_is_booked_in_one_go(client, alder):
    client.force_login(alder.lead.person)
    page = client.get(f"{alder.board}book/").content.decode()
    rows = rows_on(page)

    assert [int(row.split(":")[0]) for row in rows] == [alder.grace.pk, alder.imran.pk]
    assert rows[0].split(":")[1] != rows[1].split(":")[1]
    answer = client.post(f"{alder.board}book/", {"row": rows}, follow=True)

    assert "Two sessions are booked. Everybody in them is told." in answer.content.decode()
    assert {session.attendances.get().member_id for session in booked()} == {alder.grace.pk, alder.imran.pk}


def test_all_or_nothing_and_the_page_says_whose_time_went(client, alder):
    client.force_login(alder.lead.person)
    rows = rows_on(client.get(f"{alder.board}book/").content.decode())
    taken = pick_of(rows[1].split(":")[1])
    alder.take(taken)

    answer = client.post(f"{alder.board}book/", {"row": rows})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing is booked yet: the time for Imran Qureshi has just gone." in page
    assert booked().count() == 1
    assert rows_on(page)[1] != rows[1]


def test_whom_no_time_was_found_for_stands_there_with_the_reason(client, alder):
    alone = alder.add("Zofia Wójcik", held=50, supervised=False)
    make_leave(alder.supervisor, date(2026, 11, 1), date(2027, 3, 1))
    alder.bring_up()
    client.force_login(alder.lead.person)

    page = client.get(f"{alder.board}book/").content.decode()

    assert rows_on(page) == []
    assert "Nothing is free for both in the next eight weeks." in page
    assert alone.person.name in page and "No supervisor yet." in page


def test_due_soon_is_booked_too_where_it_is_asked_for(client, alder):
    client.force_login(alder.lead.person)
    page = client.get(f"{alder.board}book/?show=soon").content.decode()

    assert len(rows_on(page)) == 3
    assert "before it is due on 9 Nov" in page


def test_before_a_leave_of_ones_own_the_board_says_who_falls_due_in_it(client, alder):
    make_leave(alder.lead, date(2026, 11, 7), date(2026, 11, 15), kind="parental")
    client.force_login(alder.lead.person)

    board = client.get(alder.board).content.decode()
    assert "One person falls due while you are away, Sat 7 Nov to Sun 15 Nov." in board
    assert "parental" not in board
    page = client.get(f"{alder.board}book/?show=away").content.decode()

    assert [int(row.split(":")[0]) for row in rows_on(page)] == [
        alder.grace.pk,
        alder.imran.pk,
        alder.siobhan.pk,
    ]


def test_a_plan_of_others_is_not_there(client, alder):
    other = Free()
    for viewer in (alder.nia, alder.supervisor, other.lead):
        client.force_login(viewer.person)
        assert client.get(f"{alder.board}book/").status_code == 404
        assert client.post(f"{alder.board}book/", {"row": []}).status_code == 404
    client.force_login(other.lead.person)
    slot = Pick(NOW + timedelta(days=5), alder.supervisor.pk, 60).value
    row = {"row": [f"{alder.grace.pk}:{slot}"]}
    assert client.post(f"{other.board}book/", row).status_code == 404
    assert not booked().exists()


@pytest.mark.parametrize(
    ("look", "day", "words"),
    [
        ("owed", date(2026, 11, 5), "Owed, booked for today"),
        ("owed", date(2026, 11, 6), "Owed, booked for tomorrow"),
        ("owed", date(2026, 11, 10), "Owed, booked for Tuesday"),
        ("soon", date(2026, 11, 12), "Due soon, booked for 12 Nov"),
        ("covered", date(2026, 11, 10), ""),
    ],
)
def test_a_booking_changes_the_words_alone(look, day, words):
    assert booked_words(look, day, NOW.date()) == words


# ---------------------------------------------------------------- the API
def test_the_api_gives_the_same_times_and_they_can_be_booked(client, alder):
    client.force_login(alder.lead.person)
    answer = client.get(f"/api/v1/teams/{alder.team.pk}/times/").json()

    assert [row["member"]["name"] for row in answer["people"]] == ["Grace Adeyemi", "Imran Qureshi"]
    assert answer["people"][0]["sentence"] == "The soonest with Judith, who knows Grace."
    sessions = [
        {"supervisee": row["member"]["id"]}
        | {name: row["times"][0][name] for name in ("supervisor", "starts_at", "minutes")}
        for row in answer["people"]
    ]
    made = client.post("/api/v1/bookings/many/", {"sessions": sessions}, content_type="application/json")
    assert made.status_code == 201, made.json()
    assert client.get(f"/api/v1/teams/{alder.team.pk}/times/").json()["people"] == []
    assert len(client.get(f"/api/v1/teams/{alder.team.pk}/times/?show=soon").json()["people"]) == 1


def test_the_api_gives_a_supervisor_their_own_people_and_a_stranger_nothing(client, alder):
    client.force_login(alder.supervisor.person)
    assert len(client.get("/api/v1/board/mine/times/?show=soon").json()["people"]) == 3
    assert client.get("/api/v1/board/mine/times/?show=everybody").status_code == 400
    client.force_login(alder.nia.person)
    assert client.get("/api/v1/board/mine/times/").status_code == 404
    assert client.get(f"/api/v1/teams/{alder.team.pk}/times/").status_code == 404
