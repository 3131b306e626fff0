"""Who may see what of debriefs: the two sides, and whoever is being asked. Nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from peers.debriefs.models import Afterwards, Invite, Request
from supervision.people.models import Member


def request_or_404(viewer: Member, pk: UUID) -> Request:
    """Return a request of the viewer's own. Raises Http404 for anybody else's and for none alike."""
    own = Request.objects.with_people().filter(organisation_id=viewer.organisation_id, asker=viewer)
    return _found(own.filter(pk=pk).first())


def talk_or_404(viewer: Member, pk: UUID) -> Request:
    """Return an agreed talk, or one that is over, in which the viewer is one of the two."""
    mine = Request.objects.with_people().seen_by(viewer).filter(state__in=("agreed", "over"))
    return _found(mine.filter(pk=pk).first())


def invite_or_404(viewer: Member, pk: UUID) -> Invite:
    """Return an invite to the viewer."""
    return _found(Invite.objects.with_request().of(viewer).filter(pk=pk).first())


def offer_or_404(viewer: Member, pk: UUID) -> Invite:
    """Return an invite of a request of the viewer's own, in which another time was offered."""
    offered = Invite.objects.with_request().filter(request__asker=viewer, state=Invite.State.OFFERED)
    return _found(offered.filter(pk=pk).first())


def afterwards_or_404(viewer: Member, pk: UUID) -> Afterwards:
    """Return the question that the viewer themselves was asked after a talk."""
    asked = Afterwards.objects.select_related("member", "request").filter(request=pk, member=viewer)
    return _found(asked.first())


def _found(row):
    if row is None:
        raise Http404
    return row


def debrief_or_404(viewer: Member, pk: UUID) -> Request:
    """Return a request of the viewer's own, or an agreed talk in which they listen."""
    return _found(Request.objects.with_people().seen_by(viewer).filter(pk=pk).first())


def not_here() -> None:
    """Raise what everybody gets for whom there is nothing."""
    raise Http404
