"""API doors onto invoices: a supervisor's own months and rates, and letting go of what would be payable."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.invoicing import rules, selectors, services
from supervision.invoicing import serializers as shapes
from supervision.people.doors import MemberDoor
from supervision.people.parsers import StrictJSONParser
from supervision.sessions import access as session_access


class SupervisorDoor(MemberDoor):
    """A door of whoever supervises here; to everybody else there is nothing."""

    parser_classes = [StrictJSONParser]

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if not self.member.is_supervisor:
            raise Http404

    def read(self, serializer, data) -> dict:
        body = serializer(data=data)
        body.is_valid(raise_exception=True)
        return body.validated_data


class InvoiceView(SupervisorDoor):
    @extend_schema(parameters=[shapes.InvoiceFilter], responses=shapes.InvoiceOut)
    def get(self, request):
        """One month of yours here: days, minutes, and what is payable."""
        asked = self.read(shapes.InvoiceFilter, request.query_params.dict())
        first = rules.month_of(asked["month"])
        if first is None:
            raise Http404
        return Response(shapes.InvoiceOut(selectors.invoice_of(self.member, first, now=clock_now())).data)


class RatesView(SupervisorDoor):
    def _shown(self, status=status.HTTP_200_OK):
        return Response(shapes.RateOut(selectors.rates_of(self.member), many=True).data, status=status)

    @extend_schema(responses=shapes.RateOut(many=True), operation_id="rates_list")
    def get(self, request):
        """What an hour costs, and from when on."""
        return self._shown()

    @extend_schema(request=shapes.RateIn, responses={201: shapes.RateOut(many=True)})
    def post(self, request):
        """Say what an hour costs from a day on."""
        services.set_rate(self.member, **self.read(shapes.RateIn, request.data))
        return self._shown(status=status.HTTP_201_CREATED)

    @extend_schema(parameters=[shapes.RateEndIn], responses={204: None})
    def delete(self, request):
        """Take back what an hour costs from one day on."""
        asked = self.read(shapes.RateEndIn, request.query_params.dict())
        services.end_rate(self.member, starts_on=asked["starts_on"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class LetGoView(MemberDoor):
    parser_classes = [StrictJSONParser]

    @extend_schema(request=None, responses={204: None})
    def post(self, request, pk: int):
        """Have nothing be payable for a session that was called off late. Why is neither asked nor kept."""
        session = session_access.own_session_or_404(self.member, pk)
        services.let_go(session, by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)
