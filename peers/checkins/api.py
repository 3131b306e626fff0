"""API doors onto one's own check-in, and for administrators onto how often there is a round."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.checkins import serializers as shapes
from peers.checkins import services
from peers.checkins.access import own_rhythms, rhythm_of
from peers.checkins.selectors import check_in_of, next_round_on, place_of
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now
from supervision.people.api import admin_or_404
from supervision.people.models import Team


class CheckInView(OwnDoor):
    def answer(self):
        now = clock_now()
        next_on, _ = next_round_on(self.member, now=now)
        found = {
            "place": place_of(self.member, now=now),
            "next_round_on": next_on,
            "round": check_in_of(self.member, now=now),
        }
        return Response(shapes.CheckInPlaceOut(found).data)

    @extend_schema(responses=shapes.CheckInPlaceOut, operation_id="me_check_in")
    def get(self, request):
        """Whether you take part, and your partner in the round that is on. Only you can see it."""
        return self.answer()

    @extend_schema(
        request=shapes.CheckInPlaceIn, responses=shapes.CheckInPlaceOut, operation_id="me_check_in_change"
    )
    def patch(self, request):
        """Take part or leave, every round or every other one, or rest for a few."""
        body, now = self.read(shapes.CheckInPlaceIn), clock_now()
        if body.get("takes_part") is False:
            services.leave(self.member, now=now)
        elif body.get("takes_part") or "turns" in body:
            services.join(self.member, turns=body.get("turns"), now=now)
        if rounds := body.get("rests"):
            services.rest(self.member, rounds=rounds, now=now)
        elif rounds == 0:
            services.end_rest(self.member)
        return self.answer()


class CheckInTimeView(CheckInView):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(
        request=shapes.CheckInTimeIn, responses=shapes.CheckInPlaceOut, operation_id="me_check_in_time_update"
    )
    def put(self, request):
        """Hold a time for all of you, in place of one that is held."""
        services.choose_time(self.member, self.read(shapes.CheckInTimeIn)["starts_at"], now=clock_now())
        return self.answer()

    @extend_schema(responses={204: None}, operation_id="me_check_in_time_destroy")
    def delete(self, request):
        """Let the time go; another can be chosen."""
        services.another_time(self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class CheckInAnswerView(CheckInView):
    http_method_names = ["put", "delete", "options"]

    @extend_schema(
        request=shapes.CheckInAnswerIn,
        responses=shapes.CheckInPlaceOut,
        operation_id="me_check_in_answer_update",
    )
    def put(self, request):
        """Say that you spoke, or not this time. It is shown to nobody, and forgotten with the round."""
        services.say(self.member, self.read(shapes.CheckInAnswerIn)["answer"], now=clock_now())
        return self.answer()

    @extend_schema(responses={204: None}, operation_id="me_check_in_answer_destroy")
    def delete(self, request):
        """Take it back."""
        services.take_back(self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class CheckInRhythmView(OwnDoor):
    @extend_schema(responses=shapes.CheckInRhythm, operation_id="organisation_check_ins")
    def get(self, request):
        """How often there is a round, and whether partners come from one's own team first."""
        admin_or_404(self.member)
        return Response(shapes.CheckInRhythm(rhythm_of(self.member.organisation_id)).data)

    @extend_schema(
        request=shapes.CheckInRhythm,
        responses=shapes.CheckInRhythm,
        operation_id="organisation_check_ins_update",
    )
    def put(self, request):
        """Say it, from the next round on. You never learn who takes part."""
        admin_or_404(self.member)
        kept = services.set_rhythm(by=self.member, now=clock_now(), **self.read(shapes.CheckInRhythm))
        return Response(shapes.CheckInRhythm(kept).data)


class TeamRhythmView(OwnDoor):
    @extend_schema(responses=shapes.TeamRhythmsOut, operation_id="organisation_check_ins_teams")
    def get(self, request):
        """The teams that have rounds of their own."""
        admin_or_404(self.member)
        return self._listed()

    @extend_schema(
        request=shapes.TeamRhythmIn,
        responses=shapes.TeamRhythmsOut,
        operation_id="organisation_check_ins_teams_update",
    )
    def put(self, request):
        """Give a team rounds of its own, or (none) let its people be in everybody's again."""
        admin_or_404(self.member)
        said = self.read(shapes.TeamRhythmIn)
        team = Team.objects.filter(organisation=self.member.organisation_id, pk=said["team"]).first()
        if team is None:
            raise Http404
        services.set_team_rhythm(team, by=self.member, every_days=said["every_days"], now=clock_now())
        return self._listed()

    def _listed(self):
        own = own_rhythms(self.member.organisation_id)
        return Response(shapes.TeamRhythmsOut({"results": own}).data)
