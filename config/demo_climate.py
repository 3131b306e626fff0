"""Climate in the demo: ten months that were answered and released, and this month's card, open."""

from datetime import datetime, timedelta
from random import Random

from peers.climate import rules, sheets
from peers.climate.models import Figure, Setting, Window
from peers.climate.months import go_on
from peers.climate.releasing import Cell as Group
from peers.climate.releasing import homes_of
from supervision.notices.models import Notice
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import day_starts_at, local_day

MONTHS = 10
QUIET = {"Children’s services": (3, 4, 8)}
"""Teams of which too few answered, so many months ago."""
LEAN = {
    "demands": -0.55,
    "change": -0.45,
    "strain": -0.4,
    "safety": 0.25,
    "backing": 0.4,
    "relationships": 0.5,
}
TEAM = {"Community": 0.2, "Hospital to home": 0.35, "Complex injury": -0.1, "Children’s services": -0.45}
LINES = (
    "Two of my clients moved the same week; the swap of cases helped.",
    "The Monday meeting could be half as long.",
    "I’d like to hear of rota changes before they are fixed.",
    "Being rung back the same day made the difference.",
    "Travel eats the afternoons.",
    "Thank you for keeping the protected hour.",
    "The new forms take longer than the visit.",
    "I could say it was a hard month, and nobody minded.",
    "Less e-mail on Fridays, please.",
    "More time between the heavy ones.",
    "Good to have two to ask about housing.",
    "Reports still come in all at once at the end of the month.",
    "Supervision was moved twice, but it did happen.",
)
FIGURES = {"turnover": (0, 3), "sickness": (9, 31), "complaints": (0, 4), "mistakes": (1, 6)}


def ask_about_climate(*, now: datetime) -> None:
    """Let Alder ask, ten months be answered and released, and this month's card be open."""
    alder = Organisation.objects.get(slug="alder-case-management")
    Setting.objects.create(organisation=alder, is_on=True)
    today = local_day(now, alder.zone)
    random = Random(2026)  # noqa: S311  # nosec B311 - made-up answers
    teams = dict(Member.objects.of(alder).order_by("pk").values_list("pk", "team__name"))
    this_month = rules.first_of(today)
    for back in range(MONTHS, 0, -1):
        month = rules.months_before(this_month, back)
        go_on(alder, now=day_starts_at(month, alder.zone) + timedelta(hours=9))
        window = Window.objects.of(alder).unreleased().first()
        if window is not None:
            _answer(window, teams, back, random)
        for kind, (low, high) in zip(rules.FIGURES, FIGURES.values(), strict=True):
            Figure.objects.create(
                organisation=alder, month=month, kind=kind, number=random.randint(low, high)
            )
    go_on(alder, now=min(day_starts_at(this_month, alder.zone) + timedelta(hours=9), now))
    Notice.objects.filter(kind="climate_open").exclude(about__window=_latest(alder)).delete()


def _latest(alder: Organisation) -> int:
    return Window.objects.of(alder).latest("month").pk


def _answer(window: Window, teams: dict[int, str], back: int, random: Random) -> None:
    """Answer a month as these people might have: two in three, each in their team's mood of that month."""
    groups = [Group(cell.key, frozenset(cell.people), cell.above) for cell in window.cells.exclude(people=[])]
    homes = {person: key for key, people in homes_of(groups).items() for person in people}
    lines = random.sample(LINES, len(LINES))
    for person, key in sorted(homes.items()):
        team = teams.get(person) or ""
        share = 0.18 if back in QUIET.get(team, ()) else 0.76
        if random.random() > share:
            continue
        mood = TEAM.get(team, 0) + (MONTHS / 2 - back) * 0.07
        answers = [
            min(5, max(1, round(3.35 + mood + LEAN.get(one, 0) + random.gauss(0, 0.9)))) for one in rules.KEYS
        ]
        words = lines.pop() if lines and random.random() < 0.4 else ""
        sheets.add(window, person=person, home=key, answers=answers, words=words)
