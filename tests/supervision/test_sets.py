"""Statements over many rows, on whichever database the suite runs."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people import audit
from supervision.people.models import AuditEntry, Leave
from supervision.policy.models import Upkeep
from supervision.sets import as_moment, fetch, insert_rows, moment, new_ids, one_of, update_rows
from tests.builders import make_member, make_organisation
from tests.services.audit import tampering

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


def test_rows_go_in_as_the_orm_would_read_them():
    member = make_member()

    insert_rows(
        Leave,
        ("member_id", "starts_on", "ends_on", "kind"),
        [
            (member.pk, date(2026, 11, 2), None, '"{\\,}'),
            (member.pk, date(2026, 12, 1), date(2026, 12, 9), "null"),
        ],
    )

    assert list(Leave.objects.order_by("pk").values_list("starts_on", "ends_on", "kind")) == [
        (date(2026, 11, 2), None, '"{\\,}'),
        (date(2026, 12, 1), date(2026, 12, 9), "null"),
    ]


def test_rows_change_by_their_key():
    member = make_member()
    first = Leave.objects.create(member=member, starts_on=date(2026, 1, 1), kind="study")
    second = Leave.objects.create(member=member, starts_on=date(2026, 2, 1), kind="study")

    update_rows(Leave, ("id", "ends_on"), [(first.pk, date(2026, 1, 5)), (second.pk, None)])

    first.refresh_from_db()
    assert first.ends_on == date(2026, 1, 5)


MOMENTS = [
    NOW,
    NOW.replace(microsecond=1),
    NOW.replace(microsecond=120_000),
    datetime(2026, 11, 2, 10, 30, tzinfo=ZoneInfo("Europe/Paris")),  # the very moment of the first
    datetime(2026, 11, 1, 22, 0, tzinfo=ZoneInfo("America/New_York")),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),  # an hour later, equal to Python
    datetime(1971, 1, 1, tzinfo=UTC),
]


def test_days_and_moments_go_in_and_change_as_the_orm_reads_them():
    """Both kinds of column, none and some in one call, and moments of other zones."""
    members = [make_member() for _ in MOMENTS]
    days = [
        date(2026, 11, 2),
        None,
        date(1900, 1, 1),
        None,
        date(2199, 12, 31),
        date(2026, 11, 2),
        None,
        None,
    ]

    insert_rows(Upkeep, ("member_id", "due_at"), [(one.pk, None) for one in members])
    update_rows(Upkeep, ("member_id", "due_at"), list(zip((one.pk for one in members), MOMENTS, strict=True)))
    rows = [(one.pk, date(1899, 1, 1), day, "study") for one, day in zip(members, days, strict=True)]
    insert_rows(Leave, ("member_id", "starts_on", "ends_on", "kind"), rows)

    for one, at, day in zip(members, MOMENTS, days, strict=True):
        assert Upkeep.objects.get(member=one).due_at == at.astimezone(UTC)
        assert Upkeep.objects.filter(member=one, due_at__lte=at, due_at__gte=at).exists()
        assert Leave.objects.get(member=one).ends_on == day
        assert Leave.objects.filter(member=one, ends_on=day).exists()

    update_rows(Upkeep, ("member_id", "due_at"), [(members[0].pk, None), (members[1].pk, NOW)])
    update_rows(Leave, ("member_id", "ends_on"), [(members[0].pk, None), (members[1].pk, days[0])])

    found = dict(Upkeep.objects.values_list("member_id", "due_at"))
    assert (found[members[0].pk], found[members[1].pk], found[members[2].pk]) == (None, NOW, MOMENTS[2])
    ends = dict(Leave.objects.values_list("member_id", "ends_on"))
    assert (ends[members[0].pk], ends[members[1].pk], ends[members[2].pk]) == (None, days[0], days[2])


def test_moments_from_rows_sort_and_compare_with_those_the_orm_wrote():
    by_orm, by_rows = make_member(), make_member()
    Upkeep.objects.create(member=by_orm, due_at=NOW)
    insert_rows(Upkeep, ("member_id", "due_at"), [(by_rows.pk, NOW)])

    assert Upkeep.objects.filter(due_at=NOW).count() == 2
    where = "select count(*) from supervision_policy_upkeep where due_at = %s"
    assert fetch(where, [moment(NOW)]) == [(2,)]


def test_a_row_that_breaks_a_constraint_is_left_out_only_where_that_is_asked_for():
    member = make_member()
    rows = [(member.pk, date(2026, 1, 1), None, "study"), (member.pk, date(2026, 1, 1), None, "study")]
    names = ("member_id", "starts_on", "ends_on", "kind")

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Leave, names, rows)
    assert not Leave.objects.exists()

    assert insert_rows(Leave, names, rows, skip_known=True) == 1
    assert insert_rows(Leave, names, rows, skip_known=True) == 0
    assert Leave.objects.count() == 1


def test_nothing_to_do_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert insert_rows(Leave, ("member_id",), []) == 0
        update_rows(Leave, ("id", "ends_on"), [])


@pytest.mark.parametrize("about", [{}, {"a": 'q"\\{,}'}, {"n": [None, 1.5, {"deep": ["ŵ\u2028"]}]}])
def test_json_goes_in_as_text_and_comes_out_as_it_was(about):
    member = make_member()
    message = Message(member.organisation_id, member.pk, "due_soon", "S", "one", NOW, about=about)

    queue_notices([message], now=NOW)

    assert Notice.objects.get().about == about


def test_new_ids_are_nobody_s_and_stay_so():
    member = make_member()
    known = Leave.objects.create(member=member, starts_on=date(2026, 1, 1), kind="study").pk

    ids = new_ids(Leave, 3)
    insert_rows(
        Leave,
        ("id", "member_id", "starts_on", "kind"),
        [(pk, member.pk, date(2026, 2, pk % 28 + 1), "other") for pk in ids],
    )
    after = Leave.objects.create(member=member, starts_on=date(2026, 3, 1), kind="study").pk

    assert ids == sorted(set(ids)) and known not in ids
    assert after not in {known, *ids}
    assert set(Leave.objects.values_list("pk", flat=True)) == {known, *ids, after}


def test_a_list_of_ids_is_one_parameter():
    members = [make_member() for _ in range(3)]
    where, ids = one_of(member.pk for member in members[:2])

    rows = fetch(f"select id from supervision_people_member where id {where} order by id", [ids])

    assert [pk for (pk,) in rows] == [member.pk for member in members[:2]]


def test_queued_notices_are_whole_rows_and_a_key_counts_once():
    member = make_member()
    message = Message(
        organisation_id=member.organisation_id,
        recipient_id=member.pk,
        kind="due_soon",
        notice_class="S",
        key="one",
        not_before=NOW,
        about={"member": member.pk, "day": "2026-11-03"},
    )

    queue_notices([message, message], now=NOW)
    queue_notices([message], now=NOW)

    notice = Notice.objects.get()
    assert (notice.state, notice.about, notice.attempts) == (
        "due",
        {"member": member.pk, "day": "2026-11-03"},
        0,
    )
    assert (notice.not_before, notice.not_after) == (NOW, None)
    (row,) = fetch("select not_before from supervision_notices_notice where not_before <= %s", [moment(NOW)])
    assert as_moment(row[0]) == NOW


def test_many_deeds_make_one_chain_that_holds():
    organisation, other = make_organisation(), make_organisation()

    audit.record([audit.Deed(organisation.pk, "flag.opened", object_id=n) for n in range(5)], at=NOW)
    audit.record(
        [audit.Deed(other.pk, "x"), audit.Deed(organisation.pk, "flag.closed", subject_id=3)], at=NOW
    )

    assert AuditEntry.objects.filter(organisation=organisation).count() == 6
    assert audit.first_break(organisation) is None and audit.first_break(other) is None
    with tampering():
        AuditEntry.objects.filter(organisation=organisation, sequence=3).update(object_id=99)
    assert audit.first_break(organisation) == 3
