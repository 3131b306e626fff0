"""The signed token in a soft message by which its reader can end that kind, without signing in."""

from django.core import signing

SALT = "supervision.notices.unsubscribe"
AGE_SECONDS = 366 * 24 * 3600


def unsubscribe_token(member_id: int, kind: str, notice_id: int = 0) -> str:
    """Return a token that can do one thing: end or pause `kind` for one member.

    `notice_id` is that of the message it stands in, whose number its page asks strange devices for.
    """
    return signing.dumps([member_id, kind, notice_id], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[int, str, int] | None:
    """Return the member's id, the kind and the message's id, which is 0 in what was sent before numbers.

    None for a token that is forged, mangled or a year old.
    """
    try:
        member_id, kind, *more = signing.loads(token, salt=SALT, max_age=AGE_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return member_id, kind, more[0] if more else 0
