"""API doors: inviting a supervisor from outside, and one's own times in all places together."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.outside import selectors, services
from supervision.people.doors import Id, Instant, MemberDoor, StrictSerializer
from supervision.people.models import Member
from supervision.people.parsers import StrictJSONParser
from supervision.practice import directory

ASKED_AS = (("invitation", "From outside"), ("request", "From the list of supervisors"))


class GuestInvitationOut(serializers.Serializer):
    """Somebody from outside who was asked to supervise a member, and has not answered yet."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField(source="guest.person.name")
    supervisee = serializers.IntegerField(source="supervisee_id")
    invited_at = Instant()
    expires_at = Instant()


class GuestInvitationIn(StrictSerializer):
    """For yourself, unless you are an administrator and say for whom."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    supervisee = Id(required=False)


class OwnTimeOut(serializers.Serializer):
    """A stretch of your own time. Neither with whom, nor which kind of hour it is."""

    starts_at = Instant()
    ends_at = Instant()
    where = serializers.CharField(help_text="The organisation, or “Held time”.")


class ToAnswerOut(serializers.Serializer):
    """Somebody who waits for your answer: an `invitation` from outside, or a `request` from the list."""

    kind = serializers.ChoiceField(ASKED_AS)
    id = serializers.IntegerField()
    name = serializers.CharField()
    until = Instant(allow_null=True)


class AnswerAskedIn(StrictSerializer):
    agrees = serializers.BooleanField()


class GuestsView(MemberDoor):
    parser_classes = [StrictJSONParser]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.member.is_admin and not services.may_invite_own(self.member):
            raise Http404

    def _shown(self, status=status.HTTP_200_OK):
        rows = selectors.invitations_seen_by(self.member)
        return Response(GuestInvitationOut(rows, many=True).data, status=status)

    @extend_schema(responses=GuestInvitationOut(many=True), operation_id="guests_list")
    def get(self, request):
        """The invitations that wait: your own; an administrator sees all."""
        return self._shown()

    @extend_schema(request=GuestInvitationIn, responses={201: GuestInvitationOut(many=True)})
    def post(self, request):
        """Invite a supervisor from outside."""
        body = GuestInvitationIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked = dict(body.validated_data)
        pk = asked.pop("supervisee", self.member.pk)
        supervisee = Member.objects.of(self.member.organisation_id).filter(pk=pk).first()
        if supervisee is None:
            raise Http404
        services.invite(by=self.member, supervisee=supervisee, now=clock_now(), **asked)
        return self._shown(status=status.HTTP_201_CREATED)


class GuestView(GuestsView):
    http_method_names = ["delete", "options"]

    @extend_schema(responses={204: None})
    def delete(self, request, pk: int):
        """Take an invitation back that waits."""
        row = next((one for one in selectors.invitations_seen_by(self.member) if one.pk == pk), None)
        if row is None:
            raise Http404
        services.withdraw(row, by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class OwnTimesView(MemberDoor):
    @extend_schema(responses=OwnTimeOut(many=True), operation_id="me_times_list")
    def get(self, request):
        """All of your own times for four weeks, whatever the organisation."""
        days = selectors.own_times(self.member, now=clock_now())
        return Response(OwnTimeOut([one for day in days for one in day.times], many=True).data)


class AskedView(MemberDoor):
    @extend_schema(responses=ToAnswerOut(many=True), operation_id="me_asked_list")
    def get(self, request):
        """Who would like you to supervise them, and waits for your answer."""
        now = clock_now()
        rows = [
            {"kind": "invitation", "id": one.pk, "name": one.supervisee.person.name, "until": one.expires_at}
            for one in selectors.invitations_to(self.member, now=now)
        ]
        if self.member.is_supervisor:
            rows += [
                {"kind": "request", "id": one.pk, "name": one.supervisee.person.name, "until": None}
                for one in directory.requests_to(self.member)
            ]
        return Response(ToAnswerOut(rows, many=True).data)


class AnswerAskedView(MemberDoor):
    parser_classes = [StrictJSONParser]

    @extend_schema(request=AnswerAskedIn, responses={204: None}, operation_id="me_asked_answer")
    def post(self, request, pk: int):
        """Say yes to an invitation, or not this time. A `request` is answered at `supervisors/asked/`."""
        row = selectors.asked_or_404(self.member, pk)
        body = AnswerAskedIn(data=request.data)
        body.is_valid(raise_exception=True)
        services.answer(row, by=self.member, agrees=body.validated_data["agrees"], now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)
