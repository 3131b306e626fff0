"""Several supervisors together, through the API and the pages, at one cost."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.sessions.booking import SeriesPlan
from supervision.sessions.models import Beside, Session, TakenTime
from tests.supervision.sessions.pairs import HOUR, ISO, NOW, TEN, WEEK, call, check_taken

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("now")
def test_the_api_books_them_together_and_names_them(three):
    query = f"supervisors={three.supervisor.pk},{three.second.pk}&supervisees={three.supervisee.pk}"
    found = call(three.supervisee, "get", f"slots/?{query}&together=true&from=2026-11-10&to=2026-11-10")
    assert found.json()["days"][0]["slots"][0]["supervisors"] == [three.supervisor.pk, three.second.pk]

    body = {
        "supervisor": three.supervisor.pk,
        "supervisees": [three.supervisee.pk],
        "beside": [three.second.pk],
        "starts_at": TEN.strftime(ISO),
        "minutes": 60,
    }
    booked = call(three.supervisee, "post", "bookings/", body)
    assert booked.status_code == 201
    assert booked.json()[0]["beside"] == [{"member": three.second.pk, "name": "Femi Oladipo"}]

    pk = booked.json()[0]["id"]
    seen = call(three.second, "get", f"sessions/{pk}/").json()
    assert (seen["between"], seen["outcome"]) == (None, "booked")
    assert call(three.second, "get", f"sessions/{pk}/lines/").status_code == 404
    left = call(three.second, "post", f"sessions/{pk}/cancel/", {"only_me": True})
    assert left.status_code == 200
    assert not Beside.objects.exists()


def form_of(three, **more):
    return {
        "for": three.supervisee.pk,
        "with": [three.supervisor.pk, three.second.pk],
        "match": "all",
        "minutes": 60,
        "how": "video",
        "slot": f"{TEN:%Y-%m-%dT%H:%MZ}/{three.second.pk}",
        "first": "2026-11-09",
        **more,
    }


def test_the_page_books_all_that_were_chosen(three, client):
    client.force_login(three.supervisee.person)
    sent = form_of(three)
    with time_machine.travel(NOW, tick=False):
        shown = client.post("/sessions/book/", {**sent, "act": "show"}).content.decode()
        client.post("/sessions/book/", {**sent, "act": "book"})
    assert "With Femi as supervisor" in shown
    assert "either" not in shown
    session = Session.objects.get()
    assert (session.supervisor, session.besides.get().member) == (three.second, three.supervisor)


def test_a_series_by_the_page_is_held_and_booked_for_all(three, client):
    client.force_login(three.supervisee.person)
    sent = form_of(three, times="series", pattern="weekly", number=2)
    with time_machine.travel(NOW, tick=False):
        page = client.post("/sessions/book/", {**sent, "act": "book"})
        assert b"Look the dates over" in page.content
        assert TakenTime.objects.filter(person=three.second.person_id, hold__isnull=False).exists()
        again = {
            **sent,
            "act": "book",
            "hold": page.context["held"].pk,
            "dates": page.context["dates_key"],
            "starts": [one.value for one in page.context["dates"]],
        }
        client.post("/sessions/book/", again)
    assert Beside.objects.filter(member=three.supervisor).count() == 2
    check_taken()


def test_a_list_costs_the_same_with_one_and_with_thirty(three, client):
    def cost():
        with (
            CaptureQueriesContext(
                connection,
            ) as found,
            time_machine.travel(NOW, tick=False),
        ):
            assert client.get("/sessions/").status_code == 200
        return len(found)

    client.force_login(three.second.person)
    three.book()
    cost()
    one = cost()
    starts = tuple(TEN + HOUR * 3 + number * WEEK for number in range(19))
    three.book(TEN + 3 * HOUR, series=SeriesPlan("weekly", starts, number=19))
    assert cost() == one
