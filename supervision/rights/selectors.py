"""What pages of data show: of oneself, of whoever asks, of what is kept for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from supervision.people.holdings import Fate, Holding, activities, holdings, keepings
from supervision.people.models import Member, Organisation
from supervision.rights import rules
from supervision.rights.models import ErasureRequest
from supervision.scheduling.days import local_day


@dataclass(frozen=True, slots=True)
class Held:
    """What is held for one purpose: `goes` and `stays` when somebody is erased, each as words and a
    reason.
    """

    title: str
    goes: list[str]
    stays: list[tuple[str, str]]


def what_is_held() -> list[Held]:
    """Return what is held, by purpose, and what becomes of it; the same for everybody, so that it tells
    nothing.
    """
    found = []
    for one in activities():
        own = [holding for holding in holdings() if holding.area == one.name and holding.words]
        goes = [holding.words for holding in own if holding.fate in (Fate.GONE, Fate.PERSON)]
        stays = [(holding.words, holding.why) for holding in own if holding.fate is Fate.NAMELESS]
        if goes or stays:
            found.append(Held(one.title, _once(goes), stays))
    return found


def _once(words: list[str]) -> list[str]:
    return list(dict.fromkeys(words))


@dataclass(frozen=True, slots=True)
class Kept:
    """One line of how long things are kept. `goes`: how many tonight; None where a count is not said."""

    name: str
    what: str
    lasts: str
    then: str
    goes: int | None
    set_at: str


def kept_in(organisation: Organisation, *, now: datetime) -> list[Kept]:
    """Return how long everything is kept in an organisation, and how much of it goes tonight."""
    return [
        Kept(
            one.name,
            one.what,
            one.lasts(organisation),
            one.then,
            one.would_go(organisation, now) if one.would_go else None,
            one.set_at,
        )
        for one in keepings()
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that waits, and by when an answer is owed."""

    request: ErasureRequest
    member: Member
    until: date
    is_late: bool
    has_left: bool


def asked_in(organisation: Organisation, *, now: datetime) -> list[Asked]:
    """Return who asks an organisation to be erased, the longest waiting first. One query."""
    here = local_day(now, organisation.zone)
    rows = (
        ErasureRequest.objects.of(organisation)
        .waiting()
        .select_related("member__person")
        .order_by("asked_at", "pk")
    )
    found = []
    for row in rows:
        until = rules.answer_by(local_day(row.asked_at, organisation.zone))
        last = row.member.end_date
        has_left = last is not None and last < local_day(now, row.member.zone)
        found.append(Asked(row, row.member, until, until < here, has_left))
    return found


def left_in(organisation: Organisation, *, on: date):
    """Return those who left and are still in the books, the latest first."""
    left = Member.objects.of(organisation).filter(erased_at=None, end_date__lt=on)
    return left.select_related("person").order_by("-end_date", "pk")


def latest_of(member: Member) -> ErasureRequest | None:
    """Return what a member last asked."""
    return ErasureRequest.objects.filter(member=member).order_by("-asked_at", "-pk").first()


def of_area(name: str) -> list[Holding]:
    return [one for one in holdings() if one.area == name and one.words]
