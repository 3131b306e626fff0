"""API doors onto one's own availability. Nobody else's is to be had: they book what is free."""

from __future__ import annotations

from datetime import date

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.availability import selectors, services
from supervision.availability import serializers as shapes
from supervision.availability.checks import FARTHEST
from supervision.availability.week import draw_week, monday_of, outside
from supervision.clock import now as clock_now
from supervision.people.doors import Day, MemberDoor
from supervision.people.models import Member
from supervision.people.parsers import StrictJSONParser
from supervision.people.services import local_today

DAY = OpenApiParameter("day", {"type": "string", "format": "date"}, OpenApiParameter.PATH)


def day_or_404(text: str) -> date:
    try:
        return Day().to_internal_value(text)
    except ValidationError:
        raise Http404 from None


def hours_of(member: Member) -> dict:
    """Return a member's week as the API shows it."""
    kept = selectors.hours_of(member)
    windows = kept or selectors.usual_hours(member)
    return {"time_zone": member.time_zone, "is_usual": not kept, "windows": windows}


class OwnDoor(MemberDoor, APIView):
    """A door onto what is the member's own."""

    parser_classes = [StrictJSONParser]

    def read(self, shape):
        body = shape(data=self.request.data)
        body.is_valid(raise_exception=True)
        return body.validated_data

    def limits(self) -> dict:
        own = selectors.limits_of(self.member)
        return {"own": own, "in_force": selectors.limits_in_force(self.member)}


class AvailabilityView(OwnDoor):
    @extend_schema(responses=shapes.AvailabilityOut, operation_id="me_availability")
    def get(self, request):
        """All that you said about when you can be booked. Only you can see it."""
        now = clock_now()
        found = {
            "hours": hours_of(self.member),
            "days": selectors.days_of(self.member, now=now),
            "protected": selectors.protected_of(self.member, now=now),
            "heavy_days": selectors.heavy_days_of(self.member, now=now),
            "limits": self.limits(),
            "outside": outside(self.member, now=now),
        }
        return Response(shapes.AvailabilityOut(found).data)


class WeekView(OwnDoor):
    @extend_schema(
        parameters=[shapes.WeekIn], responses=shapes.DrawnWeekOut, operation_id="me_availability_week"
    )
    def get(self, request):
        """The week that comes of it, from its Monday on: what can be booked, and why nothing can."""
        asked = shapes.WeekIn(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        now = clock_now()
        today = local_today(self.member, now)
        day = asked.validated_data.get("from") or today
        if abs(day - today) > FARTHEST:
            raise ValidationError({"from": "That is too far away."}, "too-far")
        return Response(shapes.DrawnWeekOut(draw_week(self.member, first=monday_of(day), now=now)).data)


class HoursView(OwnDoor):
    @extend_schema(
        request=shapes.HoursIn, responses=shapes.HoursOut, operation_id="me_availability_hours_update"
    )
    def put(self, request):
        """Say your week, and your zone if it is another. What is booked already stays where it is."""
        body = self.read(shapes.HoursIn)
        member = services.set_week(
            self.member, windows=body["windows"], time_zone=body.get("time_zone"), now=clock_now()
        )
        return Response(shapes.HoursOut(hours_of(member)).data)

    @extend_schema(responses={204: None}, operation_id="me_availability_hours_destroy")
    def delete(self, request):
        """Go back to your working days, 09:00 to 17:00."""
        services.forget_week(self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class OneDayView(OwnDoor):
    @extend_schema(parameters=[DAY], responses=shapes.OneDayOut, operation_id="me_availability_days_retrieve")
    def get(self, request, day: str):
        """The hours of a date: its own, or its weekday's. Holidays and leave are not in them."""
        return Response(shapes.OneDayOut(selectors.day_of(self.member, day_or_404(day))).data)

    @extend_schema(
        parameters=[DAY],
        request=shapes.OneDayIn,
        responses=shapes.OneDayOut,
        operation_id="me_availability_days_update",
    )
    def put(self, request, day: str):
        """Give a date hours of its own, also on a holiday; none close it."""
        on, body = day_or_404(day), self.read(shapes.OneDayIn)
        if body["as_usual"]:
            services.work_on(self.member, day=on, now=clock_now())
        else:
            services.set_day(self.member, day=on, windows=body["windows"], now=clock_now())
        return Response(shapes.OneDayOut(selectors.day_of(self.member, on)).data)

    @extend_schema(parameters=[DAY], responses={204: None}, operation_id="me_availability_days_destroy")
    def delete(self, request, day: str):
        """Have the weekday's hours on it, whatever it had."""
        services.clear_day(self.member, day=day_or_404(day), now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class HeavyDayView(OwnDoor):
    @extend_schema(
        parameters=[DAY], request=None, responses={204: None}, operation_id="me_availability_heavy_update"
    )
    def put(self, request, day: str):
        """Mark a day as heavy: a quarter of an hour stays free around what is booked on it."""
        services.mark_heavy(self.member, day=day_or_404(day), is_heavy=True, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[DAY], responses={204: None}, operation_id="me_availability_heavy_destroy")
    def delete(self, request, day: str):
        """Mark it no longer."""
        services.mark_heavy(self.member, day=day_or_404(day), is_heavy=False, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class LimitsView(OwnDoor):
    @extend_schema(
        request=shapes.LimitsIn, responses=shapes.LimitsOut, operation_id="me_availability_limits_change"
    )
    def patch(self, request):
        """Set limits of your own. They decide about what is booked from now on."""
        services.set_limits(self.member, self.read(shapes.LimitsIn), now=clock_now())
        return Response(shapes.LimitsOut(self.limits()).data)


class ProtectedListView(OwnDoor):
    @extend_schema(responses=shapes.ProtectedListOut, operation_id="me_availability_protected_list")
    def get(self, request):
        """Your protected time, in whatever organisation. Others see only that you are busy."""
        kept = selectors.protected_of(self.member, now=clock_now())
        return Response(shapes.ProtectedListOut({"results": kept}).data)

    @extend_schema(
        request=shapes.ProtectedIn,
        responses={201: shapes.ProtectedOut},
        operation_id="me_availability_protected_create",
    )
    def post(self, request):
        """Protect time. Nobody can book over it, and nobody but you can change it or give it up."""
        row = services.protect(self.member, self.read(shapes.ProtectedIn), now=clock_now())
        kept = selectors.one_protected(self.member, row.pk)
        return Response(shapes.ProtectedOut(kept).data, status=status.HTTP_201_CREATED)


class ProtectedView(OwnDoor):
    @extend_schema(responses=shapes.ProtectedOut, operation_id="me_availability_protected_retrieve")
    def get(self, request, pk: int):
        """One of your own."""
        return Response(shapes.ProtectedOut(selectors.one_protected(self.member, pk)).data)

    @extend_schema(
        request=shapes.ProtectedIn,
        responses=shapes.ProtectedOut,
        operation_id="me_availability_protected_update",
    )
    def put(self, request, pk: int):
        """Change it."""
        selectors.one_protected(self.member, pk)
        services.change_protected(self.member, pk, self.read(shapes.ProtectedIn), now=clock_now())
        return Response(shapes.ProtectedOut(selectors.one_protected(self.member, pk)).data)

    @extend_schema(responses={204: None}, operation_id="me_availability_protected_destroy")
    def delete(self, request, pk: int):
        """Give it up."""
        services.give_up(self.member, pk, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)
