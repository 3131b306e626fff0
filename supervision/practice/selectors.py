"""Reads that shape the pages about agreements, and the dates that others may know of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from supervision.people.access import leads_of
from supervision.people.models import Member, Relationship
from supervision.practice import access, agreed, rules
from supervision.practice.comparing import SAME, Part, difference
from supervision.practice.fields import BY_SLUG, FIELDS, LIMITS
from supervision.practice.models import Agreement, AgreementVersion
from supervision.practice.terms import HEADINGS, Terms, words_of
from supervision.scheduling.days import local_day
from supervision.wording import counted, noted

NONE, WAITING, SIGNED, PAST = "none", "waiting", "signed", "past"


@dataclass(frozen=True, slots=True)
class Term:
    """One field of an agreement with its words."""

    slug: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field that a version changed, as one row of parts."""

    slug: str
    name: str
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the two under a version, and when they signed; None while they have not."""

    name: str
    is_viewer: bool
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of them. `words` say how many lines it changed."""

    number: int
    state: str
    holds_since: date | None
    words: str


@dataclass(slots=True)
class AgreementPage:
    """What one side sees of an agreement. `version` is None while nobody has put one forward."""

    relationship: Relationship
    other: Member
    is_supervisor: bool
    is_open: bool
    asks_for_yes: bool
    """The other side is the viewer's line manager, and the viewer has not said whether that is well."""
    waits_for_yes: bool
    """The viewer is the supervisee's line manager, and the supervisee has not said."""
    is_manager: bool
    version: AgreementVersion | None
    holds: AgreementVersion | None
    is_shown_current: bool
    terms: Sequence[Term]
    changes: Sequence[Change]
    against: int | None
    signers: Sequence[Signer]
    versions: Sequence[VersionLine]
    signed_until: date | None
    is_review_near: bool
    has_read_limits: bool
    money: Terms = field(default_factory=Terms)
    """What stands in it about hours called off late, and about invoices."""
    leads: Sequence[Member] = field(default_factory=list)

    @property
    def may_sign(self) -> bool:
        waits = self.version is not None and self.version.state == "open" and self.is_shown_current
        return waits and self.is_open and not any(one.is_viewer and one.signed_at for one in self.signers)

    @property
    def limits(self) -> str:
        return next(term.words for term in self.terms if term.slug == LIMITS)


def page_of(
    relationship: Relationship, viewer: Member, *, number: int | None = None, now: datetime
) -> AgreementPage | None:
    """Return what `viewer` sees of the agreement of two people, or one version of it; None without it."""
    agreement = access.agreement_between(relationship.supervisor_id, relationship.supervisee_id)
    today = local_day(now, relationship.supervisee.zone)
    versions = _versions(agreement)
    stands = [one for one in versions if one.state != AgreementVersion.State.WITHDRAWN]
    holds = next((one for one in versions if one.state == AgreementVersion.State.HOLDS), None)
    current = next((one for one in versions if one.state == AgreementVersion.State.OPEN), holds)
    shown = current if number is None else next((one for one in stands if one.number == number), None)
    if number is not None and shown is None:
        return None
    words = {one.number: {**agreed.words_of(one), **words_of(agreed.terms_of(one))} for one in stands}
    own = agreed.starting_words(viewer.organisation_id) if shown is None else words[shown.number]
    before = _before(shown, stands)
    signed = {} if shown is None else {one.member_id: one.signed_at for one in shown.signatures.all()}
    is_supervisor = viewer.pk == relationship.supervisor_id
    needs_yes = agreed.needs_their_yes(relationship, agreement)
    return AgreementPage(
        relationship=relationship,
        other=access.other_side(viewer, relationship),
        is_supervisor=is_supervisor,
        is_open=access.is_open(relationship, today),
        asks_for_yes=needs_yes and not is_supervisor,
        waits_for_yes=needs_yes and is_supervisor,
        is_manager=agreed.is_line_manager(relationship),
        version=shown,
        holds=holds,
        is_shown_current=shown is current,
        terms=[
            *(Term(one.slug, one.name, own[one.slug]) for one in FIELDS),
            *(Term(slug, name, own[slug]) for slug, name in HEADINGS.items() if slug in own),
        ],
        changes=changes(words[before.number], own) if before is not None else [],
        against=before.number if before is not None else None,
        signers=[
            Signer(side.person.name, side.pk == viewer.pk, signed.get(side.pk))
            for side in (relationship.supervisor, relationship.supervisee)
        ],
        versions=[_line(one, stands, words) for one in stands],
        signed_until=agreement.signed_until if agreement else None,
        is_review_near=agreement is not None and rules.is_review_near(agreement.signed_until, today),
        money=agreed.terms_of(shown),
        has_read_limits=agreement is not None and agreement.limits_read.filter(member=viewer).exists(),
        leads=[
            one
            for one in leads_of(relationship.supervisee)
            if one.pk not in (relationship.supervisor_id, viewer.pk)
        ],
    )


def changes(old: dict[str, str], new: dict[str, str]) -> list[Change]:
    """Return the fields in which two versions differ, in their order."""
    found = []
    for slug, name in {**{slug: one.name for slug, one in BY_SLUG.items()}, **HEADINGS}.items():
        parts = difference(old.get(slug, ""), new.get(slug, ""))
        if any(part.kind != SAME for part in parts):
            found.append(Change(slug, name, parts))
    return found


def _versions(agreement: Agreement | None) -> list[AgreementVersion]:
    """Return all versions, the newest first, with their signatures, in two queries."""
    if agreement is None:
        return []
    rows = list(
        agreement.versions.order_by("-number")
        .select_related("proposed_by__person")
        .prefetch_related("signatures")
    )
    for one in rows:
        one.agreement = agreement
    return rows


def _before(version: AgreementVersion | None, stands: Sequence[AgreementVersion]) -> AgreementVersion | None:
    """Return the version that held, or holds, before this one."""
    if version is None:
        return None
    return next((one for one in stands if one.number < version.number), None)


def _line(
    version: AgreementVersion, stands: Sequence[AgreementVersion], words: dict[int, dict[str, str]]
) -> VersionLine:
    before = _before(version, stands)
    if before is None:
        said = noted("the first")
    else:
        number = len(changes(words[before.number], words[version.number]))
        said = counted("one line", "{number} lines", number) if number else noted("signed again as it was")
    return VersionLine(version.number, version.state, version.holds_since, said)


# ---------------------------------------------------------------- lists
@dataclass(frozen=True, slots=True)
class Row:
    """One relationship of the viewer's, and how its agreement stands: none, waiting, signed or past."""

    relationship: Relationship
    other: Member
    is_supervisor: bool
    state: str
    signed_until: date | None
    waits_for_viewer: bool


def rows_for(viewer: Member, *, now: datetime) -> list[Row]:
    """Return how the agreement stands with everybody the viewer works with today, by name."""
    today = local_day(now, viewer.zone)
    relationships = list(access.relationships_of(viewer).filter(pk__in=Relationship.objects.on(today)))
    own = AgreementVersion.objects.filter(agreement=OuterRef("pk"), state=AgreementVersion.State.OPEN)
    agreements = {
        (one.supervisor_id, one.supervisee_id): one
        for one in Agreement.objects.of_sides(viewer).annotate(
            is_waiting=Exists(own), is_signed=Exists(own.filter(signatures__member=viewer))
        )
    }
    rows = []
    for one in relationships:
        kept = agreements.get((one.supervisor_id, one.supervisee_id))
        until = kept.signed_until if kept else None
        waits = bool(kept and kept.is_waiting)
        if until is None:
            state = WAITING if waits else NONE
        else:
            state = SIGNED if rules.is_in_date(until, today) else PAST
        rows.append(
            Row(
                relationship=one,
                other=access.other_side(viewer, one),
                is_supervisor=one.supervisor_id == viewer.pk,
                state=state,
                signed_until=until,
                waits_for_viewer=kept is not None and waits and not kept.is_signed,
            )
        )
    return sorted(rows, key=lambda row: (row.is_supervisor, row.other.person.name.casefold(), row.other.pk))


@dataclass(frozen=True, slots=True)
class Dated:
    """What others learn of a member's agreements: the latest day until which one is signed, in date or not.

    `has_supervisor` is whether anybody supervises them today: without, there is nothing to sign.
    """

    member_id: int
    signed_until: date | None
    is_in_date: bool
    has_supervisor: bool = True


def dates_of(member_ids: Iterable[int], *, on: date) -> dict[int, Dated]:
    """Return until when each of these members has signed with somebody who supervises them on that day.

    In two queries, however many they are. One who is supervised by several has the earliest of those days;
    None where one of them is not signed.
    """
    ids = list(member_ids)
    pairs = (
        Relationship.objects.on(on).filter(supervisee__in=ids).values_list("supervisee_id", "supervisor_id")
    )
    signed = {
        (supervisee, supervisor): until
        for supervisee, supervisor, until in Agreement.objects.filter(
            supervisee__in=ids, signed_until__isnull=False
        ).values_list("supervisee_id", "supervisor_id", "signed_until")
    }
    by_member: dict[int, list[date | None]] = {pk: [] for pk in ids}
    for pair in set(pairs):
        by_member[pair[0]].append(signed.get(pair))
    found = {}
    for pk, days in by_member.items():
        known = [day for day in days if day is not None]
        until = min(known) if known and len(known) == len(days) else None
        found[pk] = Dated(pk, until, rules.is_in_date(until, on), bool(days))
    return found


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many people with a supervisor have an agreement that is in date, and how many there are."""

    in_date: int
    people: int


def coverage_of(dates: Iterable[Dated]) -> Coverage:
    counts = Counter(one.is_in_date for one in dates if one.has_supervisor)
    return Coverage(counts[True], counts[True] + counts[False])
