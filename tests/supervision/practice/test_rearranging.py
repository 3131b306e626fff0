"""Who is told that somebody else supervises somebody: both sides once, and never who did it."""

from datetime import timedelta

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people import arrangements, rules
from supervision.people.models import Relationship
from supervision.practice import directory, rearranging
from tests.builders import (
    MONDAY_9AM,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
)

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM
TODAY = NOW.date()
DAY = timedelta(days=1)
TOMORROW = TODAY + DAY


@pytest.fixture
def house():
    class House:
        organisation = make_organisation("Alder")
        admin = make_member(organisation, roles=("admin",), name="Asha Denholm")
        old = make_member(organisation, roles=("supervisor",), name="Judith Marlow")
        new = make_member(organisation, roles=("supervisor",), name="Femi Oladipo")
        nia = make_member(organisation, name="Nia Bevan")
        tom = make_member(organisation, name="Tom Ashworth")

    House.pair = make_relationship(House.old, House.nia)
    return House


def waiting(member):
    found = Notice.objects.filter(recipient=member, kind=rearranging.REARRANGED, state="due")
    return list(found.order_by("pk"))


def told(member, now=NOW):
    """Return what the member's messages say: (begins, ends, booked) of each that still holds."""
    found = []
    for notice in waiting(member):
        facts = rearranging.context(notice, now)
        if facts is not None:
            words = [
                [(one["day"], tuple(one["names"])) for one in facts[which]] for which in ("begins", "ends")
            ]
            found.append((*words, facts["booked"]))
    return found


def change(house, relationship, to, *, day=TOMORROW, by=None):
    return arrangements.change_supervisor(
        relationship, supervisor=to, starts_on=day, by=by or house.admin, now=NOW
    )


def hand_on(house, *, by=None):
    return arrangements.hand_on(house.old, to=house.new, starts_on=TOMORROW, by=by or house.admin, now=NOW)


def test_a_change_is_told_to_all_three_and_to_nobody_else(house):
    make_session(house.old, house.nia, at=NOW + 3 * DAY, status="booked")
    make_session(house.old, house.nia, at=NOW + timedelta(hours=2), status="booked")  # still theirs

    change(house, house.pair, house.new)

    femi, judith, nia = ((TOMORROW, (one.person.name,)) for one in (house.new, house.old, house.nia))
    assert told(house.nia) == [([femi], [judith], 1)]
    assert told(house.new) == [([nia], [], 0)]
    assert told(house.old) == [([], [nia], 1)]
    assert Notice.objects.count() == 3


def test_a_beginning_and_an_ending_are_told(house):
    arrangements.start_relationship(
        supervisor=house.old, supervisee=house.tom, starts_on=TOMORROW, by=house.admin, now=NOW
    )
    arrangements.end_relationship(house.pair, last_day=TODAY, by=house.admin, now=NOW)

    assert told(house.tom) == [([(TOMORROW, ("Judith Marlow",))], [], 0)]
    assert told(house.nia) == [([], [(TOMORROW, ("Judith Marlow",))], 0)]
    assert told(house.old) == [
        ([(TOMORROW, ("Tom Ashworth",))], [], 0),
        ([], [(TOMORROW, ("Nia Bevan",))], 0),
    ]


def test_what_is_written_down_long_after_it_was_over_is_told_to_nobody(house):
    arrangements.start_relationship(
        supervisor=house.new,
        supervisee=house.tom,
        starts_on=TODAY - 90 * DAY,
        ends_on=TODAY - DAY,
        by=house.admin,
        now=NOW,
    )

    assert not Notice.objects.exists()


@pytest.mark.parametrize("doer", ["old", "new", "nia"])
def test_whoever_did_it_is_not_told_of_it(house, doer):
    change(house, house.pair, house.new, by=getattr(house, doer))

    assert {name for name in ("old", "new", "nia") if waiting(getattr(house, name))} == (
        {"old", "new", "nia"} - {doer}
    )


def test_however_many_are_handed_on_each_supervisor_gets_one_message(house):
    people = [make_member(house.organisation, name=f"Person {number:02}") for number in range(12)]
    for one in people:
        make_relationship(house.old, one)
        make_session(house.old, one, at=NOW + timedelta(days=7, hours=people.index(one)), status="booked")

    hand_on(house)

    (begins,) = rearranging.context(waiting(house.new)[0], NOW)["begins"]
    assert (len(waiting(house.new)), len(waiting(house.old))) == (1, 1)
    assert (begins["names"][0], len(begins["names"]), begins["more"]) == ("Nia Bevan", 10, 3)
    assert rearranging.context(waiting(house.old)[0], NOW)["booked"] == 12
    assert [len(waiting(one)) for one in people] == [1] * 12
    assert told(people[0]) == [([(TOMORROW, ("Femi Oladipo",))], [(TOMORROW, ("Judith Marlow",))], 1)]


def test_the_same_again_tells_nothing_again(house):
    hand_on(house)
    with pytest.raises(rules.NobodyToHandOn):
        hand_on(house)
    ended = Relationship.objects.get(pk=house.pair.pk)
    arrangements.end_relationship(ended, last_day=TODAY, by=house.admin, now=NOW)

    assert [len(waiting(one)) for one in (house.old, house.new, house.nia)] == [1, 1, 1]


def test_what_was_put_back_before_it_was_sent_is_told_to_nobody(house):
    wrong = change(house, house.pair, house.new)
    change(house, wrong, house.old)

    assert told(house.nia) == told(house.new) == told(house.old) == []


def test_who_was_told_of_a_beginning_hears_that_it_is_off(house):
    wrong = change(house, house.pair, house.new)
    Notice.objects.filter(recipient=house.new).update(state="sent")
    change(house, wrong, house.old)

    assert told(house.new) == [([], [(TOMORROW, ("Nia Bevan",))], 0)]
    assert told(house.nia) == []


def test_who_was_told_of_an_end_hears_that_it_goes_on(house):
    wrong = change(house, house.pair, house.new)
    Notice.objects.update(state="sent")
    change(house, wrong, house.old)

    assert told(house.old) == [([(TOMORROW, ("Nia Bevan",))], [], 0)]
    assert told(house.nia) == [([(TOMORROW, ("Judith Marlow",))], [(TOMORROW, ("Femi Oladipo",))], 0)]


def test_an_end_that_is_put_off_is_told_with_its_new_day_alone(house):
    for last_day in (TODAY, TODAY + 5 * DAY):
        house.pair = arrangements.end_relationship(house.pair, last_day=last_day, by=house.admin, now=NOW)

    assert told(house.nia) == [([], [(TODAY + 6 * DAY, ("Judith Marlow",))], 0)]


def test_what_two_agreed_on_by_themselves_is_told_by_what_asked_them(house):
    row = directory.ask(house.nia, house.new, instead_of=house.pair, now=NOW)
    directory.answer(house.new, row.pk, agrees=True, now=NOW)

    assert not Notice.objects.filter(kind=rearranging.REARRANGED).exists()


def test_a_refusal_and_another_organisation_tell_nobody(house):
    stranger = make_member(roles=("supervisor",))
    with pytest.raises(rules.NotHere):
        change(house, house.pair, stranger)
    with pytest.raises(rules.NotHere):
        change(house, house.pair, house.new, by=make_member(roles=("admin",)))

    assert not Notice.objects.exists()


def test_the_message_names_them_in_its_body_alone(house, mail_by_smtp):
    make_session(house.old, house.nia, at=NOW + 3 * DAY, status="booked")
    change(house, house.pair, house.new)

    assert deliver_due(tell_time=lambda: NOW).sent == 3

    (received,) = mail_by_smtp.to(house.nia.person.email)
    words = " ".join(received.text().split())
    assert received.subject == "Something to read, when you have a minute"
    assert "on, Femi Oladipo supervises you." in words
    assert "on, Judith Marlow no longer supervises you." in words
    assert "on that day or later: 1." in words
    assert "/sessions/?when=ahead" in words
