"""The sweep: `first` opens 16 % of flags with audit and messages, `daily` a day later, `quiet` nothing.

Beside it: `one_at_a_time`, a loop through the ORM alone (one clock, one flag, one message at a time);
`sql`, statements written by hand for just these writes; and `select_1`, the shortest statement there is.
"""

import hashlib
import os
from datetime import timedelta

from django.db import connection, transaction

from benchmarks._measure import Results, apart, say, timed
from benchmarks._population import (
    NOW,
    UNIFORM,
    empty,
    keep,
    populate,
    populate_bare,
    restore,
    settle,
    shapes,
)
from supervision.notices.models import Notice
from supervision.people import audit
from supervision.people.models import AuditEntry, AuditHead, Leadership, Member, Relationship
from supervision.policy.models import Clock, Flag
from supervision.policy.services import sweep_clocks
from supervision.policy.sweep import anything_due
from supervision.sessions.models import Attendance, Session
from supervision.sets import fetch, insert_rows, is_postgres, moment

DEFAULT_SIZE = 100_000
LATER = NOW + timedelta(days=1)
QUIET = LATER + timedelta(minutes=1)
QUIET_ROUNDS = 200
VARIANTS = os.environ.get("VARIANTS", "holdspace,sql,one_at_a_time").split(",")


def run(db: str, size: int | None) -> int:
    size = size or DEFAULT_SIZE
    results = Results("sweep", db)
    wrong = False
    only = os.environ.get("SHAPES", "").split(",") if os.environ.get("SHAPES") else None
    for shape in shapes(size):
        if only and shape.name not in only:
            continue
        # As many sessions as the others have, so fewer members: and uniform again, beside it, of that size.
        here = min(size, max(1000, size // 10)) if shape.name == "ten_years" else size
        variants = VARIANTS if shape is UNIFORM else ["holdspace"]
        wrong |= measure(results, shape, here, variants, suffix="" if shape is UNIFORM else f"/{shape.name}")
        if here != size:
            wrong |= measure(results, UNIFORM, here, ["holdspace"], suffix="/uniform")
        results.show()
    if not only:
        quiet_by_size(results, size)
    results.show()
    return int(wrong)


def measure(results: Results, shape, size: int, variants: list[str], *, suffix: str) -> bool:
    """Time each variant on one population; return whether they left different rows."""
    say(f"{shape.name}, {size} members: making them")
    empty()
    populate(size, shape)
    settle(size)
    keep()
    answers = {}
    for turn in range(3):
        for variant in variants:
            if variant == "one_at_a_time" and turn:
                continue  # minutes, against which no chance of the moment shows
            restore()
            say(f"{shape.name}, {size} members: {variant}")
            (first, daily, quiet, answer), peak = apart(lambda name=variant: once(name))
            answers.setdefault(answer, set()).add(variant)
            results.add(f"first{suffix}", size, variant, first, peak)
            results.add(f"daily{suffix}", size, variant, daily, peak)
            if variant == "holdspace":
                for seconds in quiet["holdspace"]:
                    results.add(f"quiet{suffix}", size, "holdspace", seconds, peak)
                for seconds in quiet["select_1"]:
                    results.add(f"quiet{suffix}", size, "select_1", seconds, peak)
    if len(answers) > 1:
        say(f"{shape.name}: the variants differ: {answers}")
    return len(answers) > 1


def once(variant: str) -> tuple[float, float, dict, str]:
    """Sweep now and a day later, in a process of its own; return the times and a digest of what was left."""
    connection.ensure_connection()
    work = {"holdspace": holdspace, "sql": by_hand, "one_at_a_time": one_at_a_time}[variant]
    first = timed(lambda: work(NOW))
    daily = timed(lambda: work(LATER))
    return first, daily, quiet() if variant == "holdspace" else {}, answer()


def quiet() -> dict[str, list[float]]:
    """Time rounds with nothing to do, in turns with the shortest statement there is."""
    times: dict[str, list[float]] = {"holdspace": [], "select_1": []}
    assert not anything_due(QUIET)
    for _ in range(QUIET_ROUNDS):
        times["select_1"].append(timed(select_1))
        times["holdspace"].append(timed(lambda: sweep_clocks(now=QUIET)))
    return times


def quiet_by_size(results: Results, middle: int) -> None:
    """Time a quiet round among a tenth as many clocks and ten times as many; they need no history."""
    for size in (middle // 10, middle * 10):
        say(f"quiet, {size} members: making them")
        empty()
        populate_bare(size)
        quiets, peak = apart(quiet)
        for variant, seconds in quiets.items():
            for value in seconds:
                results.add("quiet", size, variant, value, peak)


def select_1() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchone()


def answer() -> str:
    """Return a digest of clocks, flags and messages, and check that every chain of the audit holds."""
    digest = hashlib.sha256()
    for sql in (
        f"select member_id, rule_id, due_on, stage, opened_at from {Flag._meta.db_table} order by 1, 2",
        f"select kind, recipient_id, key, notice_class, not_before from {Notice._meta.db_table} order by 3",
        f"select member_id, rule_id, state, moves_at from {Clock._meta.db_table} order by 1, 2",
        f"select organisation_id, action, subject_id from {AuditEntry._meta.db_table} order by 1, 3, 2",
    ):
        rows = fetch(sql)
        digest.update(repr((len(rows), rows)).encode())
    for head in AuditHead.objects.select_related("organisation"):
        if audit.first_break(head.organisation) is not None:
            digest.update(b"broken")
    return digest.hexdigest()


def holdspace(now) -> None:
    sweep_clocks(now=now)


# ---------------------------------------------------------------- a loop through the ORM
def one_at_a_time(now) -> None:
    for pk in list(Clock.objects.moving(now).order_by("moves_at", "pk").values_list("pk", flat=True)):
        with transaction.atomic():
            clock = Clock.objects.select_for_update(of=("self",)).select_related("member").get(pk=pk)
            if clock.moves_at is None or clock.moves_at > now:
                continue
            before, member = clock.state, clock.member
            moments = (clock.due_soon_at, clock.overdue_at, clock.escalated_at)
            for moment_at, state in zip(moments, ("due_soon", "overdue", "escalated"), strict=True):
                if moment_at <= now:
                    clock.state = state
            clock.moves_at = min((at for at in moments if at > now), default=None)
            clock.save(update_fields=["state", "moves_at"])
            day = now.date()
            supervisors = [
                link.supervisor_id
                for link in Relationship.objects.on(day)
                .filter(supervisee=member)
                .select_related("supervisor")
            ]
            if clock.state == "due_soon":
                if not Attendance.objects.filter(
                    member=member, session__status="booked", session__starts_at__gt=now
                ).exists():
                    for recipient in (member.pk, *supervisors):
                        one_message(clock, recipient, "due_soon", "S", now, clock.overdue_at)
            elif before not in ("overdue", "escalated"):
                flag = Flag.objects.create(
                    clock=clock,
                    member=member,
                    rule_id=clock.rule_id,
                    due_on=clock.due_on,
                    stage=clock.state,
                    opened_at=clock.overdue_at,
                )
                one_deed(member, flag, now)
                leads = Leadership.objects.filter(team=member.team_id).exclude(member=member)
                found = [lead.member_id for lead in leads.select_related("member")]
                for recipient in dict.fromkeys((*supervisors, *found)):
                    one_message(clock, recipient, "overdue", "R", now, None)


def one_deed(member: Member, flag: Flag, now) -> None:
    head, _ = AuditHead.objects.select_for_update().get_or_create(
        organisation_id=member.organisation_id, defaults={"digest": audit.BEGINNING}
    )
    deed = audit.Deed(member.organisation_id, "flag.opened", subject_id=member.pk, object_id=flag.pk)
    head.sequence += 1
    head.digest = audit.digest_of(head.digest, head.sequence, now, deed)
    AuditEntry.objects.create(
        organisation_id=member.organisation_id,
        sequence=head.sequence,
        at=now,
        action=deed.action,
        subject_id=member.pk,
        object_id=flag.pk,
        digest=head.digest,
    )
    head.save(update_fields=["sequence", "digest"])


def one_message(clock, recipient: int, kind: str, notice_class: str, now, not_after) -> None:
    Notice.objects.get_or_create(
        key=f"{kind}-{clock.member_id}-{recipient}-{clock.due_on}",
        defaults={
            "organisation_id": clock.member.organisation_id,
            "recipient_id": recipient,
            "kind": kind,
            "notice_class": notice_class,
            "topic": f"clock-{clock.member_id}-{clock.rule_id}",
            "about": {
                "member": clock.member_id,
                "rule": clock.rule_id,
                "day": clock.due_on.isoformat(),
            },
            "not_before": now,
            "not_after": not_after,
            "created_at": now,
        },
    )


# ---------------------------------------------------------------- statements written by hand
def by_hand(now) -> None:
    clock, member, flag = (model._meta.db_table for model in (Clock, Member, Flag))
    notice, link, leads = (model._meta.db_table for model in (Notice, Relationship, Leadership))
    at = moment(now)
    about = (
        "jsonb_build_object('member', t.member_id, 'day', t.due_on)"
        if is_postgres()
        else """'{"member": ' || t.member_id || ', "day": "' || t.due_on || '"}'"""
    )
    key = "%s || '-' || t.member_id || '-' || t.recipient_id || '-' || t.due_on"
    message = f"""
        insert into {notice} (organisation_id, recipient_id, kind, notice_class, key, topic, about,
            not_before, not_after, state, owner, attempts, message_id, reason, mail_took_over, created_at)
        select t.organisation_id, t.recipient_id, %s, %s, {key}, 'clock-' || t.member_id, {about}, %s,
            t.not_after, 'due', '', 0, '', '', false, %s
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop table if exists moving")
        cursor.execute(
            f"""
            create temporary table moving as
            select c.id, c.member_id, c.rule_id, c.due_on, c.overdue_at, m.organisation_id, m.team_id,
                case when c.overdue_at <= %s then 'overdue' else 'due_soon' end as state
            from {clock} c join {member} m on m.id = c.member_id where c.moves_at <= %s
            """,
            [at, at],
        )
        cursor.execute(
            f"""
            update {clock} set
                moves_at = case when overdue_at <= %s then escalated_at else overdue_at end,
                state = case when overdue_at <= %s then 'overdue' else 'due_soon' end
            where moves_at <= %s
            """,
            [at, at, at],
        )
        cursor.execute(f"select coalesce(max(id), 0) from {flag}")
        (last,) = cursor.fetchone()
        cursor.execute(
            f"""
            insert into {flag} (clock_id, member_id, rule_id, due_on, stage, opened_at, ending)
            select id, member_id, rule_id, due_on, 'overdue', overdue_at, ''
            from moving where state = 'overdue'
            """
        )
        cursor.execute(
            f"""
            select f.id, f.member_id, m.organisation_id from {flag} f join {member} m on m.id = f.member_id
            where f.id > %s order by f.id
            """,
            [last],
        )
        chain(cursor.fetchall(), now)
        supervised = f"join {link} r on r.supervisee_id = t.member_id and r.ends_on is null"
        cursor.execute(
            f"""
            {message} from (
                select t.*, r.supervisor_id as recipient_id, {nothing()} as not_after
                from moving t {supervised} where t.state = 'overdue'
                union
                select t.*, l.member_id, {nothing()} from moving t
                join {leads} l on l.team_id = t.team_id and l.member_id <> t.member_id
                where t.state = 'overdue'
            ) t where true on conflict do nothing
            """,
            ["overdue", "R", "overdue", at, at],
        )
        cursor.execute(
            f"""
            {message} from (
                select t.*, t.member_id as recipient_id, t.overdue_at as not_after
                from moving t where t.state = 'due_soon'
                union
                select t.*, r.supervisor_id, t.overdue_at from moving t {supervised}
                where t.state = 'due_soon'
            ) t where not exists (
                select 1 from {Attendance._meta.db_table} a
                join {Session._meta.db_table} s on s.id = a.session_id
                where a.member_id = t.member_id and s.status = 'booked' and s.starts_at > %s
            ) on conflict do nothing
            """,
            ["due_soon", "S", "due_soon", at, at, at],
        )


def nothing() -> str:
    return "null::timestamptz" if is_postgres() else "null"


def chain(flags, now) -> None:
    """Chain the audit of opened flags: the one part no statement can do."""
    AuditHead.objects.bulk_create(
        [AuditHead(organisation_id=pk) for pk in sorted({pk for _, _, pk in flags})], ignore_conflicts=True
    )
    heads = {head.pk: head for head in AuditHead.objects.select_for_update().order_by("pk")}
    entries = []
    for pk, member_id, organisation_id in flags:
        head = heads[organisation_id]
        head.sequence += 1
        deed = audit.Deed(organisation_id, "flag.opened", subject_id=member_id, object_id=pk)
        head.digest = audit.digest_of(head.digest, head.sequence, now, deed)
        entries.append((organisation_id, head.sequence, now, deed.action, None, member_id, pk, head.digest))
    insert_rows(AuditEntry, audit.ENTRY_COLUMNS, entries)
    AuditHead.objects.bulk_update(heads.values(), ["sequence", "digest"], batch_size=500)
