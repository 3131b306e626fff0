"""The table of who sees what, held against what really comes back when each of them asks."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from supervision.notices.services import Message, queue_notices
from supervision.people.access import audiences
from supervision.people.audit import record_reading
from supervision.people.models import Leave
from supervision.people.visibility import Sight, Thing, sight_of
from supervision.sessions.lines import keep_line
from tests.builders import (
    MONDAY_9AM,
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9AM.date()
VIEWERS = ("grace", "supervisor", "lead", "upper lead", "admin", "peer", "foreign admin")


@pytest.fixture
def house():
    organisation = make_organisation("Alder")
    service = make_team(organisation, "Service")
    north = make_team(organisation, "North", parent=service)
    people = {
        "grace": make_member(team=north, name="Grace Adeyemi"),
        "supervisor": make_member(organisation, roles=("supervisor",)),
        "lead": make_lead(north),
        "upper lead": make_lead(service),
        "admin": make_member(organisation, roles=("admin",)),
        "peer": make_member(team=north),
        "foreign admin": make_member(roles=("admin", "supervisor", "team_lead")),
    }
    make_relationship(people["supervisor"], people["grace"])
    make_leave(people["grace"], TODAY, kind=Leave.Kind.PARENTAL)
    record_reading(
        make_member(organisation, name="Reader of Grace"), people["grace"], "member", now=MONDAY_9AM
    )
    people["session"] = make_session(people["supervisor"], people["grace"], at=MONDAY_9AM - timedelta(days=7))
    keep_line(
        [people["session"]], "Bring the plan", by=people["supervisor"], purpose="booking", now=MONDAY_9AM
    )
    return people


def place(client, house):
    body = ask(client, f"/api/v1/members/{house['grace'].pk}/")
    return Sight.DATES if body and "roles" in body else Sight.NOTHING


def hours(client, house):
    body = ask(client, f"/api/v1/members/{house['grace'].pk}/")
    return Sight.DATES if body and "working_days" in body else Sight.NOTHING


def leave(client, house):
    rows = [row for row in ask(client, "/api/v1/leave/")["results"] if row["member"] == house["grace"].pk]
    if not rows:
        return Sight.NOTHING
    return Sight.EVERYTHING if "kind" in rows[0] else Sight.DATES


def sessions(client, house):
    listed = [row["id"] for row in ask(client, "/api/v1/sessions/")["results"]]
    page = client.get(f"/sessions/{house['session'].pk}/").status_code
    assert (page == 200) == (house["session"].pk in listed)
    return Sight.DATES if listed else Sight.NOTHING


def accounts(client, house):
    body = ask(client, f"/api/v1/sessions/{house['session'].pk}/")
    if body is None:
        return Sight.NOTHING
    return Sight.EVERYTHING if body["between"] else Sight.DATES


def lines(client, house):
    page = client.get(f"/sessions/{house['session'].pk}/")
    asked = ask(client, f"/api/v1/sessions/{house['session'].pk}/lines/")
    assert ("Bring the plan" in page.content.decode()) == ("Bring the plan" in str(asked))
    return Sight.EVERYTHING if "Bring the plan" in page.content.decode() else Sight.NOTHING


def readings(client, house):
    seen = "Reader of Grace" in client.get("/me/looked/").content.decode()
    return Sight.EVERYTHING if seen else Sight.NOTHING


def ask(client, address):
    """Return the body of an answer; None where there is nothing to see."""
    answer = client.get(address)
    assert answer.status_code in (200, 404), answer.content
    return answer.json() if answer.status_code == 200 else None


def clock(client, house):
    grace = house["grace"]
    own = client.get(f"/people/{grace.pk}/").status_code == 200
    boards = [client.get(address) for address in (f"/board/{grace.team_id}/", "/board/mine/")]
    on_a_board = any(
        page.status_code == 200 and grace.person.name in page.content.decode() for page in boards
    )
    assert own or not on_a_board
    counts = client.get("/board/counts/")
    assert grace.person.name not in counts.content.decode().split("<main")[1]
    if own:
        return Sight.EVERYTHING
    has_counts = counts.status_code == 200 and "North" in counts.content.decode()
    return Sight.COUNTS if has_counts else Sight.NOTHING


PROBES = {
    Thing.CLOCK: clock,
    Thing.PLACE: place,
    Thing.HOURS: hours,
    Thing.LEAVE: leave,
    Thing.SESSIONS: sessions,
    Thing.ACCOUNTS: accounts,
    Thing.LINES: lines,
    Thing.READINGS: readings,
}


@pytest.mark.parametrize("thing", PROBES)
@pytest.mark.parametrize("who", VIEWERS)
def test_what_comes_back_is_what_the_table_says(house, who, thing):
    viewer, client = house[who], Client()
    with time_machine.travel(MONDAY_9AM, tick=False):
        client.force_login(viewer.person)
        found = PROBES[thing](client, house)
        said = sight_of(thing, audiences(viewer, house["grace"], on=TODAY))

    # What shows dates alone can't tell more than dates; the rest must be the very sight of the table.
    most = Sight.DATES if thing in (Thing.PLACE, Thing.HOURS, Thing.SESSIONS) else Sight.EVERYTHING
    assert found == min(said, most)


@pytest.mark.parametrize("who", VIEWERS)
def test_an_inbox_holds_ones_own_messages_alone(house, who):
    grace = house["grace"]
    message = Message(
        organisation_id=grace.organisation_id,
        recipient_id=grace.pk,
        kind="session_recorded",
        notice_class="R",
        key="test",
        not_before=MONDAY_9AM,
        about={"session": house["session"].pk},
    )
    queue_notices([message], now=MONDAY_9AM)
    client = Client()
    with time_machine.travel(MONDAY_9AM, tick=False):
        client.force_login(house[who].person)
        rows = ask(client, "/api/v1/inbox/")["results"]

    assert len(rows) <= (1 if who == "grace" else 0)


@pytest.mark.parametrize("who", VIEWERS)
def test_an_address_is_ones_own_and_administrators(house, who):
    """The API gives nobody another's address: an administrator finds it where people are invited."""
    client = Client()
    client.force_login(house[who].person)
    address = house["grace"].person.email

    found = [
        page
        for page in (
            "/api/v1/me/",
            "/api/v1/members/",
            f"/api/v1/members/{house['grace'].pk}/",
            "/api/v1/sessions/",
        )
        if address in client.get(page).content.decode()
    ]
    assert found == (["/api/v1/me/"] if who == "grace" else [])


def test_every_thing_is_asked_for_somewhere():
    """A new row of the table needs a way to ask for it here, or a test of its own that is named."""
    elsewhere = {
        Thing.ADDRESS,  # above
        Thing.ERASURE,  # rights/test_asking.py
        Thing.MAIL_TROUBLE,  # notices/test_bouncing.py
        Thing.ANSWERS,  # notices/test_acts.py: it shows to its reader, and on no strange device
        Thing.CALENDAR_ANSWERS,  # sessions/test_answering.py
        Thing.AGREEMENT,  # practice/test_agreements.py
        Thing.SHARED_RECORD,  # practice/test_attacks.py, with the next two
        Thing.PASSED_ON,
        Thing.OWN_NOTES,
        Thing.PROFILE,  # practice/test_directory.py, with the next
        Thing.ASKED_SUPERVISOR,
        Thing.FEEDBACK,  # feedback/test_feedback.py
        Thing.INVOICE,  # invoicing/test_invoices.py
        Thing.CHECK_IN,  # tests/peers/checkins/test_views.py, with the next
        Thing.CHECK_IN_ANSWER,
        Thing.CIRCLES,  # tests/peers/circles/test_privacy.py
        Thing.FEED,  # notices/test_feed.py: no door but its owner's own says it
        Thing.INBOX,  # above
        Thing.WAYS,  # notices/test_connecting.py: no door but its owner's own
        Thing.MESSAGES,  # tests/config/test_operations.py: counts, and whose they are never
        Thing.SIGN_INS,  # test_settings.py: nobody signs out, or sees, somebody else's devices
        Thing.CALENDARS,  # availability/test_calendar_doors.py: nobody has a door onto anybody else's
        Thing.PEER_SETTINGS,  # tests/peers/pool/test_views.py: no door but its owner’s own
        Thing.NOT_WITH,  # the same
        Thing.DEBRIEFS,  # tests/peers/debriefs/test_privacy.py, with the next two
        Thing.DEBRIEF_ASKED,
        Thing.AFTERWARDS,
        Thing.EVIDENCE,  # tests/supervision/evidence/test_document_doors.py, with the next
        Thing.OWN_LOG,  # tests of evidence: it is asked of oneself alone
        Thing.OFFERS,  # tests/peers/events/test_privacy.py
        Thing.CLIMATE,  # tests/peers/climate/test_privacy.py
        Thing.OWN_SPACE,  # tests/peers/wellbeing/test_privacy.py
        Thing.READING,  # tests/peers/learning/test_reading.py
        Thing.BROUGHT,  # tests/config/test_bringing.py
        Thing.PRIVATE_RULE,  # the member's page keeps tests of its own
        # The room of availability has no door onto anybody else's: tests/supervision/availability.
        Thing.AVAILABILITY,
        Thing.PROTECTED,
        Thing.HEAVY_DAYS,
        Thing.LIMITS,
    }

    assert set(PROBES) | elsewhere == set(Thing)
