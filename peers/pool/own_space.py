"""What stands in one's own space: each room puts its panels there, and says what is to be taken or let go.

    class LearningConfig(AppConfig):
        def ready(self):
            show(Panel("learning", "peers/learning/_space.html", read=read_programme, is_beside=True))
            belong(Belonging("reading", everything=read_all, wipe=wipe_all))

Only its owner opens the page. What belongs to it is the person's, the same in each of their organisations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from supervision.people.models import Member


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel of the page: its template is told `panel`, what `read(member, now)` returns.

    Panels stand by `rank`, lowest first; `is_beside`: in the second column.
    """

    name: str
    template: str
    read: Callable[[Member, datetime], dict[str, Any]]
    rank: int = 50
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Belonging:
    """One part of what is somebody's own.

    `everything(member)`: all of it, in values that JSON can write, for the owner's download.
    `wipe(member)`: delete it for good; it runs inside a transaction, and twice is no more.
    """

    name: str
    everything: Callable[[Member], Any]
    wipe: Callable[[Member], None]


_panels: dict[str, Panel] = {}
_belongings: dict[str, Belonging] = {}


def show(panel: Panel) -> Panel:
    """Put a panel on the page; one of the same name takes its place."""
    _panels[panel.name] = panel
    return panel


def belong(belonging: Belonging) -> Belonging:
    """Name a part of what is somebody's own; one of the same name takes its place."""
    _belongings[belonging.name] = belonging
    return belonging


def panels_for(member: Member, *, now: datetime) -> list[dict[str, Any]]:
    """Return each panel's template, and under `panel` what it shows this member, in order."""
    return [
        {"template": panel.template, "is_beside": panel.is_beside, "panel": panel.read(member, now)}
        for panel in sorted(_panels.values(), key=lambda panel: (panel.rank, panel.name))
    ]


def belongings() -> list[Belonging]:
    """Return every part of what is somebody's own, by name."""
    return sorted(_belongings.values(), key=lambda belonging: belonging.name)
