"""What those whom Judith Marlow supervises said of the last half-year; and one of this, by name."""

from datetime import UTC, datetime, time, timedelta

from supervision.feedback import access, rules, services
from supervision.people.models import Member

SUPERVISOR = "judith.marlow@alder.example"
HOW = ((4, 4, 3, 3), (4, 3, 4, 2), (3, 3, 4, 3), (4, 4, 4, 4), (3, 2, 3, 2), (4, 4, 3, 3))
BY_NAME = "A summary at the end, in two lines, so that I know what I take along."


def say_how_it_is(*, now: datetime) -> None:
    """Let everybody whom she supervises have said something, and the half-year before be over."""
    supervisor = Member.objects.get(person__email=SUPERVISOR, organisation__slug="alder-case-management")
    this = rules.half_year_of(now.date())
    before = rules.half_year_of(this.opens_on - timedelta(days=1))
    services.turn(now=_morning(before.opens_on))
    said = before.closes_on - timedelta(days=20)
    pairs = [
        relationship
        for one in supervisor.supervises.on(said).select_related("supervisee__person").order_by("pk")
        for relationship in access.own_relationships(one.supervisee, said)
        if relationship.supervisor_id == supervisor.pk
    ]
    for pair, how in zip(pairs, HOW * len(pairs), strict=False):
        window = access.open_window(pair, said)
        if window is not None and access.may_be_counted(window, pair.supervisee):
            _say(pair, how, now=_morning(said))
    services.turn(now=_morning(this.opens_on))
    for pair in pairs[-1:]:
        if access.open_window(pair, now.date()) is not None:
            _say(pair, (4, 4, 4, 3), BY_NAME, now=now)


def _say(pair, how, more="", *, now: datetime) -> None:
    services.answer(
        by=pair.supervisee,
        relationship=pair,
        how=dict(zip(rules.SLUGS, how, strict=True)),
        more=more,
        is_named=bool(more),
        now=now,
    )


def _morning(day) -> datetime:
    return datetime.combine(day, time(9), UTC)
