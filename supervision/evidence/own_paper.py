"""Somebody's own log as a document: the same as on their page."""

from __future__ import annotations

from datetime import datetime

from supervision.evidence import rules
from supervision.evidence.log import Log
from supervision.evidence.pack import day
from supervision.evidence.paper import Facts, Paper, Section, Table, Words
from supervision.evidence.rules import hours_words, minutes_words
from supervision.people.models import Member


def paper_of(member: Member, log: Log, *, now: datetime) -> Paper:
    """Return the log of a year as a paper."""
    where = ", ".join(place.organisation.name for place in log.places)
    period = f"{day(log.year.first)} to {day(log.year.last)}"
    facts = [("Credited", hours_words(log.tally.credited)), ("Sat together", hours_words(log.tally.minutes))]
    if log.tally.asked:
        met = f"{log.tally.months_met} of {log.tally.months_that_count}"
        facts.append((f"Months with {log.tally.asked} minutes", met))
    facts.append(("Sessions", str(log.tally.sessions)))
    own = log.own_lines
    if own:
        facts.append(("Of these, recorded by oneself", f"{len(own)}, {hours_words(log.own_minutes)}"))
    says = log.counting.says or "Each session with all of its minutes."
    return Paper(
        f"Supervision received, {log.year.words}",
        (f"{member.person.name}, {where}", f"{period}. {log.counting.name}. Made on {day(log.today)}."),
        (
            Section(
                "What it comes to", [Facts(facts), Words(says, True), *source(log), *provenance(member, log)]
            ),
            Section(
                "Every session", [sessions(log)] if log.lines else [Words("None was held in this year.")]
            ),
            Section("Month by month", [months(log)]),
        ),
    )


def source(log: Log) -> list[Words]:
    return [Words(f"Source: {log.counting.source}", True)] if log.counting.source else []


def provenance(member: Member, log: Log) -> list[Words]:
    """Return what is to be said of sessions that nobody here has confirmed."""
    if not log.own_lines:
        return []
    name = member.person.name
    words = f"Those recorded by oneself were elsewhere. {name} wrote them down; nobody here confirmed them."
    return [Words(words)]


def sessions(log: Log) -> Table:
    head, shares = ["Date", "With", "Kind", "Minutes", "Credited", "Why"], [1.6, 2.4, 1.5, 1.1, 1.2, 2.8]
    if log.shows_where:
        head.insert(2, "At")
        shares.insert(2, 1.9)
    last, own = len(head), bool(log.own_lines)
    if own:
        head.append("Recorded")
        shares.append(1.3)
    rows = []
    for line in log.lines:
        row = [
            f"{line.sat.on.day} {line.sat.on:%b %Y}",
            line.supervisor,
            line.sat.kind_words,
            str(line.sat.minutes),
            minutes_words(line.credited),
            line.why,
        ]
        if log.shows_where:
            row.insert(2, line.organisation)
        if own:
            row.append("By oneself" if line.is_own else "Here")
        rows.append(row)
    return Table("Sessions that were held, the newest first", head, rows, shares, (last - 3, last - 2))


def months(log: Log) -> Table:
    rows = []
    for month in log.tally.months:
        if month.stands in (rules.AHEAD, rules.BEFORE):
            continue
        name = f"{month.first:%B %Y}" if month.first.day == 1 else f"From {day(month.first)}"
        so_far = ", so far" if month.stands == rules.UNDER_WAY else ""
        rows.append(
            (name, str(month.sessions), str(month.minutes), f"{minutes_words(month.credited)}{so_far}")
        )
    head = ("Month", "Sessions", "Minutes", "Credited")
    return Table("What each month comes to", head, rows, (2, 1, 1, 1.4), (1, 2, 3))
