"""Somebody changes their own address: the new one has to answer first, and the old one can take it back.

An address is a way in. So a link goes to the new one, and counts only where its person is signed in: a
mistyped address gives nothing away to whoever has it. The old one gets a link that puts it back, for a week.
Whether somebody has an address already, nobody is told who does not hold it.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from supervision.people import rules
from supervision.people.audit import Deed, record
from supervision.people.encryption import CannotUnseal, Erased, seal, unseal
from supervision.people.limits import is_within
from supervision.people.links import digest_of
from supervision.people.mail_trouble import clear_trouble
from supervision.people.models import (
    AddressChange,
    ApiToken,
    AuditEntry,
    Member,
    Organisation,
    Person,
    SignInLink,
)
from supervision.people.self_service import end_devices
from supervision.people.services import checked_address
from supervision.scheduling.days import local_day
from supervision.wording import noted

OVER = noted("This link has been used, or is more than a week old.")
LASTS, WAY_BACK = timedelta(days=1), timedelta(days=7)
CHANGED = "address.changed"
MOST, AN_HOUR = 5, 3600
"""So many letters to new addresses may somebody cause in an hour, and be numbers tried on a way back."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to write to now: the new address, with a link; or `holder`, who has that address already."""

    email: str
    token: str
    holder: Person | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed; `token` is that of the way back, which goes to the address left."""

    left: str
    token: str


@dataclass(frozen=True, slots=True)
class Former:
    """What became of an address that somebody had: theirs by now, and when they changed that one."""

    email: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody's address; the one that waits for its link to be pressed, and until when."""

    email: str
    waiting: str
    until: datetime | None
    is_single_sign_on: bool


# ---------------------------------------------------------------- asking
def work_account_decides(person: Person) -> bool:
    """Say whether single sign-on sets the address: theirs is of its domains, or they come in by it."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    domains = {each.lower() for app in apps for each in app.get("settings", {}).get("domains", [])}
    is_of_these = person.email.lower().rpartition("@")[2] in domains
    return is_of_these or (bool(apps) and SocialAccount.objects.filter(user=person).exists())


def waiting_change(person: Person, *, now: datetime) -> AddressChange | None:
    """Return the change that waits for its link to be pressed; None where there is none."""
    return AddressChange.objects.filter(person=person, is_way_back=False, expires_at__gt=now).first()


def address_of(change: AddressChange) -> str:
    """Return the address that a change leads to. Raises CannotUnseal."""
    return unseal(bytes(change.sealed), **_place(change)).decode()


def address_told(person: Person, *, now: datetime) -> Told:
    """Return what somebody's own page says of their address."""
    waiting = waiting_change(person, now=now)
    return Told(
        email=person.email,
        waiting=address_of(waiting) if waiting else "",
        until=waiting.expires_at if waiting else None,
        is_single_sign_on=work_account_decides(person),
    )


def ask(person: Person, *, email: str, now: datetime) -> Asked:
    """Keep the new address until its link is pressed; one asked for before is over.

    The same whether somebody has it or not. Raises NotAnAddress, SameAddress, WorkAccountDecides or
    TooManyTries.
    """
    email = checked_address(email)
    _check_own(person)
    if email == person.email.lower():
        raise rules.SameAddress("That is your address already.")
    if not is_within("address.change", str(person.pk), most=MOST, seconds=AN_HOUR, now=now):
        raise rules.TooManyTries("That was a lot of tries. Wait an hour, then ask again.")
    with transaction.atomic():
        person = _locked(person)
        AddressChange.objects.filter(person=person, is_way_back=False).delete()
        token = _keep(person, email, asked_at=now, expires_at=now + LASTS)
    return Asked(email, token, _holder_of(email))


def ask_again(person: Person, *, now: datetime) -> Asked:
    """Make a new link for the address that waits; the one before is over. Raises NoChange, and as `ask`."""
    waiting = waiting_change(person, now=now)
    if waiting is None:
        raise rules.NoChange("No new address waits any more.")
    return ask(person, email=address_of(waiting), now=now)


@transaction.atomic
def withdraw(person: Person) -> bool:
    """Let a change go whose link was not pressed yet. Says whether there was one."""
    _locked(person)
    return AddressChange.objects.filter(person=person, is_way_back=False).delete()[0] > 0


# ---------------------------------------------------------------- pressing
def is_open(token: str, *, person: Person, now: datetime) -> bool:
    """Say whether the link would change the address of `person`. Changes nothing, as scanners open links."""
    return _open(token, now, is_way_back=False).filter(person=person).exists()


def awaits_sign_in(token: str, *, now: datetime) -> bool:
    """Say whether the link is somebody's, who would have to be signed in."""
    return _open(token, now, is_way_back=False).exists()


@transaction.atomic
def change_address(token: str, *, person: Person, this_key: str | None, now: datetime) -> Changed:
    """Give `person` the address that the link was sent to; of two presses at once, one does it.

    Links to sign in are over, and every other browser is signed out; `this_key` is of the session that
    stays. Raises ChangeOver, AddressTaken or WorkAccountDecides.
    """
    places, person = _locked_places(person), _locked(person)
    change = _open(token, now, is_way_back=False).filter(person=person).first()
    if change is None:
        raise rules.ChangeOver("This link has been used, or is more than a day old.")
    _check_own(person)
    left, asked_at = person.email, change.asked_at
    _write(person, address_of(change))
    change.delete()
    end_devices(person, keep_key=this_key)
    back = _keep(person, left, asked_at=asked_at, expires_at=now + WAY_BACK, is_way_back=True)
    _note(places, CHANGED, now)
    return Changed(left, back)


def untold(*, now: datetime) -> list[AddressChange]:
    """Return the ways back whose letter has not gone out five minutes after the change."""
    changed_before = now - timedelta(minutes=5)
    waiting = AddressChange.objects.filter(is_way_back=True, told_at=None, person__is_active=True)
    lasting = waiting.filter(expires_at__gt=now, expires_at__lte=changed_before + WAY_BACK)
    return list(lasting.select_related("person").order_by("expires_at", "pk"))


def renewed(change: AddressChange) -> Changed | None:
    """Return a way back with a new link; None where its letter went out, or it was used, meanwhile."""
    token = secrets.token_urlsafe(32)
    still = AddressChange.objects.filter(pk=change.pk, told_at=None)
    return Changed(address_of(change), token) if still.update(digest=digest_of(token)) else None


def note_told(token: str, *, now: datetime) -> None:
    """Write down that the letter with this way back has gone out."""
    AddressChange.objects.filter(digest=digest_of(token), told_at=None).update(told_at=now)


def is_way_back_open(token: str, *, now: datetime) -> bool:
    """Say whether the link would put an address back. Changes nothing."""
    return _open(token, now, is_way_back=True).exists()


def number_of(token: str) -> str:
    """Return the number in the letter with this way back, "10" to "99".

    Programs that look at mail open links and press what is there; they don't type what the letter says.
    """
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"way back {digest_of(token)}".encode(), "sha256")
    return str(10 + int.from_bytes(digest[:8]) % 90)


def _check_number(token: str, typed: str, *, now: datetime) -> None:
    """Raise WrongNumber or TooManyTries. An empty one is no guess."""
    typed = typed.strip()
    if typed and not is_within("address.back", digest_of(token), most=MOST, seconds=AN_HOUR, now=now):
        raise rules.TooManyTries("That was a lot of tries. Wait an hour, then ask again.")
    if not hmac.compare_digest(typed.encode(), number_of(token).encode()):
        raise rules.WrongNumber("That isn’t the number in the message.")


def take_back(token: str, *, number: str, now: datetime) -> Person:
    """Put the address back that the link was sent to, and shut out whoever changed it.

    Every browser is signed out, tokens end, a password is taken off, and so are second steps set up since
    the change was asked for: the way in is a link to the address that is back. What was changed from there
    later, or waits, is over. `number` stands in the letter beside the link. Raises ChangeOver, WrongNumber,
    TooManyTries or AddressTaken.
    """
    found = _open(token, now, is_way_back=True).select_related("person").first()
    if found is None:
        raise rules.ChangeOver(OVER)
    _check_number(token, number, now=now)  # by itself, so that a wrong one stays counted
    return _put_back(token, found.person, now=now)


@transaction.atomic
def _put_back(token: str, person: Person, *, now: datetime) -> Person:
    places, person = _locked_places(person), _locked(person)
    change = _open(token, now, is_way_back=True).first()
    if change is None:
        raise rules.ChangeOver(OVER)
    _write(person, address_of(change))
    later = AddressChange.objects.filter(person=person)
    later.filter(asked_at__gte=change.asked_at).delete()
    later.filter(is_way_back=False).delete()
    end_devices(person)
    ApiToken.objects.filter(member__person=person, revoked_at=None).update(revoked_at=now)
    Authenticator.objects.filter(user=person, created_at__gte=change.asked_at).delete()
    person.set_unusable_password()
    person.save(update_fields=["password"])
    _note(places, "address.put_back", now)
    return person


def forget_changes(*, now: datetime) -> int:
    """Delete changes and ways back whose time is over; return how many."""
    return AddressChange.objects.filter(expires_at__lte=now).delete()[0]


# ---------------------------------------------------------------- afterwards
def former_addresses(organisation: Organisation, *, now: datetime) -> dict[str, Former]:
    """Return the addresses, in lower case, that present members had before, while they were members here.

    Only those that are still kept: for the week in which they can be taken back. What somebody had before
    they came here is not told. One query where nobody changed theirs, else three.
    """
    kept = AddressChange.objects.filter(is_way_back=True, expires_at__gt=now)
    present = Member.objects.of(organisation).present(local_day(now, organisation.zone))
    changed = present.filter(erased_at=None, person__in=kept.values("person"))
    places = dict(changed.values_list("person", "pk"))
    if not places:
        return {}
    noted_here = set(
        AuditEntry.objects.filter(
            organisation=organisation, subject_id__in=places.values(), action=CHANGED, at__gt=now - WAY_BACK
        ).values_list("subject_id", "at")
    )
    found = {}
    for change in kept.filter(person__in=places).select_related("person__key").order_by("expires_at", "pk"):
        changed_at = change.expires_at - WAY_BACK
        if (places[change.person_id], changed_at) in noted_here:
            with suppress(CannotUnseal):  # whose key is gone had no address that anybody may know
                found[_opened(change).lower()] = Former(change.person.email.lower(), changed_at)
    return found


# ---------------------------------------------------------------- inside
def _opened(change: AddressChange) -> str:
    """Return what `address_of` does, of a change that was read together with its person's key."""
    kept = getattr(change.person, "key", None)
    if kept is None:
        raise Erased("This person's data key is gone.")
    return unseal(bytes(change.sealed), **_place(change), kept=kept).decode()


def _check_own(person: Person) -> None:
    if work_account_decides(person):
        raise rules.WorkAccountDecides(
            "Your organisation’s single sign-on sets your address. Ask whoever looks after it there."
        )


def _locked_places(person: Person) -> list[Member]:
    """Lock the person's places, wherever they are. Always taken before the person."""
    return Member.objects.locked(*Member.objects.filter(person=person, erased_at=None))


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


def _open(token: str, now: datetime, *, is_way_back: bool):
    return AddressChange.objects.filter(
        digest=digest_of(token), is_way_back=is_way_back, expires_at__gt=now, person__is_active=True
    )


def _holder_of(email: str) -> Person | None:
    return Person.objects.alias(address=Lower("email")).filter(address=email.lower()).first()


def _keep(
    person: Person, email: str, *, asked_at: datetime, expires_at: datetime, is_way_back: bool = False
) -> str:
    """Keep a change and return the token of its link: 256 random bits, of which only the digest stays."""
    token = secrets.token_urlsafe(32)
    change = AddressChange(
        person=person,
        digest=digest_of(token),
        is_way_back=is_way_back,
        asked_at=asked_at,
        expires_at=expires_at,
    )
    change.sealed = seal(email, **_place(change))
    change.save(force_insert=True)
    return token


def _write(person: Person, email: str) -> None:
    """Write the address. What hung on the other is over: links to sign in, and letters that came back."""
    taken = rules.AddressTaken("This address can’t be yours here. Write to an administrator.")
    holder = _holder_of(email)
    if holder is not None and holder.pk != person.pk:
        raise taken
    person.email = email
    try:
        with transaction.atomic():
            person.save(update_fields=["email"])
    except IntegrityError:
        raise taken from None
    SignInLink.objects.filter(person=person).delete()
    clear_trouble(person)


def _note(places: list[Member], action: str, now: datetime) -> None:
    deeds = [Deed(place.organisation_id, action, place.pk, place.pk) for place in places]
    record(deeds, at=now)


def _place(change: AddressChange) -> dict:
    table = AddressChange._meta.db_table
    return {"person": change.person_id, "table": table, "field": "sealed", "row": change.pk}
