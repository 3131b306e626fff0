"""API doors onto whether letters reach people: pauses, addresses from which they come back, invitations."""

from datetime import date, timedelta

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.notices import pausing
from supervision.notices.kinds import kind_of
from supervision.notices.models import Notice
from supervision.notices.selectors import reported_kinds
from supervision.notices.welcome import KIND, begins_at, invite_members, to_invite
from supervision.people.api import admin_or_404, of_organisation
from supervision.people.doors import Day, Id, Instant, MemberDoor, MemberViewSet, StrictSerializer
from supervision.people.mail_trouble import clear_trouble, trouble_of, troubled_in, troubles_among
from supervision.people.models import Member, Team
from supervision.people.services import local_today

A_YEAR = timedelta(days=366)


# ---------------------------------------------------------------- what one paused
class PausedKindOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    until = Instant()


class PausedKindsOut(serializers.Serializer):
    results = PausedKindOut(many=True)


class PausedKindsView(MemberDoor):
    @extend_schema(responses=PausedKindsOut, operation_id="preferences_paused")
    def get(self, request):
        """The kinds of message you paused from one of them, and until when. They stand in your inbox."""
        found = [
            {"kind": kind.name, "label": kind.said_label, "until": until}
            for kind, until in pausing.pauses_of(self.member, now=clock_now())
        ]
        return Response(PausedKindsOut({"results": found}).data)


class PausedKindView(MemberDoor):
    @extend_schema(responses={204: None}, operation_id="preferences_paused_end")
    def delete(self, request, kind: str):
        """Let a kind come again; so it does already where it is not paused."""
        if kind_of(kind) is None:
            raise Http404
        pausing.end_pause(self.member, kind)
        return Response(status=status.HTTP_204_NO_CONTENT)


# ---------------------------------------------------------------- addresses
class ReportedKindOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    reported_at = Instant()


class OwnMailOut(serializers.Serializer):
    """Whether letters to your address arrive, as far as we know."""

    comes_back_since = Instant(allow_null=True, help_text="Null where they arrive.")
    why = serializers.CharField(help_text="Empty where they arrive.")
    reported = ReportedKindOut(
        many=True, help_text="What your mail provider ended: one was marked as spam. Seen by you alone."
    )


class OwnMailView(MemberDoor):
    @extend_schema(responses=OwnMailOut, operation_id="preferences_mail")
    def get(self, request):
        """Whether our letters come back from your address, or can't go there. Administrators see it too."""
        return Response(self._shape())

    @extend_schema(request=None, responses=OwnMailOut, operation_id="preferences_mail_again")
    def post(self, request):
        """Say that your address works: the next message tries it."""
        clear_trouble(self.member.person)
        return Response(self._shape())

    def _shape(self) -> dict:
        found = trouble_of(self.member.person)
        facts = {
            "comes_back_since": found.since if found else None,
            "why": found.said_words if found else "",
            "reported": [
                {"kind": kind.name, "label": kind.said_label, "reported_at": at}
                for kind, at in reported_kinds(self.member)
            ],
        }
        return OwnMailOut(facts).data


class ReturnedMailOut(serializers.Serializer):
    """Letters to this member's address come back."""

    member = serializers.IntegerField()
    comes_back_since = Instant()
    why = serializers.CharField()


class ReturnedMailViewSet(MemberViewSet):
    """For administrators: from whose address letters come back, to put it right with them."""

    serializer_class = ReturnedMailOut

    def list(self, request):
        admin_or_404(self.member)
        troubled = troubled_in(self.member.organisation)
        mine = Member.objects.of(self.member.organisation_id).filter(person__in=troubled)
        rows = self.paginate_queryset(mine.order_by("pk")) or []
        known = troubles_among([row.person_id for row in rows])
        found = [
            {"member": row.pk, "comes_back_since": trouble.since, "why": trouble.words}
            for row in rows
            for trouble in [known[row.person_id]]
        ]
        return self.get_paginated_response(ReturnedMailOut(found, many=True).data)


# ---------------------------------------------------------------- invitations
class InvitationsOut(serializers.Serializer):
    invited = serializers.IntegerField(help_text="How many have been, so far.")
    left = serializers.IntegerField(help_text="How many are here and have not been; you not counted.")


class InvitationsIn(StrictSerializer):
    day = Day(help_text="From eight in the morning on, in each reader’s own hours.")
    team = Id(allow_null=True, default=None, help_text="Those in it and under it; null, everybody.")


class InvitationsView(MemberDoor):
    @extend_schema(responses=InvitationsOut, operation_id="invitations")
    def get(self, request):
        """For administrators: how many are invited, and how many are not yet."""
        admin_or_404(self.member)
        return Response(self._shape())

    @extend_schema(request=InvitationsIn, responses=InvitationsOut, operation_id="invitations_send")
    def post(self, request):
        """Invite all who have not been, or those of a team. Nobody is ever invited twice."""
        admin_or_404(self.member)
        body = InvitationsIn(data=request.data)
        body.is_valid(raise_exception=True)
        moment, day = clock_now(), body.validated_data["day"]
        self._check(day, today=local_today(self.member.organisation, moment))
        team = of_organisation(Team, self.member, body.validated_data["team"])
        members = to_invite(self.member, team=team.pk if team else None, now=moment)
        begin = begins_at(self.member.organisation, day)
        invite_members(members, not_before=begin, by=self.member, now=moment)
        return Response(self._shape())

    def _check(self, day: date, *, today: date) -> None:
        if not today <= day <= today + A_YEAR:
            raise ValidationError({"day": "Choose today or a day of the coming year."})

    def _shape(self) -> dict:
        invited = Notice.objects.filter(organisation=self.member.organisation_id, kind=KIND).count()
        left = to_invite(self.member, now=clock_now()).count()
        return InvitationsOut({"invited": invited, "left": left}).data
