"""API doors onto policies and rules, and onto what a rule would mean. Changes are an administrator's."""

from __future__ import annotations

from django.db.models import Prefetch
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people.access import is_admin, today_of
from supervision.people.api import admin_or_404, of_organisation
from supervision.people.doors import Cursor, MemberDoor, MemberViewSet
from supervision.people.models import Team
from supervision.people.parsers import StrictJSONParser
from supervision.people.services import local_today
from supervision.policy import editing
from supervision.policy import rule_serializers as shapes
from supervision.policy.clock import Scope
from supervision.policy.inputs import read
from supervision.policy.models import Policy, Rule
from supervision.policy.preview import would_be
from supervision.policy.rule_shape import clean_rule


class InTheirOrder(Cursor):
    ordering = ("position", "pk")


class PolicyViewSet(MemberViewSet):
    """Policies in the organisation's order, each with its rules in force and those to come."""

    serializer_class = shapes.PolicyOut
    pagination_class = InTheirOrder

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        admin_or_404(self.member)

    def get_queryset(self):
        today = local_today(self.member.organisation, clock_now())
        rules = Rule.objects.current(today).order_by("position", "pk")
        policies = Policy.objects.of(self.member.organisation_id).kept()
        return policies.prefetch_related(Prefetch("rules", rules, to_attr="current_rules"))

    def answer(self, policy, status=status.HTTP_200_OK):
        return Response(shapes.PolicyOut(self.get_queryset().get(pk=policy.pk)).data, status=status)

    def _given(self) -> dict:
        body = dict(self.read(shapes.PolicyIn))
        return body | {"team": of_organisation(Team, self.member, body["team"])}

    def list(self, request):
        return self.page_of(self.get_queryset(), shapes.PolicyOut)

    def retrieve(self, request, pk: int):
        return Response(shapes.PolicyOut(self.get_object()).data)

    @extend_schema(request=shapes.PolicyIn, responses={201: shapes.PolicyOut})
    def create(self, request):
        """Add one without rules, last in the order."""
        policy = editing.add_policy(**self._given(), by=self.member, now=clock_now())
        return self.answer(policy, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.PolicyIn)
    def update(self, request, pk: int):
        """Rename it at once; for somebody else it is from tomorrow on, and a new policy answers."""
        policy = editing.change_policy(self.get_object(), **self._given(), by=self.member, now=clock_now())
        return self.answer(policy)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        """End it and its rules today."""
        editing.remove_policy(self.get_object(), by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.OrderIn, responses={204: None})
    def order(self, request):
        """Put all of them in this order. It counts at once."""
        wanted = self.read(shapes.OrderIn)["policies"]
        editing.order_policies(wanted, by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.RuleIn, responses={201: shapes.RuleOut})
    def add_rule(self, request, pk: int):
        """Add a rule, in force from tomorrow on."""
        policy, values = self.get_object(), self.read(shapes.RuleIn)
        rule = editing.add_rule(policy, values, by=self.member, now=clock_now())
        return Response(shapes.RuleOut(rule).data, status=status.HTTP_201_CREATED)


class RuleViewSet(MemberViewSet):
    """Rules: those you are under today; for an administrator all in force and to come."""

    serializer_class = shapes.RuleOut

    def get_queryset(self):
        rules = Rule.objects.of(self.member.organisation_id).select_related("policy").order_by("pk")
        if is_admin(self.member):
            return rules.current(local_today(self.member.organisation, clock_now()))
        (facts,) = read([self.member.pk])
        return rules.filter(pk__in=[rule.id for rule in facts.rules_on(today_of(self.member))])

    def list(self, request):
        return self.page_of(self.get_queryset(), shapes.RuleOut)

    def retrieve(self, request, pk: int):
        return Response(shapes.RuleOut(self.get_object()).data)

    @extend_schema(request=shapes.RuleChange)
    def partial_update(self, request, pk: int):
        """Change it from tomorrow on. The answer is the rule in force then; only what is given changes."""
        admin_or_404(self.member)
        rule, values = self.get_object(), self.read(shapes.RuleChange)
        return Response(
            shapes.RuleOut(editing.change_rule(rule, values, by=self.member, now=clock_now())).data
        )

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        """End it today; one yet to come is gone."""
        admin_or_404(self.member)
        editing.remove_rule(self.get_object(), by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={200: shapes.RuleOut, 204: None})
    def take_back(self, request, pk: int):
        """Undo what starts tomorrow. The answer is the rule that goes on; none for a new one."""
        admin_or_404(self.member)
        before = editing.take_back(self.get_object(), by=self.member, now=clock_now())
        if before is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(shapes.RuleOut(before).data)


class PreviewView(MemberDoor, APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(request=shapes.PreviewIn, responses=shapes.PreviewOut, operation_id="rules_preview")
    def post(self, request):
        """Who would be owed what under a rule that is not kept, as of today. Nothing is written."""
        admin_or_404(self.member)
        body = shapes.PreviewIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        policy = of_organisation(Policy, self.member, asked["policy"])
        team = of_organisation(Team, self.member, asked["team"])
        replaces = of_organisation(Rule, self.member, asked["replaces"])
        if replaces is not None and (policy is None or replaces.policy_id != policy.pk):
            raise Http404
        preview = would_be(
            self.member.organisation,
            clean_rule(asked["rule"]),
            policy=policy,
            scope=Scope(
                asked["level"], {"role": asked["role"], "team": team and team.pk}.get(asked["level"], "")
            ),
            replaces=replaces,
            now=clock_now(),
        )
        return Response(shapes.PreviewOut(preview).data)
