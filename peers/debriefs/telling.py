"""The messages of debriefs: who is told what, once. None says who, how heavy, or about what.

| kind | to whom | `about` |
| --- | --- | --- |
| `talk_asked`, `talk_asked_now` | each who is asked | `invite` |
| `talk_agreed`, `talk_agreed_now` | both | `talk`, `invite` |
| `talk_released` | those asked who had not answered when it was settled, or no longer needed | `invite` |
| `talk_offered` | the asker, when somebody offers another time | `talk`, `invite` |
| `talk_nobody`, `talk_nobody_now` | the asker, when nobody is left | `talk`, `wave` |
| `talk_off` | the other one, or both, when an agreed talk is off | `talk`, `invite`, `starts`, `ends` |
| `talk_after` | both, when it is over | `talk` |

What ends in `_now` goes out at any hour: the asker asked for it urgently, and the listener said that they
are there then.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peers.debriefs import rules
from peers.debriefs.models import Invite, Request
from supervision.notices.services import Message, queue_notices, withdraw_notices

ASKED, AGREED, RELEASED, OFFERED = "talk_asked", "talk_agreed", "talk_released", "talk_offered"
NOBODY, OFF, AFTER = "talk_nobody", "talk_off", "talk_after"
AT_ONCE = "_now"
ALL = (
    ASKED,
    ASKED + AT_ONCE,
    AGREED,
    AGREED + AT_ONCE,
    RELEASED,
    OFFERED,
    NOBODY,
    NOBODY + AT_ONCE,
    OFF,
    AFTER,
)


def tell_asked(request: Request, invites: Iterable[Invite], *, now: datetime) -> None:
    """Ask each of these colleagues."""
    kind = _at_once(ASKED, request)
    queue_notices(
        [
            _message(
                request,
                invite.member_id,
                kind,
                key=asked_key(invite),
                not_after=request.latest_at,
                about={"invite": str(invite.pk)},
                now=now,
            )
            for invite in invites
        ],
        now=now,
    )


def tell_agreed(request: Request, invite: Invite, *, now: datetime) -> None:
    """Tell both when they talk."""
    about = {"talk": str(request.pk), "invite": str(invite.pk)}
    kind = _at_once(AGREED, request)
    queue_notices(
        [
            _message(request, member, kind, key=f"{AGREED}-{invite.pk}-{member}", about=about, now=now)
            for member in (request.asker_id, invite.member_id)
        ],
        now=now,
    )


def tell_released(request: Request, invites: Iterable[Invite], *, now: datetime) -> None:
    """Thank those who were asked and need not answer any more. Who was not told yet is told nothing."""
    invites = list(invites)
    withdraw_notices(asked_key(invite) for invite in invites)
    queue_notices(
        [
            _message(
                request,
                invite.member_id,
                RELEASED,
                key=f"{RELEASED}-{invite.pk}",
                about={"invite": str(invite.pk)},
                now=now,
            )
            for invite in invites
        ],
        now=now,
    )


def tell_offered(request: Request, invite: Invite, *, now: datetime) -> None:
    """Tell the asker that a colleague offers another time."""
    stamp = int((invite.offered_at or now).timestamp())
    message = _message(
        request,
        request.asker_id,
        OFFERED,
        key=f"{OFFERED}-{invite.pk}-{stamp}",
        not_after=invite.offered_at,
        about={"talk": str(request.pk), "invite": str(invite.pk)},
        now=now,
    )
    queue_notices([message], now=now)


def tell_nobody(request: Request, *, now: datetime) -> None:
    """Tell the asker honestly that nobody is left, once for each time it comes to that."""
    message = _message(
        request,
        request.asker_id,
        _at_once(NOBODY, request),
        key=f"{NOBODY}-{request.pk}-{request.wave}-{request.urgency}",
        not_after=now + timedelta(days=2),
        about={"talk": str(request.pk), "wave": request.wave},
        now=now,
    )
    queue_notices([message], now=now)


def tell_off(request: Request, invite: Invite, to: Iterable[int], *, now: datetime) -> None:
    """Tell these members that an agreed talk is off, and take it out of their calendars."""
    about = {
        "talk": str(request.pk),
        "invite": str(invite.pk),
        "starts": _iso(request.starts_at),
        "ends": _iso(request.ends_at),
    }
    withdraw_notices(f"{AGREED}-{invite.pk}-{member}" for member in to)
    queue_notices(
        [
            _message(request, member, OFF, key=f"{OFF}-{invite.pk}-{member}", about=about, now=now)
            for member in to
        ],
        now=now,
    )


def tell_after(request: Request, *, now: datetime) -> None:
    """Ask both privately how they are."""
    queue_notices(
        [
            _message(
                request,
                member,
                AFTER,
                key=f"{AFTER}-{request.pk}-{member}",
                not_after=now + timedelta(days=3),
                about={"talk": str(request.pk)},
                now=now,
                notice_class="S",
            )
            for member in (request.asker_id, request.listener_id)
            if member
        ],
        now=now,
    )


def asked_key(invite: Invite) -> str:
    return f"{ASKED}-{invite.pk}"


def _at_once(kind: str, request: Request) -> str:
    return kind + AT_ONCE if request.urgency == rules.NOW else kind


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _message(
    request: Request,
    member: int,
    kind: str,
    *,
    key: str,
    about: dict[str, Any],
    now: datetime,
    notice_class: str = "R",
    not_after: datetime | None = None,
) -> Message:
    return Message(
        organisation_id=request.organisation_id,
        recipient_id=member,
        kind=kind,
        notice_class=notice_class,
        key=key,
        about=about,
        not_before=now,
        not_after=not_after,
    )
