"""One login, several places: one's own times in one list, and nothing of one place in another."""

from datetime import timedelta

import pytest

from supervision.outside import selectors
from supervision.people.models import Member
from supervision.practice.notes import save_note
from tests.builders import make_member, make_organisation, make_person, make_relationship, make_session
from tests.supervision.outside.alder import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class Judith:
    """She supervises Nia at Alder and Viv at Fern."""

    def __init__(self, alder):
        self.person = make_person("judith@alder.example", "Judith Marlow")
        fern = make_organisation("Fern")
        self.alder = make_member(alder.organisation, roles=("supervisor",), person=self.person)
        self.fern = make_member(fern, roles=("supervisor",), person=self.person, employment="external")
        self.viv = make_member(fern, name="Viv Castellano")
        self.nia = alder.employee
        make_relationship(self.alder, self.nia)
        make_relationship(self.fern, self.viv)
        self.here = make_session(self.alder, self.nia, at=NOW + timedelta(days=1), status="booked")
        self.there = make_session(self.fern, self.viv, at=NOW + timedelta(days=1, hours=2), status="booked")


def test_all_of_ones_times_stand_in_one_list_and_name_nobody(alder, client):
    judith = Judith(alder)
    (day,) = selectors.own_times(judith.alder, now=NOW)
    assert [(one.starts_at.hour, one.where) for one in day.times] == [(9, "Alder"), (11, "Fern")]

    client.force_login(judith.person)
    page = client.get("/times/").content.decode()
    assert "Viv" not in page
    assert "Nia" not in page
    assert [one["where"] for one in client.get("/api/v1/me/times/").json()] == ["Alder", "Fern"]


def test_a_place_that_has_ended_names_no_organisation(alder):
    judith = Judith(alder)
    Member.objects.filter(pk=judith.fern.pk).update(end_date=(NOW - timedelta(days=2)).date())
    (day,) = selectors.own_times(judith.alder, now=NOW)
    assert [one.where for one in day.times] == ["Alder", "Held time"]


def test_what_she_keeps_in_one_place_is_not_there_in_the_other(alder, client):
    judith = Judith(alder)
    save_note(judith.alder, "supervisor", judith.here, "notes", "Wryneck", revision=0, now=NOW)
    save_note(judith.fern, "supervisor", judith.there, "notes", "Firecrest", revision=0, now=NOW)
    client.force_login(judith.person)
    seen = {}
    for place in (judith.alder, judith.fern):
        client.post("/me/place/", {"place": place.pk})
        pages = ["/notes/", "/notes/file/", "/sessions/", "/agreements/", "/invoices/"]
        answers = [client.get(path) for path in pages]
        seen[place.pk] = "".join(
            (b"".join(one.streaming_content) if one.streaming else one.content).decode() for one in answers
        )
        other = judith.there if place == judith.alder else judith.here
        assert client.get(f"/sessions/{other.pk}/").status_code == 404

    assert ("Wryneck" in seen[judith.alder.pk], "Firecrest" in seen[judith.alder.pk]) == (True, False)
    assert ("Wryneck" in seen[judith.fern.pk], "Firecrest" in seen[judith.fern.pk]) == (False, True)
    assert "Viv" not in seen[judith.alder.pk]
    assert "Nia" not in seen[judith.fern.pk]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_queries(alder, number, django_assert_num_queries):
    guest = alder.guest()
    for n in range(number):
        make_session(guest, alder.associate, at=NOW + timedelta(hours=12 * n + 1), status="booked")
    with django_assert_num_queries(3):
        assert sum(len(day.times) for day in selectors.own_times(guest, now=NOW)) == number
