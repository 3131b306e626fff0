"""The board: who sees whom, in what order, and what it costs for one and for three hundred."""

import gzip
import re
from datetime import date, timedelta

import pytest

from supervision.availability.opening import rebuild_open_weeks
from supervision.people.models import AuditEntry, Leadership, Member, Person, Relationship
from supervision.sessions.models import Attendance, Session
from tests.builders import (
    make_lead,
    make_leave,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)
from tests.supervision.policy.owed import DAY, NOW, Alder, names, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


class Service(Alder):
    """The team under a service: somebody owed, due soon, covered and away, and their lead."""

    def __init__(self):
        super().__init__(pausing_leave="sickness")
        self.head = self.add_lead_above("Miriam Stone")
        self.service = self.team.parent
        self.grace = self.add("Grace Adeyemi", held=41)
        self.siobhan = self.add("Siobhán Kelly", held=24)
        self.nia = self.add("Nia Bevan", held=3)
        self.megan = self.add("Megan Pryce", held=60)
        make_leave(self.megan, date(2026, 10, 1), date(2027, 1, 11))
        make_session(self.supervisor, self.lead, at=NOW - 2 * DAY)
        self.bring_up()


@pytest.fixture
def alder():
    return Service()


def test_what_we_owe_comes_first_then_what_is_due_and_who_is_away_last(client, alder):
    response = shown(client, alder.lead, f"/board/{alder.team.pk}/")

    assert names(response) == ["Grace Adeyemi", "Siobhán Kelly", "Nia Bevan", "Ruth Calder", "Megan Pryce"]
    page = response.content.decode()
    assert "We owe one person a supervision. One more comes due soon, and two are covered." in page
    assert "Owed, 13 days" in page
    assert "Due 23 Oct: last held 25 Sep + 28 days." in page
    assert "Due in 4 days" in page
    assert "On leave until 11 Jan 2027." in page
    assert "sickness" not in page
    assert "</a> (you)</h3>" in page


def test_what_is_folded_is_called_what_it_is(client, alder):
    unfold = shown(client, alder.lead, f"/board/{alder.team.pk}/").context["unfold"]
    assert unfold == "Show the two covered and the one paused"


def test_the_board_opens_on_the_topmost_team_and_leads_to_those_below(client, alder):
    response = shown(client, alder.head, "/board/")

    assert "Miriam Stone" in names(response)
    assert "Grace Adeyemi" in names(response)
    assert f'href="/board/{alder.team.pk}/"' in response.content.decode()


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("lead", "/board/", 200),
        ("lead", "team", 200),
        ("lead", "service", 404),
        ("lead", "/board/mine/", 404),
        ("lead", "/board/counts/", 404),
        ("head", "team", 200),
        ("head", "service", 200),
        ("supervisor", "/board/", 302),
        ("supervisor", "/board/mine/", 200),
        ("supervisor", "team", 404),
        ("admin", "/board/", 302),
        ("admin", "/board/counts/", 200),
        ("admin", "team", 404),
        ("admin", "/board/mine/", 404),
        ("nia", "/board/", 404),
        ("nia", "team", 404),
        ("nia", "/board/mine/", 404),
        ("nia", "/board/counts/", 404),
    ],
)
def test_who_may_open_which_board(client, alder, who, path, status):
    path = {"team": f"/board/{alder.team.pk}/", "service": f"/board/{alder.service.pk}/"}.get(path, path)
    assert shown(client, getattr(alder, who), path).status_code == status


@pytest.mark.parametrize("who", ["lead", "head", "supervisor", "admin"])
def test_nobody_of_another_organisation_opens_it_or_stands_on_it(client, alder, who):
    other = Service()
    viewer = getattr(other, who)
    assert shown(client, viewer, f"/board/{alder.team.pk}/").status_code == 404
    Leadership.objects.create(team=alder.team, member=viewer)
    Relationship.objects.create(supervisor=viewer, supervisee=alder.grace, starts_on=date(2020, 1, 6))
    assert shown(client, viewer, f"/board/{alder.team.pk}/").status_code == 404
    for path in ("/board/", "/board/mine/"):
        response = shown(client, viewer, path)
        if response.status_code == 200:
            assert alder.grace.pk not in [row.standing.id for row in response.context["board"].rows]


def test_a_stranger_is_led_to_sign_in(client, alder):
    for path in ("/board/", f"/board/{alder.team.pk}/", "/board/mine/", "/board/counts/"):
        assert "login" in client.get(path)["Location"]


def test_an_administrator_sees_numbers_and_never_a_name(client, alder):
    page = shown(client, alder.admin, "/board/counts/").content.decode()
    assert "Community" in page
    for person in ("Grace", "Siobh", "Nia", "Megan"):
        assert person not in page
    assert not AuditEntry.objects.filter(action__contains="read").exists()


def test_an_administrators_numbers_are_of_the_day_it_is_where_they_are(client):
    organisation = make_organisation()
    admin = make_member(organisation, roles=("admin",), time_zone="Pacific/Auckland")
    make_member(organisation, start_date=date(2026, 11, 6), time_zone="Pacific/Auckland")

    total = shown(client, admin, "/board/counts/").context["total"]

    assert sum(total.values()) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?show=owed", ["Grace Adeyemi", "Siobhán Kelly"]),
        ("?show=none", ["Grace Adeyemi", "Siobhán Kelly", "Ruth Calder"]),
        ("?name=siobh", ["Siobhán Kelly"]),
        ("?name=GRACE", ["Grace Adeyemi"]),
        ("?name=nobody", []),
        ("?show=perhaps&size=7&page=x", None),
        ("?page=99", None),
    ],
)
def test_the_board_shows_what_is_asked_for(client, alder, query, found):
    make_session(alder.supervisor, alder.nia, at=NOW + 5 * DAY, status="booked")
    response = shown(client, alder.lead, f"/board/{alder.team.pk}/{query}")
    assert response.status_code == 200
    assert names(response) == found if found is not None else len(names(response)) == 5


def test_the_next_session_stands_in_place_of_the_button(client, alder):
    session = make_session(alder.supervisor, alder.grace, at=NOW + 5 * DAY, status="booked")
    page = shown(client, alder.lead, f"/board/{alder.team.pk}/").content.decode()
    assert (
        f'<a href="/sessions/{session.pk}/">Tue 10 Nov, 12:00</a> <span class="soft">with Judith</span>'
        in page
    )
    assert "that took place for Grace Adeyemi" not in page
    assert "that took place for Siobhán Kelly" in page


def test_a_supervisor_is_not_told_the_day_of_a_session_with_another(client, alder):
    other = make_member(alder.organisation, roles=("supervisor",))
    make_session(other, alder.grace, at=NOW + 5 * DAY, status="booked")
    page = shown(client, alder.supervisor, "/board/mine/").content.decode()
    assert "Booked with somebody else" in page
    assert "10 Nov" not in page


def test_each_of_several_clocks_is_shown_the_worst_first(client, alder):
    policy = make_policy(alder.organisation, level="team", team=alder.team)
    make_rule(policy, "Ninety minutes a month", kind="calendar_minutes", minutes=90)
    make_rule(policy, "Every year", interval_days=365)
    alder.bring_up()
    rows = shown(client, alder.lead, f"/board/{alder.team.pk}/").context["board"].rows
    nia = next(row for row in rows if row.standing.name == "Nia Bevan")
    assert [line.rule for line in nia.lines][-1] == "Every year"
    assert len(nia.lines) == 2
    assert nia.lines[0].rank <= nia.lines[1].rank


def test_today_is_each_persons_own_day(client, alder):
    alder.grace.time_zone = "Pacific/Auckland"  # it is the 6th there
    alder.grace.save()
    alder.bring_up()
    page = shown(client, alder.lead, f"/board/{alder.team.pk}/").content.decode()
    assert "Owed, 13 days" in page  # held on 26 September there, due on 24 October
    assert "Due 24 Oct: last held 26 Sep + 28 days." in page


def test_looking_at_somebody_is_written_down_once_a_day(client, alder):
    for _ in range(2):
        shown(client, alder.lead, f"/board/{alder.team.pk}/")
    entries = AuditEntry.objects.filter(actor_id=alder.lead.pk, subject_id=alder.grace.pk)
    assert entries.count() == 1
    assert not AuditEntry.objects.filter(actor_id=alder.lead.pk, subject_id=alder.lead.pk).exists()


def test_an_empty_team_says_what_will_show_there(client):
    team = make_team()
    lead = make_member(team.organisation, roles=("team_lead",))
    Leadership.objects.create(team=team, member=lead)
    assert "Nobody is in this team yet" in shown(client, lead, "/board/").content.decode()


def test_without_a_policy_nothing_is_owed(client):
    lead = make_lead(make_team())
    make_member(team=lead.team)
    page = shown(client, lead, "/board/").content.decode()
    assert "No rule yet" in page
    assert "2 with no rule" in page
    assert "Show the two with no rule" in page


def test_who_has_left_or_has_yet_to_start_is_not_on_the_board(client, alder):
    make_member(team=alder.team, name="Gone", end_date=date(2026, 11, 4))
    make_member(team=alder.team, name="To come", start_date=date(2026, 11, 6))
    make_member(team=alder.team, name="Last day", end_date=date(2026, 11, 5))
    alder.bring_up()
    found = names(shown(client, alder.lead, f"/board/{alder.team.pk}/"))
    assert "Last day" in found
    assert not {"Gone", "To come"} & set(found)


def test_a_fragment_and_the_page_show_the_same_people(client, alder):
    client.force_login(alder.lead.person)
    path = f"/board/{alder.team.pk}/"
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    fragment = token.sub("", client.get(path, headers={"HX-Request": "true"}).content.decode().strip())
    assert fragment.startswith('<div id="people-list"')
    assert fragment in token.sub("", client.get(path).content.decode())


def make_many(number):
    """A lead, and `number` of people with a supervisor, a year of sessions and, half of them, a booking."""
    alder = Alder()
    team, supervisor = alder.team, alder.supervisor
    people = Person.objects.bulk_create(
        Person(email=f"many-{i}@example.org", name=f"Rosalind{i} Achterberg-Featherstonehaugh")
        for i in range(number)
    )
    members = Member.objects.bulk_create(
        Member(
            organisation=team.organisation,
            person=person,
            team=team,
            is_case_manager=True,
            start_date=date(2020, 1, 6),
        )
        for person in people
    )
    Relationship.objects.bulk_create(
        Relationship(supervisor=supervisor, supervisee=member, starts_on=date(2020, 1, 6))
        for member in members
    )
    planned = []
    for i, member in enumerate(members):
        planned += [(member, "held", NOW - timedelta(days=28 * back + (35 - i) % 40)) for back in range(12)]
        if i % 2:
            planned.append((member, "booked", NOW + timedelta(days=5 + i % 30)))
    sessions = Session.objects.bulk_create(
        Session(
            organisation=team.organisation,
            supervisor=supervisor,
            kind="individual",
            status=status,
            starts_at=at,
            ends_at=at + timedelta(minutes=60),
            held_minutes=60 if status == "held" else None,
        )
        for _, status, at in planned
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, member=member, attended=True if status == "held" else None)
        for session, (member, status, _) in zip(sessions, planned, strict=True)
    )
    alder.bring_up()
    rebuild_open_weeks([supervisor.pk, *(member.pk for member in members)], now=NOW)
    return alder.lead


@pytest.mark.parametrize("number", [2, 30, 300])
def test_a_board_costs_the_same_queries_and_fits_the_wire(client, number, django_assert_num_queries):
    lead = make_many(number)
    client.force_login(lead.person)
    client.get("/board/")  # what was looked at is written down the first time
    with django_assert_num_queries(23):
        response = client.get("/board/", headers={"Accept-Encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < 60_000
    page = gzip.decompress(response.content).decode()
    assert page.count('<li class="person') == min(number + 1, 50)
    assert page.count('<ol class="dots"') == 1
    folded = (
        "<summary>Everyone at a glance</summary>" in page
    )  # three hundred dots are four screens of a phone
    assert folded == (number == 300)


def test_a_dot_leads_to_the_page_its_row_is_on(client):
    lead = make_many(60)
    client.force_login(lead.person)
    board = client.get("/board/?size=25").context["board"]
    links = {standing.id: href for standing, href in board.dots()}
    here = {row.standing.id for row in board.rows}
    for standing in board.everybody:
        if standing.id in here:
            assert links[standing.id] == f"#m{standing.id}"
        else:
            page = client.get(f"/board/{links[standing.id].partition('#')[0]}").context["board"]
            assert standing.id in [row.standing.id for row in page.rows]
            break
