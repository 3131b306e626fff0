"""API doors onto circles: the same services as the pages, and no more to be seen."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.circles import access, handing, hosting, opening, repeating, selectors, series, services
from peers.circles import serializers as shapes
from peers.circles.models import Circle, Meeting, Place
from peers.circles.plan import Plan
from peers.pool.access import colleagues_of
from supervision.clock import now
from supervision.people.doors import MemberViewSet
from supervision.scheduling.days import local_day

GONE = status.HTTP_204_NO_CONTENT


class CircleViewSet(MemberViewSet):
    """Circles that you may join, are in, or hold."""

    serializer_class = shapes.CircleOut

    def list(self, request):
        hidden = access.groups_apart(
            self.member,
            Circle.objects.visible_to(self.member)
            .filter(kind=Circle.Kind.GROUP)
            .values_list("pk", flat=True),
            now=now(),
        )
        circles = Circle.objects.visible_to(self.member).going().exclude(pk__in=hidden).with_host()
        rows = self.paginate_queryset(circles.order_by("pk")) or []
        return self.get_paginated_response(self._shown(rows))

    @extend_schema(request=shapes.CircleIn, responses={201: shapes.CircleOut})
    def create(self, request):
        said = dict(self.read(shapes.CircleIn))
        skip_busy = said.pop("skip_busy")
        team = self.member.team if said["kind"] == Circle.Kind.TEAM else None
        made = hosting.found(self.member, Plan(team=team, **said), skip_busy=skip_busy, now=now())
        return Response(self._shown([self._held(made.pk)])[0], status=status.HTTP_201_CREATED)

    def retrieve(self, request, pk):
        return Response(self._shown([access.circle_or_404(self.member, pk)])[0])

    @extend_schema(request=shapes.CircleChange, responses=shapes.CircleOut)
    def partial_update(self, request, pk):
        circle = self._held(pk)
        body = shapes.CircleChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        hosting.change(circle, dict(body.validated_data), now=now())
        return Response(self._shown([self._held(pk)])[0])

    @extend_schema(responses={204: None}, description="End it. What lies ahead is called off.")
    def destroy(self, request, pk):
        hosting.end(self._held(pk), now=now())
        return Response(status=GONE)

    @extend_schema(responses=shapes.MeetingOut(many=True), operation_id="circles_meetings_list")
    def meetings(self, request, pk):
        """Its meetings that have yet to end, and those ahead that were called off."""
        circle = access.circle_or_404(self.member, pk)
        found = circle.meetings.filter(ends_at__gt=now()).order_by("pk")
        rows = self.paginate_queryset(found) or []
        return self.get_paginated_response(
            shapes.MeetingOut(rows, many=True, context=_topics(rows, [circle])).data
        )

    @extend_schema(request=shapes.GoOnIn, responses={204: None})
    def go_on(self, request, pk):
        """Plan more meetings of one that repeats, after the last there is."""
        repeating.go_on(self._held(pk), **self.read(shapes.GoOnIn), now=now())
        return Response(status=GONE)

    @extend_schema(request=shapes.CircleHandIn, responses={204: None})
    def hand_on(self, request, pk):
        """Ask a colleague, or with nobody named those in it, to hold it on. The first yes has it."""
        circle, wanted = self._held(pk), self.read(shapes.CircleHandIn)["to"]
        day = local_day(now(), self.member.zone)
        to = colleagues_of(self.member, on=day).filter(pk=wanted).first() if wanted else None
        if wanted and to is None:
            raise Http404
        handing.ask_to_hold(circle, to, now=now())
        return Response(status=GONE)

    @extend_schema(responses={204: None})
    def keep(self, request, pk):
        """Hold it on yourself: nobody is asked any more."""
        handing.keep_it(self._held(pk))
        return Response(status=GONE)

    @extend_schema(request=shapes.CircleHoldIn, responses={204: None})
    def hold(self, request, pk):
        """Say whether you would hold a circle that you are asked to hold."""
        circle, is_yes = access.handed_or_404(self.member, pk), self.read(shapes.CircleHoldIn)["is_yes"]
        (handing.take_on if is_yes else handing.pass_on)(circle, self.member, now=now())
        return Response(status=GONE)

    @extend_schema(request=None, responses={204: None})
    def ask_outside(self, request, pk):
        """Ask the administrators to let people from outside come."""
        opening.ask_for_outside(self._held(pk), now=now())
        return Response(status=GONE)

    @extend_schema(responses={204: None})
    def close_outside(self, request, pk):
        """Close the public page, or take the asking back."""
        opening.close_to_outside(self._held(pk), self.member, now=now())
        return Response(status=GONE)

    def _held(self, pk) -> Circle:
        return access.held_circle_or_404(self.member, pk)

    def _shown(self, circles):
        beside = selectors.beside(circles, now=now())
        context = {"request": self.request, **beside, **_topics(beside["next"].values(), circles)}
        return shapes.CircleOut(circles, many=True, context=context).data


def _topics(meetings: Iterable[Meeting], circles: Iterable[Circle]) -> dict[str, dict]:
    """Return, for the serializers, what each of these meetings is about."""
    return {"topics": series.topic_keys(meetings, {one.pk: one for one in circles})}


class MeetingViewSet(MemberViewSet):
    """One meeting: taking a place, and what whoever holds it does."""

    serializer_class = shapes.MeetingOut

    @extend_schema(request=shapes.JoinIn, responses={201: shapes.NamedPlaceOut})
    def join(self, request, pk):
        """Take a place at it; in a standing circle for all its meetings."""
        meeting = access.meeting_or_404(self.member, pk)
        said = self.read(shapes.JoinIn)
        place = services.join(
            self.member,
            meeting.circle,
            None if meeting.circle.is_standing else meeting,
            alias=said["name"],
            listens=said["seat"] == "listen",
            note=said["note"],
            may_wait=said["may_wait"],
            now=now(),
        )
        return Response(shapes.NamedPlaceOut(place).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.CircleDeskOut)
    def desk(self, request, pk):
        """Who has a place, by the names that they chose. For whoever holds the circle alone."""
        meeting = self._held(pk)
        desk = selectors.desk_of(meeting.circle, meeting, now=now())
        context = _topics([meeting], [meeting.circle])
        return Response(shapes.CircleDeskOut(desk, context=context).data)

    @extend_schema(request=shapes.CameIn, responses={204: None})
    def came(self, request, pk):
        """Note who came, sealed for whoever holds the circle, for 30 days; of a series how many."""
        meeting, said = self._held(pk), self.read(shapes.CameIn)
        if meeting.circle.kind == Circle.Kind.SERIES:
            series.note_how_many(meeting, said.get("number", 0), now=now())
        else:
            hosting.note_who_came(meeting, said["came"], now=now())
        return Response(status=GONE)

    @extend_schema(request=shapes.CircleMoveIn, responses=shapes.MeetingOut)
    def move(self, request, pk):
        """Move it. Whoever has something else then loses their place at it, and is told."""
        meeting = self._held(pk)
        moved = hosting.move(meeting, self.read(shapes.CircleMoveIn)["starts_at"], now=now())
        return Response(shapes.MeetingOut(moved, context=_topics([moved], [meeting.circle])).data)

    @extend_schema(request=None, responses={204: None})
    def call_off(self, request, pk):
        """Call it off. Everybody with a place, and whoever waits, is told."""
        hosting.call_off(self._held(pk), now=now())
        return Response(status=GONE)

    def _held(self, pk) -> Meeting:
        return access.held_meeting_or_404(self.member, pk)


class PlaceViewSet(MemberViewSet):
    """Your own places. Nobody else's are to be had."""

    serializer_class = shapes.CirclePlaceOut

    def list(self, request):
        return self.page_of(Place.objects.of(self.member).order_by("pk"), shapes.CirclePlaceOut)

    @extend_schema(responses=shapes.NamedPlaceOut)
    def retrieve(self, request, pk):
        return Response(shapes.NamedPlaceOut(access.own_place_or_404(self.member, pk)).data)

    @extend_schema(responses={204: None}, description="Give it up, or leave the list. No reason is asked.")
    def destroy(self, request, pk):
        services.leave(access.own_place_or_404(self.member, pk), now=now())
        return Response(status=GONE)

    @extend_schema(request=None, responses={204: None})
    def stay_away(self, request, pk, meeting_pk):
        """Leave one meeting of a standing circle out."""
        services.stay_away(*self._both(pk, meeting_pk), now=now())
        return Response(status=GONE)

    @extend_schema(responses={204: None})
    def come(self, request, pk, meeting_pk):
        """Come after all."""
        services.come_after_all(*self._both(pk, meeting_pk), now=now())
        return Response(status=GONE)

    def _both(self, pk, meeting_pk) -> tuple[Place, Meeting]:
        place = access.own_place_or_404(self.member, pk)
        meeting = access.meeting_or_404(self.member, meeting_pk)
        if place.meeting_id is not None or meeting.circle_id != place.circle_id:
            raise Http404
        return place, meeting


class AskingViewSet(MemberViewSet):
    """Circles that ask to be opened to people from outside, for administrators; never who takes part."""

    serializer_class = shapes.AskingOut

    def list(self, request):
        if not access.answers_for_outside(self.member):
            raise Http404
        circles = Circle.objects.going().filter(
            organisation_id=self.member.organisation_id, outside__in=["asked", "opened"]
        )
        return self.page_of(circles.with_host().order_by("pk"), shapes.AskingOut)

    @extend_schema(request=shapes.OutsideIn, responses={204: None})
    def answer(self, request, pk):
        circle = access.asked_circle_or_404(self.member, pk)
        is_yes = self.read(shapes.OutsideIn)["is_yes"]
        if not is_yes and circle.outside == Circle.Outside.OPENED:
            opening.close_to_outside(circle, self.member, now=now())
        else:
            opening.answer_for_outside(circle, self.member, is_yes=is_yes, now=now())
        return Response(status=GONE)
