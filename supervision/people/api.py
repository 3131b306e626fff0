"""API doors onto organisations, teams, members, supervision relationships and leave."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now
from supervision.people import addresses, arrangements, services
from supervision.people import serializers as shapes
from supervision.people.access import is_admin, leads, today_of, visible_to
from supervision.people.doors import MemberDoor, MemberViewSet
from supervision.people.models import Leave, Member, Relationship, Team
from supervision.people.organisation_selectors import sought
from supervision.people.rearranged import staying_with
from supervision.people.self_service import change_own
from supervision.people.visibility import Sight, Thing


def admin_or_404(member: Member) -> None:
    """Raise Http404 for everyone but administrators: to others these doors do not exist."""
    if not is_admin(member):
        raise Http404


def of_organisation(model, member: Member, pk: int | None):
    """Return a row of the member's own organisation; None for None. Raises Http404 for any other."""
    if pk is None:
        return None
    row = model.objects.of(member.organisation_id).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


class MeView(MemberDoor):
    @extend_schema(responses=shapes.MeOut, operation_id="me")
    def get(self, request):
        """The place you look from: yourself in one organisation."""
        return Response(shapes.MeOut(self.member).data)

    @extend_schema(request=shapes.MeChange, responses=shapes.MeOut, operation_id="me_change")
    def patch(self, request):
        """Change your name, language or how pages look, in all your places. Only what is given changes."""
        body = shapes.MeChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        change_own(self.member.person, body.validated_data)
        return Response(shapes.MeOut(self.member).data)


class OrganisationView(MemberDoor):
    @extend_schema(responses=shapes.OrganisationOut, operation_id="organisation")
    def get(self, request):
        """Your organisation."""
        return Response(shapes.OrganisationOut(self.member.organisation).data)

    @extend_schema(
        request=shapes.OrganisationIn, responses=shapes.OrganisationOut, operation_id="organisation_change"
    )
    def patch(self, request):
        """Change it, as an administrator. Only what is given changes."""
        admin_or_404(self.member)
        body = shapes.OrganisationIn(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        organisation = services.change_organisation(by=self.member, now=now(), **body.validated_data)
        return Response(shapes.OrganisationOut(organisation).data)


class TeamViewSet(MemberViewSet):
    """Teams: all of them for an administrator, those below them for a lead, their own for the rest."""

    serializer_class = shapes.TeamOut

    def get_queryset(self):
        mine = Team.objects.of(self.member.organisation_id)
        if not is_admin(self.member):
            mine = mine.filter(pk__in=leads(self.member)) | mine.filter(pk=self.member.team_id)
        return mine.prefetch_related("leaderships").order_by("pk")

    def answer(self, team, status=status.HTTP_200_OK):
        return Response(shapes.TeamOut(self.get_queryset().get(pk=team.pk)).data, status=status)

    def list(self, request):
        return self.page_of(self.get_queryset(), shapes.TeamOut)

    def retrieve(self, request, pk: int):
        return Response(shapes.TeamOut(self.get_object()).data)

    @extend_schema(request=shapes.TeamIn, responses={201: shapes.TeamOut})
    def create(self, request):
        admin_or_404(self.member)
        body = self.read(shapes.TeamIn)
        parent = of_organisation(Team, self.member, body["parent"])
        team = services.add_team(name=body["name"], parent=parent, by=self.member, now=now())
        return self.answer(team, status.HTTP_201_CREATED)

    @extend_schema(request=shapes.TeamIn)
    def update(self, request, pk: int):
        admin_or_404(self.member)
        team, body = self.get_object(), self.read(shapes.TeamIn)
        parent = of_organisation(Team, self.member, body["parent"])
        return self.answer(
            services.change_team(team, name=body["name"], parent=parent, by=self.member, now=now())
        )

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        admin_or_404(self.member)
        services.remove_team(self.get_object(), by=self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=shapes.LeadsIn)
    def set_leads(self, request, pk: int):
        """Say who leads the team; whoever is not named leads it no more."""
        admin_or_404(self.member)
        team, body = self.get_object(), self.read(shapes.LeadsIn)
        chosen = [of_organisation(Member, self.member, member) for member in body["members"]]
        services.set_leads(team, leads=chosen, by=self.member, now=now())
        return self.answer(team)


class MembersViewSet(MemberViewSet):
    """Members: yourself, people you supervise or lead, and everyone for an administrator."""

    serializer_class = shapes.MemberOut

    def get_queryset(self):
        return visible_to(self.member, thing=Thing.PLACE).with_person().order_by("pk")

    def _given(self, values):
        """Return checked values with numbers turned into rows of this organisation."""
        values = dict(values)
        for name, model in (("team", Team), ("line_manager", Member)):
            if name in values:
                values[name] = of_organisation(model, self.member, values[name])
        return values

    @extend_schema(parameters=[shapes.MemberFilter])
    def list(self, request):
        """In the order in which they came; everybody, those who left too, unless `who` says otherwise."""
        asked = self.asked(shapes.MemberFilter)
        if "team" in asked:
            asked["team"] = of_organisation(Team, self.member, asked["team"]).pk
        found = sought(self.member, on=today_of(self.member), **({"who": ""} | asked))
        return self.page_of(found.with_person().order_by("pk"), shapes.MemberOut)

    def retrieve(self, request, pk: int):
        return Response(shapes.MemberOut(self.get_object()).data)

    @extend_schema(request=shapes.MemberIn, responses={201: shapes.MemberOut})
    def create(self, request):
        admin_or_404(self.member)
        values = self._given(self.read(shapes.MemberIn))
        member = services.add_member(by=self.member, now=now(), **values)
        return Response(shapes.MemberOut(member).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.MemberChange)
    def partial_update(self, request, pk: int):
        """Only what is given changes. An `end_date` ends the membership on that day, included."""
        admin_or_404(self.member)
        member = self.get_object()
        body = shapes.MemberChange(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        values = self._given(body.validated_data)
        member = services.change_member(member, by=self.member, now=now(), **values)
        return Response(shapes.MemberOut(member).data)

    @extend_schema(request=shapes.AddressIn)
    def correct_address(self, request, pk: int):
        """Put a mistyped address right, while nobody has signed in by it."""
        admin_or_404(self.member)
        member, body = self.get_object(), self.read(shapes.AddressIn)
        member = addresses.correct_address(member, email=body["email"], by=self.member, now=now())
        return Response(shapes.MemberOut(member).data)

    @extend_schema(request=shapes.HandOnIn, responses=shapes.HandedOnOut)
    def hand_on(self, request, pk: int):
        """Have somebody else supervise everybody they do, from a day on; all or nothing.

        What is booked stays as it is: `still_booked` says how much.
        """
        admin_or_404(self.member)
        member, body = self.get_object(), self.read(shapes.HandOnIn)
        to = of_organisation(Member, self.member, body["to"])
        moment = now()
        begun = arrangements.hand_on(member, to=to, starts_on=body["starts_on"], by=self.member, now=moment)
        staying = staying_with(member, viewer=self.member, now=moment)
        return Response(shapes.HandedOnOut({"begun": begun, "still_booked": staying.number}).data)


class RelationshipViewSet(MemberViewSet):
    """Who supervises whom: your own both ways, those of people you lead, all for an administrator."""

    serializer_class = shapes.RelationshipOut

    def get_queryset(self):
        seen = visible_to(self.member, thing=Thing.PLACE).values("pk")
        rows = Relationship.objects.filter(supervisee__in=seen) | Relationship.objects.filter(
            supervisor=self.member
        )
        return rows.order_by("pk")

    def list(self, request):
        return self.page_of(self.get_queryset(), shapes.RelationshipOut)

    def retrieve(self, request, pk: int):
        return Response(shapes.RelationshipOut(self.get_object()).data)

    @extend_schema(request=shapes.RelationshipIn, responses={201: shapes.RelationshipOut})
    def create(self, request):
        admin_or_404(self.member)
        body = dict(self.read(shapes.RelationshipIn))
        for side in ("supervisor", "supervisee"):
            body[side] = of_organisation(Member, self.member, body[side])
        started = arrangements.start_relationship(by=self.member, now=now(), **body)
        return Response(shapes.RelationshipOut(started).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LastDayIn)
    def end(self, request, pk: int):
        """End it on a day, included."""
        admin_or_404(self.member)
        relationship, body = self.get_object(), self.read(shapes.LastDayIn)
        ended = arrangements.end_relationship(
            relationship, last_day=body["last_day"], by=self.member, now=now()
        )
        return Response(shapes.RelationshipOut(ended).data)


class LeaveViewSet(MemberViewSet):
    """Leave: your own with its kind; only days of those you supervise or lead; all for an administrator."""

    serializer_class = shapes.LeaveOut

    def get_queryset(self):
        seen = visible_to(self.member, thing=Thing.LEAVE, at_least=Sight.DATES).values("pk")
        return Leave.objects.filter(member__in=seen).order_by("pk")

    def shape_of(self, leave):
        may_see_kind = leave.member_id == self.member.pk or is_admin(self.member)
        return (shapes.LeaveOut if may_see_kind else shapes.AwayOut)(leave).data

    def editable(self, pk) -> Leave:
        """Return a leave the viewer may change: their own, or anybody's for an administrator."""
        leave = self.get_object()
        if leave.member_id != self.member.pk:
            admin_or_404(self.member)
        return leave

    def list(self, request):
        rows = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([self.shape_of(leave) for leave in rows])

    def retrieve(self, request, pk: int):
        return Response(self.shape_of(self.get_object()))

    @extend_schema(request=shapes.LeaveIn, responses={201: shapes.LeaveOut})
    def create(self, request):
        body = dict(self.read(shapes.LeaveIn))
        pk = body.pop("member")
        if pk != self.member.pk:
            admin_or_404(self.member)
        member = of_organisation(Member, self.member, pk)
        leave = arrangements.add_leave(member, by=self.member, now=now(), **body)
        return Response(shapes.LeaveOut(leave).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.LeaveChange)
    def update(self, request, pk: int):
        leave, body = self.editable(pk), self.read(shapes.LeaveChange)
        return Response(
            shapes.LeaveOut(arrangements.change_leave(leave, by=self.member, now=now(), **body)).data
        )

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        arrangements.remove_leave(self.editable(pk), by=self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
