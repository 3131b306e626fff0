"""A mistyped address, put right by an administrator while nobody has signed in by it.

An address is a way in: whoever holds the new one can ask for a link. So nobody's is changed who ever signed
in, for their space and their notes would go with it, nor anybody's who has a place elsewhere too, for it is
not one organisation's to give away.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from supervision.people import rules
from supervision.people.audit import record
from supervision.people.models import Member, Person, SignInLink
from supervision.people.services import checked_address, deed, lock_members, lock_organisation
from supervision.people.walls import over_all_places


@over_all_places()  # a place elsewhere counts, though nobody here sees it
def may_correct(member: Member) -> bool:
    """Say whether an administrator may put the address of a member right."""
    return _never_signed_in(member).exists()


@transaction.atomic
@over_all_places()  # a place elsewhere counts, and so does whoever has the address there
def correct_address(member: Member, *, email: str, by: Member, now: datetime) -> Member:
    """Give a member who has never signed in another address; links sent to the old one are over.

    Raises NotAnAddress, AddressTaken, SetsOwnAddress or NotHere.
    """
    lock_organisation(by)
    (member,) = lock_members(by, member)
    email = checked_address(email)
    if not may_correct(member):
        raise rules.SetsOwnAddress(
            "They have signed in, or have a place elsewhere too: their address is no longer yours to change."
        )
    if email == member.person.email:
        return member
    others = Person.objects.exclude(pk=member.person_id).alias(address=Lower("email"))
    taken = rules.AddressTaken("Somebody has this address already.")
    if others.filter(address=email).exists():
        raise taken
    try:
        with transaction.atomic():
            written = _never_signed_in(member).update(email=email)
    except IntegrityError:
        raise taken from None
    if not written:
        raise rules.SetsOwnAddress("They have just signed in. Their address is theirs now.")
    SignInLink.objects.filter(person=member.person_id).delete()
    member.person.refresh_from_db(fields=["email"])
    record([deed(by, "member.address", subject=member)], at=now)
    return member


def _never_signed_in(member: Member):
    """Return the member's person if they never signed in and have no other place; else nobody."""
    elsewhere = Member.objects.filter(person=member.person_id).exclude(pk=member.pk)
    return Person.objects.filter(
        pk=member.person_id, last_login=None, is_staff=False, is_active=True
    ).exclude(memberships__in=elsewhere)
