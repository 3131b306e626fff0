"""Who is told that somebody else supervises somebody: both sides once, and never who did it."""

import re
from datetime import timedelta

import pytest

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people import arrangements, rules
from supervision.people.models import Relationship
from supervision.practice import directory, rearranging
from supervision.practice.turning import turns_for
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
    """Return what the member's messages say: (days with how many come and go, booked) of each that holds."""
    found = []
    for notice in waiting(member):
        facts = rearranging.context(notice, now)
        if facts is not None:
            days = [(one["day"], one["more"], one["fewer"]) for one in facts["days"]]
            found.append((days, facts["booked"]))
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

    assert told(house.nia) == [([(TOMORROW, 1, 1)], 1)]
    assert told(house.new) == [([(TOMORROW, 1, 0)], 0)]
    assert told(house.old) == [([(TOMORROW, 0, 1)], 1)]
    assert Notice.objects.count() == 3


def test_a_beginning_and_an_ending_are_told(house):
    arrangements.start_relationship(
        supervisor=house.old, supervisee=house.tom, starts_on=TOMORROW, by=house.admin, now=NOW
    )
    arrangements.end_relationship(house.pair, last_day=TODAY, by=house.admin, now=NOW)

    assert told(house.tom) == [([(TOMORROW, 1, 0)], 0)]
    assert told(house.nia) == [([(TOMORROW, 0, 1)], 0)]
    assert told(house.old) == [([(TOMORROW, 1, 0)], 0), ([(TOMORROW, 0, 1)], 0)]


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

    assert (len(waiting(house.new)), len(waiting(house.old))) == (1, 1)
    assert told(house.new) == [([(TOMORROW, 13, 0)], 0)]
    assert told(house.old) == [([(TOMORROW, 0, 13)], 12)]
    assert [len(waiting(one)) for one in people] == [1] * 12
    assert told(people[0]) == [([(TOMORROW, 1, 1)], 1)]


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

    assert told(house.new) == [([(TOMORROW, 0, 1)], 0)]
    assert told(house.nia) == []
    (notice,) = waiting(house.new)
    assert not rearranging.context(notice, NOW)["is_shown"]  # what never began stands on no page


def test_who_was_told_of_an_end_hears_that_it_goes_on(house):
    wrong = change(house, house.pair, house.new)
    Notice.objects.update(state="sent")
    change(house, wrong, house.old)

    assert told(house.old) == [([(TOMORROW, 1, 0)], 0)]
    assert told(house.nia) == [([(TOMORROW, 1, 1)], 0)]


def test_an_end_that_is_put_off_is_told_with_its_new_day_alone(house):
    for last_day in (TODAY, TODAY + 5 * DAY):
        house.pair = arrangements.end_relationship(house.pair, last_day=last_day, by=house.admin, now=NOW)

    assert told(house.nia) == [([(TODAY + 6 * DAY, 0, 1)], 0)]


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


NAMES = ("Nia", "Bevan", "Tom", "Ashworth", "Judith", "Marlow", "Femi", "Oladipo", "Asha", "Denholm")
TELLS = {
    "nia": "on, somebody else supervises you.",
    "tom": "on, somebody else supervises you.",
    "new": "on, you supervise 2 people more.",
    "old": "on, you supervise 2 people fewer.",
}


def test_the_message_names_nobody_but_its_reader(house, mail_by_smtp):
    make_relationship(house.old, house.tom)
    make_session(house.old, house.nia, at=NOW + 3 * DAY, status="booked")
    hand_on(house)

    assert deliver_due(tell_time=lambda: NOW).sent == 4

    for who, sentence in TELLS.items():
        reader = getattr(house, who)
        (received,) = mail_by_smtp.to(reader.person.email)
        words, markup = " ".join(received.text().split()), " ".join(received.html().split())
        assert received.subject == "Something to read, when you have a minute"
        for said in (words, markup):
            assert sentence in said
            assert "The link shows who it is, once you have signed in." in said
            assert ("on that day or later: 1." in said) == (who in ("nia", "old"))
            assert "/agreements/" in said
            others = [name for name in NAMES if name not in reader.person.name.split()]
            assert not [name for name in (*others, *reader.person.name.split()[1:]) if name in said]


@pytest.mark.parametrize(
    ("who", "rows"),
    [
        ("nia", [("Judith Marlow", "Until", TODAY), ("Femi Oladipo", "From", TOMORROW)]),
        ("new", [("Nia Bevan", "From", TOMORROW)]),
        ("old", [("Nia Bevan", "Until", TODAY)]),
    ],
)
def test_the_page_behind_the_link_shows_who_it_is(house, client, time_machine, who, rows):
    time_machine.move_to(NOW, tick=False)
    change(house, house.pair, house.new)
    reader = getattr(house, who)
    (notice,) = waiting(reader)
    client.force_login(reader.person)

    found = client.get(rearranging.page(notice)).content.decode()

    assert rearranging.context(notice, NOW)["is_shown"]
    shown = [(turn.other.person.name, turn.begins, turn.day) for turn in turns_for(reader, now=NOW)]
    assert shown == [(name, word == "From", day) for name, word, day in rows]
    for name, word, day in rows:
        assert re.search(rf"<strong>{name}</strong><br><span[^>]*>{word} [^<]*{day.day} {day:%b}", found)


def test_a_change_stands_on_the_page_for_sixty_days(house):
    change(house, house.pair, house.new)

    assert turns_for(house.old, now=NOW + 61 * DAY)
    assert not turns_for(house.old, now=NOW + 62 * DAY)


def test_what_goes_on_with_the_same_two_is_no_change(house):
    arrangements.end_relationship(house.pair, last_day=TODAY, by=house.admin, now=NOW)
    assert turns_for(house.nia, now=NOW)
    make_relationship(house.old, house.nia, starts_on=TOMORROW)

    assert turns_for(house.nia, now=NOW) == []
