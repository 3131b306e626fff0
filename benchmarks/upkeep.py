"""What keeping clocks up to date adds to recording a session: `holdspace` beside `without_upkeep`.

Both record the same past sessions through the service, each in a transaction of its own, in turns.
Afterwards every clock is worked out afresh, and must stand as upkeep left it.
"""

from datetime import timedelta

from benchmarks._measure import Results, apart, say, timed
from benchmarks._population import NOW, UNIFORM, empty, populate, settle
from supervision.people.models import Member, Relationship
from supervision.policy.models import Clock
from supervision.sessions import changed, rules
from supervision.sessions.models import Session
from supervision.sessions.services import record_session

DEFAULT_SIZE = 2000
EACH = 150


def run(db: str, size: int | None) -> int:
    size = size or DEFAULT_SIZE
    results = Results("upkeep", db)
    say(f"making {size} members")
    empty()
    populate(size, UNIFORM)
    settle(size)
    (times, is_right), peak = apart(lambda: record_in_turns(size))
    for variant, seconds in times.items():
        for value in seconds:
            results.add("record_a_session", size, variant, value, peak)
    one, other = (results.median("record_a_session", size, name) for name in ("holdspace", "without_upkeep"))
    say(f"with upkeep {one / other:.2f} times as slow")
    results.show()
    return 0 if is_right else 1


def record_in_turns(size: int) -> tuple[dict[str, list[float]], bool]:
    """Return the seconds of each recording, and whether clocks stand as a fresh calculation has them."""
    from supervision.policy.services import refresh

    listeners = list(changed._listeners)
    times: dict[str, list[float]] = {"holdspace": [], "without_upkeep": []}
    pairs = Relationship.objects.select_related("supervisor__person", "supervisee__person").order_by("pk")
    step = max(1, size // (2 * EACH + 20))
    for turn, pair in enumerate(pairs[::step][: 2 * EACH + 20]):
        variant = ("holdspace", "without_upkeep")[turn % 2]
        changed._listeners[:] = listeners if variant == "holdspace" else []
        starts_at = NOW - timedelta(hours=2, minutes=5 * turn)
        seconds = timed(
            lambda pair=pair, at=starts_at: record_session(
                by=pair.supervisor,
                supervisor=pair.supervisor,
                supervisees=[pair.supervisee],
                starts_at=at,
                minutes=5,
                said=rules.Said("held", came=frozenset({pair.supervisee_id})),
                now=NOW,
            )
        )
        if turn >= 20:  # the first ones pay for what is loaded once
            times[variant].append(seconds)
    changed._listeners[:] = listeners
    recorded = Session.objects.filter(recorded_at=NOW).order_by("pk")
    kept = {pk for i, pk in enumerate(recorded.values_list("attendances__member", flat=True)) if not i % 2}
    before = sorted(Clock.objects.filter(member__in=kept).values_list())
    refresh(member_ids=Member.objects.filter(pk__in=kept).values_list("pk", flat=True), now=NOW)
    return times, before == sorted(Clock.objects.filter(member__in=kept).values_list())
