"""API doors onto feedback: your own answer, and what you may read of how supervision with you is."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.feedback import access, selectors, services
from supervision.feedback import serializers as shapes
from supervision.people.doors import MemberDoor
from supervision.people.parsers import StrictJSONParser
from supervision.scheduling.days import local_day


class Door(MemberDoor):
    parser_classes = [StrictJSONParser]

    def relationship(self, pk: int):
        return access.own_relationship_or_404(self.member, pk, local_day(clock_now(), self.member.zone))

    def shown(self, relationship):
        own = selectors.own_of(relationship, self.member, now=clock_now())
        return Response(shapes.OwnFeedbackOut(own).data)


class FeedbackView(Door):
    @extend_schema(responses=shapes.OwnFeedbackOut(many=True), operation_id="feedback_list")
    def get(self, request):
        """What you may say of each of your supervisors, and what you said."""
        owns = selectors.owns_of(self.member, now=clock_now())
        return Response(shapes.OwnFeedbackOut(owns, many=True).data)


class OneFeedbackView(Door):
    @extend_schema(responses=shapes.OwnFeedbackOut)
    def get(self, request, pk: int):
        """What you may say of one supervisor, and what you said."""
        return self.shown(self.relationship(pk))

    @extend_schema(request=shapes.FeedbackIn, responses=shapes.OwnFeedbackOut)
    def put(self, request, pk: int):
        """Say how it is, in place of what you said before in this window."""
        relationship = self.relationship(pk)
        body = shapes.FeedbackIn(data=request.data)
        body.is_valid(raise_exception=True)
        services.answer(by=self.member, relationship=relationship, now=clock_now(), **body.validated_data)
        return self.shown(relationship)

    @extend_schema(responses={204: None})
    def delete(self, request, pk: int):
        """Take it back. Where nothing was said, nothing happens."""
        services.take_back(by=self.member, relationship=self.relationship(pk), now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class FeedbackAboutMeView(Door):
    @extend_schema(responses=shapes.FeedbackAboutMeOut)
    def get(self, request):
        """What you may read, as a supervisor: from five people and more, or by name."""
        if not self.member.is_supervisor:
            raise Http404
        return Response(shapes.FeedbackAboutMeOut(selectors.about(self.member)).data)
