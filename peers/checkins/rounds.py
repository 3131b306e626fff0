"""Making rounds, closing them, and mending one in which somebody lost their partner.

Beat rings; what is due stands in the rows. Each step looks for itself, under the organisation's lock,
whether there is anything to do: late, twice or beside itself it does no harm.
"""

# ruff: noqa: S608 - only names of tables and columns are written into statements; values never are.

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from peers.checkins import telling
from peers.checkins.access import days_of, own_rhythms, rhythm_of
from peers.checkins.gathering import ROUND, SEAT, Group, Plan, Taking, for_round, plan_groups, taking_part
from peers.checkins.models import Pair, Round, Seat, Standing
from peers.checkins.rules import LEAST_LEFT, MISSED, due_round, who_rings
from peers.pool.access import apart
from peers.pool.models import CHECKINS, Joined
from supervision.availability import taking as time_of_people
from supervision.people.models import Organisation
from supervision.scheduling.days import local_day
from supervision.sets import fetch

AGAIN = 3
"""How often a round is planned anew when somebody left, or wrote a list, while it was being planned."""


def organisations_with_rounds() -> list[Organisation]:
    """Return the organisations in which somebody takes part, or a round is still to be closed."""
    joined = Joined.objects.in_part(CHECKINS).values("member__organisation")
    unclosed = Round.objects.filter(closed_at=None).values("organisation")
    return list(Organisation.objects.filter(pk__in=joined.union(unclosed)).order_by("pk"))


# ---------------------------------------------------------------- making one
def pools_of(organisation: Organisation) -> list[int | None]:
    """Return whose rounds there are: everybody's (None), and those of each team that has its own."""
    return [None, *(own.pk for own in own_rhythms(organisation.pk))]


def make_round(organisation: Organisation, *, team_id: int | None = None, now: datetime) -> Round | None:
    """Make the round that is due in an organisation, or in a team that has its own; None while none is.

    Everybody in it is told. It is worked out before anything is locked, and written in one short
    transaction, unless somebody left or wrote a list in between. Of two that make it at once one writes it.
    """
    day = local_day(now, organisation.zone)
    by_team, every_days = rhythm_of(organisation).by_team, days_of(organisation, team_id)
    rounds = Round.objects.of(organisation).among(team_id)
    before = rounds.order_by("-starts_on").first()
    starts_on = due_round(before.starts_on if before else None, every_days=every_days, today=day)
    if starts_on is None:
        return None
    last = starts_on + timedelta(days=every_days - 1)
    if last - day < LEAST_LEFT:
        return None
    who = {"starts_on": starts_on, "first": day, "last": last, "before": before, "team_id": team_id}
    for _ in range(AGAIN):
        taking = for_round(organisation, **who)
        if not taking or (before is None and len(taking) < 2):
            return None
        plan = plan_groups(organisation, taking, on=starts_on, last=last, by_team=by_team, now=now)
        with transaction.atomic():
            Organisation.objects.locked(organisation)
            if rounds.filter(starts_on__gte=starts_on).exists():
                return None
            still = for_round(organisation, **who)
            if still == taking and apart([one.id for one in taking], on=day) == plan.apart:
                made = Round.objects.create(
                    organisation=organisation,
                    team_id=team_id,
                    starts_on=starts_on,
                    ends_on=last,
                    made_at=now,
                )
                return _fill(made, plan, now=now)
    return None


def _fill(made: Round, plan: Plan, *, now: datetime) -> Round:
    pairs = _write_groups(made, plan.groups, now=now)
    Seat.objects.bulk_create([Seat(round=made, member_id=pk) for pk in plan.alone], batch_size=1000)
    _note_left_out(plan)
    telling.tell_partners(made, pairs, now=now)
    telling.tell_alone(made, plan.alone, now=now)
    return made


def _write_groups(made: Round, groups: Iterable[Group], *, now: datetime) -> list[tuple[Pair, Group]]:
    """Write pairs with the places of those in them, and say whose turn it is to ring."""
    pairs = [(Pair(round=made, changed_at=now), tuple(sorted(group))) for group in groups]
    rang = _rang_last(made, [group for _, group in pairs])
    Pair.objects.bulk_create([pair for pair, _ in pairs], batch_size=1000)
    Seat.objects.bulk_create(
        [
            Seat(round=made, member_id=pk, pair=pair, rings=pk == ringing)
            for pair, group in pairs
            for ringing in (who_rings(group, rang_last=rang.get(group), on=made.starts_on),)
            for pk in group
        ],
        batch_size=1000,
    )
    return pairs


def _rang_last(made: Round, groups: Iterable[Group]) -> dict[Group, int]:
    """Return who rang when the two of a pair met last, where they did. One query."""
    wanted = {group for group in groups if len(group) == 2}
    rows = fetch(
        f"select a.member_id, b.member_id, case when a.rings then a.member_id else b.member_id end"
        f" from {SEAT} a"
        f" join {SEAT} b on b.pair_id = a.pair_id and b.member_id > a.member_id"
        f" join {ROUND} r on r.id = a.round_id where r.organisation_id = %s and (a.rings or b.rings)"
        " order by r.starts_on",
        [made.organisation_id],
    )
    known = {(one, other): rang for one, other, rang in rows}
    return {group: known[group] for group in wanted if group in known}


def _note_left_out(plan: Plan) -> None:
    found = {pk for pk, number in plan.left_out.items() if number} - set(plan.alone)
    Standing.objects.filter(pk__in=found).update(left_out=0)
    Standing.objects.bulk_create(
        [Standing(member_id=pk, left_out=plan.left_out.get(pk, 0) + 1) for pk in plan.alone],
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["left_out"],
        batch_size=1000,
    )


# ---------------------------------------------------------------- closing one
@transaction.atomic
def close_rounds(organisation: Organisation, *, now: datetime) -> int:
    """Close the rounds that are over: forget what everybody answered, and return how many were closed.

    Whoever has not spoken in two rounds in a row is written to, alone; nobody else learns of it.
    """
    Organisation.objects.locked(organisation)
    day = local_day(now, organisation.zone)
    closed = 0
    for over in Round.objects.of(organisation).to_close(day).order_by("starts_on"):
        if not Round.objects.filter(pk=over.pk, closed_at=None).update(closed_at=now):
            continue
        closed += 1
        seats = list(Seat.objects.filter(round=over).together().values_list("member_id", "pair_id", "answer"))
        spoke = {pair for _, pair, answer in seats if answer == Seat.Answer.SPOKE}
        missed = [member for member, pair, _ in seats if pair not in spoke]
        Standing.objects.filter(pk__in=[member for member, pair, _ in seats if pair in spoke]).update(
            missed=0
        )
        _note_missed(organisation, over, missed, day=day, now=now)
        Seat.objects.filter(round=over).exclude(answer="").update(answer="")
    return closed


def _note_missed(
    organisation: Organisation, over: Round, missed: Sequence[int], *, day: date, now: datetime
) -> None:
    known = dict(Standing.objects.filter(pk__in=missed).values_list("pk", "missed"))
    counts = {pk: known.get(pk, 0) + 1 for pk in missed}
    there = {one.id for one in taking_part(organisation, first=day, last=day)}
    told = [pk for pk, number in counts.items() if number >= MISSED and pk in there]
    Standing.objects.bulk_create(
        [Standing(member_id=pk, missed=0 if number >= MISSED else number) for pk, number in counts.items()],
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["missed"],
        batch_size=1000,
    )
    telling.tell_missed(over, told, now=now)


# ---------------------------------------------------------------- mending one
def mend_round(organisation: Organisation, *, now: datetime) -> int:
    """Look after whoever lost their partner in the rounds that are on; return how many got another.

    Somebody left, is away for the rest of it, or is not to meet the other any more. Those left over are
    paired with each other, with whoever joined since, or join a pair as its third. Who finds nobody is told.
    """
    day = local_day(now, organisation.zone)
    on = Round.objects.of(organisation).open_on(day).order_by("-starts_on", "pk")
    newest = {found.team_id: found for found in reversed(on)}
    return sum(_mend(organisation, found, day=day, now=now) for found in newest.values())


def _mend(organisation: Organisation, found: Round, *, day: date, now: datetime) -> int:
    with transaction.atomic():
        Organisation.objects.locked(organisation)
        there = taking_part(organisation, first=day, last=found.ends_on)
        widowed = _part_who_cannot_meet(found, {one.id for one in there}, day=day, now=now)
        if found.ends_on - day < LEAST_LEFT:
            telling.tell_alone(found, widowed, now=now)
            return 0
        return _pair_again(organisation, found, there, widowed, now=now)


def _part_who_cannot_meet(found: Round, there: Collection[int], *, day: date, now: datetime) -> list[int]:
    """Take out of their pairs whoever is not there any more, or not to meet; return who is left without."""
    together: dict[Pair, list[Seat]] = {}
    for seat in Seat.objects.filter(round=found).together().select_related("pair", "member"):
        if seat.pair is not None:
            together.setdefault(seat.pair, []).append(seat)
    separate = apart([seat.member_id for seats in together.values() for seat in seats], on=day)
    widowed = []
    for pair, seats in together.items():
        staying = [seat for seat in seats if seat.member_id in there]
        is_whole = len(staying) == len(seats) and not _is_split(staying, separate)
        if is_whole:
            continue
        time_of_people.lock_persons(seat.member.person_id for seat in seats)
        if len(staying) > 1 and not _is_split(staying, separate):
            _leave_to(pair, seats, staying, now=now)
        else:
            _end(pair, seats, staying, now=now)
            widowed += [seat.member_id for seat in staying]
    return widowed


def _is_split(seats: Sequence[Seat], separate: dict[int, set[int]]) -> bool:
    return any(one.member_id in separate[other.member_id] for one in seats for other in seats)


def _leave_to(pair: Pair, seats: Sequence[Seat], staying: Sequence[Seat], *, now: datetime) -> None:
    """Let a three be the two who stay; a time they have stays with them."""
    gone = [seat.pk for seat in seats if seat not in staying]
    Seat.objects.filter(pk__in=gone).delete()
    if not any(seat.rings for seat in staying):
        Seat.objects.filter(pk=staying[0].pk).update(rings=True)
    if pair.starts_at is None or pair.ends_at is None or pair.starts_at <= now:
        return
    time_of_people.release([pair.pk])
    persons = [seat.member.person_id for seat in staying]
    time_of_people.take(pair.pk, persons, pair.starts_at, pair.ends_at, now=now)
    telling.tell_freed(pair, [seat.member for seat in seats if seat not in staying], now=now)


def _end(pair: Pair, seats: Sequence[Seat], staying: Sequence[Seat], *, now: datetime) -> None:
    """End a pair: whoever stays keeps a place without a partner, and the time is free again."""
    if pair.starts_at is not None and pair.starts_at > now:
        telling.tell_freed(pair, [seat.member for seat in seats], now=now)
    time_of_people.release([pair.pk])
    Seat.objects.filter(pk__in=[seat.pk for seat in seats if seat not in staying]).delete()
    Seat.objects.filter(pk__in=[seat.pk for seat in staying]).update(pair=None, rings=False, answer="")
    pair.delete()


def _pair_again(
    organisation: Organisation,
    found: Round,
    there: Sequence[Taking],
    widowed: Sequence[int],
    *,
    now: datetime,
) -> int:
    seated = dict(Seat.objects.filter(round=found).values_list("member_id", "pair_id"))
    alone = [one for one in there if one.id in seated and seated[one.id] is None]
    if not alone:
        return 0
    resting = set(
        Standing.objects.filter(
            member__organisation=organisation, rests_until__gte=found.starts_on
        ).values_list("pk", flat=True)
    )
    pool = {one.id for one in for_round_now(organisation, found, now=now)}
    newcomers = [one for one in there if one.id in pool and one.id not in seated and one.id not in resting]
    joinable = _pairs_without_a_time(found, {one.id for one in there})
    within = {pk for group in joinable for pk in group}
    taking = [*alone, *newcomers, *(one for one in there if one.id in within)]
    plan = plan_groups(
        organisation,
        taking,
        on=found.starts_on,
        last=found.ends_on,
        by_team=False,
        now=now,
        joined=list(joinable),
    )
    joins = {pk: joinable[pair] for pair in joinable for pk in pair}
    fresh = [group for group in plan.groups if not within & set(group)]
    moved = {one.id for one in alone} | {one.id for one in newcomers}
    Seat.objects.filter(round=found, member__in=[pk for group in fresh for pk in group]).delete()
    pairs = _write_groups(found, fresh, now=now)
    for group in plan.groups:
        if third := within & set(group) and moved & set(group):
            pair = joins[next(pk for pk in group if pk in within)]
            Seat.objects.update_or_create(
                round=found, member_id=third.pop(), defaults={"pair": pair, "rings": False}
            )
            pairs.append((pair, group))
    telling.tell_partners(found, pairs, now=now)
    telling.tell_alone(found, [pk for pk in widowed if pk in plan.alone], now=now)
    placed = {pk for _, group in pairs for pk in group} & moved
    Standing.objects.filter(pk__in=placed).update(left_out=0)
    return len(placed)


def for_round_now(organisation: Organisation, found: Round, *, now: datetime) -> list[Taking]:
    """Return who could join a round that is on: those whose rounds these are, and who are in no other."""
    day = local_day(now, organisation.zone)
    return for_round(
        organisation,
        starts_on=found.starts_on,
        first=day,
        last=found.ends_on,
        before=None,
        team_id=found.team_id,
    )


def _pairs_without_a_time(found: Round, there: Collection[int]) -> dict[Group, Pair]:
    """Return the pairs of two who have yet to choose a time, by their members."""
    seats: dict[Pair, list[int]] = {}
    chosen = Seat.objects.filter(round=found, pair__starts_at=None).together().select_related("pair")
    for seat in chosen.order_by("pair_id", "member_id"):
        if seat.pair is not None:
            seats.setdefault(seat.pair, []).append(seat.member_id)
    return {
        (members[0], members[1]): pair
        for pair, members in seats.items()
        if len(members) == 2 and all(pk in there for pk in members)
    }
