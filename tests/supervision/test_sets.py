"""Statements over many rows, on whichever database the suite runs."""

from datetime import UTC, date, datetime

import pytest

from supervision.notices.models import Notice
from supervision.notices.services import Message, queue_notices
from supervision.people import audit
from supervision.people.models import AuditEntry, Leave
from supervision.sets import as_moment, fetch, insert_rows, moment, one_of, update_rows
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
