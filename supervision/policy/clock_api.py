"""API doors onto clocks, flags, worked units and the board."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.access import leads, led_or_404, member_or_404, visible_to
from supervision.people.api import admin_or_404
from supervision.people.audit import record_readings
from supervision.people.doors import Cursor, Day, MemberDoor, MemberViewSet
from supervision.people.models import Member
from supervision.people.visibility import Sight, Thing
from supervision.policy import board as boards
from supervision.policy import clock_serializers as shapes
from supervision.policy.bookings import Booking, next_bookings
from supervision.policy.clock import explain
from supervision.policy.models import Clock, Flag, Worked
from supervision.policy.selectors import answers_of, clock_history
from supervision.policy.standings import counts_by_team
from supervision.policy.wanted import ask_for_supervisor
from supervision.policy.working import set_worked
from supervision.scheduling.days import local_day
from supervision.sessions.access import visible_to as sessions_visible_to


class ClockViewSet(MemberViewSet):
    """Clocks: your own, and those of people you supervise or lead. An administrator sees counts alone,
    but for the clocks of people in no team, whom no lead answers for."""

    serializer_class = shapes.ClockOut

    def get_queryset(self):
        seen = visible_to(self.member, thing=Thing.CLOCK).values("pk")
        return Clock.objects.filter(member__in=seen).select_related("member__person", "rule").order_by("pk")

    def seen(self, clocks: Sequence[Clock], *, now) -> list[SimpleNamespace]:
        """Return clocks as they stand now, worked out afresh; one that is owed no more is passed over."""
        ids = sorted({clock.member_id for clock in clocks})
        answers = {
            (member.id, rule.id): (answer, local_day(now, member.zone))
            for found in answers_of(ids, now=now).values()
            for member, rule, answer in found
        }
        told = []
        bookings = self._bookings(clocks, now=now)
        for clock in clocks:
            if (clock.member_id, clock.rule_id) not in answers:
                continue
            answer, today = answers[clock.member_id, clock.rule_id]
            told.append(
                SimpleNamespace(
                    id=clock.pk,
                    member=clock.member,
                    rule=clock.rule,
                    state=answer.state,
                    due_on=answer.due_on,
                    last_counted_on=answer.last_counted_on,
                    minutes_shown=answer.minutes_shown,
                    sentence=explain(answer, today, you=clock.member_id == self.member.pk),
                    next_booked=bookings.get(clock.member_id),
                )
            )
        record_readings(self.member, ids, "list", now=now)
        return told

    def _bookings(self, clocks: Sequence[Clock], *, now) -> dict[int, Booking]:
        """Return the next session of each; with its number for the two sides and for leads alone."""
        led = set(leads(self.member).values_list("pk", flat=True))
        known: set[int] = set()
        partly: set[int] = set()
        for clock in clocks:
            is_known = clock.member_id == self.member.pk or clock.member.team_id in led
            (known if is_known else partly).add(clock.member_id)
        found = next_bookings(sorted(known), self.member, now=now, own_only=False)
        return found | next_bookings(sorted(partly), self.member, now=now, own_only=True)

    @extend_schema(parameters=[shapes.ClockFilter])
    def list(self, request):
        """In the order in which they were first kept."""
        now, asked = clock_now(), self.asked(shapes.ClockFilter)
        rows = self.get_queryset()
        if "state" in asked:
            rows = rows.standing(asked["state"], now)
        if "member" in asked:
            rows = rows.filter(member=member_or_404(self.member, asked["member"]))
        told = self.seen(self.paginate_queryset(rows) or [], now=now)
        if "state" in asked:
            told = [clock for clock in told if clock.state == asked["state"]]
        return self.get_paginated_response(shapes.ClockOut(told, many=True).data)

    @extend_schema(responses=shapes.ClockWithPast)
    def retrieve(self, request, pk: int):
        """One clock, and its last year."""
        now, clock = clock_now(), self.get_object()
        told = self.seen([clock], now=now)
        past = clock_history(clock.member, clock.rule_id, now=now)
        if not told or past is None:
            raise Http404
        told[0].past = past
        return Response(shapes.ClockWithPast(told[0]).data)


class NewestFlags(Cursor):
    ordering = ("-opened_at", "-pk")


class FlagViewSet(MemberViewSet):
    """Flags, open and closed: seen by whoever sees the clock."""

    serializer_class = shapes.FlagOut
    pagination_class = NewestFlags

    def get_queryset(self):
        seen = visible_to(self.member, thing=Thing.CLOCK).values("pk")
        return Flag.objects.filter(member__in=seen).select_related("member__person", "rule")

    @extend_schema(parameters=[shapes.FlagFilter])
    def list(self, request):
        """The latest first."""
        asked = self.asked(shapes.FlagFilter)
        rows = self.get_queryset()
        if "is_open" in asked:
            rows = rows.filter(closed_at__isnull=asked["is_open"])
        if "member" in asked:
            rows = rows.filter(member=member_or_404(self.member, asked["member"]))
        flags = self.paginate_queryset(rows) or []
        record_readings(self.member, {flag.member_id for flag in flags}, "list", now=clock_now())
        return self.get_paginated_response(self._shape(flags))

    def retrieve(self, request, pk: int):
        flag = self.get_object()
        record_readings(self.member, [flag.member_id], "list", now=clock_now())
        return Response(self._shape([flag])[0])

    def _shape(self, flags):
        closed_by = {flag.closed_by_id for flag in flags if flag.closed_by_id}
        own = set(sessions_visible_to(self.member).filter(pk__in=closed_by).values_list("pk", flat=True))
        return shapes.FlagOut(flags, many=True, context={"sessions": own}).data


class LatestDays(Cursor):
    ordering = ("-day", "-pk")


DAY = OpenApiParameter("day", {"type": "string", "format": "date"}, OpenApiParameter.PATH)


class WorkedViewSet(MemberViewSet):
    """Shifts or client hours, day by day: the member's own, and everybody's to administrators."""

    serializer_class = shapes.WorkedOut
    pagination_class = LatestDays

    def subject(self, pk: int) -> Member:
        return member_or_404(self.member, pk, thing=Thing.HOURS, at_least=Sight.EVERYTHING)

    def get_queryset(self):
        return Worked.objects.filter(member__organisation=self.member.organisation_id)

    @extend_schema(parameters=[shapes.WorkedFilter], operation_id="members_worked_list")
    def list(self, request, pk: int):
        """The latest first."""
        rows, asked = self.get_queryset().filter(member=self.subject(pk)), self.asked(shapes.WorkedFilter)
        if "from" in asked:
            rows = rows.filter(day__gte=asked["from"])
        if "to" in asked:
            rows = rows.filter(day__lte=asked["to"])
        return self.page_of(rows, shapes.WorkedOut)

    @extend_schema(parameters=[DAY])
    def retrieve(self, request, pk: int, day: str):
        worked = self.get_queryset().filter(member=self.subject(pk), day=_day(day)).first()
        if worked is None:
            raise Http404
        return Response(shapes.WorkedOut(worked).data)

    @extend_schema(parameters=[DAY], request=shapes.WorkedIn)
    def update(self, request, pk: int, day: str):
        """Say what was worked on a day. Clocks that count units follow at once."""
        subject, on = self.subject(pk), _day(day)
        units = self.read(shapes.WorkedIn)["units"]
        worked = set_worked(subject, on, units, by=self.member, now=clock_now())
        return Response(shapes.WorkedOut(worked).data)


def _day(text: str):
    try:
        return Day().to_internal_value(text)
    except ValidationError:
        raise Http404 from None


class TeamBoardView(MemberDoor, APIView):
    @extend_schema(
        parameters=[shapes.BoardFilter], responses=shapes.BoardOut, operation_id="teams_board_retrieve"
    )
    def get(self, request, pk: int):
        """The board of a team you lead, with all below it: worst first, a page at a time."""
        teams = boards.teams_led(self.member)
        team = next((team for team in teams if team.pk == pk), None)
        if team is None:
            raise Http404
        query = shapes.BoardFilter(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        now = clock_now()
        ids = boards.with_those_below(team, teams)
        members = Member.objects.of(self.member.organisation_id).filter(team__in=ids)
        board = boards.board_of(self.member, members, asked=boards.Asked(**query.validated_data), now=now)
        record_readings(self.member, [row.standing.id for row in board.rows], "board", now=now)
        return Response(shapes.BoardOut(board).data)


class AskForSupervisorView(MemberDoor, APIView):
    @extend_schema(
        request=None, responses=shapes.AskedForOut, operation_id="members_ask_for_supervisor_create"
    )
    def post(self, request, pk: int):
        """Ask the administrators to find a supervisor for somebody in a team you lead.

        Each gets one message, which names nobody: once in seven days for one member, whoever asks. Asked
        again, it answers when it was. `no-supervisor-wanted` where they have one for the next thirty days.
        """
        member = led_or_404(self.member, pk)
        asked_at = ask_for_supervisor(member=member, by=self.member, now=clock_now())
        return Response(shapes.AskedForOut({"asked_at": asked_at}).data)


class OwnBoardView(MemberDoor, APIView):
    @extend_schema(
        parameters=[shapes.BoardFilter], responses=shapes.BoardOut, operation_id="board_mine_retrieve"
    )
    def get(self, request):
        """The people you supervise: worst first. A booking with another supervisor has no number here."""
        if not self.member.is_supervisor:
            raise Http404
        query = shapes.BoardFilter(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        now = clock_now()
        members = boards.supervised(self.member, now=now)
        asked = boards.Asked(**query.validated_data)
        board = boards.board_of(self.member, members, asked=asked, now=now, own_only=True)
        record_readings(self.member, [row.standing.id for row in board.rows], "board", now=now)
        return Response(shapes.BoardOut(board).data)


class TeamlessBoardView(MemberDoor, APIView):
    @extend_schema(
        parameters=[shapes.BoardFilter], responses=shapes.BoardOut, operation_id="board_without_team_retrieve"
    )
    def get(self, request):
        """The people in no team, for administrators: worst first. A booking has no number and no day here."""
        admin_or_404(self.member)
        query = shapes.BoardFilter(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        now = clock_now()
        members = boards.without_team(self.member)
        asked = boards.Asked(**query.validated_data)
        board = boards.board_of(self.member, members, asked=asked, now=now, own_only=True)
        record_readings(self.member, [row.standing.id for row in board.rows], "board", now=now)
        return Response(shapes.BoardOut(board).data)


class BoardCountsView(MemberDoor, APIView):
    @extend_schema(responses=shapes.TeamCountsOut(many=True), operation_id="board_counts_list")
    def get(self, request):
        """How many stand where in each team: numbers for administrators, never a name."""
        admin_or_404(self.member)
        rows = counts_by_team(self.member, now=clock_now())
        return Response(
            shapes.TeamCountsOut([{"team": team, "counts": counts} for team, counts in rows], many=True).data
        )
