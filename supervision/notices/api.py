"""API doors onto one's own inbox and what may reach one. Nobody else's is to be had."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from supervision.clock import now
from supervision.notices import selectors, services
from supervision.notices.channels import connecting, trying
from supervision.notices.models import Gateway, Notice, Way
from supervision.notices.serializers import (
    GatewayIn,
    GatewayOut,
    InboxOut,
    PreferencesIn,
    PreferencesOut,
    WayIn,
    WayOut,
)
from supervision.people.doors import Cursor, MemberDoor, MemberViewSet


class NewestFirst(Cursor):
    ordering = ("-inbox_at", "-pk")


class InboxViewSet(MemberViewSet):
    """Messages to you in this organisation, the newest first. Nobody sees whether you have read them."""

    serializer_class = InboxOut
    pagination_class = NewestFirst

    def get_queryset(self):
        return Notice.objects.visible_to(self.member).in_inbox().order_by("-inbox_at", "-pk")

    def list(self, request):
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(InboxOut(selectors.as_rows(rows), many=True).data)

    @extend_schema(request=None, responses={204: None})
    def read_all(self, request):
        services.mark_all_read(self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PreferencesView(MemberDoor):
    @extend_schema(responses=PreferencesOut, operation_id="preferences")
    def get(self, request):
        """Which messages reach you, and between which hours."""
        return Response(self._shape())

    @extend_schema(request=PreferencesIn, responses=PreferencesOut, operation_id="preferences_change")
    def put(self, request):
        """Choose. A kind that must arrive cannot be turned off."""
        body = PreferencesIn(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        reach = self._reach()
        soft = {one.kind.name for one in selectors.choices_of(self.member) if not one.is_fixed}
        if unknown := sorted(set(given["kinds"]) - soft):
            raise ValidationError({"kinds": f"You cannot choose about {', '.join(unknown)}."})
        chosen = {kind.name: {way.key for way in kind.ways if way.is_chosen} for kind in reach}
        for kind, is_wanted in given["kinds"].items():
            chosen[kind] = chosen[kind] | {services.MAIL} if is_wanted else chosen[kind] - {services.MAIL}
        keys = connecting.keys_of(reach)
        for kind, ways in given.get("ways", {}).items():
            if kind not in chosen or not set(ways) <= keys:
                raise ValidationError({"ways": f"You cannot choose this about {kind}."})
            fixed = {way.key for one in reach if one.name == kind for way in one.ways if way.is_fixed}
            chosen[kind] = set(ways) | fixed
        hours = {name: given[name] for name in ("opens_at", "closes_at")}
        connecting.keep_reach(self.member, reach, chosen, **hours, summary=given.get("summary"))
        return Response(self._shape())

    def _reach(self):
        ways = list(Way.objects.of(self.member))
        return connecting.reach_of(self.member, selectors.choices_of(self.member), ways)

    def _shape(self) -> dict:
        times = selectors.reach_times(self.member)
        shown = {name: getattr(times, name) for name in ("opens_at", "closes_at", "summary")}
        kinds = selectors.choices_of(self.member)
        return PreferencesOut({**shown, "kinds": kinds, "ways": self._reach()}).data


class WayViewSet(MemberViewSet):
    """Your own devices, and your addresses at your organisation's gateways. Nobody else sees them."""

    serializer_class = WayOut

    def list(self, request):
        rows = self.paginate_queryset(Way.objects.of(self.member)) or []
        return self.get_paginated_response(WayOut(rows, many=True).data)

    @extend_schema(request=WayIn, responses={201: WayOut})
    def create(self, request):
        body = WayIn(data=request.data)
        body.is_valid(raise_exception=True)
        given, moment = body.validated_data, now()
        if "subscription" in given:
            agent = request.headers.get("User-Agent", "")
            way = connecting.add_device(
                self.member, subscription=given["subscription"], user_agent=agent, now=moment
            )
        else:
            way = connecting.add_address(self.member, given["gateway"], to=given["to"], now=moment)
        return Response(WayOut(way).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        connecting.remove_way(self.member, pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


class WayTryView(MemberDoor):
    @extend_schema(request=None, responses=WayOut, operation_id="ways_try")
    def post(self, request, pk):
        """Send a time of day to one of your own ways, to see whether it arrives. Five in ten minutes."""
        return Response(WayOut(trying.try_way(self.member, pk, now=now())).data)


class GatewayViewSet(MemberViewSet):
    """Services by which your organisation lets its members be reached. Administrators add and remove them."""

    serializer_class = GatewayOut

    def list(self, request):
        rows = self.paginate_queryset(Gateway.objects.filter(organisation=self.member.organisation_id)) or []
        return self.get_paginated_response(GatewayOut(rows, many=True).data)

    @extend_schema(request=GatewayIn, responses={201: GatewayOut})
    def create(self, request):
        self._administrators_only()
        body = GatewayIn(data=request.data)
        body.is_valid(raise_exception=True)
        gateway = connecting.add_gateway(by=self.member, now=now(), **body.validated_data)
        return Response(GatewayOut(gateway).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk):
        self._administrators_only()
        connecting.remove_gateway(pk, by=self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _administrators_only(self) -> None:
        if not self.member.is_admin:
            raise Http404
