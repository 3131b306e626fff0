"""What an organisation connects, by way of Apprise: texts, Teams, ntfy and the like.

An administrator writes the service's address, with `{to}` where a member's own goes. Which services may be
used at all is the operator's word (`HOLDSPACE_GATEWAYS`): by itself only those with fixed hosts, so that
nobody can have this machine call another one of the operator's. A member fills in `{to}`, and no more: a
number or a name; or, at Teams, the web address of their own flow, whose host is looked at.

Apprise is loaded where it is used: it takes long, and most processes never send this way.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from django.conf import settings

from supervision.errors import Refusal
from supervision.notices.channels.carrying import SECONDS, OutcomeUnknown, Refused, Words

if TYPE_CHECKING:
    from apprise import AppriseAsset

HOLE = "{to}"
LONGEST_ADDRESS = 500
FLOWS = {
    "workflows": (".logic.azure.com", ".api.powerplatform.com"),
}
"""Services at which everybody has a web address of their own to be written to, and where its hosts are."""
ADDRESS = re.compile(r"[A-Za-z0-9+@._#-][A-Za-z0-9+@._# -]{1,79}")


class NotAGateway(Refusal):
    code = "not_a_gateway"
    status = 422


class NotAnAddress(Refusal):
    code = "not_an_address"
    status = 422


def _asset() -> AppriseAsset:
    from apprise import AppriseAsset

    return AppriseAsset(
        app_id="Holdspace",
        app_desc="Holdspace",
        app_url=settings.BASE_URL,
        async_mode=False,
        secure_logging=True,
        http_redirects=0,
        default_service_retry=0,
    )


def check_gateway(url: str) -> str:
    """Return the address of a service as it is kept. Raises NotAGateway with what is to be put right."""
    from apprise import Apprise

    url = url.strip()
    if len(url) > LONGEST_ADDRESS or url.count(HOLE) != 1:
        raise NotAGateway("Write {to} once, where the member’s own number or name goes.")
    schema = _schema(url)
    if schema not in settings.GATEWAYS:
        allowed = ", ".join(sorted(settings.GATEWAYS)) or "none"
        raise NotAGateway(f"This installation sends by these services only: {allowed}.")
    if schema in FLOWS:
        if not asks_for_flow(url):
            raise NotAGateway(f"Write {schema}://{HOLE}: everybody gives the web address of their own flow.")
        return url
    if (
        Apprise.instantiate(url.replace(HOLE, "447700900000"), asset=_asset(), suppress_exceptions=True)
        is None
    ):
        raise NotAGateway("This is not an address as its service writes it.")
    return url


def asks_for_flow(url: str) -> bool:
    """Say whether what a member gives the service at `url` is the web address of a flow of their own."""
    return url.lower() in {f"{schema}://{HOLE}" for schema in FLOWS}


def _schema(url: str) -> str:
    return url.partition("://")[0].lower()


def check_address(to: str, *, url: str) -> str:
    """Return a member's own number, name or flow at the service at `url`, as kept. Raises NotAnAddress."""
    if asks_for_flow(url):
        return _check_flow(to.strip(), FLOWS[_schema(url)])
    to = " ".join(to.split())
    if not ADDRESS.fullmatch(to):
        raise NotAnAddress("A number, a name or an address: letters, digits and + @ . _ - alone.")
    return to.replace(" ", "") if to.startswith("+") or to[0].isdigit() else to


def _check_flow(to: str, hosts: tuple[str, ...]) -> str:
    """Return the web address of a flow. Only hosts of its service are ever called, over https."""
    from apprise import Apprise

    try:
        parts = urlsplit(to)
        is_there = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        is_there = is_there and (parts.hostname or "").endswith(hosts) and len(to) <= LONGEST_ADDRESS
    except ValueError:
        is_there = False
    if not is_there or Apprise.instantiate(to, asset=_asset(), suppress_exceptions=True) is None:
        raise NotAnAddress("Paste the whole web address that your flow shows: it begins with https://.")
    return to


def post(url: str, to: str, words: Words) -> None:
    """Send `words` to `to` by the service at `url`. Raises Refused, OutcomeUnknown.

    Apprise answers yes or no alone. Whether a no means that nothing went is read from what it logs: a
    status that the service answered with. Everything else is not known.
    """
    from apprise import Apprise, LogCapture

    if _schema(url) not in settings.GATEWAYS:
        raise Refused("service not allowed", is_final=True)
    filled = to if asks_for_flow(url) else url.replace(HOLE, quote(to, safe=""))
    filled += f"{'&' if '?' in filled else '?'}cto={SECONDS / 2}&rto={SECONDS / 2}"
    service = Apprise.instantiate(filled, asset=_asset(), suppress_exceptions=True)
    if service is None:
        raise Refused("address cannot be written to", is_final=True)
    with LogCapture(level=logging.WARNING) as captured:
        is_sent = service.notify(title="", body=f"{words.line}. {settings.BASE_URL}/inbox/")
        said = captured.getvalue()
    if is_sent:
        return
    status = re.search(r"error=(\d{3})", said)
    if status is None:
        raise OutcomeUnknown("no answer")
    code = int(status[1])
    raise Refused(f"refused with {code}", is_final=code not in (408, 429) and code < 500)
