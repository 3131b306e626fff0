"""API doors onto times for the people on a board: what the page suggests, ready to be booked."""

from datetime import timedelta

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.audit import record_readings
from supervision.people.doors import MemberDoor
from supervision.people.models import Member
from supervision.policy import board as boards
from supervision.policy import times
from supervision.policy import times_serializers as shapes
from supervision.policy.standings import waiting


class TimesView(MemberDoor, APIView):
    """A time for everybody who is owed one, no two of them the same."""

    def answer(self, request, members, *, own_only: bool = False):
        query = shapes.TimesFilter(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        now, viewer = clock_now(), self.member
        people = waiting(members.tracked_at(now), now=now)
        people = [one for one in people if times.is_wanted(one, query.validated_data["show"])]
        plan = times.plan_for(viewer, people, own_only=own_only, now=now)
        rows = [*plan.placed, *plan.unplaced]
        record_readings(viewer, [row.person.id for row in rows], "board", now=now)
        return Response(shapes.TimesOut({"people": [_shown(row) for row in rows], "left": plan.left}).data)


class TeamTimesView(TimesView):
    @extend_schema(
        parameters=[shapes.TimesFilter], responses=shapes.TimesOut, operation_id="teams_times_retrieve"
    )
    def get(self, request, pk: int):
        """A time for everybody owed in a team you lead. Book by `POST /bookings/many/`."""
        teams = boards.teams_led(self.member)
        team = next((team for team in teams if team.pk == pk), None)
        if team is None:
            raise Http404
        ids = boards.with_those_below(team, teams)
        return self.answer(request, Member.objects.of(self.member.organisation_id).filter(team__in=ids))


class OwnTimesView(TimesView):
    @extend_schema(
        parameters=[shapes.TimesFilter], responses=shapes.TimesOut, operation_id="board_mine_times_retrieve"
    )
    def get(self, request):
        """The same for the people you supervise, with you alone."""
        if not self.member.is_supervisor:
            raise Http404
        return self.answer(request, boards.supervised(self.member, now=clock_now()), own_only=True)


def _shown(row: times.Planned) -> dict:
    return {
        "member": {"id": row.person.id, "name": row.person.name},
        "due_on": row.person.due_on,
        "sentence": row.times.sentence,
        "times": [
            {
                "supervisor": pick.supervisor_id,
                "starts_at": pick.starts_at,
                "ends_at": pick.starts_at + timedelta(minutes=pick.minutes),
                "minutes": pick.minutes,
            }
            for pick in row.times.picks
        ],
    }
