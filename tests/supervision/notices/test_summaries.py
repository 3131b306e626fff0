"""Soft messages that wait for a summary of the day or the week and come as one."""

from datetime import timedelta

import pytest

from supervision.notices import services
from supervision.notices.models import Hours, Notice
from tests.builders import make_notice
from tests.supervision.notices.reached import AT, states

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("summary", "comes"),
    [("day", AT.replace(hour=8) + timedelta(days=1)), ("week", AT.replace(hour=8) + timedelta(days=7))],
)
def test_soft_ones_wait_for_the_summary_and_come_as_one(house, mailoutbox, summary, comes):
    services.choose_hours(
        house.member, opens_at=Hours(opens_at="08:00").opens_at, closes_at="18:00", summary=summary
    )
    soft = [make_notice(house.member, kind="trial_soft", notice_class="S") for _ in range(2)]
    must = make_notice(house.member)

    house.run()
    assert (len(mailoutbox), states(must)[0], {states(each)[0] for each in soft}) == (1, "sent", {"due"})
    house.run(comes - timedelta(minutes=1))
    assert len(mailoutbox) == 1
    house.run(comes)
    house.run(comes)

    assert len(mailoutbox) == 2
    assert {each.reason for each in Notice.objects.filter(kind="trial_soft")} == {"gathered"}


def test_nothing_new_nothing_sent_and_one_alone_comes_as_it_is(house, mailoutbox):
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary="day")
    house.run(AT + timedelta(days=1))
    assert not mailoutbox
    make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    house.run(AT.replace(hour=8) + timedelta(days=1))

    assert len(mailoutbox) == 1
    assert Notice.objects.get(kind="trial_soft").state == "sent"


@pytest.mark.parametrize(("summary", "days"), [("day", 1), ("week", 7)])
@pytest.mark.parametrize("number", [1, 2])
def test_what_is_meant_for_the_moment_of_a_summary_comes_with_it_though_left_just_after(
    house, mailoutbox, summary, days, number
):
    """So is the week's digest for a lead, and everybody's month: at 08:00, left by a ring at two past."""
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary=summary)
    eight = AT.replace(hour=8) + timedelta(days=days)
    for _ in range(number):
        make_notice(house.member, kind="trial_soft", notice_class="S", at=eight)
    later = make_notice(house.member, kind="trial_soft", notice_class="S", at=eight + timedelta(minutes=1))

    house.run(eight + timedelta(minutes=2))
    house.run(eight + timedelta(minutes=2))

    assert len(mailoutbox) == 1
    assert states(later)[0] == "due" and later.reason == "kept for the summary"


def test_what_would_be_too_late_by_then_does_not_wait(house, mailoutbox):
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary="week")
    make_notice(house.member, kind="trial_soft", notice_class="S", not_after=AT + timedelta(days=2))

    house.run()

    assert len(mailoutbox) == 1
