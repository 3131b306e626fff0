"""Documents asked for and made, and who looks at them when."""

from datetime import UTC, date, datetime

import time_machine
from django.test import Client

from supervision.evidence import documents, making
from tests.builders import make_lead, make_member

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUARTER = (date(2026, 7, 1), date(2026, 9, 30))
CANARY = "canaryword"


def clock():
    return NOW


def lead_of(member):
    return make_lead(member.team, name="Ruth Calder")


def admin_of(member):
    return make_member(member.organisation, roles=("admin",), name="Asha Denholm")


def asked(member, kind="log", **options):
    if kind == "log":
        wish = documents.own_log(member, now=NOW, **options)
    elif kind == "pack":
        wish = documents.inspection_pack(member, *QUARTER, now=NOW)
    else:
        wish = documents.team_page(member, member.team_id, *QUARTER, now=NOW)
    return documents.ask(member, wish, now=NOW)


def made(member, kind="log", **options):
    document = asked(member, kind, **options)
    assert making.make(document.pk, clock=clock)
    document.refresh_from_db()
    return document


def client_of(member):
    client = Client()
    client.force_login(member.person)
    return client


def at(moment, client, address, method="get"):
    with time_machine.travel(moment, tick=False):
        return getattr(client, method)(address)
