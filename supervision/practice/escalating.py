"""When confidentiality ends: a supervisor passes something on, carefully, to one person who was named for it.

First which limit; then whether the supervisee was told first, or why that would put somebody at risk; then to
whom, and the words. Each look at it is written down, without a name where the supervisee was not told.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from supervision.errors import Refusal
from supervision.notices.services import Message, queue_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Relationship
from supervision.people.services import deed, lock_organisation
from supervision.practice import rules
from supervision.practice.models import Agreement, Escalation, EscalationContact
from supervision.scheduling.days import local_day

PASSED_ON = "passed_on"
LONGEST = 4000


class Careful(Refusal):
    """A step was left out. `field` names it on the page."""

    code = "escalation_step"

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What was passed on, as the two who may read it do."""

    row: Escalation
    limit: str
    why_not_told: str
    words: str


def contacts_of(organisation_id: int, *, but: Member | None = None) -> list[Member]:
    """Return those an organisation named to be spoken to, by name; never the one who speaks (`but`)."""
    named = EscalationContact.objects.filter(member__organisation=organisation_id).values("member")
    return list(
        Member.objects.of(organisation_id)
        .filter(pk__in=named)
        .exclude(pk=but.pk if but else 0)
        .with_person()
        .order_by("person__name", "pk")
    )


@transaction.atomic
def name_contact(member: Member, *, is_named: bool, by: Member, now: datetime) -> None:
    """Name somebody to be spoken to when confidentiality ends, or no longer."""
    lock_organisation(by)
    if is_named:
        EscalationContact.objects.get_or_create(member=member, defaults={"since": now})
    else:
        EscalationContact.objects.filter(member=member).delete()
    action = "escalation.contact_named" if is_named else "escalation.contact_removed"
    record([deed(by, action, subject=member)], at=now)


def check_steps(
    relationship: Relationship,
    by: Member,
    *,
    limit: str,
    is_told_first: bool | None,
    why: str,
    contact,
    words: str,
) -> None:
    """Raise Careful at the first step that is missing; NotSides for anybody but the supervisor."""
    if by.pk != relationship.supervisor_id:
        raise rules.NotSides("There is nothing here.")
    if limit not in Escalation.Limit.values:
        raise Careful("limit", "Say first which limit it is.")
    if is_told_first is None:
        raise Careful("told", "Say whether you have told them.")
    if not is_told_first and not why.strip():
        raise Careful("why", "Say why telling them first would put somebody at risk.")
    if contact is None or contact.pk == relationship.supervisee_id:
        raise Careful("contact", "Choose to whom you speak.")
    if not words.strip():
        raise Careful("words", "Say what this one person needs to know, and no more.")
    if len(words) > LONGEST or len(why) > LONGEST:
        raise Careful("words", f"At most {LONGEST:,} characters, please.")


@transaction.atomic
def pass_on(
    relationship: Relationship,
    *,
    by: Member,
    limit: str,
    is_told_first: bool | None,
    why: str = "",
    contact: Member | None,
    words: str,
    sure: frozenset[str] = frozenset(),
    now: datetime,
) -> Escalation:
    """Pass something on to one named contact, who is told at once that something is to be read.

    Raises Careful, NotSides, or LooksLikeClient.
    """
    known = contact if contact and contact in contacts_of(by.organisation_id, but=by) else None
    check_steps(
        relationship, by, limit=limit, is_told_first=is_told_first, why=why, contact=known, words=words
    )
    assert known is not None  # noqa: S101  # nosec B101  said by the check
    rules.check_names_nobody(f"{words}\n{why}", today=local_day(now, by.zone), sure=sure)
    agreement, _ = Agreement.objects.get_or_create(
        supervisor_id=relationship.supervisor_id,
        supervisee_id=relationship.supervisee_id,
        defaults={"created_at": now},
    )
    row = Escalation(
        agreement=agreement, raised_by=by, contact=known, is_told_first=bool(is_told_first), raised_at=now
    )
    kept = {"limit": limit, "why": "" if is_told_first else why.strip(), "words": words.strip()}
    row.text = json.dumps(kept, ensure_ascii=False)
    row.save(force_insert=True)
    queue_notices([_message(known, row, now)], now=now)
    record([_deed(row, "escalation.passed_on", by)], at=now)
    return row


@transaction.atomic
def read_passed_on(viewer: Member, pk, *, now: datetime) -> PassedOn | None:
    """Return what was passed on to the viewer, or by them, and write the look down; None for anybody else."""
    row = (
        Escalation.objects.filter(pk=pk)
        .select_related("raised_by__person", "contact__person", "agreement__supervisee__person")
        .first()
    )
    if row is None or viewer.pk not in (row.raised_by_id, row.contact_id):
        return None
    record([_deed(row, "escalation.read", viewer)], at=now)
    kept = json.loads(row.text)
    return PassedOn(row, str(Escalation.Limit(kept["limit"]).label), kept["why"], kept["words"])


def told_of(relationship: Relationship) -> list[Escalation]:
    """Return what was passed on between two people, as far as the supervisee was told first."""
    return list(
        Escalation.objects.filter(
            agreement__supervisor=relationship.supervisor_id,
            agreement__supervisee=relationship.supervisee_id,
            is_told_first=True,
        )
        .select_related("contact__person")
        .order_by("-raised_at", "pk")
    )


def passed_on_to(viewer: Member) -> list[Escalation]:
    """Return what was passed on to the viewer, the latest first: who did and when."""
    rows = Escalation.objects.filter(contact=viewer).select_related("raised_by__person")
    return list(rows.order_by("-raised_at", "pk"))


def _message(to: Member, row: Escalation, now: datetime) -> Message:
    return Message(
        organisation_id=to.organisation_id,
        recipient_id=to.pk,
        kind=PASSED_ON,
        notice_class="R",
        key=f"{PASSED_ON}:{row.pk}",
        not_before=now,
        about={"passed_on": str(row.pk)},
    )


def _deed(row: Escalation, action: str, by: Member) -> Deed:
    # The person's own list of who looked may not tell them what they could not be told.
    about = row.agreement.supervisee_id if row.is_told_first else None
    return Deed(by.organisation_id, action, by.pk, about)
