"""API doors onto one's own space. There is none onto anybody else's, whatever the role or the scope.

Every change here can be repeated without harm, so an `Idempotency-Key` is not needed, and none is kept: not
even a digest of what somebody wrote stands outside of their space.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.wellbeing import checking, contacts, day_page, journal, lending, planning, services
from peers.wellbeing import serializers as shapes
from supervision.availability.api import DAY, OwnDoor, day_or_404
from supervision.availability.own_day import bounds_of, stretches_of
from supervision.availability.taking import minute_of
from supervision.clock import now as clock_now
from supervision.scheduling.days import local_day

KEY = OpenApiParameter("key", {"type": "string", "format": "uuid"}, OpenApiParameter.PATH)


class SpaceDoor(OwnDoor):
    """A door onto one's own space: nothing of a call is kept beside it."""

    def _begin(self, request, key: str) -> Any:
        return None

    def gone(self) -> Response:
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnSpaceView(SpaceDoor):
    @extend_schema(responses=shapes.OwnSpaceOut, operation_id="me_space")
    def get(self, request):
        """Everything that is yours, as the download has it. Only you can see it."""
        return Response(services.download(self.member, now=clock_now()))


class SelfChecksView(SpaceDoor):
    @extend_schema(responses=shapes.SelfCheckOut(many=True), operation_id="me_space_checks")
    def get(self, request):
        """Your own checks, the oldest first."""
        return Response(shapes.SelfCheckOut(checking.checks_of(self.member), many=True).data)

    @extend_schema(request=shapes.SelfCheckIn, responses={204: None}, operation_id="me_space_checks_today")
    def put(self, request):
        """Keep today’s check, in place of one that was made today; an empty one takes it back."""
        checking.keep_check(self.member, self.read(shapes.SelfCheckIn), now=clock_now())
        return self.gone()


class SelfCheckView(SpaceDoor):
    http_method_names = ["delete", "options"]

    @extend_schema(parameters=[DAY], responses={204: None}, operation_id="me_space_check_delete")
    def delete(self, request, day):
        """Delete the check of one day, if there is one."""
        checking.delete_check(self.member, day_or_404(day))
        return self.gone()


class OwnDayView(SpaceDoor):
    @extend_schema(parameters=[DAY], responses=shapes.OwnDayOut, operation_id="me_space_day")
    def get(self, request, day):
        """What you tapped on a day, which breaks you hold, and where another would fit."""
        now, on = clock_now(), day_or_404(day)
        if abs((on - local_day(now, self.member.zone)).days) > 400:
            raise Http404
        said = contacts.day_of(self.member, on)
        held = [(one.starts, one.ends) for one in said.held]
        found = stretches_of(self.member, [on], apart_from=held, now=now)[on]
        starts, ends = bounds_of(self.member, on)
        offers = day_page.offers_of(
            said, found, contacts.limits_of(self.member), window=(max(starts, minute_of(now)), ends)
        )
        answer = {
            "day": on,
            "contacts": [_timed(one, weight=one.weight) for one in said.taps],
            "held": [_timed(one) for one in said.held],
            "would_fit": [{"starts_at": _moment(one.starts), "ends_at": _moment(one.ends)} for one in offers],
        }
        return Response(shapes.OwnDayOut(answer).data)


class OwnContactView(SpaceDoor):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(
        parameters=[DAY, KEY],
        request=shapes.OwnContactIn,
        responses={204: None},
        operation_id="me_space_contact_update",
    )
    def put(self, request, day, key):
        """Note how heavy a contact was, under a key of your making; the same key again changes it."""
        said, now, on = self.read(shapes.OwnContactIn), clock_now(), day_or_404(day)
        today = local_day(now, self.member.zone)
        span = None
        if starts := said.get("starts_at"):
            span = (minute_of(starts), minute_of(said["ends_at"]))
        asked = local_day(starts, self.member.zone) if starts else today
        if asked != on or not today - timedelta(days=400) <= on <= today + day_page.FARTHEST:
            raise Http404
        contacts.weigh(self.member, said["weight"], name=key.hex, span=span, day=on, now=now)
        return self.gone()

    @extend_schema(parameters=[DAY, KEY], responses={204: None}, operation_id="me_space_contact_delete")
    def delete(self, request, day, key):
        """Take one back, if there is one."""
        contacts.unweigh(self.member, key.hex, day=day_or_404(day))
        return self.gone()


class OwnPlanView(SpaceDoor):
    @extend_schema(responses=shapes.OwnPlan, operation_id="me_space_plan")
    def get(self, request):
        """Your plan for staying well."""
        return Response(shapes.OwnPlan(planning.plan_of(self.member).parts).data)

    @extend_schema(request=shapes.OwnPlan, responses={204: None}, operation_id="me_space_plan_update")
    def put(self, request):
        """Keep your plan as it reads now."""
        planning.keep_plan(self.member, self.read(shapes.OwnPlan), now=clock_now())
        return self.gone()


class OwnLinesView(SpaceDoor):
    @extend_schema(responses=shapes.OwnLineOut(many=True), operation_id="me_space_journal")
    def get(self, request):
        """Your private lines, the latest first."""
        return Response(shapes.OwnLineOut(journal.lines_of(self.member), many=True).data)


class OwnLineView(SpaceDoor):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(
        parameters=[KEY],
        request=shapes.OwnLineIn,
        responses={204: None},
        operation_id="me_space_journal_update",
    )
    def put(self, request, key):
        """Keep a line under a key of your making; the same key again changes it."""
        journal.write(self.member, self.read(shapes.OwnLineIn)["words"], key=key.hex, now=clock_now())
        return self.gone()

    @extend_schema(parameters=[KEY], responses={204: None}, operation_id="me_space_journal_delete")
    def delete(self, request, key):
        """Delete a line for good, if there is one."""
        journal.drop(self.member, key.hex)
        return self.gone()


class ShownListView(SpaceDoor):
    @extend_schema(responses=shapes.ShownOut(many=True), operation_id="me_space_shown")
    def get(self, request):
        """What your supervisor sees of it now, because you chose it."""
        return Response(shapes.ShownOut(lending.lent_by(self.member, now=clock_now()), many=True).data)


class ShownView(SpaceDoor):
    http_method_names = ["delete", "options"]

    @extend_schema(parameters=[KEY], responses={204: None}, operation_id="me_space_shown_delete")
    def delete(self, request, key):
        """Take it back, at once."""
        lending.take_back(self.member, key.hex)
        return self.gone()


def _timed(one, **more) -> dict[str, Any]:
    return {"name": one.name, "starts_at": _moment(one.starts), "ends_at": _moment(one.ends), **more}


def _moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)
