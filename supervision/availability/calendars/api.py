"""API doors onto one's own calendars. Nobody else's are to be had, and no link ever comes out."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.availability.calendars import serializers as shapes
from supervision.availability.calendars import services
from supervision.availability.calendars.selectors import Shown, calendar_of, calendars_of
from supervision.availability.calendars.tasks import nudge
from supervision.availability.models import Calendar
from supervision.clock import now as clock_now
from supervision.people.doors import MemberDoor
from supervision.people.parsers import StrictJSONParser


class CalendarDoor(MemberDoor):
    parser_classes = [StrictJSONParser]

    def calendar(self, pk: int) -> Calendar:
        found = calendar_of(self.member, pk)
        if found is None:
            raise Http404
        return found

    def shown(self, pk: int) -> dict:
        calendars: list[Shown] = calendars_of(self.member, now=clock_now())
        found = next((each for each in calendars if each.pk == pk), None)
        if found is None:
            raise Http404
        return shapes.CalendarOut(found).data


class CalendarsView(CalendarDoor, APIView):
    @extend_schema(responses=shapes.CalendarsOut, operation_id="calendars_list")
    def get(self, request):
        """Your calendars from outside, and how each goes. Only you can see them."""
        calendars = calendars_of(self.member, now=clock_now())
        return Response(shapes.CalendarsOut({"results": calendars}).data)

    @extend_schema(
        request=shapes.CalendarIn, responses={201: shapes.CalendarOut}, operation_id="calendars_create"
    )
    def post(self, request):
        """Link a calendar. It is read within a minute or two; of what it says only busy hours are kept."""
        body = shapes.CalendarIn(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        given = {"name": said.get("name", ""), "now": clock_now()}
        if "address" in said:
            calendar = services.add_address(self.member, address=said["address"], **given)
        else:
            calendar = services.add_file(self.member, content=said["content"].encode(), **given)
        nudge()
        return Response(self.shown(calendar.pk), status=status.HTTP_201_CREATED)


class CalendarView(CalendarDoor, APIView):
    @extend_schema(responses=shapes.CalendarOut, operation_id="calendars_retrieve")
    def get(self, request, pk):
        """One of your calendars."""
        return Response(self.shown(pk))

    @extend_schema(
        request=shapes.CalendarChange, responses=shapes.CalendarOut, operation_id="calendars_partial_update"
    )
    def patch(self, request, pk):
        """Rename a calendar, or mend its address. What was read before stands until it is read anew."""
        calendar = self.calendar(pk)
        body = shapes.CalendarChange(data=request.data)
        body.is_valid(raise_exception=True)
        said = body.validated_data
        if "name" in said:
            services.rename(calendar, said["name"])
        if "address" in said:
            services.mend_address(calendar, address=said["address"], now=clock_now())
        if "content" in said:
            services.replace_file(calendar, content=said["content"].encode(), now=clock_now())
        nudge()
        return Response(self.shown(pk))

    @extend_schema(responses={204: None}, operation_id="calendars_destroy")
    def delete(self, request, pk):
        """Take a calendar away, with all its busy hours."""
        services.take_away(self.calendar(pk), now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadView(CalendarDoor, APIView):
    @extend_schema(request=None, responses=shapes.CalendarOut, operation_id="calendars_read")
    def post(self, request, pk):
        """Have a calendar read now, unless it was within the last minute."""
        if services.read_soon(self.calendar(pk), now=clock_now()):
            nudge()
        return Response(self.shown(pk))
