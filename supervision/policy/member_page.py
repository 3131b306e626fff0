"""What a member's page shows: what we owe them, why, how the year went, and who is around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext

from supervision.languages import worded
from supervision.people.models import Leadership, Leave, Member, Relationship
from supervision.policy import looks
from supervision.policy.clock import explain
from supervision.policy.clock.history import Held
from supervision.policy.inputs import MemberFacts, read
from supervision.policy.models import Flag
from supervision.policy.year import BACK, Months, Year, months_of, past_of, year_of
from supervision.scheduling.days import local_day
from supervision.sessions.models import Session


@dataclass(frozen=True, slots=True)
class ClockPanel:
    """One clock: what it is called, how it looks, why, and its year."""

    rule: str
    look: str
    words: str
    why: str
    year: Year | None
    months: Months | None
    rank: tuple[int, date]
    aim: str = ""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One day with a counting session, as the table shows it. `supervisors` is empty where unknown."""

    on: date
    supervisors: str
    minutes: str
    gap: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    clocks: Sequence[ClockPanel]
    held: Sequence[HeldRow]
    flags: Sequence[Flag]
    supervisors: Sequence[Relationship]
    leads: Sequence[Member]
    leaves: Sequence[Leave]
    today: date

    @property
    def worst(self) -> ClockPanel | None:
        return self.clocks[0] if self.clocks else None


def member_page(
    subject: Member, viewer: Member, *, booked_on: date | None = None, now: datetime
) -> MemberPage:
    """Return what the page of `subject` shows `viewer`, who may see their clock.

    Days are the subject's own; `booked_on` is that of their next session, where the viewer knows it. A
    fixed number of statements.
    """
    today = local_day(now, subject.zone)
    (facts,) = read([subject.pk])
    own = subject.pk == viewer.pk
    panels: list[ClockPanel] = []
    rows: list[Held] = []
    for rule, answer in facts.answers_on(today):
        past = past_of(facts, rule)
        look = looks.look_of(answer.state)
        by_month = rule.rule.kind == "calendar_minutes"
        year = None if by_month else year_of(past, today, whom="" if own else subject.person.get_short_name())
        if year is not None and not rows:
            rows = list(year.rows)
        panels.append(
            ClockPanel(
                rule=rule.name,
                look=look,
                words=(booked_on and looks.booked_words(look, booked_on, today))
                or looks.status_words(look, answer.due_on, today),
                why=worded(explain(answer, today, you=own)),
                year=year,
                months=months_of(past, today) if by_month else None,
                rank=looks.rank(look, answer.due_on),
                aim=worded(facts.aim_words(rule, answer, today)) if own else "",
            )
        )
    panels.sort(key=lambda panel: panel.rank)
    return MemberPage(
        clocks=panels,
        held=_held_rows(subject, viewer, facts, rows, today, now=now),
        flags=list(
            Flag.objects.filter(member=subject, opened_at__gte=now - timedelta(days=BACK))
            .select_related("rule")
            .order_by("-opened_at", "-pk")
        ),
        supervisors=list(
            Relationship.objects.on(today)
            .filter(supervisee=subject)
            .select_related("supervisor__person")
            .order_by("starts_on", "pk")
        ),
        leads=[
            one.member
            for one in Leadership.objects.filter(team=subject.team_id)
            .exclude(member=subject)
            .select_related("member__person")
            .order_by("member__person__name", "pk")
        ],
        leaves=list(
            Leave.objects.filter(member=subject)
            .filter(Q(ends_on=None) | Q(ends_on__gte=today - timedelta(days=BACK)))
            .order_by("-starts_on", "-pk")
        ),
        today=today,
    )


def _held_rows(
    subject: Member, viewer: Member, facts: MemberFacts, rows: Sequence[Held], today: date, *, now: datetime
) -> list[HeldRow]:
    """Return the table under the clocks. With whom is told to the two sides and to leads, not to others."""
    if not rows:
        rows = [
            Held(date.fromordinal(day), None, 0, 0)
            for day in sorted({sitting[0] for sitting in facts.sittings}, reverse=True)
            if (today - timedelta(days=BACK)).toordinal() <= day <= today.toordinal()
        ]
    sessions: dict[date, list[tuple[int, str, int]]] = {}
    held = Session.objects.held().filter(
        attendances__member=subject, attendances__attended=True, starts_at__gte=now - timedelta(days=BACK + 2)
    )
    for starts_at, supervisor_id, name, minutes in held.order_by("starts_at").values_list(
        "starts_at", "supervisor_id", "supervisor__person__name", "held_minutes"
    ):
        sessions.setdefault(local_day(starts_at, subject.zone), []).append((supervisor_id, name, minutes))
    supervises_only = viewer.pk != subject.pk and not viewer.is_team_lead
    found = []
    for row in rows:
        that_day = sessions.get(row.on, [])
        known = [
            name if not supervises_only or pk == viewer.pk else gettext("Somebody else")
            for pk, name, _ in that_day
        ]
        found.append(
            HeldRow(
                on=row.on,
                supervisors=", ".join(dict.fromkeys(known)),
                minutes=", ".join(str(minutes) for _, _, minutes in that_day),
                gap=_gap_words(row),
            )
        )
    return found


def _gap_words(row: Held) -> str:
    if row.days is None:
        return gettext("The first")
    words = looks.days_words(row.days)
    if row.away:
        words = gettext("{days}, {number} of them away").format(days=words, number=row.away)
    if row.owed:
        words = gettext("{days}: we owed {number}").format(days=words, number=looks.count_words(row.owed))
    return words
