"""What else stands on the page of one's availability, beside the hours: other parts put themselves there.

A part names its panel in `AppConfig.ready`. The page includes the panel's template with what `read`
returns beside the page's own context. A panel's forms go to addresses of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from supervision.people.models import Member

Read = Callable[[Member, datetime], dict]


@dataclass(frozen=True, slots=True)
class Panel:
    """A template, such as "supervision/availability/_calendars.html", and what it shows to its owner."""

    template: str
    read: Read


_panels: list[Panel] = []


def register(panel: Panel) -> Panel:
    """Put a panel on the page, below those before it; naming it twice counts once."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def panels_for(member: Member, *, now: datetime) -> list[dict]:
    """Return each panel's template, and under `panel` what it shows this member."""
    return [{"template": panel.template, "panel": panel.read(member, now)} for panel in _panels]
