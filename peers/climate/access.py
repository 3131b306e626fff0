"""Who may look at what of climate: everybody at what they are part of, leads and administrators at more."""

from __future__ import annotations

from datetime import datetime

from peers.climate.models import Cell, Setting, Window
from supervision.people.access import leads
from supervision.people.models import Member, Team
from supervision.scheduling.days import local_day

ORGANISATION = 0


def setting_of(organisation_id: int) -> Setting:
    """Return what an organisation said about climate; that it doesn't ask, if it never did (not saved)."""
    kept = Setting.objects.filter(pk=organisation_id).first()
    return kept or Setting(organisation_id=organisation_id)


def open_window(member: Member, *, now: datetime) -> Window | None:
    """Return the month that is open in a member's organisation, or None."""
    day = local_day(now, member.organisation.zone)
    windows = Window.objects.of(member.organisation_id).open_on(day)
    return windows.select_related("organisation").order_by("-month").first()


def home_of(member: Member, window: Window) -> Cell | None:
    """Return the smallest group as one of which a member is asked this month; None if they are not."""
    own = [cell for cell in Cell.objects.filter(window=window).order_by("key") if member.pk in cell.people]
    around = {cell.above for cell in own}
    return next((cell for cell in own if cell.key not in around), None)


def visible_keys(viewer: Member) -> set[int]:
    """Return the groups whose released cells a member sees: the whole, their own teams, those they lead."""
    teams = Team.objects.of(viewer.organisation_id)
    if viewer.is_admin:
        return {ORGANISATION, *teams.values_list("pk", flat=True)}
    above = dict(teams.values_list("pk", "parent_id"))
    found, at = {ORGANISATION}, viewer.team_id
    while at is not None and at not in found:
        found.add(at)
        at = above.get(at)
    if viewer.is_team_lead:
        found |= set(leads(viewer).values_list("pk", flat=True))
    return found
