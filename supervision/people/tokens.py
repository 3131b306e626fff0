"""Personal tokens for the API: 256 random bits, shown once, of which only the digest is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.access import open_on
from supervision.people.audit import Deed, record
from supervision.people.models import ApiToken, Member
from supervision.people.walls import bind, over_all_places

PREFIX = "hs_"
SCOPES = ("read", "write")
LASTS_DAYS = (30, 90, 365)
MOST = 20


class TooManyTokens(Refusal):
    code = "too-many-tokens"


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(
    member: Member, *, name: str, may_write: bool, lasts_days: int, now: datetime
) -> tuple[ApiToken, str]:
    """Return a new token's row and its text, which nothing shows again.

    Raises TooManyTokens when the member has twenty in use.
    """
    Member.objects.locked(member)
    if in_use(member, now=now).count() >= MOST:
        raise TooManyTokens("You have twenty already. End one you no longer use.")
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        member=member,
        name=name,
        digest=digest_of(text),
        scopes=" ".join(SCOPES if may_write else SCOPES[:1]),
        created_at=now,
        expires_at=now + timedelta(days=lasts_days),
    )
    record([Deed(member.organisation_id, "token.made", member.pk, member.pk, token.pk)], at=now)
    return token, text


@transaction.atomic
def revoke_token(member: Member, token_id: int, *, now: datetime) -> bool:
    """End one of the member's own tokens at once. Says whether it was in use."""
    ended = bool(in_use(member, now=now).filter(pk=token_id).update(revoked_at=now))
    if ended:
        record([Deed(member.organisation_id, "token.ended", member.pk, member.pk, token_id)], at=now)
    return ended


def in_use(member: Member, *, now: datetime):
    """Tokens of the member that let somebody in at `now`."""
    lasting = Q(expires_at=None) | Q(expires_at__gt=now)
    return ApiToken.objects.filter(lasting, member=member, revoked_at=None)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer hs_...`: looks from the token's place, with the token's scopes.

    A token that is revoked or past its day, or whose place has ended, is refused like one that never was.
    """

    refused = "This token is not, or no longer, valid."

    def authenticate(self, request):
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        if len(words) != 2:
            raise AuthenticationFailed(self.refused)
        # The page's cookie may be another person's: whose request this is, the token alone says.
        with over_all_places():
            token = self._token(words[1].decode("latin-1"), clock_now())
        if token is None:
            raise AuthenticationFailed(self.refused)
        request.member = request._request.member = token.member
        if getattr(request._request, "is_walled", False):  # else nobody would lay the role down again
            bind(token.member.person_id)
        return token.member.person, token

    def authenticate_header(self, request):
        return 'Bearer realm="api"'

    @staticmethod
    def _token(text: str, now: datetime) -> ApiToken | None:
        lasting = Q(expires_at=None) | Q(expires_at__gt=now)
        token = (
            ApiToken.objects.filter(lasting, digest=digest_of(text), revoked_at=None)
            .filter(member__person__is_active=True)
            .select_related("member__person", "member__organisation", "member__team")
            .first()
        )
        return token if token and open_on(token.member, now) else None
