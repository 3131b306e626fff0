"""Handing over: one session, and all that lie in a leave, each to whoever was picked, all or none."""

from datetime import date, timedelta

import pytest

from supervision.sessions.booking import book
from supervision.sessions.models import Session
from tests.builders import make_lead, make_leave, make_member, make_organisation, make_relationship, make_team
from tests.supervision.sessions.pages import as_
from tests.supervision.sessions.pairs import NOW, WEDNESDAY_10

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


class People:
    def __init__(self, number=2):
        self.organisation = make_organisation()
        self.team = make_team(self.organisation)
        self.lead = make_lead(self.team)
        self.supervisor = make_member(team=self.team, roles=("supervisor",), name="Judith Marlow")
        self.cover = make_member(team=self.team, roles=("supervisor",), name="Femi Oladipo")
        self.second = make_member(self.organisation, roles=("supervisor",), name="Helen Stroud")
        self.supervisees = [make_member(team=self.team) for _ in range(number)]
        self.sessions = []
        for day, one in enumerate(self.supervisees):
            self.sessions += self.book(self.supervisor, one, WEDNESDAY_10 + timedelta(weeks=day))
        self.leave = make_leave(self.supervisor, date(2026, 11, 3), date(2026, 12, 31))

    def book(self, supervisor, supervisee, starts_at):
        make_relationship(supervisor, supervisee)
        return book(
            by=supervisor,
            supervisor=supervisor,
            supervisees=[supervisee],
            starts_at=starts_at,
            minutes=60,
            now=NOW,
        ).sessions


@pytest.fixture
def people():
    return People()


def holders():
    return [one.supervisor for one in Session.objects.order_by("starts_at")]


def test_one_session_goes_to_whoever_is_free_and_its_time_stays(client, people):
    session = people.sessions[0]
    as_(client, people.supervisor)
    page = client.get(f"/sessions/{session.pk}/hand-over/").content.decode()
    assert page.index("Femi Oladipo") < page.index("Helen Stroud")
    assert client.post(f"/sessions/{session.pk}/hand-over/", {"to": ""}).status_code == 422
    page = client.post(f"/sessions/{session.pk}/hand-over/", {"to": people.cover.pk})
    session.refresh_from_db()
    assert (session.supervisor, session.covers_for) == (people.cover, people.supervisor)
    assert session.starts_at == WEDNESDAY_10
    assert page["Location"] == "/sessions/"  # it is no longer theirs to see


def test_whoever_has_something_else_then_cannot_be_chosen(client, people):
    people.book(people.cover, make_member(people.organisation), WEDNESDAY_10)
    session = people.sessions[0]
    as_(client, people.supervisor)
    assert "Has something else then" in client.get(f"/sessions/{session.pk}/hand-over/").content.decode()
    assert client.post(f"/sessions/{session.pk}/hand-over/", {"to": people.cover.pk}).status_code == 409
    session.refresh_from_db()
    assert session.supervisor == people.supervisor


def test_not_this_time_needs_no_reason_and_leads_to_ones_own_supervisor(client, people):
    session, supervisee = people.sessions[0], people.supervisees[0]
    as_(client, people.supervisor).post(f"/sessions/{session.pk}/hand-over/", {"to": people.cover.pk})
    as_(client, supervisee)
    assert "Not with Femi this time" in client.get(f"/sessions/{session.pk}/").content.decode()
    page = client.post(f"/sessions/{session.pk}/not-with-them/")
    session.refresh_from_db()
    assert (session.status, session.cancelled_by) == ("cancelled", "organisation")
    assert page["Location"] == f"/sessions/{session.pk}/again/"
    assert client.get(page["Location"]).status_code == 200


def test_a_leave_is_covered_in_one_go_by_one_or_by_several(client, people):
    as_(client, people.supervisor)
    assert "2 sessions booked in it" in client.get("/sessions/cover/").content.decode()
    path = f"/sessions/cover/{people.leave.pk}/"
    page = client.get(path)
    assert [row["pick"] for row in page.context["rows"]] == [people.cover, people.cover]
    first, second = people.sessions
    client.post(
        path, {"act": "apply", f"to-{first.pk}": people.cover.pk, f"to-{second.pk}": people.second.pk}
    )
    assert holders() == [people.cover, people.second]


def test_one_for_all_is_put_wherever_they_are_free_and_hands_nothing_over_yet(client, people):
    people.book(people.second, make_member(people.organisation), WEDNESDAY_10)
    as_(client, people.lead)
    page = client.post(f"/sessions/cover/{people.leave.pk}/", {"act": "all", "all": people.second.pk})
    assert [row["pick"] for row in page.context["rows"]] == [None, people.second]
    assert set(holders()) == {people.supervisor, people.second}


def test_all_are_handed_over_or_none(client, people):
    people.book(people.cover, make_member(people.organisation), WEDNESDAY_10 + timedelta(weeks=1))
    first, second = people.sessions
    page = as_(client, people.supervisor).post(
        f"/sessions/cover/{people.leave.pk}/",
        {"act": "apply", f"to-{first.pk}": people.second.pk, f"to-{second.pk}": people.cover.pk},
    )
    assert page.status_code == 409 and "Nothing was handed over." in page.content.decode()
    assert {one.supervisor for one in Session.objects.filter(pk__in=[first.pk, second.pk])} == {
        people.supervisor
    }


def test_a_leave_is_open_to_its_supervisor_and_their_lead_alone(client, people):
    path = f"/sessions/cover/{people.leave.pk}/"
    stranger = make_lead(make_team(make_organisation()))
    other_lead = make_lead(make_team(people.organisation))
    answers = [
        (people.supervisor, 200),
        (people.lead, 200),
        (people.cover, 404),
        (people.supervisees[0], 404),
        (other_lead, 404),
        (stranger, 404),
    ]
    for who, status in answers:
        assert as_(client, who).get(path).status_code == status, who.person.name
    assert as_(client, people.supervisees[0]).get("/sessions/cover/").status_code == 404


def test_the_kind_of_leave_is_never_shown(client, people):
    page = as_(client, people.lead).get(f"/sessions/cover/{people.leave.pk}/").content.decode()
    assert "ickness" not in page and "ickness" not in client.get("/sessions/cover/").content.decode()
