"""An address that no letter can be written to: who is shown it, and when it is over."""

from datetime import timedelta

import pytest
import time_machine

from supervision.notices.bouncing.taking import forget_troubles
from supervision.notices.delivery import deliver_due
from supervision.notices.letters import BadAddress, wire_address
from supervision.notices.models import Notice
from supervision.people.mail_trouble import note_trouble, trouble_of
from tests.builders import MONDAY_9AM, make_member, make_notice, make_person, make_way

pytestmark = pytest.mark.django_db
LATER = MONDAY_9AM + timedelta(hours=1)
WORDS = "before the @ it has letters that can’t be mailed to from here"


@pytest.fixture
def reader(trial):
    return make_member(person=make_person(email="siân@alder.example", last_login=MONDAY_9AM))


def deliver(now=MONDAY_9AM):
    return deliver_due(tell_time=lambda: now)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("siân@alder.example", "5.6.7"),
        ("用户@alder.example", "5.6.7"),
        ("not an address@alder.example", "5.1.3"),
        ("two@@alder.example", "5.1.3"),
        ("nobody", "5.1.3"),
    ],
)
def test_why_an_address_cannot_be_written_to(address, code):
    with pytest.raises(BadAddress) as refusal:
        wire_address(address)

    assert refusal.value.code == code


def test_only_the_part_before_the_at_sign_has_to_be_plain():
    assert wire_address("sian@llanfair.cymru") == "sian@llanfair.cymru"
    assert wire_address("sian@tŷ.example").startswith("sian@xn--")


@pytest.mark.parametrize(("kind", "letter"), [("trial", "R"), ("trial_soft", "S")])
def test_it_stands_as_trouble_with_the_first_message_that_could_not_go(reader, mailoutbox, kind, letter):
    notice = make_notice(reader, kind=kind, notice_class=letter)

    deliver()

    trouble = trouble_of(reader.person)
    assert not mailoutbox
    assert (trouble.code, trouble.since, trouble.words) == ("5.6.7", MONDAY_9AM, WORDS)
    assert Notice.objects.get(pk=notice.pk).state == "failed"


def test_soft_ones_rest_then_and_what_must_arrive_goes_by_another_way(reader, mailoutbox):
    make_notice(reader)
    deliver()
    way = make_way(reader)
    soft, firm = make_notice(reader, kind="trial_soft", notice_class="S"), make_notice(reader)

    deliver(LATER)

    soft.refresh_from_db()
    assert (soft.state, soft.inbox_at) == ("dropped", LATER)
    assert list(firm.deliveries.values_list("way", flat=True)) == [way.pk]
    assert trouble_of(reader.person).since == MONDAY_9AM


def test_it_is_over_with_another_address(reader, mailoutbox):
    make_notice(reader)
    deliver()
    reader.person.email = "sian@alder.example"
    reader.person.save(update_fields=["email"])
    make_notice(reader, kind="trial_soft", notice_class="S")

    deliver(LATER)

    assert trouble_of(reader.person) is None
    assert len(mailoutbox) == 1


@pytest.mark.parametrize(("code", "is_over"), [("5.6.7", True), ("5.1.3", True), ("5.1.1", False)])
def test_it_is_over_as_soon_as_a_letter_went_and_not_before(reader, code, is_over):
    """As when the address is written the same, and a later version can write to it."""
    note_trouble(reader.person, code=code, now=MONDAY_9AM)
    make_notice(reader, state="failed", inbox_at=LATER)
    forget_troubles(now=LATER)
    assert trouble_of(reader.person) is not None

    make_notice(reader, state="sent", sent_at=LATER)
    forget_troubles(now=LATER + timedelta(minutes=1))

    assert (trouble_of(reader.person) is None) == is_over


def test_its_person_and_administrators_see_it_and_nobody_else(reader, client):
    make_notice(reader)
    deliver()
    admin, other = make_member(reader.organisation, roles=("admin",)), make_member(reader.organisation)
    seen = {
        reader: ("/inbox/", "/inbox/preferences/"),
        admin: (f"/organisation/people/{reader.pk}/",),
    }
    with time_machine.travel(LATER, tick=False):
        for member, paths in seen.items():
            client.force_login(member.person)
            for path in paths:
                page = client.get(path).content.decode()
                assert WORDS in page and "don’t reach" in page, path
                assert "come back" not in page, path
        assert "Letters don’t arrive" in client.get("/organisation/people/").content.decode()
        told = client.get("/api/v1/organisation/returned-mail/").json()["results"]
        assert [(row["member"], row["why"]) for row in told] == [(reader.pk, WORDS)]
        client.force_login(other.person)
        assert "don’t" not in client.get("/inbox/preferences/").content.decode()


def test_its_person_reads_it_in_their_own_language(reader, client):
    note_trouble(reader.person, code="5.6.7", now=MONDAY_9AM)
    type(reader.person).objects.filter(pk=reader.person_id).update(language="cy")
    with time_machine.travel(LATER, tick=False):
        client.force_login(reader.person)
        for path in ("/inbox/", "/inbox/preferences/"):
            page = client.get(path).content.decode()
            assert "mae ynddo lythrennau cyn yr @" in page, path
            assert WORDS not in page
