"""Web push: standard VAPID, sealed for one browser, through the push service that browser names.

A subscription comes from a member's browser, so its address is a stranger's: only the push services of
known browsers are called, over https, and no redirect is followed.

pywebpush is loaded with the first message: it brings a second web client along, and most processes send none.
"""

import json
from urllib.parse import urlsplit

import requests
from django.conf import settings

from supervision.errors import Refusal
from supervision.notices.channels import secrets
from supervision.notices.channels.carrying import SECONDS, Gone, OutcomeUnknown, Refused, Words

MOST_BYTES = 2000
KEEPS_SECONDS = {True: 24 * 3600, False: 4 * 3600}
"""How long a push service keeps a message for a device that is off: what must arrive, and what is soft."""


class NotASubscription(Refusal):
    code = "not_a_subscription"
    status = 422


def read_subscription(text: str) -> dict:
    """Return what a browser gave as its subscription, cut down to what is needed. Raises NotASubscription."""
    try:
        given = json.loads(text if len(text) <= MOST_BYTES else "")
        endpoint = str(given["endpoint"])
        keys = {name: str(given["keys"][name]) for name in ("p256dh", "auth")}
    except (ValueError, TypeError, KeyError):
        raise NotASubscription("This browser gave us nothing that we could send to.") from None
    if not is_known_service(endpoint):
        raise NotASubscription("This browser’s push service is not one that we send to.")
    return {"endpoint": endpoint, "keys": keys}


def is_known_service(endpoint: str) -> bool:
    """Say whether `endpoint` is at one of the push services that the settings name."""
    try:
        where = urlsplit(endpoint)
        host, port = where.hostname or "", where.port
    except ValueError:
        return False
    if where.username or where.password:
        return False
    for known in settings.PUSH_SERVICES:
        # With "http://" one on this machine, for tests.
        if where.scheme == "http" and f"http://{host}:{port}" == known:
            return True
        is_it = host == known or (known.startswith("*.") and host.endswith(known[1:]))
        if is_it and where.scheme == "https" and port in (None, 443):
            return True
    return False


def post(address: str, words: Words) -> None:
    """Send `words` to the device whose subscription `address` is. Raises Gone, Refused, OutcomeUnknown."""
    from pywebpush import WebPushException, webpush

    subscription = json.loads(address)
    if not is_known_service(subscription["endpoint"]):
        raise Refused("push service not allowed", is_final=True)
    data = json.dumps({"at": words.at, "path": words.path, "tag": words.tag}, separators=(",", ":"))
    with requests.Session() as session:
        session.max_redirects = 0
        try:
            webpush(
                subscription,
                data,
                vapid_private_key=secrets.vapid(),
                vapid_claims={"sub": settings.BASE_URL if settings.IS_HTTPS else f"mailto:{_sender()}"},
                timeout=SECONDS,
                ttl=KEEPS_SECONDS[words.must_arrive],
                headers={"Topic": words.tag[:32], "Urgency": "high" if words.must_arrive else "normal"},
                requests_session=session,
            )
        except WebPushException as trouble:
            answer = getattr(trouble, "response", None)
            if answer is None:
                raise Refused("could not be sealed for this device", is_final=True) from None
            raise _said(answer.status_code) from None
        except (requests.ConnectTimeout, requests.TooManyRedirects) as trouble:
            raise Refused(type(trouble).__name__, is_final=False) from None
        except requests.RequestException as trouble:
            raise broke_off(trouble) from None
        except ValueError:  # keys that are no keys
            raise Refused("could not be sealed for this device", is_final=True) from None


def _said(code: int) -> Exception:
    if code in (404, 410):
        return Gone(f"refused with {code}")
    return Refused(f"refused with {code}", is_final=code not in (408, 429) and code < 500)


def broke_off(trouble: requests.RequestException) -> Exception:
    """Return whether a call that failed can have been delivered: not where no connection came about."""
    words = repr(trouble)
    if "NewConnectionError" in words or "NameResolutionError" in words:
        return Refused("not reachable", is_final=False)
    return OutcomeUnknown(type(trouble).__name__)


def _sender() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")
