"""API doors onto one's own pauses."""

from __future__ import annotations

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.wellbeing import pausing
from peers.wellbeing.pause_forms import PauseIn, PauseOut
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now


class PausesView(OwnDoor):
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=PauseOut(many=True), operation_id="me_pauses")
    def get(self, request):
        """Your own pauses, the latest first. Only you can see them; nothing counts them."""
        return Response(PauseOut(pausing.pauses_of(self.member), many=True).data)


class PauseView(OwnDoor):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(request=PauseIn, responses={200: PauseOut, 204: None}, operation_id="me_pause_update")
    def put(self, request, pk: uuid.UUID):
        """Note a pause under an id of your own making, in place of what it said. Nothing said: it goes."""
        kept = pausing.note_pause(self.member, pk, self.read(PauseIn), now=clock_now())
        return Response(PauseOut(kept).data) if kept else Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None}, operation_id="me_pause_destroy")
    def delete(self, request, pk: uuid.UUID):
        """Delete it for good. One that is not there is gone already."""
        pausing.delete_pause(self.member, pk)
        return Response(status=status.HTTP_204_NO_CONTENT)
