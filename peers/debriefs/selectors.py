"""What pages of debriefs show: to the asker, to whoever is asked, to the two who talk, and on Today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from peers.debriefs import rules, words
from peers.debriefs.models import Afterwards, Invite, OnCall, Request, Tally, Ways
from peers.pool.models import DEBRIEFS, Joined
from peers.pool.selectors import profile_of
from supervision import languages
from supervision.notices.rules import weekdays_of
from supervision.people.access import supervisors_of
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.wording import noted

ROTA_DAYS = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """How a request stands, for its asker. Who was asked and who passed is in none of it."""

    request: Request
    number: int
    goes_on_at: datetime | None
    offers: list[Invite]
    wider: str | None
    """What can be asked for next: "everybody" after one's own team, else the next wider time."""
    supervisors: list[Member]

    @property
    def is_asking(self) -> bool:
        return self.request.state == Request.State.ASKING

    @property
    def is_last_wave(self) -> bool:
        """Say whether nobody else is asked after those who are asked now: its time is over by then."""
        return self.goes_on_at is not None and self.goes_on_at >= self.request.latest_at

    @property
    def colleagues(self) -> str:
        """Return how many are being asked, in a sentence: "Two colleagues with room were asked"."""
        small = ("no", "one", "two", "three")
        in_words = languages.is_english() and self.number < len(small)
        said = ngettext(
            "{number} colleague with room was asked", "{number} colleagues with room were asked", self.number
        )
        return said.format(number=small[self.number] if in_words else self.number)


def asked_of(request: Request, *, now: datetime) -> Asked:
    """Return how a request of somebody's own stands."""
    invites = list(Invite.objects.filter(request=request).select_related("member__person").order_by("pk"))
    nobody = request.state == Request.State.NOBODY
    return Asked(
        request=request,
        number=len(invites),
        goes_on_at=request.next_at,
        offers=[
            one
            for one in invites
            if one.state == Invite.State.OFFERED and one.offered_at and one.offered_at > now
        ],
        wider=("everybody" if request.within_team else rules.wider(request.urgency)) if nobody else None,
        supervisors=list(supervisors_of(request.asker, on=local_day(now, request.asker.zone)))
        if nobody
        else [],
    )


@dataclass(frozen=True, slots=True)
class Talk:
    """An agreed talk, as one of the two sees it.

    `phone` is the other one's, once agreed. `link` is the same for both, so that they meet: the listener's if
    they left one, else the asker's.
    """

    request: Request
    other: Member
    is_asker: bool
    phone: str
    link: str
    lacks_own: bool
    """Whether the other one finds neither number nor link of the viewer's here, where they would look."""
    note: str
    touches: str
    can_step_back: bool
    own_question: Afterwards | None


def talk_of(request: Request, viewer: Member, *, now: datetime) -> Talk:
    """Return an agreed talk for one of the two."""
    is_asker = viewer.pk == request.asker_id
    other = request.listener if is_asker else request.asker
    assert other is not None  # noqa: S101  (agreed talks have both)
    profile, own = profile_of(other), profile_of(viewer)
    of_listener, of_asker = (profile, own) if is_asker else (own, profile)
    link = of_listener.link or of_asker.link if request.how == "video" else ""
    phone = "" if link else profile.phone
    is_on = request.state == Request.State.AGREED
    is_fresh = request.agreed_at is not None and now - request.agreed_at <= rules.UNDO_WITHIN
    is_ahead = request.starts_at is not None and request.starts_at > now
    return Talk(
        request=request,
        other=other,
        is_asker=is_asker,
        phone=phone if is_on else "",
        link=link if is_on else "",
        lacks_own=is_on and not link and not own.phone_sealed,
        note="" if is_asker else request.note,
        touches=words.touches_words(request),
        can_step_back=is_on and (is_ahead or is_fresh),
        own_question=Afterwards.objects.filter(request=request, member=viewer).first(),
    )


@dataclass(frozen=True, slots=True)
class Cards:
    """What of debriefs stands on somebody's Today."""

    invites: list[Invite]
    asking: Request | None
    talks: list[Request]
    questions: list[Afterwards]


def cards_for(member: Member, *, now: datetime) -> Cards:
    """Return what waits for a member and what is agreed. Three queries."""
    mine = Q(asker=member) | Q(listener=member, state="agreed")
    requests = list(
        Request.objects.with_people()
        .filter(mine, state__in=("asking", "nobody", "agreed"))
        .order_by("created_at")
    )
    return Cards(
        invites=list(
            Invite.objects.open()
            .of(member)
            .with_request()
            .filter(request__latest_at__gt=now)
            .order_by("starts_at", "pk")
        ),
        asking=next(
            (
                one
                for one in reversed(requests)
                if one.asker_id == member.pk
                and (
                    one.state == Request.State.ASKING
                    or (one.state == Request.State.NOBODY and one.latest_at > now - timedelta(days=1))
                )
            ),
            None,
        ),
        talks=[
            one
            for one in requests
            if one.state == Request.State.AGREED and one.ends_at and one.ends_at > now - timedelta(hours=1)
        ],
        questions=list(
            Afterwards.objects.filter(
                member=member, answered_at=None, request__ends_at__gt=now - timedelta(days=3)
            ).select_related("request")
        ),
    )


# ---------------------------------------------------------------- the rota
def ways_of(organisation_id: int) -> Ways:
    """Return how an organisation has its debriefs; as Holdspace starts with, if it never said (not saved)."""
    return Ways.objects.filter(pk=organisation_id).first() or Ways(organisation_id=organisation_id)


def kept_by_listeners(turns: QuerySet[OnCall], *, on: date) -> QuerySet[OnCall]:
    """Return those of these turns whose members listen at present, and are here on this day."""
    listening = Joined.objects.in_part(DEBRIEFS).present(on).values("member")
    return turns.filter(member__in=listening)


@dataclass(frozen=True, slots=True)
class Turn:
    """Half a day of the rota, and whose it is."""

    day: date
    half: str
    words: str
    member: Member | None
    is_own: bool


def rota_of(member: Member, *, now: datetime) -> list[Turn]:
    """Return the working days of the week ahead, in halves; none where no rota is kept. Three queries.

    Monday to Friday, and on which other days this member works. A turn of somebody who doesn't listen
    any more is nobody's.
    """
    if not ways_of(member.organisation_id).has_rota:
        return []
    today = local_day(now, member.zone)
    days = [today + timedelta(days=ahead) for ahead in range(ROTA_DAYS)]
    kept = {
        (one.day, one.half): one.member
        for one in kept_by_listeners(
            OnCall.objects.filter(
                organisation_id=member.organisation_id, day__gte=days[0], day__lte=days[-1]
            ),
            on=today,
        ).select_related("member__person")
    }
    weekdays = {*range(5), *weekdays_of(member.working_days)}
    return [
        Turn(day, half, words_, owner := kept.get((day, half)), owner is not None and owner.pk == member.pk)
        for day in days
        if day.weekday() in weekdays
        for half, words_ in (("am", noted("until 13:00")), ("pm", noted("from 13:00")))
    ]


# ---------------------------------------------------------------- for those who may count
@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month, and how many talks took place in it; None where it is not shown, for whatever reason."""

    month: date
    number: int | None


def month_counts(organisation, *, now: datetime) -> list[MonthCount]:
    """Return the last twelve months, of which only groups of five or more are counted. Two queries.

    A talk is counted when the rows that link its two people are gone, thirty days after it; a month is not
    shown before all of its talks are, so that what was shown never changes.
    """
    people = Joined.objects.in_part(DEBRIEFS).of(organisation).count()
    kept = dict(Tally.objects.filter(organisation=organisation).values_list("month", "number"))
    today = local_day(now, organisation.zone)
    first, months = today.replace(day=1), []
    for _ in range(12):
        ended, first = first, (first - timedelta(days=1)).replace(day=1)
        is_final = today > ended + rules.ERASED_AFTER
        number = rules.shown_count(kept.get(first, 0), people=people) if is_final else None
        months.append(MonthCount(first, number))
    return months


# ---------------------------------------------------------------- for programs
def whole_of(request: Request, viewer: Member, *, now: datetime) -> Request:
    """Return a request with all that the viewer may read of it, beside its own fields.

    Its note is under `words`, since a request's own note is not for everybody who may read the rest.
    """
    shown: Any = request
    shown.asked, shown.offers = 0, []
    shown.phone = shown.link = note = ""
    if request.asker_id == viewer.pk:
        standing = asked_of(request, now=now)
        shown.asked, shown.offers, note = standing.number, standing.offers, request.note
    if request.state in (Request.State.AGREED, Request.State.OVER):
        talk = talk_of(request, viewer, now=now)
        shown.phone, shown.link, note = talk.phone, talk.link, note or talk.note
    shown.words = note
    return request
