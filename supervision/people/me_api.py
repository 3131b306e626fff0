"""API doors onto oneself: tokens, where one is signed in, and who looked at one's dates."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.audit import READ, READINGS, readings_of
from supervision.people.doors import Cursor, Instant, MemberDoor, MemberViewSet
from supervision.people.models import ApiToken
from supervision.people.self_service import devices, end_devices
from supervision.people.tokens import SCOPES, in_use, revoke_token


class TokenOut(serializers.Serializer):
    """A token in use. Its text was shown once, and is kept nowhere."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    scopes = serializers.SerializerMethodField()
    created_at = Instant()
    expires_at = Instant(allow_null=True)
    is_this = serializers.SerializerMethodField(help_text="The one that asks.")

    def get_scopes(self, token) -> list[str]:
        return [scope for scope in SCOPES if scope in token.scopes.split()]

    def get_is_this(self, token) -> bool:
        asking = self.context["request"].auth
        return isinstance(asking, ApiToken) and asking.pk == token.pk


class TokenViewSet(MemberViewSet):
    """Your own tokens for this place. New ones are made on a page, where their text can be shown once."""

    serializer_class = TokenOut

    def get_queryset(self):
        return in_use(self.member, now=clock_now()).order_by("pk")

    def list(self, request):
        return self.page_of(self.get_queryset(), TokenOut)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        """End one at once."""
        if not revoke_token(self.member, pk, now=clock_now()):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class DeviceOut(serializers.Serializer):
    """A browser you are signed in with."""

    id = serializers.IntegerField(source="pk")
    words = serializers.CharField()
    signed_in_at = Instant()
    is_this = serializers.BooleanField()


class DevicesOut(serializers.Serializer):
    results = DeviceOut(many=True)


class DevicesView(MemberDoor, APIView):
    @extend_schema(responses=DevicesOut, operation_id="me_devices_list")
    def get(self, request):
        """Where you are signed in, this browser first, then the latest."""
        key = request.session.session_key
        found = devices(self.member.person, this_key=key, now=clock_now())
        return Response(DevicesOut({"results": found}).data)


class DeviceView(MemberDoor, APIView):
    @extend_schema(responses={204: None}, operation_id="me_devices_destroy")
    def delete(self, request, pk: int):
        """Sign out there."""
        if not end_devices(self.member.person, only=pk):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadingOut(serializers.Serializer):
    """Somebody saw your dates."""

    at = Instant()
    who = serializers.CharField(allow_null=True, help_text="Null once they are no longer in the books.")
    what = serializers.SerializerMethodField()
    words = serializers.SerializerMethodField()

    def get_what(self, entry) -> str:
        return entry.action.removeprefix(READ)

    def get_words(self, entry) -> str:
        return READINGS.get(entry.action.removeprefix(READ), "")


class LatestReadings(Cursor):
    ordering = ("-at", "-pk")


class ReadingViewSet(MemberViewSet):
    """Who looked at your dates, and when: one entry for each person, kind and day. Yours alone."""

    serializer_class = ReadingOut
    pagination_class = LatestReadings

    def get_queryset(self):
        return readings_of(self.member)

    def list(self, request):
        """The latest first."""
        return self.page_of(self.get_queryset(), ReadingOut)
