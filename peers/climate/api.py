"""API doors onto climate: what was released, one's own card, and for administrators figures and settings."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from peers.climate import rules, selectors, services
from peers.climate import serializers as shapes
from peers.climate.access import setting_of
from supervision.availability.api import OwnDoor
from supervision.clock import now as clock_now
from supervision.people.api import admin_or_404


class ClimateView(OwnDoor):
    @extend_schema(responses=shapes.ClimateGroupOut(many=True), operation_id="climate")
    def get(self, request):
        """What was released in the last twelve months of the groups you may see, the oldest first."""
        return Response(shapes.ClimateGroupOut(selectors.released(self.member), many=True).data)


class ClimateCardView(OwnDoor):
    """One's own card. No `Idempotency-Key` is kept here: it would tie what was answered to who answered."""

    keeps_calls = False

    @extend_schema(responses=shapes.ClimatePlaceOut, operation_id="me_climate")
    def get(self, request):
        """This month's card, if one is open for you."""
        return Response(
            shapes.ClimatePlaceOut({"card": selectors.card_of(self.member, now=clock_now())}).data
        )

    @extend_schema(request=shapes.ClimateCardIn, responses={204: None}, operation_id="me_climate_answer")
    def put(self, request):
        """Send your card, once. It can't be read, changed or taken back: nothing says which is yours.

        An Idempotency-Key is not kept here; a second call answers 409.
        """
        body = dict(self.read(shapes.ClimateCardIn))
        words = body.pop("words")
        services.answer(self.member, body, words=words, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClimateFiguresView(OwnDoor):
    @extend_schema(responses=shapes.ClimateFiguresOut(many=True), operation_id="climate_figures")
    def get(self, request):
        """What your organisation typed in for the last twelve months and this one."""
        admin_or_404(self.member)
        found = [
            {"month": one.month, **dict(zip(rules.FIGURES, one.numbers, strict=True))}
            for one in selectors.typed_of(self.member, now=clock_now())
        ]
        return Response(shapes.ClimateFiguresOut(found, many=True).data)

    @extend_schema(
        request=shapes.ClimateFiguresIn, responses={204: None}, operation_id="climate_figures_update"
    )
    def put(self, request):
        """Say some or all figures of one month."""
        admin_or_404(self.member)
        numbers = dict(self.read(shapes.ClimateFiguresIn))
        month = rules.first_of(numbers.pop("month"))
        services.keep_months(by=self.member, months=[(month, numbers)], now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ClimateSettingView(OwnDoor):
    @extend_schema(responses=shapes.ClimateSetting, operation_id="organisation_climate")
    def get(self, request):
        """Whether your organisation asks, and how small a group may be shown."""
        admin_or_404(self.member)
        return Response(shapes.ClimateSetting(setting_of(self.member.organisation_id)).data)

    @extend_schema(
        request=shapes.ClimateSetting,
        responses=shapes.ClimateSetting,
        operation_id="organisation_climate_update",
    )
    def put(self, request):
        """Say it, from the next month's card on. Five and ten can be raised, never lowered."""
        admin_or_404(self.member)
        kept = services.keep_setting(by=self.member, now=clock_now(), **self.read(shapes.ClimateSetting))
        return Response(shapes.ClimateSetting(kept).data)
