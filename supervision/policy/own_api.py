"""API doors onto what professional bodies ask for, and onto one's own rules. Nobody else's are to be had."""

from __future__ import annotations

from types import SimpleNamespace

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.doors import MemberDoor
from supervision.people.parsers import StrictJSONParser
from supervision.policy import rule_serializers as shapes
from supervision.policy import services
from supervision.policy.bodies import BODY_RULES, CHECK, WITHOUT_A_FIGURE
from supervision.policy.selectors import private_clocks


class BodiesView(MemberDoor, APIView):
    @extend_schema(responses=shapes.BodiesOut, operation_id="bodies")
    def get(self, request):
        """What professional bodies ask for, each with its source; and those that name no figure."""
        bodies = {"results": BODY_RULES, "without_a_figure": WITHOUT_A_FIGURE, "check": CHECK}
        return Response(shapes.BodiesOut(bodies).data)


class OwnRulesView(MemberDoor, APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(responses=shapes.OwnRulesOut, operation_id="own_rules_list")
    def get(self, request):
        """Your own rules and their clocks. Only you can see them."""
        clocks = private_clocks(self.member, now=clock_now())
        return Response(shapes.OwnRulesOut({"results": clocks}).data)

    @extend_schema(
        request=shapes.OwnRuleIn, responses={201: shapes.OwnClockOut}, operation_id="own_rules_create"
    )
    def post(self, request):
        """Keep a rule for yourself alone: a body's, or one of your own values."""
        body = shapes.OwnRuleIn(data=request.data)
        body.is_valid(raise_exception=True)
        now = clock_now()
        kept = services.add_own_rule(member=self.member, own=body.own, now=now)
        # Whoever has yet to start has no clock.
        none = SimpleNamespace(pk=kept.pk, own=body.own, answer=None, sentence="")
        clocks = private_clocks(self.member, now=now)
        clock = next((one for one in clocks if one.pk == kept.pk), none)
        return Response(shapes.OwnClockOut(clock).data, status=status.HTTP_201_CREATED)


class OwnRuleView(MemberDoor, APIView):
    @extend_schema(responses={204: None}, operation_id="own_rules_destroy")
    def delete(self, request, key):
        """Take one out. It is gone for good."""
        if not services.remove_own_rule(member=self.member, pk=key):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)
