"""API doors onto what an organisation says about booking, for its administrators."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.availability import organisation_services as services
from supervision.availability import selectors
from supervision.availability import serializers as shapes
from supervision.availability.api import DAY, OwnDoor, day_or_404
from supervision.clock import now as clock_now
from supervision.people.api import admin_or_404
from supervision.people.services import local_today


class BookingView(OwnDoor):
    def answer(self):
        organisation = self.member.organisation
        booking = selectors.booking_of(organisation, now=clock_now())
        found = {
            "own": booking.limits,
            "in_force": selectors.organisation_limits(organisation),
            "keeps_holidays": booking.keeps_holidays,
            "closed_days": booking.closed_days,
        }
        return Response(shapes.BookingOut(found).data)

    @extend_schema(responses=shapes.BookingOut, operation_id="organisation_booking")
    def get(self, request):
        """Lengths, buffers and limits of your organisation, and the days on which it is closed."""
        admin_or_404(self.member)
        return self.answer()

    @extend_schema(
        request=shapes.BookingIn, responses=shapes.BookingOut, operation_id="organisation_booking_change"
    )
    def patch(self, request):
        """Change them. They decide about what is booked from now on, and move nothing."""
        admin_or_404(self.member)
        body = dict(self.read(shapes.BookingIn))
        keeps = body.pop("keeps_holidays", None)
        services.set_booking_rules(by=self.member, limits=body, keeps_holidays=keeps, now=clock_now())
        return self.answer()


class HolidaysView(OwnDoor):
    @extend_schema(
        parameters=[shapes.YearIn], responses=shapes.HolidaysOut, operation_id="organisation_holidays"
    )
    def get(self, request):
        """A year's public holidays where your organisation is; this year's, unless you name one."""
        admin_or_404(self.member)
        asked = shapes.YearIn(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        organisation = self.member.organisation
        year = asked.validated_data.get("year") or local_today(organisation, clock_now()).year
        found = selectors.holidays_of(organisation, year=year)
        return Response(shapes.HolidaysOut({"year": year, "results": found}).data)


class ClosedDayView(OwnDoor):
    @extend_schema(
        parameters=[DAY],
        request=shapes.ClosedDayIn,
        responses=shapes.ClosedDayOut,
        operation_id="organisation_closed_days_update",
    )
    def put(self, request, day: str):
        """Close the organisation on a day, or have it work on a public holiday."""
        admin_or_404(self.member)
        on, is_open = day_or_404(day), self.read(shapes.ClosedDayIn)["is_open"]
        say = services.work_on_holiday if is_open else services.close_on
        say(on, by=self.member, now=clock_now())
        return Response(shapes.ClosedDayOut({"day": on, "is_open": is_open}).data)

    @extend_schema(parameters=[DAY], responses={204: None}, operation_id="organisation_closed_days_destroy")
    def delete(self, request, day: str):
        """Take it back. It may never have been said."""
        admin_or_404(self.member)
        services.clear_closed_day(day_or_404(day), by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)
