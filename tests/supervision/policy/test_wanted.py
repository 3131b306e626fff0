"""A lead asks administrators to find somebody a supervisor: who may, who hears, how often, what it says."""

from datetime import timedelta

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.policy import wanted
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_relationship,
    make_rule,
    make_team,
)
from tests.supervision.policy.owed import DAY, NOW, Alder, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = NOW.date()


class House(Alder):
    """Grace has no supervisor, Nia has one; above their lead another, beside the administrator a second."""

    def __init__(self):
        super().__init__(to="case_manager")
        self.head = self.add_lead_above("Miriam Stone")
        self.second = make_member(self.organisation, roles=("admin",), name="Ben Osei")
        self.other_lead = make_lead(make_team(self.organisation))
        self.grace = self.add("Grace Adeyemi", supervised=False, held=3)
        self.nia = self.add("Nia Bevan", held=3)
        self.bring_up()

    def add_alone(self):
        member = self.add(supervised=False, held=3)
        self.bring_up()
        return member

    def ask(self, member=None, *, by=None, now=NOW):
        return wanted.ask_for_supervisor(member=member or self.grace, by=by or self.lead, now=now)


@pytest.fixture
def house():
    return House()


def told():
    return sorted(Notice.objects.filter(kind=wanted.KIND).values_list("recipient", flat=True))


# ---------------------------------------------------------------- asking
def test_each_administrator_gets_one_message_and_it_is_written_down(house):
    make_member(house.organisation, roles=("admin",), end_date=TODAY - DAY)
    make_member(house.organisation, roles=("admin",), start_date=TODAY + DAY)
    make_member(roles=("admin",))

    assert house.ask() == NOW

    assert told() == sorted([house.admin.pk, house.second.pk])
    assert {str(one.about) for one in Notice.objects.filter(kind=wanted.KIND)} == {
        str({"member": house.grace.pk})
    }
    entry = AuditEntry.objects.get(action="supervisor.asked_for")
    assert (entry.actor_id, entry.subject_id) == (house.lead.pk, house.grace.pk)


@pytest.mark.parametrize(
    ("later", "asked_again"),
    [(timedelta(0), False), (7 * DAY - timedelta(seconds=1), False), (7 * DAY, True)],
)
def test_one_member_is_asked_for_once_in_seven_days_whichever_lead_it_is(house, later, asked_again):
    house.ask()

    assert house.ask(by=house.head, now=NOW + later) == (NOW + later if asked_again else NOW)
    assert len(told()) == (4 if asked_again else 2)
    assert AuditEntry.objects.filter(action="supervisor.asked_for").count() == (2 if asked_again else 1)


def test_each_member_is_asked_for_by_themselves(house):
    house.ask()
    house.ask(house.add_alone())

    assert len(told()) == 4


@pytest.mark.parametrize(("ends_in", "is_wanted"), [(29, True), (30, False)])
def test_it_can_be_asked_from_thirty_days_before_there_is_nobody(house, ends_in, is_wanted):
    make_relationship(house.supervisor, house.grace, ends_on=TODAY + ends_in * DAY)

    if is_wanted:
        house.ask()
    else:
        with pytest.raises(wanted.NotWanted):
            house.ask()

    assert len(told()) == (2 if is_wanted else 0)


@pytest.mark.parametrize("change", [{"end_date": TODAY - DAY}, {"is_case_manager": False}])
def test_nobody_is_asked_for_somebody_who_has_left_or_is_owed_nothing(house, change):
    for name, value in change.items():
        setattr(house.grace, name, value)
    house.grace.save()

    with pytest.raises(wanted.NotWanted):
        house.ask()

    assert told() == []


def test_nobody_is_asked_for_somebody_to_whom_no_rule_owes_anything(client, house):
    with pytest.raises(wanted.NotWanted):
        house.ask(house.lead, by=house.head)

    assert (
        "Ask an administrator" not in shown(client, house.head, f"/people/{house.lead.pk}/").content.decode()
    )


def test_a_lead_who_administers_as_well_writes_to_the_others_alone(house):
    house.lead.is_admin = True
    house.lead.save()

    house.ask()

    assert told() == sorted([house.admin.pk, house.second.pk])


def test_with_no_other_administrator_it_says_so(house):
    for one in (house.admin, house.second):
        one.is_admin = False
        one.save()

    with pytest.raises(wanted.NobodyToAsk):
        house.ask()

    assert not AuditEntry.objects.filter(action="supervisor.asked_for").exists()


def test_once_those_who_were_asked_administer_no_more_the_next_ones_can_be(house):
    house.ask()
    make_member(house.organisation, roles=("admin",))
    for one in (house.admin, house.second):
        one.is_admin = False
        one.save()

    assert house.ask(now=NOW + DAY) == NOW + DAY


# ---------------------------------------------------------------- the message
def test_it_says_that_there_is_nobody_and_not_for_whom(house, mailoutbox):
    house.ask()

    deliver_due(tell_time=lambda: NOW)

    letters = {mail.to[0]: mail for mail in mailoutbox}
    assert set(letters) == {house.admin.person.email, house.second.person.email}
    letter = letters[house.admin.person.email]
    said = " ".join(letter.body.split())
    assert letter.subject == "Something to arrange with your team"
    assert "somebody in one of your organisation’s teams has no supervisor" in said
    assert f"/organisation/people/{house.grace.pk}/" in said
    html = letter.alternatives[0][0]
    for name in ("Grace", "Adeyemi", "Ruth", "Calder", "Community"):
        assert name not in letter.body + html


def test_it_says_when_there_still_is_somebody_for_a_while(house, mailoutbox):
    make_relationship(house.supervisor, house.grace, ends_on=TODAY + 9 * DAY)
    house.ask()

    deliver_due(tell_time=lambda: NOW)

    assert "for thirty days at most, and nobody after that" in " ".join(mailoutbox[0].body.split())


def fate_of(reader):
    return Notice.objects.values_list("state", "reason").get(kind=wanted.KIND, recipient=reader)


def test_a_supervisor_who_is_found_meanwhile_leaves_nothing_to_send(house, mailoutbox):
    house.ask()
    make_relationship(house.supervisor, house.grace, starts_on=TODAY)

    deliver_due(tell_time=lambda: NOW)

    assert mailoutbox == []
    assert fate_of(house.admin) == fate_of(house.second) == ("dropped", "reason gone")


def test_what_was_dropped_so_told_nobody_and_can_be_asked_again_at_once(house, mailoutbox):
    house.ask()
    found = make_relationship(house.supervisor, house.grace, starts_on=TODAY)
    deliver_due(tell_time=lambda: NOW)
    found.delete()
    later = NOW + timedelta(hours=1)

    assert house.ask(now=later) == later
    deliver_due(tell_time=lambda: later)

    assert len(mailoutbox) == 2


def test_whoever_administers_no_more_is_not_written_to(house, mailoutbox):
    house.ask()
    house.second.is_admin = False
    house.second.save()

    deliver_due(tell_time=lambda: NOW)

    assert [mail.to[0] for mail in mailoutbox] == [house.admin.person.email]
    assert fate_of(house.second) == ("dropped", "reason gone")


def test_many_at_once_go_as_one_letter(house, mailoutbox):
    for _ in range(4):
        house.ask(house.add_alone())

    deliver_due(tell_time=lambda: NOW)

    assert len(mailoutbox) == 2


# ---------------------------------------------------------------- pages
BUTTON = "Ask an administrator to find a supervisor"
ON_BOARD = 'Ask an administrator<span class="vh"> to find a supervisor for Grace Adeyemi</span>'


def page_of(client, viewer, subject):
    return shown(client, viewer, f"/people/{subject.pk}/").content.decode()


def press(client, viewer, subject, **data):
    client.force_login(viewer.person)
    return client.post(f"/people/{subject.pk}/ask-for-supervisor/", data)


def test_a_lead_asks_on_the_page_of_the_member_and_sees_when_it_was(client, house):
    assert BUTTON in page_of(client, house.lead, house.grace)

    answer = press(client, house.lead, house.grace)

    assert answer.url == f"/people/{house.grace.pk}/"
    page = client.get(answer.url).content.decode()
    assert "Asked. Whoever administers your organisation gets a message." in page
    assert "Asked on 5 November" in page
    assert BUTTON not in page
    assert len(told()) == 2
    assert "Asked on 5 November" in page_of(client, house.head, house.grace)


def test_it_stands_there_only_where_somebody_has_to_be_found(client, house):
    assert BUTTON not in page_of(client, house.lead, house.nia)
    assert BUTTON not in page_of(client, house.grace, house.grace)
    make_relationship(house.supervisor, house.grace, ends_on=TODAY + 9 * DAY)

    page = page_of(client, house.lead, house.grace)
    assert BUTTON in page
    assert "Within thirty days there will be nobody: that is ours to put right." in page
    assert BUTTON not in page_of(client, house.supervisor, house.grace)


def test_a_lead_without_a_supervisor_asks_for_their_own(client, house):
    make_rule(make_policy(house.organisation, level="role", role="team_lead"))
    house.bring_up()

    assert BUTTON in page_of(client, house.lead, house.lead)


def test_a_lead_who_administers_is_led_to_where_it_is_set(client, house):
    house.lead.is_admin = True
    house.lead.save()
    place = f'href="/organisation/people/{house.grace.pk}/#sup-h"'

    for path in (f"/people/{house.grace.pk}/", f"/board/{house.team.pk}/"):
        page = shown(client, house.lead, path).content.decode()
        assert place in page
        assert "Ask an administrator" not in page


def test_from_the_board_it_comes_back_to_the_row(client, house):
    board = f"/board/{house.team.pk}/?show=none"
    assert ON_BOARD in shown(client, house.lead, board).content.decode()

    answer = press(client, house.lead, house.grace, next=board)

    assert answer.url == f"{board}#m{house.grace.pk}"
    page = client.get(board).content.decode()
    assert "Asked on 5 November" in page
    assert ON_BOARD not in page


def test_the_boards_of_others_do_not_ask(client, house):
    make_relationship(house.supervisor, house.grace, ends_on=TODAY + 9 * DAY)

    assert "Ask an administrator" not in shown(client, house.supervisor, "/board/mine/").content.decode()
    board = shown(client, house.lead, f"/board/{house.team.pk}/").content.decode()
    assert "No supervisor soon: within thirty days." in board
    assert ON_BOARD in board


def test_what_cannot_be_asked_is_said_on_the_page(client, house):
    answer = press(client, house.lead, house.nia)

    assert "They have a supervisor for the next thirty days" in client.get(answer.url).content.decode()
    assert told() == []


def test_it_speaks_welsh(client, house):
    house.lead.person.language = "cy"
    house.lead.person.save()

    assert "Gofyn i weinyddwr ddod o hyd i oruchwyliwr" in page_of(client, house.lead, house.grace)
    press(client, house.lead, house.grace)
    assert "Gofynnwyd: 5 Tachwedd" in page_of(client, house.lead, house.grace)


@pytest.mark.parametrize("who", ["grace", "supervisor", "admin", "other_lead"])
def test_nobody_but_a_lead_of_theirs_may_ask(client, api, house, who):
    viewer = getattr(house, who)

    assert press(client, viewer, house.grace).status_code == 404
    assert api(viewer, "post", f"members/{house.grace.pk}/ask-for-supervisor/").status_code == 404
    assert told() == []


def test_to_a_lead_of_another_organisation_there_is_nobody(client, api, house):
    foreign = make_lead(make_team(make_organisation()))

    assert press(client, foreign, house.grace).status_code == 404
    theirs = api(foreign, "post", f"members/{house.grace.pk}/ask-for-supervisor/")
    nobody = api(foreign, "post", "members/999999999/ask-for-supervisor/")
    assert (theirs.status_code, theirs.content) == (404, nobody.content)


# ---------------------------------------------------------------- the API
def test_the_api_asks_and_its_board_says_when(api, house):
    def on_board():
        rows = api(house.head, "get", f"teams/{house.team.pk}/board/").json()["results"]
        return {row["name"]: row["supervisor_wanted"] for row in rows}

    assert (on_board()["Grace Adeyemi"], on_board()["Nia Bevan"]) == ({"asked_at": None}, None)

    answer = api(house.head, "post", f"members/{house.grace.pk}/ask-for-supervisor/")
    again = api(house.lead, "post", f"members/{house.grace.pk}/ask-for-supervisor/")

    asked = {"asked_at": "2026-11-05T12:00:00Z"}
    assert (answer.status_code, answer.json(), again.json()) == (200, asked, asked)
    assert on_board()["Grace Adeyemi"] == asked
    assert len(told()) == 2


def test_the_api_says_why_not(api, house):
    answer = api(house.lead, "post", f"members/{house.nia.pk}/ask-for-supervisor/")

    assert (answer.status_code, answer.json()["code"]) == (409, "no-supervisor-wanted")
