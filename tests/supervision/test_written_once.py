"""A statement written once says what the ORM says, with whatever values it is run."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from django.db import connection, models

from supervision.notices.claiming import claim, new_owner
from supervision.notices.models import Notice
from supervision.sets import moment
from supervision.written_once import Given, Written, write
from tests.builders import make_member, make_notice

NOW = datetime(2026, 11, 6, 9, 30, tzinfo=UTC)


@cache
def claimable(vendor: str) -> Written:
    return write(Notice.objects.claimable(Given("now", models.DateTimeField())).values_list("pk"))


@pytest.mark.django_db
def test_it_finds_what_the_orm_finds_at_each_moment_it_is_asked_for():
    reader = make_member()
    for number in range(6):
        make_notice(reader, topic=f"clock-{number % 2}", at=NOW + timedelta(hours=number))

    found = []
    for hours in (-1, 0, 1, 2, 9):
        now = NOW + timedelta(hours=hours)
        rows = claimable(connection.vendor).run(now=moment(now))
        assert [pk for (pk,) in rows] == list(Notice.objects.claimable(now).values_list("pk", flat=True))
        found.append(len(rows))
    assert found == [0, 1, 2, 2, 2]


@pytest.mark.django_db
def test_a_value_that_is_missing_is_not_taken_for_none():
    with pytest.raises(KeyError):
        claimable(connection.vendor).run()


@pytest.mark.django_db
def test_a_claim_takes_no_more_than_its_limit_and_what_was_never_tried_first():
    reader = make_member()
    tried = [make_notice(reader, at=NOW - timedelta(hours=9), attempts=1) for _ in range(3)]
    fresh = [make_notice(reader, at=NOW - timedelta(hours=1)) for _ in range(2)]

    first = claim(owner=new_owner(), now=NOW, limit=3)
    rest = claim(owner=new_owner(), now=NOW, limit=3)

    assert {one.pk for one in first} == {fresh[0].pk, fresh[1].pk, tried[0].pk}
    assert {one.pk for one in rest} == {tried[1].pk, tried[2].pk}
