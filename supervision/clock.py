"""The one application clock. Doors read it once and pass `now` down; nothing deeper asks."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.utils import timezone


def now() -> datetime:
    """Return this instant as an aware UTC datetime.

    Under `HOLDSPACE_TEST=1` the file named by `HOLDSPACE_CLOCK` holds an ISO instant that stands
    in for it, so that a test can move the clock of several processes at once. Outside tests a
    system check refuses the variable (`config.checks`).
    """
    path = os.environ.get("HOLDSPACE_CLOCK")
    if path and os.environ.get("HOLDSPACE_TEST") == "1":
        return datetime.fromisoformat(Path(path).read_text(encoding="utf-8").strip()).astimezone(UTC)
    return timezone.now()
