"""A team with one lead and nobody above: administrators hear of what escalates, and are led somewhere."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from supervision.notices.delivery import deliver_due
from supervision.policy.services import refresh
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_policy,
    make_rule,
    make_session,
    make_team,
)
from tests.builders import make_relationship as supervise

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.fixture
def letters(mailoutbox):
    """Grace is owed since long; what is written of it, by the reader's name."""
    with time_machine.travel(NOW, tick=False):
        organisation = make_organisation()
        make_rule(make_policy(organisation, level="role", role="case_manager"), "Every four weeks")
        team = make_team(organisation, "Community")
        people = {
            "lead": make_lead(team, name="Ruth Calder"),
            "admin": make_member(organisation, roles=("admin",), name="Asha Denholm"),
            "supervisor": make_member(organisation, team=team, roles=("supervisor",), name="Judith Marlow"),
            "member": make_member(organisation, team=team, name="Grace Adeyemi"),
        }
        supervise(people["supervisor"], people["member"])
        make_session(people["supervisor"], people["member"], at=NOW - timedelta(days=60))
        with transaction.atomic():
            refresh(organisation=organisation, now=NOW)
        deliver_due(tell_time=lambda: NOW)
        by_address = {mail.to[0]: mail.body for mail in mailoutbox}
        yield people, {who: by_address.get(one.person.email, "") for who, one in people.items()}


def test_each_is_told_as_what_they_are(letters):
    _, said = letters

    assert "in your organisation an hour of supervision was due" in " ".join(said["admin"].split())
    assert "There is no other lead who could be told." in " ".join(said["admin"].split())
    assert "somebody in your team was due" in " ".join(said["lead"].split())
    assert "somebody you supervise was due" in " ".join(said["supervisor"].split())
    assert "teams you answer for" not in "".join(said.values())


def test_the_link_leads_an_administrator_to_the_place_and_shows_no_date_of_the_clock(client, letters):
    people, said = letters
    member, admin = people["member"], people["admin"]
    assert f"/people/{member.pk}/" in said["admin"]
    client.force_login(admin.person)

    answer = client.get(f"/people/{member.pk}/", follow=True)

    assert answer.redirect_chain == [(f"/organisation/people/{member.pk}/", 302)]
    page = answer.content.decode()
    assert "Grace Adeyemi" in page
    assert "Owed" not in page


def test_to_a_foreign_administrator_there_is_nobody(client, letters):
    people, _ = letters
    foreign = make_member(make_organisation(), roles=("admin",))
    client.force_login(foreign.person)

    assert client.get(f"/people/{people['member'].pk}/").status_code == 404
