"""The API door onto one's own private feed."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from supervision.clock import now
from supervision.notices.calendars import feeds
from supervision.people.doors import Instant, MemberDoor


class FeedOut(serializers.Serializer):
    """`address` and `made_at` are null while there is no feed."""

    address = serializers.CharField(allow_null=True, help_text="Whoever has it sees when you are held.")
    made_at = Instant(allow_null=True)


class FeedView(MemberDoor):
    @extend_schema(responses=FeedOut, operation_id="me_feed")
    def get(self, request):
        """The private address at which your own calendar finds what is held for you here."""
        return Response(FeedOut(feeds.own_feed(self.member) or {"address": None, "made_at": None}).data)

    @extend_schema(request=None, responses={201: FeedOut}, operation_id="me_feed_make")
    def post(self, request):
        """Make an address, or a new one in place of the one you have, which then leads nowhere."""
        made = feeds.make_feed(self.member, now=now())
        return Response(FeedOut(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None}, operation_id="me_feed_end")
    def delete(self, request):
        """End it at once."""
        feeds.end_feed(self.member, now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
