"""API door onto what one's messages ask: the same questions as their pages, answered by the same acts."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.response import Response

from supervision.clock import now
from supervision.notices.acts import services
from supervision.notices.acts.registry import Over, answering_of
from supervision.notices.models import Notice
from supervision.notices.serializers import AnswerIn, AskedOut
from supervision.people.doors import MemberDoor


class AnswerView(MemberDoor):
    """What one message asks, its answer, and taking that back within ten minutes."""

    @extend_schema(responses=AskedOut, operation_id="inbox_asked")
    def get(self, request, pk: int):
        """Return what a message asks, and what can be answered."""
        return Response(self._shape(self._notice(pk)))

    @extend_schema(request=AnswerIn, responses=AskedOut, operation_id="inbox_answer")
    def post(self, request, pk: int):
        """Answer a message, once."""
        notice = self._notice(pk)
        body = AnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        services.give_answer(notice, **body.validated_data, now=now())
        return Response(self._shape(notice))

    @extend_schema(responses={204: None}, operation_id="inbox_answer_undo")
    def delete(self, request, pk: int):
        """Take the answer back, within ten minutes; then it can be answered again."""
        services.undo_answer(self._notice(pk), now=now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _notice(self, pk: int) -> Notice:
        mine = Notice.objects.visible_to(self.member).in_inbox()
        found = mine.select_related("recipient__person", "recipient__organisation").filter(pk=pk).first()
        if found is None or answering_of(found.kind) is None:
            raise Http404
        return found

    def _shape(self, notice: Notice) -> dict:
        moment, answering = now(), answering_of(notice.kind)
        assert answering is not None  # noqa: S101  (`_notice` has looked)
        given = services.standing_answer(notice)
        with timezone.override(notice.recipient.zone):
            asked = answering.question(notice, moment)
            is_open = given is None and not isinstance(asked, Over)
            acts = [] if isinstance(asked, Over) or not is_open else answering.open_acts(asked)
            found = {
                "heading": asked.heading,
                "words": asked.words if isinstance(asked, Over) else " ".join(asked.after),
                "facts": [] if isinstance(asked, Over) else asked.facts,
                "acts": [
                    {
                        "name": act.name,
                        "words": act.words,
                        "choices": act.choices(notice, moment) if act.choices else [],
                    }
                    for act in acts
                ],
                "answered": given.act if given else "",
                "can_undo": given is not None and services.can_undo(given, now=moment),
            }
        return AskedOut(found).data
