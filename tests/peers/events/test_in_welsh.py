"""Every offer in Welsh, from the first to the last, for whoever chose it."""

from datetime import timedelta

import pytest

from peers.events import services
from supervision.people.models import Person
from tests.builders import MONDAY_9AM, make_lead, make_member, make_organisation, make_relationship, make_team
from tests.doors.test_in_welsh import english_on, page_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "Meddyliodd rhywun amdanoch"),
        (3, "Yma o hyd"),
        (7, "Awr gynharach, os hoffech"),
        (28, "Sut mae hi erbyn hyn?"),
    ],
)
def test_each_offer_is_welsh_with_all_that_stands_in_it(client, time_machine, days, words):
    time_machine.move_to(MONDAY_9AM, tick=False)
    team = make_team(make_organisation(), name="Cymuned")
    lead, member = make_lead(team, name="Ruth"), make_member(team=team, name="Nia")
    make_relationship(make_member(team.organisation, roles=("supervisor",), name="Gwen"), member)
    services.note(by=lead, days_ago=0, member_ids=[member.pk], now=MONDAY_9AM)
    Person.objects.filter(pk=member.person_id).update(language="cy")
    time_machine.move_to(MONDAY_9AM + timedelta(days=days), tick=False)
    client.force_login(member.person)

    page = page_of(client.get("/offers/"))

    assert words in page.said and page.language == "cy"
    assert english_on(page) == ""
