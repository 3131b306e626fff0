"""Connecting ways: a member's own devices and addresses, and an organisation's gateways."""

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.translation import gettext as _

from supervision.errors import Refusal
from supervision.notices import services
from supervision.notices.channels import gateways, push, secrets
from supervision.notices.models import Gateway, InstallationSecret, Notice, Preference, Way
from supervision.people.audit import Deed, record
from supervision.people.models import Member
from supervision.people.self_service import browser_words
from supervision.people.walls import over_all_places

MOST_WAYS = 10
MOST_GATEWAYS = 8
MAIL, PUSH = "email", "push"


class TooManyWays(Refusal):
    code = "too_many_ways"


class NameTaken(Refusal):
    code = "gateway_name_taken"


# ---------------------------------------------------------------- a member's own
@transaction.atomic
def add_device(member: Member, *, subscription: str, user_agent: str, now: datetime) -> Way:
    """Let messages come to the browser that gave this subscription; one already there is renewed.

    A browser belongs to whoever connected it last: it is taken from anybody else who used it before. What
    this kind of browser was connected as before, and takes nothing any more, goes.
    Raises NotASubscription, TooManyWays.
    """
    kept = push.read_subscription(subscription)
    digest = digest_of("push", kept["endpoint"])
    with over_all_places():  # whoever used this browser before may be of another organisation
        Way.objects.filter(digest=digest).exclude(member__person_id=member.person_id).delete()
    label = browser_words(user_agent)
    Way.objects.filter(member=member, channel=Way.Channel.PUSH, label=label, ended_at__isnull=False).delete()
    return _add(
        member,
        channel=Way.Channel.PUSH,
        gateway=None,
        digest=digest,
        label=label,
        address=json.dumps(kept),
        now=now,
    )


@transaction.atomic
def add_address(member: Member, gateway_id: int, *, to: str, now: datetime) -> Way:
    """Let messages come to the member's own address at a gateway of their organisation.

    Raises NotAnAddress, TooManyWays; Http404 for a gateway that is not theirs.
    """
    gateway = Gateway.objects.filter(pk=gateway_id, organisation=member.organisation_id).first()
    if gateway is None:
        raise Http404
    address = gateways.check_address(to, url=secrets.read(f"gateway:{gateway.pk}"))
    return _add(
        member,
        channel=Way.Channel.GATEWAY,
        gateway=gateway,
        digest=digest_of(f"gateway-{gateway.pk}", address),
        label=gateway.name,
        address=address,
        now=now,
    )


def digest_of(where: str, address: str) -> str:
    return hashlib.sha256(f"{where}\n{address}".encode()).hexdigest()


def _add(member: Member, *, channel, gateway, digest: str, label: str, address: str, now: datetime) -> Way:
    Member.objects.locked(member.pk)
    there = Way.objects.filter(member=member, digest=digest).first()
    if there is None and Way.objects.filter(member=member).count() >= MOST_WAYS:
        raise TooManyWays(_("You have {number} already. Remove one first.").format(number=MOST_WAYS))
    way = there or Way(member=member, channel=channel, gateway=gateway, digest=digest, made_at=now)
    way.label, way.address, way.failed_at, way.failures, way.ended_at = label, address, None, 0, None
    if there is None:
        way.save(force_insert=True)
    else:
        way.save(update_fields=["label", "address_sealed", "failed_at", "failures", "ended_at"])
    return way


def way_or_404(member: Member, pk) -> Way:
    """Return the member's own way. Raises Http404 for anybody else's."""
    way = Way.objects.of(member).filter(pk=pk).first()
    if way is None:
        raise Http404
    return way


def remove_way(member: Member, pk) -> None:
    """Send nothing there any more; what was on its way goes by e-mail. Raises Http404."""
    way_or_404(member, pk).delete()


# ---------------------------------------------------------------- what reaches a member, and how
@dataclass(frozen=True, slots=True)
class Reach:
    """One way a member can choose for a kind: its key, its name, whether they did, whether it must stay."""

    key: str
    name: str
    is_chosen: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class KindReach:
    """One kind on the page of messages. `must_arrive`: one way has to stay on."""

    name: str
    label: str
    help_text: str
    must_arrive: bool
    ways: list[Reach]

    @property
    def keeps_mail(self) -> bool:
        """Whether e-mail stays on though there are other ways: it carries the entry for a calendar."""
        return len(self.ways) > 1 and any(way.is_fixed for way in self.ways)


def reach_of(member: Member, choices: Sequence, ways: Sequence[Way]) -> list[KindReach]:
    """Return, for each choice, the ways it can take and those it does. One query.

    E-mail is always there; a device or a gateway once the member has connected one. What carries an entry
    for a calendar keeps its e-mail, which is what keeps that calendar right.
    """
    names = {MAIL: _("E-mail")}
    for way in sorted(ways, key=lambda way: way.gateway_id or 0):
        names[way.key] = _("Phone") if way.gateway is None else way.gateway.name
    said = {
        (kind, way): is_wanted
        for kind, way, is_wanted in Preference.objects.filter(member=member).values_list(
            "kind", "way", "is_wanted"
        )
    }
    found = []
    for choice in choices:
        kind = choice.kind
        must = kind.notice_class == Notice.Class.MUST_ARRIVE
        fixed = must and (len(names) == 1 or kind.calendar is not None)
        chosen = {key for key in names if said.get((kind.name, key), key == MAIL and not kind.is_opt_in)}
        if must and (fixed or not chosen):
            chosen.add(MAIL)
        found.append(
            KindReach(
                kind.name,
                kind.said_label,
                kind.said_help,
                must,
                [Reach(key, name, key in chosen, fixed and key == MAIL) for key, name in names.items()],
            )
        )
    return found


def keys_of(reach: Sequence[KindReach]) -> set[str]:
    """Return the ways there are to choose from."""
    return {way.key for kind in reach for way in kind.ways}


def chosen_of(reach: Sequence[KindReach], ticked: Sequence[str]) -> dict[str, set[str]]:
    """Return the ways of each kind from a form's ticks, "kind:way"; what stays on is on."""
    marks = set(ticked)
    return {
        kind.name: {way.key for way in kind.ways if way.is_fixed or f"{kind.name}:{way.key}" in marks}
        for kind in reach
    }


@transaction.atomic
def keep_reach(
    member: Member, reach: Sequence[KindReach], chosen: Mapping[str, Set[str]], **hours: Any
) -> None:
    """Keep which ways and which hours `member` chose; `hours` as `services.choose_hours` takes them.

    Raises OneWayStays.
    """
    fixed = {kind.name for kind in reach if kind.must_arrive}
    services.choose_ways(member, chosen, ways=keys_of(reach), fixed=fixed)
    services.choose_hours(member, **hours)


def as_chosen(reach: Sequence[KindReach], chosen: dict[str, set[str]]) -> list[KindReach]:
    """Return `reach` with what was just chosen, for a form that could not be taken."""
    return [
        replace(kind, ways=[replace(way, is_chosen=way.key in chosen[kind.name]) for way in kind.ways])
        for kind in reach
    ]


# ---------------------------------------------------------------- an organisation's gateways
@transaction.atomic
def add_gateway(*, by: Member, name: str, asks_for: str, url: str, now: datetime) -> Gateway:
    """Let members of the organisation be reached by a service. Raises NotAGateway, NameTaken, TooManyWays."""
    url = gateways.check_gateway(url)
    if Gateway.objects.filter(organisation=by.organisation_id).count() >= MOST_GATEWAYS:
        raise TooManyWays(f"There are {MOST_GATEWAYS} already. Remove one first.")
    try:
        with transaction.atomic():
            gateway = Gateway.objects.create(
                organisation_id=by.organisation_id, name=name.strip(), asks_for=asks_for.strip(), made_at=now
            )
    except IntegrityError:
        raise NameTaken("There is one of that name already.") from None
    secrets.keep(f"gateway:{gateway.pk}", url)
    record([Deed(by.organisation_id, "gateway.added", by.pk, None, gateway.pk)], at=now)
    return gateway


@transaction.atomic
def remove_gateway(pk: int, *, by: Member, now: datetime) -> None:
    """Take a service away, and every member's address at it; what came by it comes by e-mail. Raises Http404.

    But for what its reader ended from an e-mail itself.
    """
    gateway = Gateway.objects.filter(pk=pk, organisation=by.organisation_id).first()
    if gateway is None:
        raise Http404
    said = Preference.objects.filter(way=f"gateway-{pk}")
    wanted = said.filter(member=OuterRef("member"), kind=OuterRef("kind"), is_wanted=True)
    Preference.objects.filter(Exists(wanted), way=MAIL, is_wanted=False, is_final=False).update(
        is_wanted=True
    )
    said.delete()
    InstallationSecret.objects.filter(name=f"gateway:{pk}").delete()
    gateway.delete()
    record([Deed(by.organisation_id, "gateway.removed", by.pk, None, pk)], at=now)
