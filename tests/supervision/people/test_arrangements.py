"""Verbs for who supervises whom, and for leave."""

import pytest

from supervision.people import arrangements, rules
from supervision.people.models import AuditEntry, Leave, Relationship
from tests.builders import make_leave, make_member, make_organisation, make_relationship
from tests.supervision.people.deeds import DAY, NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def supervisor(admin):
    return make_member(admin.organisation, roles=("supervisor",))


@pytest.fixture
def supervisee(admin):
    return make_member(admin.organisation)


def start(supervisor, supervisee, by, starts_on=TODAY, ends_on=None):
    return arrangements.start_relationship(
        supervisor=supervisor, supervisee=supervisee, starts_on=starts_on, ends_on=ends_on, by=by, now=NOW
    )


# ---------------------------------------------------------------- relationships
def test_a_relationship_starts_and_is_written_down_about_the_supervisee(admin, supervisor, supervisee):
    relationship = start(supervisor, supervisee, admin)

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.subject_id) == (
        "relationship.started",
        admin.pk,
        supervisee.pk,
    )
    assert (relationship.starts_on, relationship.ends_on) == (TODAY, None)


def test_nobody_supervises_themselves(admin, supervisor):
    with pytest.raises(rules.OwnSupervisor):
        start(supervisor, supervisor, admin)

    assert not Relationship.objects.exists()


def test_only_a_supervisor_supervises(admin, supervisee):
    with pytest.raises(rules.NotASupervisor):
        start(make_member(admin.organisation), supervisee, admin)


def test_both_sides_belong_to_the_organisation(admin, supervisor, supervisee):
    for pair in ((make_member(roles=("supervisor",)), supervisee), (supervisor, make_member())):
        with pytest.raises(rules.NotHere):
            start(*pair, admin)

    assert not Relationship.objects.exists()


def test_one_who_will_have_left_neither_supervises_nor_is_supervised(admin, supervisor):
    leaver = make_member(admin.organisation, end_date=TODAY + DAY)
    start(supervisor, leaver, admin, starts_on=TODAY + DAY)

    with pytest.raises(rules.HasLeft):
        start(
            make_member(admin.organisation, roles=("supervisor",)), leaver, admin, starts_on=TODAY + 2 * DAY
        )


@pytest.mark.parametrize(("starts", "ends"), [(0, 0), (-9, -5), (-5, None), (-9, None), (-3, 4)])
def test_the_same_two_never_overlap(admin, supervisor, supervisee, starts, ends):
    make_relationship(supervisor, supervisee, starts_on=TODAY - 5 * DAY, ends_on=TODAY)

    with pytest.raises(rules.AlreadySupervises):
        start(
            supervisor, supervisee, admin, TODAY + starts * DAY, None if ends is None else TODAY + ends * DAY
        )

    assert Relationship.objects.count() == 1


@pytest.mark.parametrize(("starts", "ends"), [(1, None), (-9, -6)])
def test_the_same_two_may_meet_again_before_or_after(admin, supervisor, supervisee, starts, ends):
    make_relationship(supervisor, supervisee, starts_on=TODAY - 5 * DAY, ends_on=TODAY)

    start(supervisor, supervisee, admin, TODAY + starts * DAY, None if ends is None else TODAY + ends * DAY)

    assert Relationship.objects.count() == 2


def test_a_relationship_ends_on_a_day_and_not_before_it_began(admin, supervisor, supervisee):
    relationship = make_relationship(supervisor, supervisee, starts_on=TODAY)

    with pytest.raises(rules.EndsBeforeStart):
        arrangements.end_relationship(relationship, last_day=TODAY - DAY, by=admin, now=NOW)
    arrangements.end_relationship(relationship, last_day=TODAY, by=admin, now=NOW)

    assert Relationship.objects.get().ends_on == TODAY


def test_a_later_end_does_not_run_into_the_next_one(admin, supervisor, supervisee):
    first = make_relationship(supervisor, supervisee, starts_on=TODAY - 9 * DAY, ends_on=TODAY - 5 * DAY)
    make_relationship(supervisor, supervisee, starts_on=TODAY)

    with pytest.raises(rules.AlreadySupervises):
        arrangements.end_relationship(first, last_day=TODAY, by=admin, now=NOW)


def test_another_supervisor_takes_over_from_a_day_on(admin, supervisor, supervisee):
    old = make_relationship(supervisor, supervisee)
    successor = make_member(admin.organisation, roles=("supervisor",))

    new = arrangements.change_supervisor(old, supervisor=successor, starts_on=TODAY + DAY, by=admin, now=NOW)

    assert Relationship.objects.get(pk=old.pk).ends_on == TODAY
    assert (new.supervisor, new.supervisee, new.starts_on) == (successor, supervisee, TODAY + DAY)


def test_a_change_that_is_refused_leaves_the_old_supervisor(admin, supervisor, supervisee):
    old = make_relationship(supervisor, supervisee)

    with pytest.raises(rules.NotASupervisor):
        arrangements.change_supervisor(old, supervisor=admin, starts_on=TODAY, by=admin, now=NOW)

    assert Relationship.objects.get().ends_on is None
    assert not AuditEntry.objects.exists()


def test_one_yet_to_begin_is_replaced(admin, supervisor, supervisee):
    old = make_relationship(supervisor, supervisee, starts_on=TODAY + DAY)

    arrangements.change_supervisor(old, supervisor=supervisor, starts_on=TODAY, by=admin, now=NOW)

    assert [row.starts_on for row in Relationship.objects.all()] == [TODAY]


def test_a_relationship_of_another_organisation_is_not_there(admin):
    foreign = make_relationship(*(make_member(organisation=each) for each in [make_organisation()] * 2))

    with pytest.raises(rules.NotHere):
        arrangements.end_relationship(foreign, last_day=TODAY, by=admin, now=NOW)

    assert Relationship.objects.get().ends_on is None


# ---------------------------------------------------------------- leave
def test_leave_is_added_changed_and_removed_and_clocks_are_told_each_time(admin, supervisee, told):
    leave = arrangements.add_leave(
        supervisee, starts_on=TODAY, ends_on=TODAY, kind="sickness", by=admin, now=NOW
    )
    assert told == {supervisee.pk}
    told.clear()

    arrangements.change_leave(leave, starts_on=TODAY, ends_on=None, kind="parental", by=admin, now=NOW)
    assert Leave.objects.values_list("starts_on", "ends_on", "kind").get() == (TODAY, None, "parental")
    assert told == {supervisee.pk}
    told.clear()

    arrangements.remove_leave(leave, by=admin, now=NOW)
    assert not Leave.objects.exists()
    assert told == {supervisee.pk}


@pytest.mark.parametrize(
    ("ends", "kind", "refusal"),
    [
        (-1, "annual", rules.EndsBeforeStart),
        (1, "holiday", rules.NoSuchLeave),
        (5, "study", rules.LeaveThere),
    ],
)
def test_leave_that_makes_no_sense_is_refused(admin, supervisee, told, ends, kind, refusal):
    make_leave(supervisee, TODAY, TODAY, kind="study")

    with pytest.raises(refusal):
        arrangements.add_leave(
            supervisee, starts_on=TODAY, ends_on=TODAY + ends * DAY, kind=kind, by=admin, now=NOW
        )

    assert Leave.objects.count() == 1
    assert told == set()


def test_saving_the_same_leave_again_tells_nobody(admin, supervisee, told):
    leave = make_leave(supervisee, TODAY, None, kind="study")

    arrangements.change_leave(leave, starts_on=TODAY, ends_on=None, kind="study", by=admin, now=NOW)

    assert told == set()
    assert not AuditEntry.objects.exists()


def test_leave_of_another_organisation_is_not_there(admin):
    foreign = make_leave(make_member(), TODAY)

    with pytest.raises(rules.NotHere):
        arrangements.remove_leave(foreign, by=admin, now=NOW)
    with pytest.raises(rules.NotHere):
        arrangements.add_leave(
            foreign.member, starts_on=TODAY, ends_on=None, kind="annual", by=admin, now=NOW
        )

    assert Leave.objects.get() == foreign


def test_the_audit_never_holds_the_kind_of_a_leave(admin, supervisee):
    arrangements.add_leave(supervisee, starts_on=TODAY, ends_on=None, kind="sickness", by=admin, now=NOW)

    assert "sickness" not in str(AuditEntry.objects.values().get())
