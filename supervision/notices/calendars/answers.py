"""What somebody's calendar answered to an invitation. Plain values."""

from dataclasses import dataclass
from datetime import datetime

ACCEPTED, TENTATIVE, DECLINED = "accepted", "tentative", "declined"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer about one held time, as it was written: whether it counts is not said yet.

    `name` is the held time's; `sequence` which state of it was answered; `stamped_at` when. `attendee` is
    the address that the answer speaks for. `proposed` is another time that it asks for, if it asks.
    """

    name: str
    sequence: int
    stamped_at: datetime
    attendee: str
    said: str
    proposed: tuple[datetime, datetime] | None = None
