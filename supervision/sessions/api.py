"""API doors onto sessions: find them, record one, say how one went, agree, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace

from django.db.models import prefetch_related_objects
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.people.access import leads, member_or_404
from supervision.people.audit import record_readings
from supervision.people.doors import Cursor, MemberViewSet
from supervision.people.models import Member
from supervision.people.visibility import Thing
from supervision.scheduling.days import day_starts_at
from supervision.sessions import access, services
from supervision.sessions import serializers as shapes
from supervision.sessions.models import Move, Session
from supervision.sessions.telling import tell
from supervision.sessions.words import planned_minutes


class LatestFirst(Cursor):
    ordering = ("-starts_at", "-pk")


class SessionViewSet(MemberViewSet):
    """Sessions you take part in, and the dates of those of people you lead."""

    serializer_class = shapes.SessionOut
    pagination_class = LatestFirst

    def get_queryset(self):
        return access.visible_to(self.member).with_people().order_by("-starts_at", "-pk")

    def seen(self, sessions, *, now, reading="list"):
        """Return sessions as the viewer may read them; a lead's look is written down."""
        led = frozenset(leads(self.member).values_list("pk", flat=True))
        prefetch_related_objects(list(sessions), "moves")
        told, subjects = [], set()
        for session in sessions:
            telling = tell(session, self.member, now=now)
            places = access.known_to(self.member, session, led=led)
            if not telling.is_part and not telling.is_beside:
                subjects |= {place.member_id for place in places}
            told.append(
                SimpleNamespace(
                    session=session,
                    starts_at=session.starts_at,
                    ends_at=session.ends_at,
                    planned_minutes=planned_minutes(session),
                    invited=len(access.invited(session)),
                    supervisees=places,
                    beside=[one.member for one in session.besides.all()],
                    moved_from=_moves(session) if telling.is_part or telling.is_beside else [],
                    outcome=_outcome(session, now),
                    between=telling if telling.is_part else None,
                )
            )
        record_readings(self.member, subjects, reading, now=now)
        return shapes.SessionOut(told, many=True).data

    def answer(self, pk: int, *, now, status=status.HTTP_200_OK):
        session = access.session_or_404(self.member, pk)
        return Response(self.seen([session], now=now, reading="session")[0], status=status)

    @extend_schema(parameters=[shapes.SessionFilter])
    def list(self, request):
        """The latest first."""
        now, asked = clock_now(), self.asked(shapes.SessionFilter)
        rows = self.get_queryset()
        if "when" in asked:
            rows = rows.standing(asked["when"], now)
        if asked.get("when") == "record":
            rows = rows.filter(pk__in=Session.objects.between(self.member).values("pk"))
        if "kind" in asked:
            rows = rows.filter(kind=asked["kind"])
        if "member" in asked:
            # Of whom the viewer may not know, they may not find out by asking.
            member = member_or_404(self.member, asked["member"], thing=Thing.SESSIONS)
            rows = rows.filter(pk__in=Session.objects.involving(member).values("pk"))
        if "from" in asked:
            rows = rows.filter(starts_at__gte=day_starts_at(asked["from"], self.member.zone))
        if "to" in asked:
            rows = rows.filter(starts_at__lt=day_starts_at(asked["to"] + timedelta(days=1), self.member.zone))
        return self.get_paginated_response(self.seen(self.paginate_queryset(rows), now=now))

    def retrieve(self, request, pk: int):
        return self.answer(pk, now=clock_now())

    @extend_schema(request=shapes.SessionIn, responses={201: shapes.SessionOut})
    def create(self, request):
        """Record a past session that nobody booked. It counts at once, and the other side is asked."""
        now, body = clock_now(), dict(self.read(shapes.SessionIn))
        supervisor, *supervisees = self._people([body["supervisor"], *body["supervisees"]])
        session = services.record_session(
            by=self.member,
            supervisor=supervisor,
            supervisees=supervisees,
            starts_at=body["starts_at"],
            minutes=body["minutes"],
            said=shapes.SaidIn.said(body["said"]),
            kind=body["kind"],
            now=now,
        )
        return self.answer(session.pk, now=now, status=status.HTTP_201_CREATED)

    def _people(self, ids: Sequence[int]) -> Sequence[Member]:
        """Return these members of the organisation, in this order. Raises NotYours unless all are there."""
        found = Member.objects.of(self.member.organisation_id).with_person().in_bulk(ids)
        if len(found) != len(set(ids)):
            raise access.NotYours("There is nobody of that name here.")
        return [found[pk] for pk in ids]

    @extend_schema(request=shapes.SaidIn)
    def give_account(self, request, pk: int):
        """Say how a session went, in place of what you said before. The first word stands."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        said = shapes.SaidIn.said(self.read(shapes.SaidIn))
        services.give_account(session=session, by=self.member, said=said, now=now)
        return self.answer(pk, now=now)

    @extend_schema(responses={204: None})
    def withdraw_account(self, request, pk: int):
        """Take your word back within ten minutes. A session only it recorded goes with it."""
        session = access.session_or_404(self.member, pk)
        services.withdraw_account(session=session, by=self.member, now=clock_now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None)
    def confirm(self, request, pk: int):
        """Say that what the other side said is right."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        services.confirm(session=session, by=self.member, now=now)
        return self.answer(pk, now=now)


def _moves(session: Session) -> list[Move]:
    """Return the times that a session had before, the first left first."""
    return sorted(session.moves.all(), key=lambda one: (one.moved_at, one.pk))


def _outcome(session: Session, now) -> str:
    """Return what everybody who sees the session may know of it: never by whom it was called off."""
    if session.status == Session.Status.BOOKED:
        return "booked" if session.starts_at > now else "unrecorded"
    return "held" if session.status == Session.Status.HELD else "not_held"
