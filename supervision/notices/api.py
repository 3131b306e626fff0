"""API doors onto one's own inbox and what may reach one. Nobody else's is to be had."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from supervision.clock import now
from supervision.notices import selectors, services
from supervision.notices.models import Notice
from supervision.notices.serializers import InboxOut, PreferencesIn, PreferencesOut
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
        wanted = body.validated_data["kinds"]
        soft = {one.kind.name for one in selectors.choices_of(self.member) if not one.is_fixed}
        if unknown := sorted(set(wanted) - soft):
            raise ValidationError({"kinds": f"You cannot choose about {', '.join(unknown)}."})
        hours = {name: body.validated_data[name] for name in ("opens_at", "closes_at")}
        services.choose_hours(self.member, **hours)
        services.choose_kinds(self.member, wanted)
        return Response(self._shape())

    def _shape(self) -> dict:
        opens_at, closes_at = selectors.hours_of(self.member)
        choices = selectors.choices_of(self.member)
        return PreferencesOut({"opens_at": opens_at, "closes_at": closes_at, "kinds": choices}).data
