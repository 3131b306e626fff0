"""Secrets of the installation and of organisations, wrapped by `HOLDSPACE_KEYS` like people's data keys."""

from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from django.db import transaction
from py_vapid import Vapid

from supervision.notices.models import InstallationSecret
from supervision.people import encryption

VAPID = "vapid"


def keep(name: str, secret: str) -> None:
    """Keep `secret` under `name`, in place of what was there."""
    wrapped_by, wrapped = encryption.wrap(secret.encode())
    InstallationSecret.objects.update_or_create(
        name=name, defaults={"wrapped": wrapped, "wrapped_by": wrapped_by}
    )


def read(name: str) -> str:
    """Return the secret under `name`. Raises InstallationSecret.DoesNotExist, encryption.NoKeys."""
    return encryption.unwrap(bytes(InstallationSecret.objects.get(name=name).wrapped)).decode()


def wrapped_by() -> dict[str, int]:
    """Return how many secrets each of the installation's keys wraps, by the key's name."""
    counts: dict[str, int] = {}
    for name in InstallationSecret.objects.values_list("wrapped_by", flat=True):
        counts[name] = counts.get(name, 0) + 1
    return counts


def rotate_batch(size: int) -> int:
    """Wrap up to `size` secrets anew with the newest key, in one transaction; return how many."""
    with transaction.atomic():
        newest = encryption.newest()
        rows = list(
            InstallationSecret.objects.exclude(wrapped_by=newest).order_by("pk").select_for_update()[:size]
        )
        for row in rows:
            row.wrapped_by, row.wrapped = encryption.wrap(encryption.unwrap(bytes(row.wrapped)))
        InstallationSecret.objects.bulk_update(rows, ["wrapped_by", "wrapped"])
    return len(rows)


# ---------------------------------------------------------------- the key that signs for us at push services
def vapid() -> Vapid:
    """Return the installation's VAPID key: from the settings, else the one kept, made now if there is none.

    Of two that make one at once, the first one's stays: every subscription is bound to it.
    """
    if settings.VAPID_KEY:
        return Vapid.from_string(settings.VAPID_KEY)
    if not InstallationSecret.objects.filter(name=VAPID).exists():
        wrapped_by, wrapped = encryption.wrap(_fresh().encode())
        InstallationSecret.objects.bulk_create(
            [InstallationSecret(name=VAPID, wrapped=wrapped, wrapped_by=wrapped_by)], ignore_conflicts=True
        )
    return Vapid.from_string(read(VAPID))


def _fresh() -> str:
    made = Vapid()
    made.generate_keys()
    number = made.private_key.private_numbers().private_value
    return urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def public_key() -> str:
    """Return what a browser needs to subscribe for our messages alone: the public point, base64url."""
    point = vapid().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return urlsafe_b64encode(point).rstrip(b"=").decode()
