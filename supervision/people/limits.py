"""Limits that all processes count together, in the shared cache."""

import hashlib
import time
from datetime import datetime

from django.core.cache import cache

LOCK_SECONDS = 5
PATIENCE_SECONDS = 0.5


def is_within(what: str, who: str, *, most: int, seconds: int, now: datetime) -> bool:
    """Count one more of `what` by `who`, and say whether that is at most `most` in this stretch of `seconds`.

    Stretches lie side by side from 1970 on. Counting takes a lock, so that two at once count twice; who
    does not get it in half a second is refused. `who` is kept as a digest.
    """
    digest = hashlib.sha256(who.encode()).hexdigest()
    name = f"limit:{what}:{digest}:{int(now.timestamp()) // seconds}"
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not cache.add(f"{name}:lock", 1, LOCK_SECONDS):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.01)
    try:
        count = cache.get(name, 0)
        if count >= most:
            return False
        cache.set(name, count + 1, seconds)
        return True
    finally:
        cache.delete(f"{name}:lock")
