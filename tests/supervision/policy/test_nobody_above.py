"""A team with one lead and nobody above: administrators hear of what escalates, and are led somewhere."""

import pytest

from supervision.notices.delivery import deliver_due
from tests.builders import (
    make_member,
    make_organisation,
)
from tests.supervision.policy.owed import NOW, Alder

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(noon, mailoutbox):
    """Grace is owed since long; what is written of it, by the reader's name."""
    alder = Alder(to="case_manager")
    alder.supervisor.team = alder.team
    alder.supervisor.save()
    member = alder.add("Grace Adeyemi", held=60)
    alder.bring_up()
    deliver_due(tell_time=lambda: NOW)
    people = {"lead": alder.lead, "admin": alder.admin, "supervisor": alder.supervisor, "member": member}
    by_address = {mail.to[0]: mail.body for mail in mailoutbox}
    return people, {who: by_address.get(one.person.email, "") for who, one in people.items()}


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
