"""API doors onto one's own address. Asking sends a link; what it changes is pressed on its page alone."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from supervision.clock import now as clock_now
from supervision.people import address_letters
from supervision.people import changing_address as changing
from supervision.people.doors import Instant, MemberDoor
from supervision.people.parsers import StrictJSONParser
from supervision.people.serializers import AddressIn


class OwnAddressOut(serializers.Serializer):
    """By which address you sign in, and which one waits for its link to be pressed."""

    email = serializers.EmailField()
    waiting = serializers.CharField(help_text="The new one, until its link is pressed; empty for none.")
    until = Instant(allow_null=True, help_text="How long the link lasts.")
    is_single_sign_on = serializers.BooleanField(
        help_text="Single sign-on sets it: it cannot be changed here."
    )


class OwnAddressView(MemberDoor, APIView):
    parser_classes = [StrictJSONParser]

    @extend_schema(responses=OwnAddressOut, operation_id="me_address_retrieve")
    def get(self, request):
        """Your address, and the new one that waits."""
        return self._told()

    @extend_schema(request=AddressIn, responses={202: OwnAddressOut}, operation_id="me_address_create")
    def post(self, request):
        """Send a link to a new address; asked again, another. Nothing changes until you press its button.

        That takes a browser in which you are signed in. The answer is the same for an address that
        somebody has.
        """
        body = AddressIn(data=request.data)
        body.is_valid(raise_exception=True)
        person = self.member.person
        asked = changing.ask(person, email=body.validated_data["email"], now=clock_now())
        address_letters.write_to_new(asked, person)
        return self._told(status.HTTP_202_ACCEPTED)

    @extend_schema(responses={204: None}, operation_id="me_address_destroy")
    def delete(self, request):
        """Let the one that waits go; the link is over."""
        changing.withdraw(self.member.person)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _told(self, number: int = status.HTTP_200_OK) -> Response:
        told = changing.address_told(self.member.person, now=clock_now())
        return Response(OwnAddressOut(told).data, status=number)
