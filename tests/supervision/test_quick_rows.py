"""Objects made in one go are what the ORM would have made."""

import gc
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db.models import JSONField, Value

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


ABOUT: list = [
    {},
    None,
    "text, “quoted” and \\ŵ",
    "",
    0,
    -1.5,
    True,
    [],
    [[1, [2, {"n": None}]], "ä"],
    {"deep": {"er": [{"k": 'v"\\'}, None, 1.25]}, "": "\u2028"},
]


def test_json_is_read_as_the_orm_reads_it_and_each_row_has_its_own():
    for value in ABOUT:
        make_notice(about=value if value is not None else Value(None, JSONField()))
    twins = [make_notice(about={"n": [1]}) for _ in range(2)]

    taken = {one.pk: one.about for one in claiming.claim(owner="me", now=MONDAY_9AM)}

    assert len(taken) == len(ABOUT) + 2
    known = dict(Notice.objects.values_list("pk", "about"))
    assert taken == known
    assert [type(taken[pk]) for pk in sorted(taken)] == [type(known[pk]) for pk in sorted(known)]
    assert [known[pk] for pk in sorted(known)][: len(ABOUT)] == ABOUT
    taken[twins[0].pk]["n"].append(2)
    assert taken[twins[1].pk] == {"n": [1]}


def test_a_json_column_that_may_be_empty_is_none_where_it_is():
    """What stands in no row of a claim: a value that is missing, beside one that says null."""
    assert quick_rows._converted([None, "null", '{"a": 1}', '"x"', "[[]]"], quick_rows._from_json) == [
        None,
        None,
        {"a": 1},
        "x",
        [[]],
    ]


def test_columns_that_are_empty_in_some_rows_or_in_all_keep_each_row_s_own():
    ends = [None, MONDAY_9AM.replace(year=2027), None, MONDAY_9AM.replace(year=2028)]
    wanted = {make_notice(not_after=end).pk: end for end in ends}

    assert {one.pk: one.not_after for one in claiming.claim(owner="me", now=MONDAY_9AM)} == wanted

    bare = make_notice()
    (one,) = claiming.claim(owner="me", now=MONDAY_9AM)
    assert (one.pk, one.not_after, one.read_at) == (bare.pk, None, None)


def test_the_collector_of_garbage_runs_again_whatever_happens():
    with pytest.raises(ValueError), quick_rows._nothing_thrown_away():
        assert not gc.isenabled()
        raise ValueError
    assert gc.isenabled()
    gc.disable()
    try:
        with quick_rows._nothing_thrown_away():
            pass
        assert not gc.isenabled()  # it was not ours to set going
    finally:
        gc.enable()


def test_a_statement_that_finds_nothing_makes_nothing():
    columns = quick_rows.columns(Member, "m")
    assert quick_rows.read(f"select {columns} from supervision_people_member m", [], Member) == []


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
