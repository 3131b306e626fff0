"""What every way beside e-mail carries, and how it says that it could not."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SECONDS = 8
"""For one call to a service; a batch of them stays well within a worker's lease."""


class Gone(Exception):
    """The address takes nothing any more, ever: a device that was reset, a subscription that ended."""


class Refused(Exception):
    """The service said no. Nothing was delivered. `is_final`: it would say no again."""

    def __init__(self, reason: str, *, is_final: bool):
        super().__init__(reason)
        self.is_final = is_final


class OutcomeUnknown(Exception):
    """The call broke off: it may have been delivered, or not."""


@dataclass(frozen=True, slots=True)
class Words:
    """All that a phone shows and a service reads: our name and the time of day. Nothing else travels.

    `path` opens when a device's own message is tapped; it goes to devices alone, sealed for them.
    `tag` is the same each time for one message, so that a device that gets it twice shows it once.
    """

    at: str
    path: str
    tag: str
    must_arrive: bool

    @property
    def line(self) -> str:
        return f"Holdspace, {self.at}"


def time_words(now: datetime, zone: ZoneInfo) -> str:
    return f"{now.astimezone(zone):%H:%M}"
