"""What programs can do about letters that reach nobody: pauses, returned mail, invitations."""

from datetime import date, timedelta

import pytest
import time_machine

from supervision.notices import pausing
from supervision.notices.models import Notice
from supervision.people.mail_trouble import note_trouble, trouble_of
from supervision.people.models import AuditEntry
from tests.builders import MONDAY_9AM, make_lead, make_member, make_organisation, make_person, make_team

pytestmark = pytest.mark.django_db
HERE = "/api/v1/organisation/invitations/"
RETURNED = "/api/v1/organisation/returned-mail/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY_9AM, tick=False):
        yield


def test_a_member_sees_what_they_paused_and_lets_it_come_again(client, trial):
    member, other = make_member(), make_member()
    for each in (member, other):
        pausing.pause_kind(each, "trial_soft", now=MONDAY_9AM)
    client.force_login(member.person)

    (paused,) = client.get("/api/v1/preferences/paused/").json()["results"]
    assert paused == {"kind": "trial_soft", "label": "Soft ones", "until": "2026-11-30T09:00:00Z"}

    assert client.delete("/api/v1/preferences/paused/trial_soft/").status_code == 204
    assert client.delete("/api/v1/preferences/paused/trial_soft/").status_code == 204
    assert client.delete("/api/v1/preferences/paused/nothing/").status_code == 404

    assert client.get("/api/v1/preferences/paused/").json() == {"results": []}
    assert pausing.pauses_of(other, now=MONDAY_9AM)


def test_a_member_sees_that_letters_come_back_and_says_that_their_address_works(client):
    member = make_member()
    client.force_login(member.person)
    path = "/api/v1/preferences/mail/"
    assert client.get(path).json() == {"comes_back_since": None, "why": "", "reported": []}

    note_trouble(member.person, code="5.1.1", now=MONDAY_9AM)
    told = {"comes_back_since": "2026-11-02T09:00:00Z", "why": "there is no such mailbox", "reported": []}
    assert client.get(path).json() == told

    assert client.post(path).json() == {"comes_back_since": None, "why": "", "reported": []}
    assert trouble_of(member.person) is None


def test_administrators_see_whose_letters_come_back_and_nobody_else_does(client):
    organisation = make_organisation()
    team = make_team(organisation)
    admin = make_member(organisation, roles=("admin",))
    troubled, well, lead = make_member(organisation, team=team), make_member(organisation), make_lead(team)
    elsewhere = make_member()
    for member in (troubled, elsewhere):
        note_trouble(member.person, code="5.2.2", now=MONDAY_9AM - timedelta(days=1))

    client.force_login(admin.person)
    (row,) = client.get(RETURNED).json()["results"]
    assert (row["member"], row["comes_back_since"]) == (troubled.pk, "2026-11-01T09:00:00Z")
    assert row["why"]

    for member in (troubled, well, lead):
        client.force_login(member.person)
        assert client.get(RETURNED).status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_of_returned_letters_costs_the_same_for_one_and_for_thirty(
    client, number, django_assert_max_num_queries
):
    admin = make_member(roles=("admin",))
    for _ in range(number):
        note_trouble(make_member(admin.organisation).person, code="5.1.1", now=MONDAY_9AM)
    client.force_login(admin.person)

    with django_assert_max_num_queries(9):
        assert len(client.get(RETURNED).json()["results"]) == number


def test_an_administrator_invites_a_team_and_what_stands_under_it_once(client):
    organisation = make_organisation()
    service = make_team(organisation)
    team = make_team(organisation, parent=service)
    admin = make_member(organisation, roles=("admin",), team=service)
    inside = make_member(organisation, team=team, person=make_person(last_login=None))
    outside = make_member(organisation)
    client.force_login(admin.person)
    assert client.get(HERE).json() == {"invited": 0, "left": 2}

    body = {"day": "2026-11-04", "team": service.pk}
    for _ in range(2):
        assert client.post(HERE, body, "application/json").json() == {"invited": 1, "left": 1}

    notice = Notice.objects.get(kind="welcome")
    assert (notice.recipient_id, notice.not_before.isoformat()) == (inside.pk, "2026-11-04T08:00:00+00:00")
    assert AuditEntry.objects.filter(action="member.invited").count() == 1

    assert client.post(HERE, {"day": "2026-11-02"}, "application/json").json() == {"invited": 2, "left": 0}
    assert Notice.objects.filter(kind="welcome", recipient=outside).exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"day": "2026-11-01"}, 400),
        ({"day": str(date(2027, 11, 4))}, 400),
        ({"day": "2026-11-04", "all": True}, 400),
        ({"day": "2026-11-04", "team": "foreign"}, 404),
    ],
)
def test_what_cannot_be_meant_invites_nobody(client, body, status):
    admin = make_member(roles=("admin",))
    make_member(admin.organisation)
    foreign = make_team(make_organisation())
    if body.get("team"):
        body = {**body, "team": foreign.pk}
    client.force_login(admin.person)

    assert client.post(HERE, body, "application/json").status_code == status
    assert not Notice.objects.filter(kind="welcome").exists()


def test_nobody_but_an_administrator_invites(client):
    member = make_member()
    client.force_login(member.person)

    assert client.get(HERE).status_code == 404
    assert client.post(HERE, {"day": "2026-11-04"}, "application/json").status_code == 404
    assert not Notice.objects.filter(kind="welcome").exists()
