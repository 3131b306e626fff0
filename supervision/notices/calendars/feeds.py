"""Private feeds: an address for one's own calendar, which its owner can change or end at any time."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from supervision.languages import speaking
from supervision.notices.calendars.sources import entries_of
from supervision.notices.calendars.writing import feed
from supervision.notices.models import Feed
from supervision.people.access import open_on
from supervision.people.audit import Deed, record
from supervision.people.encryption import CannotUnseal
from supervision.people.models import Member

KEPT = timedelta(days=92)
"""How far back a feed reaches: three months."""


@dataclass(frozen=True, slots=True)
class OwnFeed:
    """What its owner sees. `address` is empty where it can't be read any more: then a new one is made."""

    address: str
    made_at: datetime


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> str:
    return settings.BASE_URL + reverse("calendars:feed", args=[token])


def own_feed(member: Member) -> OwnFeed | None:
    """Return the member's feed as they see it themselves; None while they have none."""
    row = Feed.objects.select_related("member").filter(member=member).first()
    if row is None:
        return None
    try:
        return OwnFeed(address_of(row.token), row.made_at)
    except CannotUnseal:
        return OwnFeed("", row.made_at)


@transaction.atomic
def make_feed(member: Member, *, now: datetime) -> OwnFeed:
    """Give a member an address: 256 random bits. One that they had before leads nowhere from now on."""
    Member.objects.locked(member)
    had_one = Feed.objects.filter(member=member).delete()[0]
    token = secrets.token_urlsafe(32)
    row = Feed(member=member, digest=digest_of(token), made_at=now)
    row.token = token
    row.save(force_insert=True)
    action = "feed.renewed" if had_one else "feed.made"
    record([Deed(member.organisation_id, action, member.pk, member.pk)], at=now)
    return OwnFeed(address_of(token), now)


@transaction.atomic
def end_feed(member: Member, *, now: datetime) -> bool:
    """End a member's feed at once. Says whether there was one."""
    had_one = bool(Feed.objects.filter(member=member).delete()[0])
    if had_one:
        record([Deed(member.organisation_id, "feed.ended", member.pk, member.pk)], at=now)
    return had_one


def reader_of(token: str, *, now: datetime) -> Member | None:
    """Return whose feed a token opens at `now`; None for one that never was, is over, or whose place ended.

    One query, whatever the token. It is compared by its digest, which no clock can be used to guess.
    """
    row = (
        Feed.objects.select_related("member__person")
        .filter(digest=digest_of(token), member__person__is_active=True)
        .first()
    )
    return row.member if row is not None and open_on(row.member, now) else None


def feed_file(member: Member, *, now: datetime) -> bytes:
    """Return what is held for a member, from three months back on, as a calendar file in their language."""
    with speaking(member.person.language):
        return feed(entries_of(member, since=now - KEPT), domain=settings.CALENDAR_DOMAIN)
