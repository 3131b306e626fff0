"""API doors onto what one noted, and onto one's own offers. Nobody else's are to be had."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.events import selectors, services
from peers.events import serializers as shapes
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now


class EventsView(OwnDoor):
    """What one noted. No `Idempotency-Key` is kept here: it would keep for whom a call was, in a way."""

    keeps_calls = False

    @extend_schema(responses=shapes.EventOut(many=True), operation_id="events")
    def get(self, request):
        """What you noted in the last three months, the latest first: a day and a number each."""
        return Response(shapes.EventOut(selectors.past_of(self.member, now=clock_now()), many=True).data)

    @extend_schema(
        request=shapes.EventIn, responses={201: shapes.EventOut(many=True)}, operation_id="event_note"
    )
    def post(self, request):
        """Note that something happened: everybody named gets an offer at once, and four more later.

        Who was offered something within 72 hours gets nothing twice, so a call may be repeated.
        """
        body, now = self.read(shapes.EventIn), clock_now()
        services.note(by=self.member, days_ago=body["days_ago"], member_ids=body["members"], now=now)
        found = selectors.past_of(self.member, now=now)
        return Response(shapes.EventOut(found, many=True).data, status=status.HTTP_201_CREATED)


class OwnOffersView(OwnDoor):
    keeps_calls = False

    @extend_schema(responses=shapes.OwnOffersOut, operation_id="me_offers")
    def get(self, request):
        """The offer that stands for you, if any. Reading it leaves no trace."""
        standing = selectors.offer_of(self.member, now=clock_now())
        return Response(shapes.OwnOffersOut({"offer": standing}).data)

    @extend_schema(responses={204: None}, operation_id="me_offers_end")
    def delete(self, request):
        """No more of these. Nobody is told, and nothing says that you did."""
        services.no_more(self.member)
        return Response(status=status.HTTP_204_NO_CONTENT)


class RestOfDayView(OwnDoor):
    keeps_calls = False

    @extend_schema(request=None, responses={201: shapes.RestOfDayOut}, operation_id="me_rest_of_day")
    def post(self, request):
        """Protect the rest of your day. Others see it as busy; a second time changes nothing."""
        rest = services.protect_rest_of_day(self.member, now=clock_now())
        return Response(shapes.RestOfDayOut(rest).data, status=status.HTTP_201_CREATED)
