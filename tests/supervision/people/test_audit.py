"""The audit: one unbroken chain, and what is read of others."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from supervision.people.audit import (
    Deed,
    digest_of,
    first_break,
    readings_of,
    record,
    record_reading,
    record_readings,
)
from supervision.people.models import AuditEntry, AuditHead
from tests.builders import MONDAY_9AM, make_member, make_organisation
from tests.services.audit import tampering

pytestmark = pytest.mark.django_db
TUESDAY_9AM = MONDAY_9AM + timedelta(days=1)


def deeds(organisation, count, start=0):
    return [Deed(organisation.pk, "test.done", start + number, number) for number in range(1, count + 1)]


def test_deeds_are_chained_one_after_another():
    organisation = make_organisation()
    record(deeds(organisation, 2), at=MONDAY_9AM)
    record(deeds(organisation, 1), at=TUESDAY_9AM)

    first, second, third = AuditEntry.objects.in_chain()
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert second.digest == digest_of(first.digest, 2, MONDAY_9AM, deeds(organisation, 2)[1])
    assert first_break(organisation) is None


def test_each_organisation_has_a_chain_of_its_own():
    one, two = make_organisation(), make_organisation()
    record([*deeds(one, 2), *deeds(two, 1)], at=MONDAY_9AM)

    assert first_break(one) is None
    assert first_break(two) is None
    assert AuditHead.objects.get(pk=two.pk).sequence == 1


def test_nothing_done_writes_nothing():
    record([], at=MONDAY_9AM)

    assert not AuditHead.objects.exists()


@pytest.mark.parametrize("count", [1, 5000])
def test_five_thousand_deeds_take_as_many_statements_as_one(count, django_assert_num_queries):
    organisation = make_organisation()
    batch = deeds(organisation, count)

    with django_assert_num_queries(6):
        record(batch, at=MONDAY_9AM)

    assert first_break(organisation) is None


# ---------------------------------------------------------------- who looked
@pytest.fixture
def two():
    viewer = make_member()
    return viewer, make_member(viewer.organisation)


def test_a_reading_is_written_once_for_each_kind_and_day(two):
    lead, nia = two
    for at in (MONDAY_9AM, MONDAY_9AM + timedelta(hours=8), TUESDAY_9AM):
        record_reading(lead, nia, "board", now=at)
        record_reading(lead, nia, "member", now=at)

    assert readings_of(nia).count() == 4
    assert first_break(nia.organisation) is None


def test_the_day_is_the_viewers_own():
    lead = make_member(time_zone="Pacific/Auckland")
    nia = make_member(lead.organisation)
    before_midnight = datetime(2026, 11, 2, 10, 59, tzinfo=UTC)

    record_reading(lead, nia, "board", now=before_midnight)
    record_reading(lead, nia, "board", now=before_midnight + timedelta(minutes=2))

    assert readings_of(nia).count() == 2


def test_looking_at_oneself_leaves_no_trace(two):
    lead, _ = two
    record_reading(lead, lead, "member", now=MONDAY_9AM)

    assert not AuditEntry.objects.exists()


def test_a_kind_of_reading_without_words_is_a_mistake(two):
    with pytest.raises(ValueError, match="gossip"):
        record_reading(*two, "gossip", now=MONDAY_9AM)


@pytest.mark.parametrize("count", [1, 30])
def test_a_board_looked_at_again_costs_one_query_however_many_stand_on_it(count, django_assert_num_queries):
    lead = make_member()
    people = [make_member(lead.organisation) for _ in range(count)]
    record_readings(lead, people, "board", now=MONDAY_9AM)

    with django_assert_num_queries(1):
        record_readings(lead, [person.pk for person in people], "board", now=MONDAY_9AM + timedelta(hours=1))
    assert AuditEntry.objects.count() == count


def test_only_those_not_yet_written_down_are_added(two):
    lead, nia = two
    tom = make_member(lead.organisation)
    record_reading(lead, nia, "board", now=MONDAY_9AM)

    record_readings(lead, [nia, tom, lead], "board", now=MONDAY_9AM)

    assert sorted(AuditEntry.objects.values_list("subject_id", flat=True)) == [nia.pk, tom.pk]


def test_nobody_of_another_organisation_is_named_among_who_looked(two):
    lead, nia = two
    record_reading(lead, nia, "member", now=MONDAY_9AM)
    elsewhere = make_member(name="Elsewhere")
    record([Deed(nia.organisation_id, "read.member", elsewhere.pk, nia.pk)], at=MONDAY_9AM)

    assert {entry.who for entry in readings_of(nia)} == {lead.person.name, None}


@time_machine.travel(MONDAY_9AM)
def test_no_name_and_no_word_stands_in_an_entry(two):
    lead, nia = two
    record_reading(lead, nia, "member", now=MONDAY_9AM)

    kept = str(AuditEntry.objects.values().get())
    for word in (lead.person.name, nia.person.name, nia.person.email):
        assert word not in kept


# ---------------------------------------------------------------- whether it holds
@pytest.fixture
def chain():
    organisation = make_organisation()
    record(deeds(organisation, 5), at=MONDAY_9AM)
    return organisation


@pytest.mark.parametrize(
    "tampered", ["changed", "dropped", "taken off the end", "all gone", "all and the head gone"]
)
def test_tampering_shows(chain, tampered):
    entries = AuditEntry.objects.filter(organisation=chain)
    with tampering():
        if tampered == "changed":
            entries.filter(sequence=3).update(actor_id=99)
        elif tampered == "dropped":
            entries.filter(sequence=3).delete()
        elif tampered == "taken off the end":
            entries.filter(sequence=5).delete()
        elif tampered == "all gone":
            entries.all().delete()
        else:
            entries.filter(sequence=5).delete()
            AuditHead.objects.all().delete()

    assert first_break(chain) is not None


@pytest.mark.parametrize("change", ["update", "delete", "raw update", "raw delete", "save"])
def test_the_database_itself_refuses_to_change_an_entry(chain, change):
    entry = AuditEntry.objects.filter(organisation=chain).first()
    table = AuditEntry._meta.db_table
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        if change == "update":
            AuditEntry.objects.update(actor_id=99)
        elif change == "delete":
            AuditEntry.objects.all().delete()
        elif change == "save":
            entry.actor_id = 99
            entry.save()
        elif change == "raw update":
            cursor.execute(f"update {table} set actor_id = 99")
        else:
            cursor.execute(f"delete from {table}")

    assert first_break(chain) is None


def test_the_command_says_whether_the_chain_holds(chain, capsys):
    call_command("audit", organisation=chain.slug, verify=True)
    assert "5 entries" in (told := capsys.readouterr().out)
    assert "the chain holds" in told
    assert AuditHead.objects.get(pk=chain.pk).digest in told

    with tampering():
        AuditEntry.objects.filter(organisation=chain, sequence=2).update(action="other")
    with pytest.raises(SystemExit) as stopped:
        call_command("audit", verify=True)
    assert stopped.value.code == 1
    assert "BROKEN at entry 2" in capsys.readouterr().out


def test_the_command_knows_no_organisation_of_that_name():
    with pytest.raises(CommandError) as refused:
        call_command("audit", organisation="nowhere")
    assert refused.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_commits_leaves_the_audit_empty_behind(chain):
    assert AuditEntry.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_and_the_one_after_it_finds_it_empty_and_still_guarded():
    assert not AuditEntry.objects.exists()
    organisation = make_organisation()
    record(deeds(organisation, 1), at=MONDAY_9AM)
    with pytest.raises(DatabaseError):
        AuditEntry.objects.all().delete()
