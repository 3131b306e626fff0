"""Pauses in the demo: Nia's over nine weeks, light at first, heavy in the middle, steady now."""

import uuid
from datetime import datetime, timedelta

from config.demo_names import email_of
from peers.wellbeing.pausing import note_pause
from supervision.people.models import Member

WEEKS = ((2, 2, 1), (2, 3), (2, 3, 3), (3, 4), (4, 3, 4, 5), (4, 4, 3), (), (3, 2), (2,))
"""How full, pause by pause; the last week is this one, and in one she was away."""
NOURISHED = ("Tea with Callum", "The coast path before nine", "A good laugh in the car park", "Choir")
RESETS = ("breathing", "walk", "tea", "movement")


def keep_pauses(*, now: datetime) -> None:
    """Note what Nia noticed on some days of nine weeks, around noon."""
    nia = Member.objects.get(person__email=email_of("Nia Bevan"), organisation__slug="alder-case-management")
    for back, loads in enumerate(reversed(WEEKS)):
        for number, load in enumerate(loads):
            at = now - timedelta(weeks=back, days=min(number + (back > 0), 6), hours=1)
            given: dict[str, object] = {"load": load, "body": min(5, load + number % 2)}
            if number == 0:
                given["nourished"] = NOURISHED[back % len(NOURISHED)]
            if number % 2:
                given["reset"] = RESETS[back % len(RESETS)]
            note_pause(nia, uuid.uuid5(uuid.NAMESPACE_URL, f"pause {back} {number}"), given, now=at)
