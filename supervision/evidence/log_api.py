"""API doors onto one's own log. Nobody else's is to be had."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.evidence import serializers as shapes
from supervision.evidence import services
from supervision.evidence.log import ALL, Log, log_of, registrations_of
from supervision.evidence.log_files import log_csv
from supervision.evidence.rules import Registration
from supervision.people.doors import MemberDoor
from supervision.people.models import ApiToken
from supervision.people.parsers import StrictJSONParser


class LogDoor(MemberDoor, APIView):
    def log(self) -> Log:
        """Return the log that the address asks for. Raises ValidationError."""
        asked = shapes.LogAsked(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        if said.get("where") == ALL and isinstance(self.request.auth, ApiToken):
            # A token belongs to one place, and opens nothing of another.
            raise ValidationError({"where": "A token sees the place it was made in."})
        return log_of(self.member, now=clock_now(), **said)


class LogView(LogDoor):
    @extend_schema(parameters=[shapes.LogAsked], responses=shapes.LogOut, operation_id="my_log")
    def get(self, request):
        """Your log of a year of registration, counted as a body counts it. Only you can see it."""
        return Response(shapes.LogOut(self.log()).data)


class LogSheetView(LogDoor):
    @extend_schema(
        parameters=[shapes.LogAsked],
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, "A file.")},
        operation_id="my_log_csv",
    )
    def get(self, request):
        """The same as a CSV file."""
        return log_csv(self.log())


class RegistrationsView(MemberDoor, APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(responses=shapes.RegistrationsOut, operation_id="my_registrations")
    def get(self, request):
        """With whom you are registered, and when each year begins. Only you can see it."""
        return self.answer(registrations_of(self.member.person_id))

    @extend_schema(
        request=shapes.RegistrationsIn,
        responses=shapes.RegistrationsOut,
        operation_id="my_registrations_update",
    )
    def put(self, request):
        """Say all of it anew: what is not named is taken out."""
        body = shapes.RegistrationsIn(data=request.data)
        body.is_valid(raise_exception=True)
        said = [Registration(**one) for one in body.validated_data["registrations"]]
        return self.answer(services.keep_registrations(self.member.person, said))

    def answer(self, registrations) -> Response:
        return Response(shapes.RegistrationsOut({"registrations": registrations}).data)
