"""An aim suggests and owes nothing."""

from datetime import date

import pytest

from supervision.policy.clock import Leave, pauses
from supervision.policy.clock.aims import aim_on, aim_words, every_words
from supervision.policy.services import refresh
from tests.builders import MONDAY_9AM, make_member, make_organisation, make_policy, make_rule, make_session

START, HELD = date(2026, 9, 1), date(2026, 10, 5)
NEVER = pauses([], frozenset())


@pytest.mark.parametrize(
    ("aim", "last", "leave", "expected"),
    [
        (None, HELD, None, None),
        (28, HELD, None, date(2026, 11, 2)),
        (28, None, None, date(2026, 9, 29)),
        (28, HELD, Leave(date(2026, 10, 12), date(2026, 10, 18), "annual"), date(2026, 11, 9)),
        (28, HELD, Leave(date(2026, 10, 12), None, "annual"), None),
    ],
)
def test_an_aim_lies_so_many_countable_days_after_the_last_session(aim, last, leave, expected):
    away = pauses([leave] if leave else [], frozenset({"annual"}))

    assert aim_on(aim, last=last, start=START, away=away) == expected


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "every day"),
        (7, "every week"),
        (28, "every four weeks"),
        (30, "every 30 days"),
        (56, "every eight weeks"),
        (63, "every 63 days"),
    ],
)
def test_an_aim_is_said_in_weeks_where_it_is_weeks(days, words):
    assert every_words(days) == words


def test_an_aim_that_has_come_is_said_kindly():
    today = date(2026, 11, 2)

    assert aim_words(28, date(2026, 11, 3), today) == "We aim for every four weeks: the next by 3 Nov."
    assert aim_words(28, today, today) == "We aim for every four weeks: any day now is a good one."
    assert aim_words(28, None, today) == "We aim for every four weeks."


@pytest.mark.django_db
def test_a_person_reads_the_aim_on_their_own_pages_and_others_do_not(client, time_machine):
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation), interval_days=42, aim_days=28)
    member = make_member(organisation)
    supervisor = make_member(organisation, roles=("supervisor", "admin"))
    supervisor.supervises.create(supervisee=member, starts_on=START)
    make_session(supervisor, member, at=MONDAY_9AM.replace(month=10, day=26))
    refresh(organisation=organisation, now=MONDAY_9AM)
    time_machine.move_to(MONDAY_9AM, tick=False)
    aim = "We aim for every four weeks: the next by 23 Nov."

    client.force_login(member.person)
    assert aim in client.get("/").content.decode()
    assert aim in client.get(f"/people/{member.pk}/").content.decode()

    client.force_login(supervisor.person)
    assert "We aim" not in client.get(f"/people/{member.pk}/").content.decode()
    policies = client.get("/organisation/policies/").content.decode()
    assert "every 42 days, aiming for every four weeks" in policies
    assert rule.aim_days == 28
