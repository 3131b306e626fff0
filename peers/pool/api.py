"""API doors onto one's own settings among colleagues. Nobody has one onto anybody else's."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from peers.pool import serializers as shapes
from peers.pool.access import colleagues_of, list_of
from peers.pool.models import DEBRIEFS, NotWith
from peers.pool.rules import parted
from peers.pool.selectors import profile_of, state_of
from peers.pool.services import keep_profile, put_on_list, take_off_list, take_part
from supervision.clock import now as clock_now
from supervision.people.doors import MemberDoor
from supervision.scheduling.days import local_day

PLAIN = ("most_a_week", "heaviest", "longest_minutes", "around_for_five", "phone", "link", "training")


class PeersView(MemberDoor, APIView):
    @extend_schema(responses=shapes.PeersOut, operation_id="peers_retrieve")
    def get(self, request):
        """Whether and how much you listen to colleagues, and what you say of yourself there."""
        return Response(self._shown())

    @extend_schema(request=shapes.PeersIn, responses=shapes.PeersOut, operation_id="peers_partial_update")
    def patch(self, request):
        """Change some of it, at once and without telling anybody."""
        body = shapes.PeersIn(data=request.data)
        body.is_valid(raise_exception=True)
        said, now = dict(body.validated_data), clock_now()
        state = said.pop("listens", None)
        with transaction.atomic():
            keep_profile(self.member, now=now, **said)
            if state:
                take_part(self.member, DEBRIEFS, state=state, now=now)
        return Response(self._shown())

    def _shown(self) -> dict:
        profile = profile_of(self.member)
        kept = {name: getattr(profile, name) for name in PLAIN} | {
            "listens": state_of(self.member, DEBRIEFS),
            "languages": parted(profile.languages),
            "work": parted(profile.work),
        }
        return shapes.PeersOut(kept).data


class NotWithListView(MemberDoor, APIView):
    @extend_schema(responses=shapes.NotWithListOut, operation_id="not_with_list")
    def get(self, request):
        """With whom you would rather not be brought together. Yours alone."""
        return Response(self._listed())

    @extend_schema(
        request=shapes.NotWithIn, responses={201: shapes.NotWithListOut}, operation_id="not_with_create"
    )
    def post(self, request):
        """Put a member of your organisation on the list."""
        body = shapes.NotWithIn(data=request.data)
        body.is_valid(raise_exception=True)
        day = local_day(clock_now(), self.member.zone)
        other = colleagues_of(self.member, on=day).filter(pk=body.validated_data["member"]).first()
        if other is None:
            raise Http404
        put_on_list(self.member, [other])
        return Response(self._listed(), status=status.HTTP_201_CREATED)

    def _listed(self) -> dict:
        return shapes.NotWithListOut({"results": list_of(self.member)}).data


class NotWithView(MemberDoor, APIView):
    @extend_schema(responses={204: None}, operation_id="not_with_destroy")
    def delete(self, request, pk):
        """Take somebody off it."""
        kept = NotWith.objects.filter(pk=pk, member=self.member).first()
        if kept is None:
            raise Http404
        take_off_list(self.member, kept.other_id)
        return Response(status=status.HTTP_204_NO_CONTENT)
