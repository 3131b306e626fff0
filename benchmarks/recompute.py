"""Every clock worked out afresh, reading included: four kinds of rule for each member, 12 sessions each.

`size` counts clocks. Beside it: `one_at_a_time`, a loop through the ORM, on fewer clocks (its own size
stands in its line: compare clocks a second). Work `one_rule` is a rolling rule alone, so that reading
weighs four times as much a clock.
"""

from benchmarks._measure import Results, apart, say, timed
from benchmarks._population import NOW, UNIFORM, empty, populate
from supervision.people.models import Leave, Member
from supervision.policy import inputs
from supervision.policy.clock import Leave as Away
from supervision.policy.clock import Membership, Sitting, clock_on
from supervision.policy.clock import Worked as Done
from supervision.policy.law import laws_of, values_of
from supervision.policy.models import Rule, Worked
from supervision.scheduling.days import local_day
from supervision.sessions.models import Attendance

DEFAULT_SIZE = 100_000


def run(db: str, size: int | None) -> int:
    results = Results("recompute", db)
    size = size or DEFAULT_SIZE
    wrong = False
    for work, kinds in (("four_kinds", 4), ("one_rule", 1)):
        members = size // kinds
        few = max(200, members // 100)
        say(f"{work}: making {members} members")
        empty()
        populate(members, UNIFORM, kinds=kinds)
        answers = set()
        for _ in range(3):
            (seconds, _), peak = apart(lambda n=members: once(in_sets, n))
            results.add(work, members * kinds, "holdspace", seconds, peak)
            for name, variant in (("holdspace", in_sets), ("one_at_a_time", one_at_a_time)):
                (seconds, answer), peak = apart(lambda v=variant, n=few: once(v, n))
                results.add(work, few * kinds, name, seconds, peak)
                answers.add(answer)
        rate = members * kinds / results.median(work, members * kinds, "holdspace")
        say(f"{work}: {rate:,.0f} clocks a second")
        wrong |= len(answers) != 1
        results.show()
    return int(wrong)


def once(variant, members: int) -> tuple[float, int]:
    sums: list[int] = []
    return timed(lambda: variant(members, sums.append)), hash(tuple(sums))


def in_sets(members: int, add) -> None:
    laws = {}
    for ids in inputs.chunks(range(1, members + 1)):
        organisations = {(pk - 1) // UNIFORM.organisation + 1 for pk in ids}
        laws = {pk: laws.get(pk) for pk in organisations if pk in laws}
        laws |= laws_of(organisations - laws.keys())
        for member in inputs.read(ids, laws=laws):
            for facts, answer in member.answers_on(local_day(NOW, member.zone)):
                note(add, member.id, facts.id, answer)


def one_at_a_time(members: int, add) -> None:
    """One member, one rule, one session at a time through the ORM, then the same calculation."""
    for member in Member.objects.filter(pk__lte=members).order_by("pk").iterator():
        today = local_day(NOW, member.zone)
        for rule in Rule.objects.filter(policy__organisation=member.organisation_id).order_by(
            "position", "pk"
        ):
            sittings = [
                Sitting.on(
                    local_day(place.session.starts_at, member.zone),
                    place.session.held_minutes,
                    place.session.kind,
                    place.session.attendances.filter(attended=True).count(),
                )
                for place in Attendance.objects.counted().filter(member=member).select_related("session")
            ]
            leave = Leave.objects.filter(member=member)
            worked = Worked.objects.filter(member=member) if rule.kind == "units" else []
            answer = clock_on(
                today=today,
                rule=values_of(vars(rule)),
                membership=Membership(member.start_date, member.end_date, member.fte),
                sittings=sittings,
                leave=[Away(row.starts_on, row.ends_on, row.kind) for row in leave],
                worked=[Done.on(row.day, row.units) for row in worked],
            )
            note(add, member.pk, rule.pk, answer)


def note(add, member: int, rule: int, answer) -> None:
    """Keep a number that stands for one answer. Runs are forked from one process, so they hash alike."""
    add(hash((member, rule, answer[:7], answer.minutes_this_month)))
