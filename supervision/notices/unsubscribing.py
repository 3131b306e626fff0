"""The signed token in a soft message by which its reader can end that kind, without signing in."""

from django.core import signing

SALT = "supervision.notices.unsubscribe"
AGE_SECONDS = 366 * 24 * 3600


def unsubscribe_token(member_id: int, kind: str) -> str:
    """Return a token that can do one thing: end `kind` by e-mail for one member."""
    return signing.dumps([member_id, kind], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[int, str] | None:
    """Return the member's id and the kind, or None for a token that is forged, mangled or a year old."""
    try:
        member_id, kind = signing.loads(token, salt=SALT, max_age=AGE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return member_id, kind
