"""The data-protection pack: record of processing, impact assessment, who sees what, how long, to whom it
goes.

Made from what the rooms declare (`people/holdings.py`), from the table that access itself obeys, and from the
settings of this installation, as they are now. Nothing in it is about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from supervision.notices.models import Gateway
from supervision.people.encryption import known
from supervision.people.holdings import NOBODYS, activities
from supervision.people.models import Organisation
from supervision.people.rules import LEAVERS
from supervision.people.visibility import ROWS, Audience
from supervision.rights.exporting import AUDIENCES, seen_by, when_erased
from supervision.rights.rules import ANSWER_WITHIN
from supervision.rights.selectors import kept_in, of_area
from supervision.scheduling.days import local_day


@dataclass(frozen=True, slots=True)
class Risk:
    """One line of the impact assessment: what could go wrong for people, and what is done about it."""

    what: str
    measure: str
    left: str


RISKS = (
    Risk(
        "Somebody reads how a colleague is.",
        "No role has a way to it: it is sealed under each person’s own key, and no page, export or door "
        "opens it for "
        "anybody else. Tests write a word into every private field and look for it everywhere.",
        "Whoever has the machine and the keys could open it. Keep the keys apart from the database’s "
        "backups.",
    ),
    Risk(
        "The organisation works out who is struggling.",
        "Figures are of groups of five or more, decided once over all that was ever shown. Declining "
        "leaves no mark.",
        "Low.",
    ),
    Risk(
        "Supervision that is owed is read as a fault of the person.",
        "A flag is worded and stored as the organisation’s debt, closes by itself, and nobody on leave is "
        "shown as owed.",
        "Low; whoever reads a board has to know it, and the page says so.",
    ),
    Risk(
        "A message gives something away on a lock screen.",
        "Subjects come from one closed list and name nobody; calendars say “Held time”.",
        "Low.",
    ),
    Risk(
        "A client is written about.",
        "No field asks for one; where one might be named, the field says not to and asks before it keeps it.",
        "People can still write a name. Retention ends it.",
    ),
    Risk(
        "Somebody leaves, and what they wrote stays.",
        "They take it along for thirty days; erasing is one transaction and destroys the key that sealed it.",
        "Backups hold it until they are deleted: keep them for no longer than you have to.",
    ),
    Risk(
        "A place in one organisation shows in another.",
        "Every query is narrowed to one organisation; a test knocks at every address as everybody of two "
        "of them.",
        "Low.",
    ),
)


def pack_of(organisation: Organisation, *, now: datetime) -> dict[str, Any]:
    """Return the pack of an organisation, in values that JSON can write."""
    return {
        "organisation": organisation.name,
        "made_on": local_day(now, organisation.zone).isoformat(),
        "processing": [_processing(one) for one in activities()],
        "who_sees_what": [
            {
                "what": row.name,
                "only_they": row.only_self,
                "cells": {AUDIENCES[audience]: row.cell(audience).words for audience in Audience},
            }
            for row in ROWS
        ],
        "kept": [
            {"name": one.name, "what": one.what, "lasts": one.lasts, "then": one.then}
            for one in kept_in(organisation, now=now)
        ],
        "goes_to": goes_to(organisation),
        "security": security(),
        "rights": rights(),
        "risks": [{"what": risk.what, "measure": risk.measure, "left": risk.left} for risk in RISKS],
    }


def _processing(one) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "why": one.why,
        "basis": one.basis,
        "special": one.special,
        "held": [
            {
                "what": holding.words,
                "seen_by": seen_by(holding),
                "kept": holding.kept,
                "when_erased": when_erased(holding),
            }
            for holding in of_area(one.name)
            if holding.fate is not NOBODYS
        ],
    }


def goes_to(organisation: Organisation) -> list[dict[str, str]]:
    """Return whom anything is handed to, as this installation is set up: Holdspace itself has no
    sub-processors.
    """
    found = []
    if "smtp" in settings.EMAIL_BACKEND:
        found.append(
            {
                "to": f"Your mail server, {settings.EMAIL_HOST}",
                "what": "Letters: a time and a link, no reason",
            }
        )
    else:
        found.append({"to": "No mail server: letters stay on this machine", "what": ""})
    for gateway in Gateway.objects.filter(organisation=organisation).order_by("name", "pk"):
        found.append(
            {"to": f"{gateway.name}, which you connected", "what": "Short messages to whoever chose it"}
        )
    found.append(
        {
            "to": "The push service of a browser, for whoever switched it on",
            "what": "Sealed for that browser; the service sees that something came",
        }
    )
    found.append(
        {"to": "Calendars that somebody linked", "what": "Only fetched from; nothing is handed over"}
    )
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", []):
        found.append(
            {"to": f"Sign-in by {app.get('name', 'your own service')}", "what": "That somebody signs in"}
        )
    return found


def security() -> list[str]:
    """Return how this installation is kept safe, from its settings as they are."""
    is_https = bool(settings.SESSION_COOKIE_SECURE)
    database = (
        "PostgreSQL" if connection.vendor == "postgresql" else "SQLite, with deleted content overwritten"
    )
    return [
        f"Private words are sealed per person (AES-256-GCM), each key wrapped by {len(known())} key(s) of "
        "the installation.",
        f"Database: {database}.",
        "Reached by https alone."
        if is_https
        else "Not reached by https here: this is no installation to work with.",
        "A second step is required of administrators, leads and supervisors."
        if settings.HOLDSPACE_REQUIRE_MFA
        else "A second step can be set up, and is not required here.",
        f"A sign-in lasts {settings.SESSION_COOKIE_AGE // 86400} days at most.",
        "Who looked at whose dates is written into a chain of digests that each person can read their "
        "part of.",
        "No page loads anything from elsewhere; nothing measures, advertises or learns from anybody.",
    ]


def rights() -> list[str]:
    return [
        "Access and portability: each person takes along all that is theirs as JSON and as a page, by "
        "themselves, "
        f"until {LEAVERS.days} days after their last day.",
        "Rectification: names and hours by oneself, the rest by an administrator.",
        f"Erasure: asked for on one’s own page, answered within {ANSWER_WITHIN.days} days, done in one step.",
        "Restriction and objection: taking part among colleagues, messages and each consent can be "
        "switched off by oneself.",
        "Nothing is decided about anybody by a machine alone: matching proposes, and people say yes or "
        "not this time.",
    ]
