"""API doors onto what one wrote down for one's own log. Nobody else's is to be had."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now
from supervision.evidence import entries
from supervision.evidence import serializers as shapes
from supervision.evidence.entries import Entry


class LogEntriesView(OwnDoor):
    http_method_names = ["get", "head", "post", "options"]

    @extend_schema(responses=shapes.LogEntryOut(many=True), operation_id="my_log_entries")
    def get(self, request):
        """Supervision you had outside Holdspace, as you wrote it down. Only you can see it."""
        found = entries.entries_of(self.member.person_id)
        return Response(shapes.LogEntryOut(found, many=True).data)

    @extend_schema(
        request=shapes.LogEntryIn, responses={201: shapes.LogEntryOut}, operation_id="my_log_entries_create"
    )
    def post(self, request):
        """Write a session down. It says in every form of your log that you did."""
        kept = entries.add_entry(self.member, Entry(**self.read(shapes.LogEntryIn)), now=clock_now())
        return Response(shapes.LogEntryOut(kept).data, status=status.HTTP_201_CREATED)


class LogEntryView(OwnDoor):
    http_method_names = ["get", "head", "put", "delete", "options"]

    @extend_schema(responses=shapes.LogEntryOut, operation_id="my_log_entry")
    def get(self, request, pk):
        """One of them."""
        found = entries.entry_of(self.member.person_id, pk)
        if found is None:
            raise Http404
        return Response(shapes.LogEntryOut(found).data)

    @extend_schema(
        request=shapes.LogEntryIn, responses=shapes.LogEntryOut, operation_id="my_log_entry_update"
    )
    def put(self, request, pk):
        """Write it anew."""
        if entries.entry_of(self.member.person_id, pk) is None:
            raise Http404
        said = self.read(shapes.LogEntryIn)
        kept = entries.change_entry(self.member, Entry(**said, pk=pk), now=clock_now())
        if kept is None:
            raise Http404
        return Response(shapes.LogEntryOut(kept).data)

    @extend_schema(responses={204: None}, operation_id="my_log_entry_destroy")
    def delete(self, request, pk):
        """Take it out for good."""
        if not entries.remove_entry(self.member, pk):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
