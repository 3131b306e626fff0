"""The API door onto the desk: of the place that asks alone; hours elsewhere are busy and nothing more."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.access import places_of
from supervision.people.doors import Instant, MemberDoor
from supervision.policy.desk import Desk, desk_of


class BusyOut(serializers.Serializer):
    """Hours in another organisation: when, and nothing else."""

    starts_at = Instant()
    ends_at = Instant()


class HourOut(serializers.Serializer):
    """One session of the next seven days."""

    session = serializers.IntegerField(source="session_id")
    starts_at = Instant()
    ends_at = Instant()
    who = serializers.CharField()
    how = serializers.CharField()


class RequestOut(serializers.Serializer):
    """Other times that the other side proposed; answer at `sessions/{id}/proposal/answer/`."""

    session = serializers.IntegerField(source="session_id")
    who = serializers.CharField()
    instead_of = Instant()
    times = serializers.ListField(child=Instant())
    until = Instant()


class MeterOut(serializers.Serializer):
    """How much is taken; `most` is null where nobody set a limit."""

    number = serializers.IntegerField()
    most = serializers.IntegerField(allow_null=True)


class DeskOut(serializers.Serializer):
    """`confirm` names sessions of which the other side has spoken and you have not."""

    hours = HourOut(many=True)
    busy_elsewhere = BusyOut(many=True)
    requests = RequestOut(many=True)
    confirm = serializers.ListField(child=serializers.IntegerField())
    today = MeterOut()
    this_week = MeterOut()
    people = MeterOut()


class DeskView(MemberDoor, APIView):
    @extend_schema(responses=DeskOut, operation_id="desk_retrieve")
    def get(self, request):
        """Your week as a supervisor here, what waits for you, and how full it is."""
        if not self.member.is_supervisor:
            raise Http404
        now = clock_now()
        desk = desk_of(self.member, places_of(self.member.person, now=now), now=now)
        return Response(DeskOut(_shown(desk)).data)


def _shown(desk: Desk) -> dict:
    here = next(column for column in desk.columns if column.is_here)
    elsewhere = [hour for column in desk.columns if not column.is_here for hour in column.hours]
    today, this_week, *_ = desk.meters
    return {
        "hours": here.hours,
        "busy_elsewhere": sorted(elsewhere, key=lambda hour: hour.starts_at),
        "requests": here.requests,
        "confirm": [told.session.pk for told in here.confirms],
        "today": today,
        "this_week": this_week,
        "people": {"number": here.people, "most": here.rules.most_supervisees},
    }
