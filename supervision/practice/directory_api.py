"""API doors onto the directory of supervisors: look, ask one, answer, and say something of oneself."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.people.doors import Id, Instant, StrictSerializer
from supervision.people.models import Member
from supervision.practice import directory
from supervision.practice.api import Door
from supervision.practice.models import SupervisorProfile, SupervisorRequest


class SupervisorOut(serializers.Serializer):
    """A supervisor, as everybody here may see them. Of their limits only whether they have room."""

    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.person.name")
    focus = serializers.CharField(source="profile.focus")
    training = serializers.CharField(source="profile.training")
    languages = serializers.CharField(source="profile.languages")
    about = serializers.CharField(source="profile.about")
    has_room = serializers.BooleanField()
    is_own = serializers.BooleanField()


class SupervisorFilter(StrictSerializer):
    q = serializers.CharField(
        required=False, max_length=100, help_text="A part of a name, focus or language."
    )


class SupervisorRequestOut(serializers.Serializer):
    """Somebody asks somebody. `instead_of` is the relationship that would end with a yes."""

    id = serializers.IntegerField(source="pk")
    supervisee = serializers.IntegerField(source="supervisee_id")
    supervisor = serializers.IntegerField(source="supervisor_id")
    instead_of = serializers.IntegerField(source="instead_of_id", allow_null=True)
    state = serializers.ChoiceField(choices=SupervisorRequest.State.choices)
    asked_at = Instant()


class AskSupervisorIn(StrictSerializer):
    supervisor = Id()
    instead_of = Id(allow_null=True, default=None)


class AnswerSupervisorIn(StrictSerializer):
    agrees = serializers.BooleanField()


class SupervisorProfileIO(StrictSerializer):
    focus = serializers.CharField(allow_blank=True, max_length=200)
    training = serializers.CharField(allow_blank=True, max_length=200)
    languages = serializers.CharField(allow_blank=True, max_length=100)
    about = serializers.CharField(allow_blank=True, max_length=500)
    is_open = serializers.BooleanField()


class SupervisorsView(Door):
    @extend_schema(
        parameters=[SupervisorFilter], responses=SupervisorOut(many=True), operation_id="supervisors_list"
    )
    def get(self, request):
        """Everybody who supervises here, those with room first."""
        asked = SupervisorFilter(data=dict(request.query_params.items()))
        asked.is_valid(raise_exception=True)
        entries = directory.entries_for(self.member, words=asked.validated_data.get("q", ""), now=clock_now())
        return Response(SupervisorOut(entries, many=True).data)


class SupervisorRequestsView(Door):
    @extend_schema(responses=SupervisorRequestOut(many=True), operation_id="supervisor_requests_list")
    def get(self, request):
        """Whom you asked, and who asks you: what is not answered yet."""
        own = directory.open_request_of(self.member)
        rows = [own] if own else []
        return Response(SupervisorRequestOut(rows + directory.requests_to(self.member), many=True).data)

    @extend_schema(request=AskSupervisorIn, responses={201: SupervisorRequestOut})
    def post(self, request):
        """Ask somebody. No reason is asked, and nobody else is told."""
        body = self.read(AskSupervisorIn)
        supervisor = Member.objects.of(self.member.organisation_id).filter(pk=body["supervisor"]).first()
        leaves = self.member.supervised_by.filter(pk=body["instead_of"]).first()
        if supervisor is None or (body["instead_of"] and leaves is None):
            raise Http404
        row = directory.ask(self.member, supervisor, instead_of=leaves, now=clock_now())
        return Response(SupervisorRequestOut(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def delete(self, request):
        """Take back what you asked."""
        directory.take_back(self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class SupervisorRequestView(Door):
    @extend_schema(
        request=AnswerSupervisorIn, responses=SupervisorRequestOut, operation_id="supervisors_asked_answer"
    )
    def post(self, request, pk: int):
        """Say yes, or not this time."""
        if not any(one.pk == pk for one in directory.requests_to(self.member)):
            raise Http404
        agrees = self.read(AnswerSupervisorIn)["agrees"]
        row = directory.answer(self.member, pk, agrees=agrees, now=clock_now())
        return Response(SupervisorRequestOut(row).data)


class SupervisorProfileView(Door):
    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.member.is_supervisor:
            raise Http404

    @extend_schema(responses=SupervisorProfileIO)
    def get(self, request):
        """What you say of yourself as a supervisor."""
        kept = SupervisorProfile.objects.filter(member=self.member).first()
        return Response(SupervisorProfileIO(kept or SupervisorProfile(member=self.member)).data)

    @extend_schema(request=SupervisorProfileIO, responses=SupervisorProfileIO)
    def put(self, request):
        """Say it anew. Everybody here can read it."""
        kept = directory.set_profile(self.member, **self.read(SupervisorProfileIO))
        return Response(SupervisorProfileIO(kept).data)
