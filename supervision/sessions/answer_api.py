"""API doors onto what calendars answered about a session, for its two sides alone."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from supervision.clock import now
from supervision.people.doors import Instant, MemberDoor
from supervision.sessions import access, answering
from supervision.sessions.models import CalendarAnswer


class CalendarAnswerOut(serializers.Serializer):
    member = serializers.IntegerField(source="member_id", help_text="Whose calendar.")
    said = serializers.ChoiceField(CalendarAnswer.Said.choices)
    at = Instant(source="stamped_at")
    proposed_at = Instant(allow_null=True, help_text="Another time that it asks for.")
    asks = serializers.SerializerMethodField(help_text="It asks both sides whether the time still suits.")

    def get_asks(self, answer) -> bool:
        return answering.is_question(answer) and answer.settled_at is None


class CalendarAnswersOut(serializers.Serializer):
    results = CalendarAnswerOut(many=True)


class AnswersView(MemberDoor):
    @extend_schema(responses=CalendarAnswersOut, operation_id="session_calendar_answers")
    def get(self, request, pk: int):
        """What calendars answered about the session as it stands, as far as you may know."""
        answers = answering.answers_for(access.own_session_or_404(self.member, pk), self.member)
        return Response(CalendarAnswersOut({"results": answers}).data)


class StandsView(MemberDoor):
    @extend_schema(request=None, responses={204: None}, operation_id="session_stands")
    def post(self, request, pk: int):
        """Say that the time stands as it is, to whatever a calendar asks about it."""
        answering.say_it_stands(session=access.own_session_or_404(self.member, pk), by=self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
