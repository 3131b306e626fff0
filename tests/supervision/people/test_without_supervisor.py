"""Who has no supervisor, or soon none; and everybody of a supervisor handed on at once."""

from datetime import timedelta

import pytest

from supervision.people import arrangements, rules
from supervision.people.models import AuditEntry
from supervision.people.organisation_selectors import roll
from tests.builders import LONG_AGO, MONDAY_9AM, make_member, make_organisation, make_relationship

pytestmark = pytest.mark.django_db
NOW = MONDAY_9AM
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def house():
    class House:
        organisation = make_organisation("Alder")
        admin = make_member(organisation, roles=("admin",))
        old = make_member(organisation, roles=("supervisor",), name="Judith Okafor")
        new = make_member(organisation, roles=("supervisor",), name="Nia Bevan")

    for supervisor in (House.old, House.new):
        make_relationship(make_member(House.organisation, roles=("supervisor",)), supervisor)
    return House


def supervised(house, **extra):
    return make_relationship(house.old, make_member(house.organisation), **extra)


def alone(house):
    found = roll(house.admin, on=TODAY, who="alone")
    return {one.pk for one in found if not one.is_supervisor}


@pytest.mark.parametrize(
    ("ends_in", "is_alone"), [(None, False), (30, False), (29, True), (0, True), (-1, True)]
)
def test_whoever_has_no_supervisor_within_thirty_days_is_found(house, ends_in, is_alone):
    ends_on = None if ends_in is None else TODAY + ends_in * DAY
    member = supervised(house, ends_on=ends_on).supervisee

    assert alone(house) == ({member.pk} if is_alone else set())


def test_nobody_needs_a_supervisor_after_their_own_last_day_or_before_their_first(house):
    leaving, coming = supervised(house, ends_on=TODAY + 5 * DAY), supervised(house)
    leaving.supervisee.end_date = TODAY + 5 * DAY
    coming.supervisee.start_date = coming.starts_on = TODAY + 9 * DAY
    leaving.supervisee.save()
    coming.supervisee.save()
    coming.save()

    assert alone(house) == set()


def test_somebody_who_takes_over_later_leaves_no_gap_unfound(house):
    first = supervised(house, ends_on=TODAY + 5 * DAY)
    assert alone(house) == {first.supervisee_id}

    make_relationship(house.new, first.supervisee, starts_on=TODAY + 6 * DAY)

    assert alone(house) == set()


def test_an_administrator_who_is_owed_nothing_is_not_among_them(house):
    make_member(house.organisation, roles=("admin",))

    assert alone(house) == set()


def hand_on(house, *, to=None, starts_on=TODAY + DAY):
    return arrangements.hand_on(house.old, to=to or house.new, starts_on=starts_on, by=house.admin, now=NOW)


def spans(member):
    rows = member.supervised_by.order_by("starts_on", "pk")
    return list(rows.values_list("supervisor", "starts_on", "ends_on"))


def test_everybody_is_handed_on_from_a_day_and_it_is_written_down(house):
    one, other, done = supervised(house), supervised(house), supervised(house, ends_on=TODAY - 9 * DAY)

    begun = hand_on(house)

    assert {row.supervisee_id for row in begun} == {one.supervisee_id, other.supervisee_id}
    assert spans(one.supervisee) == [
        (house.old.pk, LONG_AGO, TODAY),
        (house.new.pk, TODAY + DAY, None),
    ]
    assert spans(done.supervisee) == [(house.old.pk, LONG_AGO, TODAY - 9 * DAY)]
    assert AuditEntry.objects.filter(action="relationship.started", subject_id=one.supervisee_id).exists()


def test_twice_is_once(house):
    one = supervised(house)
    hand_on(house)
    kept = spans(one.supervisee)

    with pytest.raises(rules.NobodyToHandOn):
        hand_on(house)

    assert spans(one.supervisee) == kept


def test_those_of_a_leaver_are_handed_on_after_the_last_day_too_unless_they_have_somebody(house):
    last_day = TODAY + 3 * DAY
    one, provided = supervised(house, ends_on=last_day), supervised(house, ends_on=last_day)
    house.old.end_date = last_day
    house.old.save()
    third = make_member(house.organisation, roles=("supervisor",))
    make_relationship(third, provided.supervisee, starts_on=last_day + DAY)

    begun = hand_on(house, starts_on=last_day + DAY)

    assert [row.supervisee_id for row in begun] == [one.supervisee_id]


def test_whoever_takes_over_keeps_their_own_supervisor_and_those_they_have(house):
    own = make_relationship(house.old, house.new)
    shared = supervised(house)
    make_relationship(house.new, shared.supervisee)

    hand_on(house)

    own.refresh_from_db()
    shared.refresh_from_db()
    assert (own.ends_on, shared.ends_on) == (None, TODAY)
    assert shared.supervisee.supervised_by.filter(supervisor=house.new).count() == 1


def test_one_that_would_begin_later_begins_with_the_new_one(house):
    later = supervised(house, starts_on=TODAY + 20 * DAY)

    hand_on(house)

    assert spans(later.supervisee) == [(house.new.pk, TODAY + 20 * DAY, None)]


def test_a_refusal_for_one_hands_on_nobody(house):
    one = supervised(house)

    with pytest.raises(rules.NotASupervisor):
        hand_on(house, to=make_member(house.organisation))
    with pytest.raises(rules.NotHere):
        hand_on(house, to=make_member(roles=("supervisor",)))

    assert spans(one.supervisee) == [(house.old.pk, LONG_AGO, None)]
