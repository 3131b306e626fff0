"""Verbs of agreements: propose a version, sign it, acknowledge the limits, agree to one's line manager.

Each locks both members, looks again, writes, leaves messages for the other side, and last a Deed without
a word of what was agreed. Who may ask is `access`; here the two sides are checked once more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from supervision.notices.services import Message, queue_notices, withdraw_notices
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Relationship
from supervision.people.services import deed, lock_organisation
from supervision.practice import access, agreed, rules
from supervision.practice.agenda import MIDDLE, checked_steps
from supervision.practice.fields import FIELDS, LONGEST
from supervision.practice.models import (
    Agreement,
    AgreementVersion,
    LimitsRead,
    PracticeSettings,
    Signature,
)
from supervision.practice.terms import Terms
from supervision.practice.terms import kept as kept_terms
from supervision.scheduling.days import local_day

TO_SIGN, HOLDS = "agreement_to_sign", "agreement_holds"
OPEN = AgreementVersion.State.OPEN
KEPT = frozenset({"agenda_months", "record_months", "escalation_months"})


# ---------------------------------------------------------------- the words an organisation starts with
@transaction.atomic
def change_settings(
    *,
    by: Member,
    word: str,
    associate_word: str,
    agreement: Mapping[str, str],
    agenda: Sequence[str] = (),
    months: Mapping[str, int] | None = None,
    now: datetime,
) -> PracticeSettings:
    """Keep an organisation's word for supervision, the words its agreements start with, and its agenda.

    A field left empty, or as Holdspace has it, starts with Holdspace's own; so does an agenda without steps.
    `months` says how long what is shared is kept, by KEPT. What is signed stays as it is. Raises FieldsWrong
    for a field that is too long, StepsWrong, or KeepsWrong.
    """
    lock_organisation(by)
    if months and (set(months) - KEPT or any(not 1 <= number <= 240 for number in months.values())):
        raise rules.KeepsWrong("Between 1 and 240 months.")
    steps = checked_steps(agenda) if any(step.strip() for step in agenda) else []
    words = {field.slug: agreement.get(field.slug, "").replace("\r\n", "\n").strip() for field in FIELDS}
    if wrong := {
        slug: f"At most {LONGEST:,} characters, please."
        for slug, text in words.items()
        if len(text) > LONGEST
    }:
        raise rules.FieldsWrong(wrong)
    kept = agreed.settings_of(by.organisation_id)
    kept.word, kept.associate_word = word, associate_word
    kept.agreement = {
        field.slug: words[field.slug]
        for field in FIELDS
        if words[field.slug] and words[field.slug] != field.words
    }
    kept.agenda = [] if steps == list(MIDDLE) else steps
    for name, number in (months or {}).items():
        setattr(kept, name, number)
    kept.save()
    record([deed(by, "practice.settings_changed", object_id=by.organisation_id)], at=now)
    return kept


# ---------------------------------------------------------------- two people's agreement
@transaction.atomic
def propose(
    *,
    by: Member,
    relationship: Relationship,
    words: Mapping[str, str],
    has_read_limits: bool,
    terms: Terms | None = None,
    is_sure: bool = False,
    now: datetime,
) -> AgreementVersion:
    """Put a new version before the other side, signed by whoever proposes it.

    It takes the place of one that waits for a signature, and holds once both have signed; until then the
    one before does. Its words may stay the same when a review is near; `terms` stay as they were unless
    there are new ones. Raises FieldsWrong, LimitsUnread, LooksLikeClient, NothingChanged, NeedsTheirYes or
    Over.
    """
    words = rules.checked_words(words)
    agreement, today = _opened(by, relationship, now)
    if not has_read_limits:
        raise rules.LimitsUnread("Tick that you have read where confidentiality ends.")
    rules.check_names_nobody("\n".join(words.values()), today=today, is_sure=is_sure)
    before = agreed.current_version(agreement)
    terms = agreed.terms_of(before) if terms is None else terms
    if (
        before is not None
        and agreed.words_of(before) == words
        and agreed.terms_of(before) == terms
        and (before.state == OPEN or not rules.is_review_near(agreement.signed_until, today))
    ):
        raise rules.NothingChanged("It says the same as before, so there is nothing to sign.")
    agreement.versions.filter(state=OPEN).update(state=AgreementVersion.State.WITHDRAWN)
    number = (agreement.versions.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    version = AgreementVersion(agreement=agreement, number=number, proposed_by=by, proposed_at=now)
    version.text = json.dumps({**words, agreed.TERMS: kept_terms(terms)}, ensure_ascii=False)
    version.save(force_insert=True)
    if before is not None:
        withdraw_notices([_key(before, TO_SIGN, side.pk) for side in _sides(agreement)])
    _sign(version, by, now)
    other = access.other_side(by, relationship)
    queue_notices([_message(other, TO_SIGN, relationship, version, now)], now=now)
    record([_deed(by, "agreement.proposed", agreement)], at=now)
    return version


@transaction.atomic
def sign(
    *, by: Member, relationship: Relationship, number: int, has_read_limits: bool, now: datetime
) -> AgreementVersion:
    """Sign the version that waits for a signature. Once both have, it holds, in place of the one before.

    Raises NothingToSign if another version waits by now, or none; LimitsUnread, NeedsTheirYes or Over.
    """
    agreement, today = _opened(by, relationship, now)
    version = agreement.versions.filter(state=OPEN, number=number).first()
    if version is None:
        raise rules.NothingToSign("That version doesn’t wait for you any more. Here is how it stands now.")
    if not has_read_limits:
        raise rules.LimitsUnread("Tick that you have read where confidentiality ends.")
    _sign(version, by, now)
    withdraw_notices([_key(version, TO_SIGN, by.pk)])
    signed = set(version.signatures.values_list("member_id", flat=True))
    deeds = [_deed(by, "agreement.signed", agreement)]
    if signed >= {side.pk for side in _sides(agreement)}:
        _let_hold(agreement, version, today)
        other = access.other_side(by, relationship)
        queue_notices([_message(other, HOLDS, relationship, version, now)], now=now)
        deeds.append(_deed(by, "agreement.holds", agreement))
    record(deeds, at=now)
    return version


@transaction.atomic
def read_limits(*, by: Member, relationship: Relationship, now: datetime) -> None:
    """Acknowledge where confidentiality ends, before anything is signed. Once is enough."""
    agreement, _ = _opened(by, relationship, now)
    _note_limits(agreement, by, now)


@transaction.atomic
def answer_manager(*, by: Member, relationship: Relationship, agrees: bool, now: datetime) -> None:
    """Agree to be supervised by one's own line manager, or take that back. Nobody is told.

    Raises NotSides for anybody but the supervisee, and where the supervisor is not their line manager.
    """
    if by.pk != relationship.supervisee_id or not agreed.is_line_manager(relationship):
        raise rules.NotSides("There is nothing here.")
    agreement, _ = _opened(by, relationship, now, needs_yes=False)
    agreement.manager_agreed_at = now if agrees else None
    agreement.save(update_fields=["manager_agreed_at"])
    record([_deed(by, "agreement.line_manager", agreement)], at=now)


def check_pairing(supervisor: Member, supervisee: Member, by: Member) -> None:
    """Raise NeedsTheirYes where somebody would have their line manager as supervisor, unasked."""
    if supervisee.line_manager_id != supervisor.pk or by.pk == supervisee.pk:
        return
    found = access.agreement_between(supervisor.pk, supervisee.pk)
    if found is None or found.manager_agreed_at is None:
        raise rules.NeedsTheirYes(
            "That is their line manager, who supervises them only if they ask for it themselves."
        )


# ---------------------------------------------------------------- inside
def _opened(
    by: Member, relationship: Relationship, now: datetime, *, needs_yes: bool = True
) -> tuple[Agreement, date]:
    """Lock both sides, and return their agreement, made if there is none, and the supervisee's day."""
    if by.pk not in (relationship.supervisor_id, relationship.supervisee_id):
        raise rules.NotSides("There is nothing here.")
    Member.objects.locked(relationship.supervisor_id, relationship.supervisee_id)
    today = local_day(now, relationship.supervisee.zone)
    if not access.is_open(relationship, today):
        raise rules.Over("You don’t work together any more, so this stays as it was.")
    agreement, _ = Agreement.objects.get_or_create(
        supervisor_id=relationship.supervisor_id,
        supervisee_id=relationship.supervisee_id,
        defaults={"created_at": now},
    )
    agreement.supervisor, agreement.supervisee = relationship.supervisor, relationship.supervisee
    if needs_yes and agreed.needs_their_yes(relationship, agreement):
        raise rules.NeedsTheirYes("First the supervisee says whether their line manager shall be the one.")
    return agreement, today


def _sign(version: AgreementVersion, by: Member, now: datetime) -> None:
    Signature.objects.get_or_create(version=version, member=by, defaults={"signed_at": now})
    _note_limits(version.agreement, by, now)


def _note_limits(agreement: Agreement, by: Member, now: datetime) -> None:
    LimitsRead.objects.get_or_create(agreement=agreement, member=by, defaults={"read_at": now})


def _let_hold(agreement: Agreement, version: AgreementVersion, today: date) -> None:
    is_first = not agreement.versions.filter(holds_since__isnull=False).exists()
    agreement.versions.filter(state=AgreementVersion.State.HOLDS).update(state=AgreementVersion.State.PAST)
    version.state, version.holds_since = AgreementVersion.State.HOLDS, today
    version.save(update_fields=["state", "holds_since"])
    agreement.holds_since = today
    agreement.signed_until = rules.review_on(today, is_first=is_first)
    agreement.save(update_fields=["holds_since", "signed_until"])


def _sides(agreement: Agreement) -> tuple[Member, Member]:
    return agreement.supervisor, agreement.supervisee


def _key(version: AgreementVersion, kind: str, member_id: int) -> str:
    return f"{kind}:{version.pk}:{member_id}"


def _message(
    to: Member, kind: str, relationship: Relationship, version: AgreementVersion, now: datetime
) -> Message:
    return Message(
        organisation_id=to.organisation_id,
        recipient_id=to.pk,
        kind=kind,
        notice_class="S",
        key=_key(version, kind, to.pk),
        not_before=now,
        about={"relationship": relationship.pk, "version": str(version.pk)},
    )


def _deed(by: Member, action: str, agreement: Agreement) -> Deed:
    return deed(by, action, subject=agreement.supervisee, object_id=agreement.pk)
