"""A mistyped address: put right until its person has signed in, and never a way into what is theirs."""

import pytest

from supervision.people import addresses, rules
from supervision.people.links import LinkOver, make_link, use_link
from supervision.people.models import AuditEntry
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_person

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM


@pytest.fixture
def admin():
    return make_member(make_organisation("Alder"), roles=("admin",))


@pytest.fixture
def fresh(admin):
    """Somebody who has never signed in."""
    person = make_person(email="zofai@alder.example", last_login=None)
    return make_member(admin.organisation, person=person)


def correct(admin, member, email="Zofia@alder.example"):
    return addresses.correct_address(member, email=email, by=admin, now=NOW)


def email_of(member):
    member.person.refresh_from_db()
    return member.person.email


def test_it_is_put_right_and_written_down(admin, fresh):
    correct(admin, fresh)

    assert email_of(fresh) == "zofia@alder.example"
    assert AuditEntry.objects.filter(action="member.address", subject_id=fresh.pk).count() == 1


def test_a_link_sent_to_the_old_address_is_over(admin, fresh):
    token = make_link(fresh.person, now=NOW)

    correct(admin, fresh)

    with pytest.raises(LinkOver):
        use_link(token, now=NOW)


def test_nobody_who_ever_signed_in_can_be_locked_out_of_what_is_theirs(admin):
    member = make_member(admin.organisation)
    before = email_of(member)

    with pytest.raises(rules.SetsOwnAddress):
        correct(admin, member)

    assert email_of(member) == before


def test_a_place_elsewhere_makes_it_nobody_s_to_give_away(admin, fresh):
    make_member(person=fresh.person)

    with pytest.raises(rules.SetsOwnAddress):
        correct(admin, fresh)

    assert email_of(fresh) == "zofai@alder.example"


@pytest.mark.parametrize(
    ("email", "refusal"), [("no address", rules.NotAnAddress), ("TAKEN@fern.example", rules.AddressTaken)]
)
def test_what_is_no_address_or_somebody_s_is_refused(admin, fresh, email, refusal):
    make_person(email="taken@fern.example")

    with pytest.raises(refusal):
        correct(admin, fresh, email)

    assert email_of(fresh) == "zofai@alder.example"


def test_a_member_of_another_organisation_is_not_there(fresh):
    with pytest.raises(rules.NotHere):
        correct(make_member(roles=("admin",)), fresh)
