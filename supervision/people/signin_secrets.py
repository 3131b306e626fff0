"""The secrets of authenticator apps and recovery codes, wrapped by the installation's own keys.

allauth keeps them as text in the data of an authenticator. Here that text is the name of the wrapping
key, a colon, and the wrapped secret.
"""

from allauth.mfa.models import Authenticator
from django.db import transaction

from supervision.people import encryption

WRAPPED = ("secret", "seed")


def wrap_text(secret: str) -> str:
    name, token = encryption.wrap(secret.encode())
    return f"{name}:{token.decode()}"


def unwrap_text(wrapped: str) -> str:
    """Return the secret. Raises encryption.NoKeys when none of the installation's keys wrapped it."""
    return encryption.unwrap(wrapped.partition(":")[2].encode()).decode()


def wrapped_by() -> dict[str, int]:
    """Return how many authenticators each of the installation's keys wraps, by the key's name."""
    counts: dict[str, int] = {}
    for data in Authenticator.objects.values_list("data", flat=True).iterator():
        for name in {_name(data[part]) for part in WRAPPED if part in data}:
            counts[name] = counts.get(name, 0) + 1
    return counts


def rotate_batch(size: int) -> int:
    """Wrap up to `size` authenticators' secrets anew with the newest key; return how many."""
    newest = encryption.newest()
    old = [
        pk
        for pk, data in Authenticator.objects.order_by("pk").values_list("pk", "data").iterator()
        if any(part in data and _name(data[part]) != newest for part in WRAPPED)
    ][:size]
    with transaction.atomic():
        for row in Authenticator.objects.filter(pk__in=old).order_by("pk").select_for_update():
            for part in WRAPPED:
                if part in row.data:
                    row.data[part] = wrap_text(unwrap_text(row.data[part]))
            row.save(update_fields=["data"])
    return len(old)


def _name(wrapped: str) -> str:
    return wrapped.partition(":")[0]
