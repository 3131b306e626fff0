"""The inspection pack of an organisation: its policy, how supervision was kept up, pauses, agreements.

Counts and rules alone: no name of anybody but of teams, no reason, nothing that anybody said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from supervision.evidence import released
from supervision.evidence.figures import KEPT, LATE, MINUTES, NO_TEAM, RIGHTED, SESSIONS
from supervision.evidence.hiding import NOT_SHOWN, WHY, in_bands, of_five, shown
from supervision.evidence.paper import Facts, Paper, Section, Table, Words
from supervision.evidence.periods import Period, month_after
from supervision.evidence.rules import hours_words
from supervision.people.models import Leave, Member, Organisation
from supervision.policy.models import Policy, Rule
from supervision.policy.rule_words import owed_words, whom_words
from supervision.practice.selectors import coverage_of, dates_of
from supervision.scheduling.days import local_day

Figures = dict[date, dict[str, Any]]
Tick = Callable[[int, int], None]
LEAVE_WORDS = {value: str(label).lower() for value, label in Leave.Kind.choices}
CREDITS = dict(Rule.Credit.choices)


def pack_of(
    organisation: Organisation, period: Period, *, now: datetime, tick: Tick = lambda done, total: None
) -> Paper:
    """Return what the pack of a period says. `tick` hears how many members have been looked at."""
    today = local_day(now, organisation.zone)
    months = released.months_of(organisation, period.months, now=now, tick=tick)
    quarters = released.quarters_of(organisation, period.quarters, now=now)
    return Paper(
        f"Inspection pack, {period.words}",
        (organisation.name, f"Made on {day(today)}. Counts and rules: nobody’s name, no reason, no content."),
        (
            summary(organisation, period, months, quarters, today),
            policy_in_force(organisation, period),
            kept_up(months),
            pauses(organisation, months),
            new_dates(quarters),
            agreements(organisation, today),
            how_made(),
            *teams(months),
        ),
    )


def day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


def month_words(first: date) -> str:
    return f"{first:%B %Y}"


# ---------------------------------------------------------------- the parts
def owed(counts: dict[str, int]) -> int:
    """Return to how many something was owed: everybody under a rule who was not away throughout."""
    return sum(counts.get(key, 0) for key in (KEPT, LATE, RIGHTED))


def summary(
    organisation: Organisation, period: Period, months: Figures, quarters: Figures, today: date
) -> Section:
    whole = months[period.months[-1]]["whole"]
    number = owed(whole)
    sessions = [figures["sessions"] for figures in months.values()]
    coverage = coverage_in(organisation, today)
    rows = [
        (
            f"Kept up in {period.months[-1]:%B}",
            f"{whole.get(KEPT, 0)} of {number}" if number >= 5 else NOT_SHOWN,
        ),
        ("Sessions held", str(sum(one.get("individual", 0) + one.get("group", 0) for one in sessions))),
        ("Agreements in date", coverage),
    ]
    if quarters:
        last = quarters[max(quarters)]
        within = last.get("half_within")
        is_shown = within is not None and last["people"] >= 5
        words = f"{days(int(within or 0))}, half of them" if is_shown else NOT_SHOWN
        rows.append(
            (
                "From a cancellation to the new date",
                words,
            )
        )
    return Section("At a glance", [Facts(rows)])


def days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def policy_in_force(organisation: Organisation, period: Period) -> Section:
    """Return every rule that was in force on a day of the period, and since when and until when."""
    rules = (
        Rule.objects.filter(policy__organisation=organisation)
        .filter(Q(in_force_until=None) | Q(in_force_until__gte=period.since))
        .filter(Q(in_force_from=None) | Q(in_force_from__lte=period.until))
        .select_related("policy__team")
        .order_by("policy__position", "policy_id", "position", F("in_force_from").asc(nulls_first=True), "pk")
    )
    by_policy: dict[Policy, list[Rule]] = {}
    for rule in rules:
        by_policy.setdefault(rule.policy, []).append(rule)
    blocks: list = [
        Words(
            "To each person the most specific policy applies: that of their team, else of their "
            "role, else everyone’s."
        )
    ]
    for policy, found in by_policy.items():
        rows = [
            (rule.name, owed_words(rule), counts_words(rule), paused_by(rule), in_force(rule))
            for rule in found
        ]
        head = ("Rule", "Owed", "What counts", "Paused by leave", "In force")
        blocks.append(Table(f"{policy.name}. {whom_words(policy)}", head, rows, (2.2, 2, 2.6, 2.2, 2)))
    if not by_policy:
        blocks.append(Words("No rule was in force."))
    return Section("The policy, and since when", blocks)


def counts_words(rule: Rule) -> str:
    """Return "individual and group, from 30 minutes, as BACP counts"."""
    kinds = " and ".join(filter(None, rule.counts.split(";")))
    least = f", from {rule.min_minutes} minutes" if rule.min_minutes else ""
    credit = (
        f", {CREDITS[rule.credit][0].lower()}{CREDITS[rule.credit][1:]}"
        if rule.credit != Rule.Credit.FULL
        else ""
    )
    return f"{kinds}{least}{credit}"


def paused_by(rule: Rule) -> str:
    kinds = [LEAVE_WORDS.get(kind, kind) for kind in filter(None, rule.pausing_leave.split(";"))]
    return ", ".join(kinds) or "none"


def in_force(rule: Rule) -> str:
    since = "from the start" if rule.in_force_from is None else f"from {day(rule.in_force_from)}"
    return since if rule.in_force_until is None else f"{since} until {day(rule.in_force_until)}"


def kept_up(months: Figures) -> Section:
    rows, held = [], []
    for month, figures in sorted(months.items()):
        whole, sessions = figures["whole"], figures["sessions"]
        number = owed(whole)
        late = whole.get(LATE, 0) + whole.get(RIGHTED, 0)
        counts = [str(number), str(whole.get(KEPT, 0)), str(late), str(whole.get(RIGHTED, 0))]
        rows.append((month_words(month), *(counts if number >= 5 else [NOT_SHOWN] * 4)))
        held.append(
            (
                month_words(month),
                str(sessions.get("individual", 0)),
                str(sessions.get("group", 0)),
                hours_words(sessions.get("minutes", 0)),
            )
        )
    head = ("Month", "People we owed", "Held on time", "Late for some days", "Of these, put right")
    return Section(
        "Supervision kept up, month by month",
        [
            Words(
                "Held on time means that on no day of the month a supervision was past its due date, "
                "days of grace "
                "not taken off. Put right means that nothing was owed any more when the month ended. "
                "It is the "
                "organisation’s debt, and measures nobody."
            ),
            Table("People, month by month", head, rows, (2, 1.6, 1.6, 1.8, 1.8), (1, 2, 3, 4)),
            Table(
                "Sessions held",
                ("Month", "One to one", "Groups", "Time"),
                held,
                (2, 1.5, 1.5, 1.5),
                (1, 2, 3),
            ),
        ],
    )


def pauses(organisation: Organisation, months: Figures) -> Section:
    rows = []
    for month, figures in sorted(months.items()):
        paused = figures["paused"]
        people = of_five(paused.get("people", 0))
        rows.append(
            (month_words(month), people, str(paused.get("days", 0)) if people != NOT_SHOWN else NOT_SHOWN)
        )
    return Section(
        "Pauses, explained",
        [
            Words(
                "A clock stands still on days of leave of the kinds that its rule names above, both "
                "ends included, and "
                "goes on where it stood. After a pause of 14 days or more a session is offered "
                "within 14 days of coming "
                "back, whatever the arithmetic says. What kind of leave anybody had is shown to nobody."
            ),
            Table("Away on some day", ("Month", "People", "Days in all"), rows, (2, 1.5, 1.5), (1, 2)),
            Words("Counts of five people or more; none and too few look the same.", True),
        ],
    )


def new_dates(quarters: Figures) -> Section:
    if not quarters:
        return Section(
            "From a cancellation to the new date",
            [Words("Shown of whole quarters, once they are over. There is none in this period.")],
        )
    rows = []
    for first, figures in sorted(quarters.items()):
        name = f"{first:%B} to {month_after(first, 2):%B %Y}"
        if figures["people"] < 5 or "half_within" not in figures:
            rows.append((name, *[NOT_SHOWN] * 4))
            continue
        rows.append(
            (
                name,
                str(figures["off"]),
                str(figures["dated"]),
                days(figures["half_within"]),
                days(figures["longest"]),
            )
        )
    head = ("Quarter", "Called off", "With a new date", "Half of them within", "The longest")
    return Section(
        "From a cancellation to the new date",
        [
            Words(
                "Days from when a session was called off to the day of the one in its place, or of "
                "the next that any "
                "of the same people had. Why it was called off is between them."
            ),
            Table("Called off, and when the next was", head, rows, (2.4, 1.3, 1.6, 1.9, 1.6), (1, 2, 3, 4)),
            Words("A quarter is shown once it is over, and where it is about five people or more.", True),
        ],
    )


def coverage_in(organisation: Organisation, today: date) -> str:
    """Return "41 of 46": people with a supervisor whose agreement is in date; not of fewer than five."""
    members = Member.objects.of(organisation).tracked_on(today)
    found = coverage_of(dates_of(members.values_list("pk", flat=True), on=today).values())
    return f"{found.in_date} of {found.people}" if found.people >= 5 else NOT_SHOWN


def agreements(organisation: Organisation, today: date) -> Section:
    return Section(
        "Agreements in date",
        [
            Facts([(f"On {day(today)}", coverage_in(organisation, today))]),
            Words(
                "People with a supervisor who both signed an agreement that is not past its review: "
                "six months after "
                "the first, then yearly. What an agreement says is between the two."
            ),
        ],
    )


def how_made() -> Section:
    return Section(
        "How these figures are made",
        [
            Words(
                "A month’s figures are put together once, from the eighth day after its end on, with "
                "everybody who is "
                "in the organisation’s books then and the team that they are in. They stand from "
                "then on, whatever is "
                "put in later, so that no two packs differ by a few people."
            ),
            Words(
                "Nothing is shown of fewer than five people, and no figure from which that could be "
                "worked out. Of "
                "teams, counts stand in bands for the same reason."
            ),
        ],
    )


# ---------------------------------------------------------------- one page a team
def teams(months: Figures) -> Iterable[Section]:
    """Yield one page for each team: in each month to how many something was owed, and for how many kept."""
    may_show = {
        month: shown({team: owed(counts) for team, _, counts in figures["teams"]})
        for month, figures in months.items()
    }
    names: dict[int, str] = {}
    counts_of: dict[int, dict[date, dict[str, int]]] = {}
    for month, figures in sorted(months.items()):
        for team, name, counts in figures["teams"]:
            names[team] = name
            counts_of.setdefault(team, {})[month] = counts
    for team in sorted(names, key=lambda one: (one == NO_TEAM, names[one].casefold(), one)):
        rows: list[tuple[str, ...]] = []
        for month in sorted(months):
            counts = counts_of[team].get(month, {})
            number = owed(counts)
            if team in may_show[month]:
                rows.append(
                    (
                        month_words(month),
                        str(number),
                        in_bands(counts.get(KEPT, 0), number),
                        str(counts.get(SESSIONS, 0)),
                        hours_words(counts.get(MINUTES, 0)),
                    )
                )
            else:
                rows.append((month_words(month), *[NOT_SHOWN] * 4))
        yield Section(
            names[team] or "Without a team",
            [
                Table(
                    "Supervision kept up, month by month",
                    ("Month", "People we owed", "Held on time", "Times sat", "Time"),
                    rows,
                    (2, 1.6, 2, 1.3, 1.5),
                    (1, 2, 3, 4),
                ),
                Words(
                    f"{WHY} Times sat and time are of everybody together: six in one group sat six times.",
                    True,
                ),
            ],
            starts_page=True,
        )
