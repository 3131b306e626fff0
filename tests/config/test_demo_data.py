from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from config import demo_data

DAYS = [date(2026, 11, 22), date(2027, 3, 28), date(2028, 2, 29), date(2026, 10, 25)]


@pytest.mark.parametrize("today", DAYS)
def test_nobody_is_in_two_sessions_at_once(today):
    for files in (demo_data.alder(today), demo_data.fern(today)):
        taken = {}
        for row in files["sessions"]:
            start = datetime.fromisoformat(row["starts_at"])
            for person in [row["supervisor"], *row["invited"].split(";")]:
                taken.setdefault(person, []).append((start, start + timedelta(minutes=int(row["minutes"]))))
        for spans in taken.values():
            assert all(first[1] <= second[0] for first, second in pairwise(sorted(spans)))


@pytest.mark.parametrize("today", DAYS)
def test_what_is_past_is_recorded_but_for_the_one_that_is_asked_about(today):
    status = Counter(
        (row["status"] == "booked", datetime.fromisoformat(row["starts_at"]).date() < today)
        for row in demo_data.alder(today)["sessions"]
    )

    assert status[True, True] == 1
    assert status[False, False] == 0
    assert status[True, False] > 20


def test_there_are_sixty_people_and_every_login_is_among_them():
    today = DAYS[0]
    alder = {row["email"] for row in demo_data.alder(today)["roster"]}
    fern = {row["email"] for row in demo_data.fern(today)["roster"]}

    assert len(alder) == 60
    assert {email for email, _ in demo_data.LOGINS} <= alder | fern
    assert alder & fern == {"tom.ashworth@alder.example"}


def test_the_same_day_gives_the_same_people():
    assert demo_data.alder(DAYS[0]) == demo_data.alder(DAYS[0])
