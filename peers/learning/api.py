"""API doors: sessions to read, what one has read of them, and for administrators their organisation's own."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.learning import reading, services
from peers.learning import serializers as shapes
from peers.learning.programme import programme
from peers.learning.rules import Session, total_minutes
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now
from supervision.people.api import admin_or_404


class LearningDoor(OwnDoor):
    def session_or_404(self, key: str) -> Session:
        found = services.session_by(self.member, key)
        if found is None:
            raise Http404
        return found


class LearningView(LearningDoor):
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=shapes.LearningSessionOut(many=True), operation_id="learning")
    def get(self, request):
        """The programme, and your organisation’s own sessions."""
        found = [*programme(), *(one for _, one in services.own_sessions(self.member))]
        return Response(shapes.LearningSessionOut(found, many=True).data)


class LearningSessionView(LearningDoor):
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=shapes.LearningTextOut, operation_id="learning_session")
    def get(self, request, key: str):
        """One session, to read."""
        return Response(shapes.LearningTextOut(self.session_or_404(key)).data)


class MyLearningView(LearningDoor):
    http_method_names = ["get", "head", "options"]

    @extend_schema(responses=shapes.MyLearningOut, operation_id="me_learning")
    def get(self, request):
        """What you have read, and your lines beside it. Only you can see it."""
        kept = reading.kept_of(self.member.person_id)
        read = reading.reads_in(kept)
        found = {"minutes": total_minutes(read), "read": read.values(), "notes": kept["notes"]}
        return Response(shapes.MyLearningOut(found).data)


class MyLearningSessionView(LearningDoor):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(request=shapes.LearningNotesIn, responses={204: None}, operation_id="me_learning_update")
    def put(self, request, key: str):
        """Say that you have read it, and keep lines beside its exercises, by their number."""
        session, now = self.session_or_404(key), clock_now()
        notes = self.read(shapes.LearningNotesIn)["notes"]
        reading.mark_read(self.member, session, now=now)
        for exercise in session.exercises:
            if str(exercise.number) in notes:
                reading.note(self.member, session, exercise.number, notes[str(exercise.number)])
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None}, operation_id="me_learning_destroy")
    def delete(self, request, key: str):
        """Take back that you have read it."""
        reading.take_back(self.member, self.session_or_404(key).key)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnSessionsView(OwnDoor):
    http_method_names = ["get", "head", "post", "options"]

    @extend_schema(responses=shapes.OwnSessionOut(many=True), operation_id="organisation_learning")
    def get(self, request):
        """Your organisation’s own sessions, as an administrator writes them."""
        admin_or_404(self.member)
        rows = [row for row, _ in services.own_sessions(self.member)]
        return Response(shapes.OwnSessionOut(rows, many=True).data)

    @extend_schema(
        request=shapes.OwnSessionIn,
        responses={201: shapes.OwnSessionOut},
        operation_id="organisation_learning_create",
    )
    def post(self, request):
        """Add a session: CommonMark, with its facts at its head."""
        admin_or_404(self.member)
        text = self.read(shapes.OwnSessionIn)["text"]
        row = services.write_session(self.member, text, now=clock_now())
        return Response(shapes.OwnSessionOut(row).data, status=status.HTTP_201_CREATED)


class OwnSessionView(OwnDoor):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(
        request=shapes.OwnSessionIn,
        responses=shapes.OwnSessionOut,
        operation_id="organisation_learning_update",
    )
    def put(self, request, pk: int):
        """Write it anew."""
        admin_or_404(self.member)
        if services.own_session(self.member, pk) is None:
            raise Http404
        text = self.read(shapes.OwnSessionIn)["text"]
        row = services.write_session(self.member, text, key=pk, now=clock_now())
        if row is None:
            raise Http404
        return Response(shapes.OwnSessionOut(row).data)

    @extend_schema(responses={204: None}, operation_id="organisation_learning_destroy")
    def delete(self, request, pk: int):
        """Take it away. What people have read of it stays theirs."""
        admin_or_404(self.member)
        if not services.remove_session(self.member, pk, now=clock_now()):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
