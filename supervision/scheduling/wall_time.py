"""From a time on the wall to an instant."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def resolve(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of the wall time `local`, a naive datetime, in `zone`.

    A time that the clocks skip takes the offset before the gap, so 01:30 becomes 02:30; one that
    comes twice means its first occurrence. Raises ValueError for an aware datetime.
    Source: engineering.md, "Time".
    """
    if local.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own.")
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Say whether the clocks in `zone` skip the wall time `local`: then the person is told what was taken."""
    return resolve(local, zone).astimezone(zone).replace(tzinfo=None) != local
