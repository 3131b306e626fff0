"""API doors onto booking: free times, holding one, booking, moving, calling off, handing over, proposing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.availability.models import Medium
from supervision.clock import now as clock_now
from supervision.people.doors import MemberViewSet
from supervision.people.models import Leave, Member
from supervision.sessions import (
    access,
    booking,
    cancelling,
    covering,
    finding,
    holding,
    moving,
    proposing,
    rules,
    series,
    undoing,
)
from supervision.sessions import booking_serializers as shapes
from supervision.sessions import serializers as session_shapes
from supervision.sessions.api import SessionViewSet
from supervision.sessions.booking_access import NOBODY, check_may_book, check_may_have_beside
from supervision.sessions.lines import lines_for
from supervision.sessions.models import Proposal, Session

LONGEST_SEARCH = timedelta(days=183)
SESSIONS = session_shapes.SessionOut(many=True)


class PeopleMixin:
    """Finding the people that a body names."""

    member: Member

    def people(self, ids: Sequence[int]) -> list[Member]:
        """Return these members of the organisation, in this order. Raises NotYours unless all are there."""
        found = Member.objects.of(self.member.organisation_id).with_person().in_bulk(ids)
        if len(found) != len(set(ids)):
            raise access.NotYours(NOBODY)
        return [found[pk] for pk in ids]

    def who(self, body) -> dict:
        supervisor, *others = self.people([body["supervisor"], *body["supervisees"], *body["beside"]])
        number = len(body["supervisees"])
        wanted = {name: body[name] for name in ("starts_at", "minutes", "kind")}
        return {
            "by": self.member,
            "supervisor": supervisor,
            "supervisees": others[:number],
            "beside": others[number:],
            **wanted,
        }


class SlotViewSet(PeopleMixin, MemberViewSet):
    """Times at which people you may book are free."""

    serializer_class = shapes.FoundOut

    @extend_schema(parameters=[shapes.SlotsFilter], responses=shapes.FoundOut)
    def list(self, request):
        """Day by day, the soonest first. A day without any says why."""
        asked = self.asked(shapes.SlotsFilter)
        supervisors, supervisees = self.people(asked["supervisors"]), self.people(asked["supervisees"])
        beside = supervisors[1:] if asked["together"] else []
        for supervisor in supervisors[: len(supervisors) - len(beside)]:
            check_may_book(
                self.member,
                supervisor=supervisor,
                supervisees=supervisees,
                kind=asked["kind"],
                day=asked["from"],
            )
        check_may_have_beside(self.member, beside, supervisees=supervisees, day=asked["from"])
        search = finding.Search(
            supervisors=tuple(one.pk for one in supervisors),
            supervisees=tuple(one.pk for one in supervisees),
            minutes=asked["minutes"],
            kind=asked["kind"],
            medium=asked["medium"],
            place=asked["place"] if asked["medium"] == Medium.IN_PERSON else "",
            all_of=asked["together"],
            first=asked["from"],
            last=min(asked["to"], asked["from"] + LONGEST_SEARCH),
            zone=supervisors[0].zone,
        )
        return Response(shapes.FoundOut(finding.find_slots(search, now=clock_now())).data)


class HoldViewSet(PeopleMixin, MemberViewSet):
    """Times that you hold for ten minutes while you make up your mind."""

    serializer_class = shapes.HoldOut

    @extend_schema(request=shapes.PeopleIn, responses={201: shapes.HoldOut})
    def create(self, request):
        """Hold a free time; what you held before is let go."""
        body = self.read(shapes.PeopleIn)
        held = holding.hold(**self.who(body), now=clock_now())
        return Response(shapes.HoldOut(held).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        """Let it go."""
        holding.let_go(held=pk, by=self.member)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BookingViewSet(PeopleMixin, SessionViewSet):
    """Booking: once, a series, or one each for many."""

    def shown(self, sessions: Sequence[Session], *, now, status=status.HTTP_200_OK):
        ids = [session.pk for session in sessions]
        rows = Session.objects.with_people().filter(pk__in=ids).order_by("starts_at", "pk")
        return Response(self.seen(list(rows), now=now, reading="session"), status=status)

    @extend_schema(request=shapes.BookIn, responses={201: SESSIONS})
    def create(self, request):
        """Book a session, or all the dates of a series. Refused whole with the next free times."""
        now, body = clock_now(), self.read(shapes.BookIn)
        rebooks = access.session_or_404(self.member, body["rebooks"]) if body["rebooks"] else None
        booked = booking.book(
            **self.who(body),
            medium=body["medium"],
            place=body["place"],
            line=body["line"],
            series=shapes.SeriesIn.plan(body["series"]) if body["series"] else None,
            hold=body["hold"],
            rebooks=rebooks,
            now=now,
        )
        return self.shown(booked.sessions, now=now, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ManyIn, responses={201: SESSIONS})
    def create_many(self, request):
        """Book one session each for several people: all of them, or none."""
        now, body = clock_now(), self.read(shapes.ManyIn)["sessions"]
        names = self.people([pk for one in body for pk in (one["supervisor"], one["supervisee"])])
        wanted = [
            booking.Wanted(
                names[2 * row], names[2 * row + 1], one["starts_at"], one["minutes"], one["medium"]
            )
            for row, one in enumerate(body)
        ]
        booked = booking.book_many(by=self.member, wanted=wanted, now=now)
        return self.shown(booked.sessions, now=now, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.SeriesPreviewIn, responses=shapes.OccurrencesOut)
    def preview(self, request):
        """See the dates of a series, and an alternative to each that clashes. Changes nothing."""
        body = self.read(shapes.SeriesPreviewIn)
        dates = series.preview_series(
            **self.who(body), medium=body["medium"], **body["series"], now=clock_now()
        )
        return Response(shapes.OccurrencesOut({"dates": dates}).data)

    @extend_schema(request=shapes.MoveIn, responses=SESSIONS)
    def move(self, request, pk: int):
        """Move a session, the later ones of its series as well, or all that are to come."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        body = self.read(shapes.MoveIn)
        moved = moving.move(session=session, by=self.member, **body, now=now)
        return self.shown(moved or [session], now=now)

    @extend_schema(request=shapes.CancelIn, responses=SESSIONS)
    def cancel(self, request, pk: int):
        """Call a session off, or give up your place in a group."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        off = cancelling.cancel(session=session, by=self.member, **self.read(shapes.CancelIn), now=now)
        return self.shown(off, now=now)

    @extend_schema(request=None, responses=shapes.TakenBackOut)
    def take_back(self, request, pk: int):
        """Take back what you booked within the last ten minutes; nobody who was not told yet hears of it."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        taken_back = undoing.take_back(session=session, by=self.member, now=now)
        return Response(shapes.TakenBackOut(taken_back).data)

    @extend_schema(responses=shapes.LinesOut)
    def lines(self, request, pk: int):
        """Read what the two sides wrote to each other. For them alone."""
        session = access.session_or_404(self.member, pk)
        if access.side_of(self.member.pk, session) == rules.ORGANISATION:
            raise Http404
        return Response(shapes.LinesOut({"lines": lines_for(self.member, session)}).data)


class CoverViewSet(BookingViewSet):
    """Handing sessions to a supervisor who covers."""

    def _asked(self) -> dict:
        body = self.read(shapes.CoverIn)
        (to,) = self.people([body["to"]])
        leave = None
        if body["leave"]:
            rows = Leave.objects.filter(member__organisation=self.member.organisation_id)
            leave = rows.select_related("member__person").filter(pk=body["leave"]).first()
            if leave is None:
                raise Http404
        sessions = [access.session_or_404(self.member, pk) for pk in body["sessions"]]
        return {"sessions": sessions, "leave": leave, "by": self.member, "to": to}

    @extend_schema(request=shapes.CoverIn, responses=SESSIONS)
    def create(self, request):
        """Hand these sessions over, or all within a leave: all of them, or none."""
        now = clock_now()
        return self.shown(covering.hand_over(**self._asked(), now=now), now=now)

    @extend_schema(request=shapes.CoverIn, responses=shapes.CoversOut)
    def preview(self, request):
        """See what would be handed over, and each clash. Changes nothing."""
        covers = covering.cover_plan(**self._asked(), now=clock_now())
        return Response(shapes.CoversOut({"sessions": covers}).data)

    @extend_schema(request=None, responses=session_shapes.SessionOut)
    def decline(self, request, pk: int):
        """Say "not this time" to a supervisor who covers. It needs no reason."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        covering.decline_cover(session=session, by=self.member, now=now)
        return self.answer(pk, now=now)


class ProposalViewSet(MemberViewSet):
    """Other times for a session, between its two sides."""

    serializer_class = shapes.ProposalOut

    def _open(self, pk: int, now) -> Proposal:
        session = access.session_or_404(self.member, pk)
        proposal = proposing.open_proposal(session, self.member, now=now)
        if proposal is None:
            raise Http404
        return proposal

    @extend_schema(responses=shapes.ProposalOut)
    def retrieve(self, request, pk: int):
        """Read what waits for an answer."""
        return Response(shapes.ProposalOut(self._open(pk, clock_now())).data)

    @extend_schema(request=shapes.ProposeIn, responses={201: shapes.ProposalOut})
    def create(self, request, pk: int):
        """Propose up to three other times; they are held until the other side answers."""
        now, session = clock_now(), access.session_or_404(self.member, pk)
        times = self.read(shapes.ProposeIn)["times"]
        proposal = proposing.propose(session=session, by=self.member, times=times, now=now)
        return Response(shapes.ProposalOut(proposal).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=shapes.ProposalAnswerIn, responses=shapes.ProposalOut)
    def answer(self, request, pk: int):
        """Take one of the times, and the session moves there; or none."""
        now = clock_now()
        proposal = self._open(pk, now)
        starts_at = self.read(shapes.ProposalAnswerIn)["starts_at"]
        answered = proposing.answer_proposal(proposal=proposal, by=self.member, starts_at=starts_at, now=now)
        return Response(shapes.ProposalOut(answered).data)

    @extend_schema(responses={204: None})
    def destroy(self, request, pk: int):
        """Take your proposal back."""
        now = clock_now()
        proposing.withdraw_proposal(proposal=self._open(pk, now), by=self.member, now=now)
        return Response(status=status.HTTP_204_NO_CONTENT)
