"""Objects made in one go are what the ORM would have made."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from supervision import quick_rows
from supervision.notices import claiming
from supervision.notices.models import Feed, Notice
from supervision.people.models import Member, Person
from supervision.sets import among
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db


def test_they_have_every_value_as_the_orm_reads_it():
    member = make_member(
        email="reader@example.org",
        fte=Decimal("0.1") / 3,
        end_date=date(2030, 1, 6),
    )
    Person.objects.update(last_login=datetime(2026, 11, 9, 8, 30, 15, 123456, tzinfo=UTC))
    make_notice(member, about={"n": [1, None, "ä"]}, not_after=MONDAY_9AM.replace(year=2027))
    make_notice()

    taken = claiming.claim(owner="me", now=MONDAY_9AM)

    for one in taken:
        known = Notice.objects.select_related("recipient__person", "recipient__organisation").get(pk=one.pk)
        for made, read in (
            (one, known),
            (one.recipient, known.recipient),
            (one.recipient.person, known.recipient.person),
            (one.recipient.organisation, known.recipient.organisation),
        ):
            assert type(made) is type(read) and made == read
            for field in read._meta.concrete_fields:
                value, other = getattr(made, field.attname), getattr(read, field.attname)
                assert (value, type(value)) == (other, type(other)), field
            assert (made._state.adding, made._state.db) == (False, "default")
    taken[0].reason = "changed"
    taken[0].save(update_fields=["reason"])
    assert Notice.objects.get(pk=taken[0].pk).reason == "changed"


def test_a_claim_costs_the_same_queries_for_one_row_and_for_thirty(django_assert_num_queries):
    for rows in (1, 30):
        for _ in range(rows):
            make_notice()
        with django_assert_num_queries(7):
            assert len(claiming.claim(owner="me", now=MONDAY_9AM)) == rows


def test_ids_in_one_parameter_find_what_a_list_of_them_finds():
    members = [make_member() for _ in range(3)]
    ids = [members[0].pk, members[2].pk]

    assert set(Member.objects.filter(pk__in=among(ids))) == {members[0], members[2]}
    assert set(Member.objects.filter(pk__in=among([]))) == set()
    assert Member.objects.filter(organisation__in=among({members[1].organisation_id})).get() == members[1]


def test_a_model_whose_values_are_read_in_another_way_is_refused():
    with pytest.raises(TypeError):
        quick_rows.Maker(Feed, 0)
