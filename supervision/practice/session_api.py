"""API doors onto what is kept with a session: shared with those who were in it, or for oneself alone."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now as clock_now
from supervision.errors import Refusal
from supervision.people.models import Member
from supervision.practice import escalating, notes, records, session_page, sharing
from supervision.practice import session_serializers as shapes
from supervision.practice.access import Seat, seat_or_404
from supervision.practice.api import Door
from supervision.practice.records import FUNCTIONS, TEXTS, Words


class ChangedElsewhere(Refusal):
    """Somebody else, or another tab, wrote meanwhile. Both texts come back, to be put right and sent."""

    code = "changed_elsewhere"

    def __init__(self, words: dict, revision: int) -> None:
        super().__init__("It was changed elsewhere at the same time. Both texts are here.")
        self.facts = {"words": words, "revision": revision}


class SeatDoor(Door):
    def seat(self, pk: int) -> Seat:
        return seat_or_404(self.member, pk)


class AgendaView(SeatDoor):
    @extend_schema(responses=shapes.AgendaOut)
    def get(self, request, pk: int):
        """The agenda of a session you are in."""
        return Response(shapes.AgendaOut(session_page.agenda_facts(self.seat(pk))).data)

    @extend_schema(request=shapes.PointIn, responses={201: shapes.AgendaOut})
    def post(self, request, pk: int):
        """Bring a thought."""
        seat, body = self.seat(pk), self.read(shapes.PointIn)
        sharing.add_point(
            seat, text=body["text"], step=body["step"], sure=frozenset(body["sure"]), now=clock_now()
        )
        return Response(
            shapes.AgendaOut(session_page.agenda_facts(seat)).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=shapes.WaysIn, responses=shapes.AgendaOut)
    def put(self, request, pk: int):
        """Say how the two of you work: your own steps, and a lens."""
        seat, body = self.seat(pk), self.read(shapes.WaysIn)
        sharing.set_ways(seat, middle=body["middle"], lens=body["lens"], now=clock_now())
        return Response(shapes.AgendaOut(session_page.agenda_facts(seat)).data)


class PointView(SeatDoor):
    @extend_schema(responses={204: None})
    def delete(self, request, pk: int, item):
        """Take your own thought back."""
        if not sharing.remove_point(self.seat(pk), item):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class ActionsView(SeatDoor):
    @extend_schema(responses=shapes.ActionOut(many=True), operation_id="session_actions_list")
    def get(self, request, pk: int):
        """What was agreed to try, what earlier sessions left open first."""
        return Response(shapes.ActionOut(sharing.actions_of(self.seat(pk)), many=True).data)

    @extend_schema(request=shapes.ActionIn, responses={201: shapes.ActionOut(many=True)})
    def post(self, request, pk: int):
        """Agree on something to try."""
        seat, body = self.seat(pk), self.read(shapes.ActionIn)
        owner = next((one for one in seat.everybody if one.pk == body["owner"]), Member())
        sharing.add_action(
            seat,
            text=body["text"],
            owner=owner,
            due_on=body["due_on"],
            sure=frozenset(body["sure"]),
            now=clock_now(),
        )
        return Response(shapes.ActionOut(sharing.actions_of(seat), many=True).data, status=201)


class ActionView(SeatDoor):
    @extend_schema(request=shapes.ActionDoneIn, responses={204: None})
    def patch(self, request, pk: int, item):
        """Say that something was tried, or not yet."""
        seat = self.seat(pk)
        is_done = self.read(shapes.ActionDoneIn)["is_done"]
        if not sharing.tick_action(seat, item, is_done=is_done, now=clock_now()):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={204: None})
    def delete(self, request, pk: int, item):
        """Take back what you wrote down in this session."""
        if not sharing.drop_action(self.seat(pk), item):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class RecordView(SeatDoor):
    @extend_schema(responses=shapes.RecordOut)
    def get(self, request, pk: int):
        """The shared record of a session you were in."""
        return Response(shapes.RecordOut(records.record_of(self.seat(pk))).data)

    @extend_schema(request=shapes.RecordIn, responses=shapes.RecordOut)
    def put(self, request, pk: int):
        """Keep the record as it reads now. A change takes back what was signed."""
        seat, body = self.seat(pk), self.read(shapes.RecordIn)
        sharing.check_gate(seat)
        done = records.save_record(
            seat,
            Words(**{name: body[name] for name in (*TEXTS, *FUNCTIONS)}),
            revision=body["revision"],
            sure=frozenset(body["sure"]),
            now=clock_now(),
        )
        if done.is_aside:
            raise ChangedElsewhere({name: getattr(done.words, name) for name in TEXTS}, done.record.revision)
        return Response(shapes.RecordOut(done.record).data)


class RecordSignView(SeatDoor):
    @extend_schema(request=shapes.RevisionIn, responses=shapes.RecordOut)
    def post(self, request, pk: int):
        """Sign the record as you read it."""
        seat, body = self.seat(pk), self.read(shapes.RevisionIn)
        done = records.sign_record(seat, revision=body["revision"], now=clock_now())
        return Response(shapes.RecordOut(done).data)


class NoteView(SeatDoor):
    def _own(self, pk: int, purpose: str) -> Seat:
        seat = self.seat(pk)
        if purpose not in notes.PURPOSES[seat.tier]:
            raise Http404
        return seat

    @extend_schema(responses=shapes.NoteOut)
    def get(self, request, pk: int, purpose: str):
        """Your own note on a session: `notes`, or as a supervisee also `preparation`."""
        seat = self._own(pk, purpose)
        return Response(shapes.NoteOut(notes.note_of(self.member, seat.tier, seat.session, purpose)).data)

    @extend_schema(request=shapes.NoteIn, responses=shapes.NoteOut)
    def put(self, request, pk: int, purpose: str):
        """Keep your note as it reads now. Only you ever read it."""
        seat, body = self._own(pk, purpose), self.read(shapes.NoteIn)
        done = notes.save_note(
            self.member,
            seat.tier,
            seat.session,
            purpose,
            body["text"],
            revision=body["revision"],
            sure=frozenset(body["sure"]),
            now=clock_now(),
        )
        if done.is_aside:
            raise ChangedElsewhere({"text": notes.together(done.note, body["text"])}, done.note.revision)
        return Response(shapes.NoteOut(done.note).data)


class NotesView(Door):
    @extend_schema(responses=shapes.NoteRowOut(many=True), operation_id="notes_list")
    def get(self, request):
        """All your own notes, the latest session first."""
        rows = [
            {
                "id": one.id,
                "tier": tier,
                "purpose": one.purpose,
                "session_on": one.session_on,
                "forget_on": one.forget_on,
                "text": one.text,
                "revision": one.revision,
                "saved_at": one.saved_at,
                "asides": one.asides,
            }
            for tier, one in notes.notes_of(self.member)
        ]
        return Response(shapes.NoteRowOut(rows, many=True).data)

    @extend_schema(request=shapes.StayIn, responses={204: None})
    def patch(self, request):
        """Say how long your notes stay."""
        notes.set_clock(self.member, self.read(shapes.StayIn)["months"])
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoteRowView(Door):
    @extend_schema(responses={204: None})
    def delete(self, request, tier: str, item):
        """Delete one of your own notes for good."""
        if tier not in notes.TABLES or not notes.delete_note(self.member, tier, str(item)):
            raise Http404
        return Response(status=status.HTTP_204_NO_CONTENT)


class SpeakView(Door):
    @extend_schema(request=shapes.PassOnIn, responses={201: shapes.PassedOnOut})
    def post(self, request, pk: int):
        """Pass something on to one named contact, where confidentiality ends. For the supervisor alone."""
        relationship = self.relationship(pk)
        if relationship.supervisor_id != self.member.pk:
            raise Http404
        body, now = self.read(shapes.PassOnIn), clock_now()
        contacts = escalating.contacts_of(self.member.organisation_id, but=self.member)
        row = escalating.pass_on(
            relationship,
            by=self.member,
            limit=body["limit"],
            is_told_first=body["is_told_first"],
            why=body["why_not_told"],
            contact=next((one for one in contacts if one.pk == body["contact"]), None),
            words=body["words"],
            sure=frozenset(body["sure"]),
            now=now,
        )
        found = escalating.read_passed_on(self.member, row.pk, now=now)
        return Response(shapes.PassedOnOut(found).data, status=status.HTTP_201_CREATED)


class PassedOnView(Door):
    @extend_schema(responses=shapes.PassedOnOut)
    def get(self, request, item):
        """What was passed on to you, or by you. The look is written down."""
        found = escalating.read_passed_on(self.member, item, now=clock_now())
        if found is None:
            raise Http404
        return Response(shapes.PassedOnOut(found).data)
