"""Invented facts for the messages about clocks, for a lead's week and for one's own month."""

from datetime import date

from django.conf import settings

from supervision.notices.facts import PickFacts, PickWords
from supervision.notices.samples import FRIDAY, LONG_PAST, OTHERS, TUESDAY, Sample, register_samples

SENTENCE = "Due 13 Nov: last held 2 Oct + 28 days, + 14 days’ leave."
TEAMS = [
    {"name": "Community", "owed": 2, "due_soon": 2, "covered": 7, "paused": 1},
    {"name": "Children and families", "owed": 0, "due_soon": 1, "covered": 9, "paused": 0},
]


def register_all() -> None:
    page = f"{settings.BASE_URL}/sessions/book/?for=8"
    times = [
        PickWords(
            day=one["day"],
            starts=one["starts"],
            ends=one["ends"],
            link=f"{page}&with=3&first=2026-11-09&slot=2026-11-{day:02}T{one['starts']}Z%2F3",
            value=f"{day}-3-60",
        )
        for day, one in zip((9, 10, 12), OTHERS, strict=True)
    ]
    picks = PickFacts(times=times, is_usual=True, zone="UK time", more=page)
    none = PickFacts(times=[], is_usual=True, zone="UK time", more=page)
    soon = {"due_on": FRIDAY, "sentence": "", "picks": picks}
    register_samples(
        "due_soon",
        Sample("To the member", {**soon, "told_as": "own", "sentence": SENTENCE}),
        Sample(
            "To the member, with nothing free",
            {**soon, "told_as": "own", "picks": none, "sentence": SENTENCE},
        ),
        Sample("To who supervises them", {**soon, "told_as": "supervisor"}),
    )
    owed = {"due_on": LONG_PAST, "days_owed": 17, "booked_on": None, "sentence": ""}
    register_samples(
        "overdue",
        Sample("To who supervises them", {**owed, "told_as": "supervisor"}),
        Sample("To who leads their team", {**owed, "told_as": "lead"}),
        Sample(
            "To who leads their team, once it is booked", {**owed, "told_as": "lead", "booked_on": FRIDAY}
        ),
        Sample("To an administrator, where nobody leads them", {**owed, "told_as": "admin"}),
    )
    register_samples(
        "escalated",
        Sample("To the next lead up", {**owed, "told_as": "lead"}),
        Sample("To an administrator, where there is none", {**owed, "told_as": "admin"}),
    )
    register_samples(
        "supervisor_wanted",
        Sample("To an administrator", {"is_soon": False}),
        Sample("To an administrator, while there still is one", {"is_soon": True}),
    )
    back = {"offer_until": FRIDAY, "picks": picks}
    register_samples(
        "return_offer",
        Sample("To the member", {**back, "told_as": "own"}),
        Sample("To who supervises them", {**back, "told_as": "supervisor"}),
    )
    week = {"week_of": date(2026, 11, 9), "due_by": date(2026, 11, 16), "teams": TEAMS}
    register_samples(
        "digest",
        Sample(
            "To a lead",
            {
                **week,
                "owed_unbooked": 1,
                "without_supervisor": 1,
                "held": 6,
                "unconfirmed": 1,
                "own_due_on": date(2026, 11, 27),
            },
        ),
    )
    month = {"month": date(2026, 10, 1), "given": 0, "unrecorded": 0, "due_on": FRIDAY, "sentence": SENTENCE}
    days = [date(2026, 10, 6), date(2026, 10, 20)]
    register_samples(
        "month",
        Sample("To a case manager", {**month, "days": days, "hours": "two hours", "next": TUESDAY}),
        Sample(
            "To a supervisor, with one to record",
            {**month, "days": days[:1], "hours": "an hour", "given": 14, "unrecorded": 1, "next": None},
        ),
    )
