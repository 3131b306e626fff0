"""API doors onto debriefs: the same services as the pages, and no more to be seen."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.debriefs import access, answering, asking, ending, rota, rules, selectors
from peers.debriefs import serializers as shapes
from peers.debriefs.models import Invite, Request
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now
from supervision.people.access import is_admin
from supervision.people.api import admin_or_404
from supervision.people.doors import MemberViewSet


class DebriefViewSet(MemberViewSet):
    """What you asked for, and talks in which you listen. For thirty days; then nothing is left of them."""

    serializer_class = shapes.DebriefOut

    def get_serializer_context(self):
        return {**super().get_serializer_context(), "member": self.member}

    def list(self, request):
        mine = Request.objects.seen_by(self.member).with_people().order_by("pk")
        rows = self.paginate_queryset(mine) or []
        return self.get_paginated_response(shapes.DebriefOut(rows, many=True, context=self._context()).data)

    @extend_schema(request=shapes.DebriefIn, responses={201: shapes.DebriefWholeOut})
    def create(self, request):
        """Ask for a colleague. The first are asked at once."""
        body = shapes.DebriefIn(data=request.data)
        body.is_valid(raise_exception=True)
        made = asking.ask(asker=self.member, ask=body.said, now=clock_now())
        return Response(self._whole(made.pk), status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.DebriefWholeOut)
    def retrieve(self, request, pk):
        return Response(self._whole(pk))

    @extend_schema(request=None, responses=shapes.DebriefWholeOut)
    def withdraw(self, request, pk):
        """Withdraw it. Those who were asked see only that it is no longer needed."""
        asking.withdraw(access.request_or_404(self.member, pk), by=self.member, now=clock_now())
        return Response(self._whole(pk))

    @extend_schema(request=None, responses=shapes.DebriefWholeOut)
    def widen(self, request, pk):
        """Ask again for the next wider time, when nobody was left."""
        asking.widen(access.request_or_404(self.member, pk), by=self.member, now=clock_now())
        return Response(self._whole(pk))

    @extend_schema(request=None, responses={204: None})
    def step_back(self, request, pk):
        """Call an agreed talk off, before it begins."""
        answering.step_back(access.talk_or_404(self.member, pk), by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.AfterwardsIn, responses=shapes.AfterwardsOut)
    def afterwards(self, request, pk):
        """Answer the one question afterwards, for yourself alone."""
        asked = access.afterwards_or_404(self.member, pk)
        said = self.read(shapes.AfterwardsIn)
        return Response(
            shapes.AfterwardsOut(ending.answer_afterwards(asked, answer=said["answer"], now=clock_now())).data
        )

    @extend_schema(request=None, responses=shapes.DebriefWholeOut)
    def take_offer(self, request, pk):
        """Take another time that a colleague offered."""
        offered = access.offer_or_404(self.member, pk)
        agreed = answering.take_offer(offered, by=self.member, now=clock_now())
        return Response(self._whole(agreed.pk))

    def _context(self) -> dict:
        return {"request": self.request, "member": self.member}

    def _whole(self, pk) -> dict:
        now = clock_now()
        found = access.debrief_or_404(self.member, pk)
        shown = selectors.whole_of(found, self.member, now=now)
        return shapes.DebriefWholeOut(shown, context=self._context()).data


class InviteViewSet(MemberViewSet):
    """Where you are asked for a talk. “Not this time” needs no reason, and nobody is told."""

    serializer_class = shapes.DebriefInviteOut

    def list(self, request):
        waiting = (
            Invite.objects.open().of(self.member).with_request().filter(request__latest_at__gt=clock_now())
        )
        return self.page_of(waiting.order_by("pk"), shapes.DebriefInviteOut)

    @extend_schema(responses=shapes.DebriefInviteWholeOut)
    def retrieve(self, request, pk):
        return Response(self._whole(pk))

    @extend_schema(request=shapes.DebriefAnswerIn, responses=shapes.DebriefInviteWholeOut)
    def answer(self, request, pk):
        """Answer it. Of all who say yes the first has it."""
        invite = access.invite_or_404(self.member, pk)
        said, now = self.read(shapes.DebriefAnswerIn), clock_now()
        if said["answer"] == "yes":
            answering.accept(invite, by=self.member, now=now)
        elif said["answer"] == "another":
            answering.offer(invite, by=self.member, starts_at=said["starts_at"], now=now)
        else:
            answering.let_pass(invite, by=self.member, now=now)
        return Response(self._whole(pk))

    def _whole(self, pk) -> dict:
        invite = access.invite_or_404(self.member, pk)
        is_open = invite.state == Invite.State.OPEN
        times = answering.times_to_offer(invite, now=clock_now()) if is_open else []
        setattr(invite, "times", times)  # noqa: B010  (beside the row's own fields)
        return shapes.DebriefInviteWholeOut(invite).data


class RotaView(OwnDoor):
    @extend_schema(responses=shapes.RotaOut, operation_id="debrief_rota")
    def get(self, request):
        """Who is on call for “now” in the week ahead. Nothing where no rota is kept."""
        return self._listed()

    @extend_schema(request=shapes.RotaTurnIn, responses=shapes.RotaOut, operation_id="debrief_rota_turn")
    def post(self, request):
        """Take half a day that is nobody's, or give your own back."""
        said, now = self.read(shapes.RotaTurnIn), clock_now()
        turn = {"day": said["day"], "half": said["half"]}
        if not said["is_yours"]:
            rota.give_turn_back(self.member, **turn)
        elif not rota.take_turn(self.member, **turn, now=now):
            raise rules.NotNow("Somebody else has just taken it.")
        return self._listed()

    def _listed(self):
        turns = selectors.rota_of(self.member, now=clock_now())
        return Response(shapes.RotaOut({"results": turns}).data)


class WaysView(OwnDoor):
    @extend_schema(responses=shapes.DebriefWays, operation_id="organisation_debriefs")
    def get(self, request):
        """Whether there is a rota for “now”."""
        admin_or_404(self.member)
        return Response(shapes.DebriefWays(selectors.ways_of(self.member.organisation_id)).data)

    @extend_schema(
        request=shapes.DebriefWays, responses=shapes.DebriefWays, operation_id="organisation_debriefs_update"
    )
    def put(self, request):
        """Say it. Turned off, turns that were taken are forgotten."""
        admin_or_404(self.member)
        kept = rota.keep_rota(by=self.member, now=clock_now(), **self.read(shapes.DebriefWays))
        return Response(shapes.DebriefWays(kept).data)


class CountsViewSet(MemberViewSet):
    """How many talks took place, by month: all that anybody but the two ever learns."""

    @extend_schema(responses=shapes.DebriefMonthsOut, operation_id="debrief_counts")
    def counts(self, request):
        if not is_admin(self.member):
            access.not_here()
        counts = selectors.month_counts(self.member.organisation, now=clock_now())
        return Response(shapes.DebriefMonthsOut({"results": counts}).data)
