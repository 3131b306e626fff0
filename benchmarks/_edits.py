"""Random edits of whatever clocks depend on, as rooms make them: a change, and with it the word of it."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from supervision.people.changed import members_changed
from supervision.people.models import Leave, Member, Organisation, Person, Team
from supervision.policy import services
from supervision.policy.clock.values import ESCALATED
from supervision.policy.models import Clock, Flag, Policy, Rule, Worked
from supervision.policy.rules import FLAGGED
from supervision.policy.selectors import answers_on
from supervision.sessions.changed import sessions_changed
from supervision.sessions.models import Attendance, Session

ZONES = ("Europe/London", "Pacific/Apia", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo")
STARTED = date(2025, 9, 1)


class Town:
    """An organisation whose inputs change at random while time goes by; the same seed, the same story."""

    def __init__(self, people: int, *, seed: int = 1):
        self.dice = random.Random(seed)
        self.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
        self.organisation = Organisation.objects.create(name="Town", slug=f"town-{seed}")
        top = Team.objects.create(organisation=self.organisation, name="Top")
        self.teams = [top] + [
            Team.objects.create(organisation=self.organisation, name=f"Team {n}", parent=top)
            for n in range(3)
        ]
        everyone = Policy.objects.create(
            organisation=self.organisation, name="Everyone", level="organisation", position=1
        )
        team = Policy.objects.create(
            organisation=self.organisation, name="Team", level="team", team=self.teams[1], position=0
        )
        role = Policy.objects.create(
            organisation=self.organisation, name="Role", level="role", role="supervisor", position=2
        )
        rule = Rule.objects.create
        rule(
            policy=everyone,
            name="Weeks",
            kind="rolling",
            interval_days=28,
            first_within_days=14,
            part_time="interval",
        )
        rule(policy=everyone, name="Minutes", kind="calendar_minutes", minutes=60, credit="bacp", position=1)
        rule(policy=team, name="Year", kind="count", sessions_a_year=10, part_time="count")
        rule(policy=team, name="Shifts", kind="units", units=8, position=1)
        rule(
            policy=role,
            name="Stages",
            kind="rolling",
            interval_days=42,
            first_within_days=7,
            stages="42:7;182:14",
        )
        self.members = [self.somebody(n, seed) for n in range(people)]
        services.refresh(organisation=self.organisation, now=self.now)

    def somebody(self, number: int, seed: int) -> int:
        dice = self.dice
        return Member.objects.create(
            organisation=self.organisation,
            person=Person.objects.create(
                email=f"somebody-{seed}-{number}@example.org", name=f"Somebody {number}"
            ),
            team=dice.choice([*self.teams, None]),
            is_case_manager=dice.random() < 0.8,
            is_supervisor=dice.random() < 0.3,
            start_date=STARTED + timedelta(days=dice.randrange(0, 460)),
            time_zone=dice.choice(ZONES),
            fte=Decimal(dice.choice(["1", "0.8", "0.3333"])),
        ).pk

    def edit(self) -> str:
        """Make one random edit and return what it was."""
        name = self.dice.choice(EDITS)
        with transaction.atomic():
            getattr(self, name)()
        return name

    def any_of(self, rows):
        """Return one of `rows`, or None; the same one in every run."""
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.dice.choice(ids)) if ids else None

    def day_near(self, back: int = 60, ahead: int = 30) -> date:
        return self.now.date() + timedelta(days=self.dice.randint(-back, ahead))

    # ------------------------------------------------------------ sessions
    def hold_session(self) -> None:
        dice = self.dice
        supervisor, *others = dice.sample(self.members, dice.choice([2, 2, 2, 4, 6]))
        starts_at = self.now - timedelta(hours=dice.randint(1, 24 * 70))
        minutes = dice.choice([20, 45, 60, 90])
        session = Session.objects.create(
            organisation=self.organisation,
            supervisor_id=supervisor,
            kind="individual" if len(others) == 1 else "group",
            status="held",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            held_minutes=minutes,
            recorded_at=self.now,
        )
        for pk in others:
            Attendance.objects.create(session=session, member_id=pk, attended=dice.random() < 0.9)
        sessions_changed([supervisor, *others], now=self.now)

    def change_session(self) -> None:
        session = self.any_of(Session.objects.filter(organisation=self.organisation))
        if session is None:
            return
        if session.status == "held":
            session.status, session.held_minutes = "missed", None
        else:
            session.status, session.held_minutes = "held", 60
        session.save()
        invited = session.attendances.values_list("member_id", flat=True)
        sessions_changed([session.supervisor_id, *invited], now=self.now)

    # ------------------------------------------------------------ members
    def add_leave(self) -> None:
        first = self.day_near()
        pk = self.dice.choice(self.members)
        ends_on = None if self.dice.random() < 0.1 else first + timedelta(days=self.dice.randint(0, 40))
        kind = self.dice.choice(Leave.Kind.values)
        Leave.objects.update_or_create(
            member_id=pk, kind=kind, starts_on=first, defaults={"ends_on": ends_on}
        )
        members_changed([pk], now=self.now)

    def drop_leave(self) -> None:
        leave = self.any_of(Leave.objects.filter(member__in=self.members))
        if leave is not None:
            leave.delete()
            members_changed([leave.member_id], now=self.now)

    def change_member(self) -> None:
        dice = self.dice
        member = Member.objects.get(pk=dice.choice(self.members))
        name = dice.choice(["team", "fte", "time_zone", "roles", "end_date", "start_date"])
        if name == "team":
            member.team = dice.choice([*self.teams, None])
        elif name == "fte":
            member.fte = Decimal(dice.choice(["1", "0.6", "0.2", "0.3333"]))
        elif name == "time_zone":
            member.time_zone = dice.choice(ZONES)
        elif name == "roles":
            member.is_case_manager, member.is_supervisor = dice.random() < 0.8, dice.random() < 0.4
        elif name == "start_date":
            member.start_date, member.end_date = self.day_near(back=300), None
        else:
            ends_on = dice.choice([None, None, self.day_near()])
            member.end_date = ends_on if ends_on is None or ends_on >= member.start_date else None
        member.save()
        members_changed([member.pk], now=self.now)

    def work(self) -> None:
        pk = self.dice.choice(self.members)
        units = Decimal(self.dice.choice(["1", "0.5", "2"]))
        day = self.day_near(ahead=3)
        Worked.objects.update_or_create(member_id=pk, day=day, defaults={"units": units})
        services.refresh(member_ids=[pk], now=self.now)

    # ------------------------------------------------------------ rules, and time
    def change_rule(self) -> None:
        dice = self.dice
        rule = self.any_of(Rule.objects.filter(policy__organisation=self.organisation, kind="rolling"))
        rule.interval_days, rule.grace_days = dice.choice([14, 21, 28, 42]), dice.choice([0, 3, 7])
        rule.escalate_after_days = dice.choice([2, 14, 30])
        rule.save()
        services.mark_stale(rule_ids=[rule.pk], now=self.now)

    def change_order(self) -> None:
        policy = self.any_of(Policy.objects.filter(organisation=self.organisation))
        policy.position = self.dice.randint(0, 9)
        policy.save()
        services.mark_stale(organisation_ids=[self.organisation.pk], now=self.now)

    def pass_time(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([5, 60, 600, 1500, 9000]))

    def sweep(self) -> None:
        services.sweep_clocks(now=self.now)

    # ------------------------------------------------------------ is it right?
    def differences(self) -> list[str]:
        """Return where kept clocks and flags differ from everything worked out afresh; sweep first."""
        self.sweep()
        fresh = {
            (member.id, facts.id): (answer.last_counted_on, answer.due_on, answer.state)
            for member, facts, answer in answers_on(self.organisation, now=self.now)
        }
        rows = Clock.objects.filter(member__organisation=self.organisation)
        kept = {(c.member_id, c.rule_id): (c.last_counted_on, c.due_on, c.state) for c in rows}
        found = [
            f"{key}: kept {kept.get(key)}, fresh {fresh.get(key)}"
            for key in sorted(kept.keys() | fresh.keys())
            if kept.get(key) != fresh.get(key)
        ]
        flags = Flag.objects.open().filter(member__organisation=self.organisation)
        stages = {(flag.member_id, flag.rule_id): flag.stage for flag in flags}
        owed = {key: state for key, (_, _, state) in kept.items() if state in FLAGGED}
        found += [
            f"{key}: clock {owed.get(key)}, flag {stages.get(key)}"
            for key in sorted(owed.keys() | stages.keys())
            if owed.get(key) != stages.get(key)
        ]
        late = flags.filter(stage=ESCALATED, escalated_at=None).count()
        return found + ([f"{late} flags escalated at no moment"] if late else [])


EDITS = (
    ["hold_session"] * 8
    + ["change_session"] * 2
    + ["add_leave"] * 3
    + ["drop_leave", "work", "work"]
    + ["change_member"] * 4
    + ["change_rule", "change_order"]
    + ["pass_time"] * 4
    + ["sweep"] * 3
)
