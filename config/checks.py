"""What an installation must not start with."""

import ipaddress
import os

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connection

from supervision.people.wall_building import what_is_missing

SEAMS = ("HOLDSPACE_CLOCK", "HOLDSPACE_FAULT", "HOLDSPACE_CALENDAR_HOSTS")


@register(Tags.security)
def test_seams(app_configs, **kwargs):
    """A moved clock, fault points and made-up hosts are for tests alone."""
    if os.environ.get("HOLDSPACE_TEST") == "1":
        return []
    return [
        Error(f"{name} is set outside tests.", hint=f"Unset {name}.", id="holdspace.E001")
        for name in SEAMS
        if os.environ.get(name)
    ]


@register(Tags.security)
def own_networks(app_configs, **kwargs):
    """A network that is misspelt would be called."""
    found = []
    for text in settings.OWN_NETWORKS:
        try:
            ipaddress.ip_network(text.strip(), strict=False)
        except ValueError:
            hint = "Write each as 192.0.2.0/24 or 2001:db8::/32, parted by commas."
            words = "HOLDSPACE_OWN_NETWORKS holds something that is no network."
            found.append(Error(words, hint=hint, id="holdspace.E007"))
    return found


@register(Tags.security, deploy=True)
def unsafe_values(app_configs, **kwargs):
    return [
        Error(words, hint="See docs/settings.md.", id=f"holdspace.E{number}") for number, words in unsafe()
    ]


@register(Tags.security, deploy=True)
def unwise_values(app_configs, **kwargs):
    if settings.EMAIL_BACKEND.endswith(("filebased.EmailBackend", "console.EmailBackend")):
        return [Warning("No message leaves this installation: EMAIL_URL is not set.", id="holdspace.W001")]
    return []


@register(Tags.security, deploy=True)
def wall_in_the_database(app_configs, **kwargs):
    """Without it everything works, and nothing stands behind the scoped queries."""
    if connection.vendor != "postgresql":
        return []
    try:
        statement = what_is_missing()
    except DatabaseError:
        return []
    if not statement:
        return []
    hint = f"Have an administrator of PostgreSQL run: {statement} Then run manage.py migrate."
    return [Warning("PostgreSQL does not keep organisations apart itself.", hint=hint, id="holdspace.W002")]


def unsafe() -> list[tuple[str, str]]:
    """Return what is unsafe about these settings, as (number, sentence); nothing when all is well."""
    found = []
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 5:
        found.append(("002", "SECRET_KEY must be 50 random characters or more."))
    if not settings.HOLDSPACE_KEYS or not all(map(_is_fernet, settings.HOLDSPACE_KEYS)):
        found.append(("003", "HOLDSPACE_KEYS must hold one or more Fernet keys, the newest first."))
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(("004", "ALLOWED_HOSTS must name the hosts that people use."))
    if not settings.BASE_URL.startswith("https://"):
        found.append(("005", "HOLDSPACE_BASE_URL must begin with https://."))
    if settings.ANSWERS_KEY and len(settings.ANSWERS_KEY) < 32:
        found.append(("007", "HOLDSPACE_ANSWERS_KEY must be 32 random characters or more."))
    if settings.ANSWERS_IMAP and not settings.ANSWERS_IMAP.startswith(("imaps://", "imap+tls://")):
        found.append(("008", "HOLDSPACE_ANSWERS_IMAP must begin with imaps:// or imap+tls://."))
    if os.environ.get("HOLDSPACE_TEST"):
        found.append(("006", "HOLDSPACE_TEST must not be set."))
    return found


def _is_fernet(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
