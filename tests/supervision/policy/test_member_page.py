"""A member's page: who opens it, what it says, and what only its owner sees on it."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from supervision.people.models import AuditEntry
from supervision.policy.models import Clock, Flag, PrivateRule
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_relationship,
    make_rule,
    make_session,
    make_team,
)
from tests.supervision.policy.owed import DAY, NOW, Alder

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


class Year(Alder):
    """Siobhán had three sessions in a year and a fortnight away; beside her whoever may not open her page."""

    def __init__(self):
        super().__init__(pausing_leave="sickness")
        self.colleague = make_member(team=self.team)
        self.other_lead = make_lead(make_team(self.organisation))
        self.siobhan = self.add("Siobhán Kelly", supervised=False, line_manager=self.lead)
        make_relationship(self.supervisor, self.siobhan, date(2025, 1, 6))
        make_leave(self.siobhan, date(2026, 10, 5), date(2026, 10, 18))
        for day in (date(2026, 10, 2), date(2026, 9, 4), date(2026, 7, 3)):
            make_session(self.supervisor, self.siobhan, at=datetime.combine(day, time(10), UTC))
        self.bring_up()


@pytest.fixture
def alder():
    return Year()


def opened(client, viewer, subject, **query):
    client.force_login(viewer.person)
    return client.get(f"/people/{subject.pk}/", query)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("siobhan", 200),
        ("supervisor", 200),
        ("lead", 200),
        ("admin", 302),
        ("colleague", 404),
        ("other_lead", 404),
    ],
)
def test_it_opens_to_oneself_ones_supervisor_and_ones_lead(client, alder, who, status):
    assert opened(client, getattr(alder, who), alder.siobhan).status_code == status


@pytest.mark.parametrize("who", ["siobhan", "supervisor", "lead", "admin"])
def test_nobody_of_another_organisation_opens_it(client, alder, who):
    assert opened(client, getattr(Year(), who), alder.siobhan).status_code == 404


def test_a_stranger_is_led_to_sign_in(client, alder):
    assert "login" in client.get(f"/people/{alder.siobhan.pk}/")["Location"]


def test_it_says_what_we_owe_why_and_how_the_year_went(client, alder):
    page = opened(client, alder.lead, alder.siobhan).content.decode()

    assert "What we owe Siobhán" in page
    assert "Due 13 Nov: last held 2 Oct + 28 days, + 14 days’ leave." in page
    assert 'role="img" aria-label="Since November 2025: three held, one stretch away. We owed Siobhán' in page
    assert "63 days: we owed 34" in page  # 3 July to 4 September
    assert "Supervisor, since 6 January 2025" in page
    assert "Lead, and line manager" in page
    assert "Mon 5 Oct to Sun 18 Oct" in page


@pytest.mark.parametrize("who", ["siobhan", "supervisor", "lead"])
def test_the_kind_of_leave_shows_to_nobody(client, alder, who):
    page = opened(client, getattr(alder, who), alder.siobhan).content.decode().lower()
    assert "sickness" not in page
    assert "away" in page


def test_minutes_a_month_are_drawn_as_columns(client, alder):
    make_rule(alder.policy, "Ninety minutes a month", kind="calendar_minutes", minutes=90)
    alder.bring_up()
    page = opened(client, alder.lead, alder.siobhan).content.decode()
    assert page.count('class="bar-fill"') == 12
    assert "September 30 short" in page
    assert "November" not in page.partition("Minutes credited each month")[2].partition("</figcaption>")[0]


def test_when_we_owed_one_is_shown_without_blame(client, alder):
    clock = Clock.objects.get(member=alder.siobhan)
    Flag.objects.create(
        clock=clock,
        member=alder.siobhan,
        rule=clock.rule,
        due_on=date(2026, 7, 31),
        opened_at=NOW - 90 * DAY,
        closed_at=NOW - 62 * DAY,
        ending="held",
    )
    page = opened(client, alder.siobhan, alder.siobhan).content.decode()
    assert "From Fri 7 Aug to Fri 4 Sep: a session was held" in page
    assert "It says nothing of you." in page


@pytest.mark.parametrize("who", ["siobhan", "supervisor", "lead"])
def test_a_booking_changes_the_words_as_on_the_board(client, alder, who):
    with time_machine.travel(NOW + 15 * DAY, tick=False):
        alder.now = NOW + 15 * DAY
        alder.bring_up()
        client.force_login(getattr(alder, who).person)
        address = f"/people/{alder.siobhan.pk}/"
        assert "Owed, " in client.get(address).content.decode()
        make_session(alder.supervisor, alder.siobhan, at=NOW + 17 * DAY, status="booked")

        page = client.get(address).content.decode()

    assert page.count("Owed, booked for Sunday") == 2  # beside the name, and beside the clock


def test_a_supervisor_is_not_told_with_whom_else(client, alder):
    other = make_member(alder.organisation, roles=("supervisor",), name="Femi Oladipo")
    make_session(other, alder.siobhan, at=NOW - 20 * DAY)
    make_session(other, alder.siobhan, at=NOW + 20 * DAY, status="booked")
    page = opened(client, alder.supervisor, alder.siobhan).content.decode()
    assert "Femi" not in page
    assert "Somebody else" in page
    assert "Femi Oladipo" in opened(client, alder.lead, alder.siobhan).content.decode()


def test_looking_is_written_down_once_a_day_and_never_of_oneself(client, alder):
    for _ in range(2):
        opened(client, alder.lead, alder.siobhan)
        opened(client, alder.siobhan, alder.siobhan)
    entries = AuditEntry.objects.filter(subject_id=alder.siobhan.pk, action__contains="member")
    assert [entry.actor_id for entry in entries] == [alder.lead.pk]


# ---------------------------------------------------------------- only you
def test_a_bodys_rule_is_kept_for_its_owner_alone(client, alder):
    client.force_login(alder.siobhan.person)
    client.post("/people/own/body/", {"body": "bacp-accredited"})

    own = opened(client, alder.siobhan, alder.siobhan).content.decode()
    assert "Accredited member: an hour and a half a month" in own.partition('id="own"')[2]
    assert "bacp.co.uk" in own
    for who in (alder.lead, alder.supervisor):
        page = opened(client, who, alder.siobhan).content.decode()
        assert "bacp" not in page.lower()
        assert 'id="own"' not in page
    assert Clock.objects.filter(member=alder.siobhan).count() == 1


def test_a_rule_of_ones_own_is_kept_and_taken_out(client, alder):
    client.force_login(alder.siobhan.person)
    client.post("/people/own/rule/", {"name": "My college", "kind": "rolling", "amount": "21"})
    assert "My college" in opened(client, alder.siobhan, alder.siobhan).content.decode()

    key = PrivateRule.objects.get().pk
    client.force_login(alder.lead.person)
    assert client.post(f"/people/own/{key}/remove/").status_code == 404
    client.force_login(alder.siobhan.person)
    assert client.get(f"/people/own/{key}/remove/").status_code == 405
    client.post(f"/people/own/{key}/remove/")

    assert not PrivateRule.objects.exists()


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("body", {"body": ""}, "Choose a body’s rule."),
        ("body", {"body": "nobody"}, "Choose a body’s rule."),
        ("rule", {"name": "", "kind": "rolling", "amount": "21"}, "Give it a name."),
        ("rule", {"name": "Mine", "kind": "rolling", "amount": "0"}, "Give the days, minutes or sessions."),
        ("rule", {"name": "Mine", "kind": "count", "amount": "400"}, "366 at most."),
    ],
)
def test_what_was_typed_is_kept_when_it_does_not_fit(client, alder, path, data, sentence):
    client.force_login(alder.siobhan.person)
    response = client.post(f"/people/own/{path}/", data)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not PrivateRule.objects.exists()


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("who", ["lead", "supervisor"])
def test_it_costs_the_same_queries_for_one_session_as_for_thirty(
    client, alder, who, number, django_assert_num_queries
):
    for back in range(number):
        make_session(alder.supervisor, alder.siobhan, at=NOW - (100 + back) * DAY)
        make_leave(alder.siobhan, date(2026, 1, 1) + back * DAY, date(2026, 1, 1) + back * DAY, kind="study")
    viewer = getattr(alder, who)
    opened(client, viewer, alder.siobhan)
    with django_assert_num_queries(22 if who == "lead" else 19):
        client.get(f"/people/{alder.siobhan.pk}/")
