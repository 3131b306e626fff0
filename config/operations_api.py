"""API doors onto operations, for an organisation's administrators: counts, fates, and the two acts."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.response import Response

from config.operations import now_context, parts_of
from supervision.clock import now
from supervision.notices import mending
from supervision.notices import operations as counts
from supervision.notices.channel_counts import NAMES
from supervision.notices.models import Notice
from supervision.people.doors import Cursor, Instant, MemberDoor, MemberViewSet, StrictSerializer


class PartOut(serializers.Serializer):
    part = serializers.CharField(source="key")
    is_well = serializers.BooleanField()
    words = serializers.CharField()
    at = Instant(allow_null=True)


class ChannelOut(serializers.Serializer):
    channel = serializers.ChoiceField(choices=list(NAMES))
    waiting = serializers.IntegerField()
    oldest_seconds = serializers.IntegerField()
    sent_today = serializers.IntegerField(source="sent")
    failed = serializers.IntegerField(
        help_text="Of e-mail what nobody has settled; of the others what stands of 90 days."
    )
    uncertain = serializers.IntegerField()


class OperationsOut(serializers.Serializer):
    oldest_seconds = serializers.IntegerField(help_text="How long the oldest due message has been waiting.")
    waiting = serializers.IntegerField()
    held = serializers.IntegerField(
        help_text="Waiting for their reader's hours, a day, or the end of a leave."
    )
    sent_today = serializers.IntegerField(help_text="Since midnight in your own zone.")
    failed = serializers.IntegerField()
    uncertain = serializers.IntegerField()
    last_sweep_at = Instant(allow_null=True)
    last_heartbeat_at = Instant(allow_null=True)
    channels = ChannelOut(many=True, help_text="E-mail, devices, and all gateways together.")
    parts = PartOut(many=True)


class TroubleOut(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    way = serializers.CharField()
    state = serializers.CharField()
    why = serializers.CharField()
    tried = serializers.IntegerField()
    made_at = Instant()
    ended_at = Instant()
    mended_at = Instant(allow_null=True)
    not_after = Instant(allow_null=True)


class TroubleFilter(StrictSerializer):
    """Which messages the list shows."""

    show = serializers.ChoiceField(
        choices=list(counts.SHOWN),
        default=counts.IN_TROUBLE,
        help_text="`open`: failed or uncertain. `waiting`, `arrived`, `dropped`: since an administrator sent "
        "it again, or let it be. `all`: all of these. What never went wrong is not listed.",
    )

    def get_fields(self):
        # Asked for each time: rooms register their kinds when the project starts.
        return super().get_fields() | {
            "kind": serializers.ChoiceField(
                choices=[(name, counts.kind_words(name)) for name in counts.kinds_told()],
                required=False,
                help_text="One kind, with those that read alike. What is between colleagues, or somebody’s "
                "own, cannot be asked for.",
            )
        }


class OperationsView(MemberDoor):
    @extend_schema(responses=OperationsOut, operation_id="operations")
    def get(self, request):
        """How your organisation's messages get through, and whether the machines run. Administrators."""
        if not self.member.is_admin:
            raise Http404
        context = now_context(self.member, now())
        figures = context["figures"]
        shown = {
            name: getattr(figures, name)
            for name in ("oldest_seconds", "waiting", "held", "sent_today", "failed", "uncertain")
        }
        shown |= {"last_sweep_at": context["sweep"].at, "last_heartbeat_at": context["ring"].at}
        shown["channels"] = [channel for channel, _ in context["channels"]]
        return Response(OperationsOut({**shown, "parts": parts_of(context["pulses"])}).data)


class NewestFirst(Cursor):
    ordering = ("-pk",)


class TroubleViewSet(MemberViewSet):
    """Messages that did not arrive: kind, time and fate. Never the words, never whose. Administrators."""

    serializer_class = TroubleOut
    pagination_class = NewestFirst

    @extend_schema(parameters=[TroubleFilter])
    def list(self, request):
        """The newest first: those that nobody has settled, or what is asked for."""
        if not self.member.is_admin:
            raise Http404
        asked = self.asked(TroubleFilter)
        rows = self.paginate_queryset(counts.troubled(self.member.organisation, **asked)) or []
        return self.get_paginated_response(TroubleOut(map(counts.as_trouble, rows), many=True).data)

    def retrieve(self, request, pk):
        return Response(self._shown(pk))

    @extend_schema(request=None, responses=TroubleOut)
    def send_again(self, request, pk):
        """Put it into the queue again, under its old Message-ID. Twice is once."""
        mending.send_again(pk, by=self.member, now=now())
        return Response(self._shown(pk), status=status.HTTP_200_OK)

    @extend_schema(request=None, responses=TroubleOut)
    def drop(self, request, pk):
        """Let it be; it stays in the list for 90 days. Twice is once."""
        mending.drop_by_hand(pk, by=self.member, now=now())
        return Response(self._shown(pk))

    def _shown(self, pk: int) -> dict:
        notice: Notice = mending.troubled_notice(self.member, pk)
        return TroubleOut(counts.as_trouble(notice)).data
