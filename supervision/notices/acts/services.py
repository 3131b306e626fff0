"""Giving an answer and taking it back: once, by whoever comes first."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce

from supervision.errors import Refusal
from supervision.notices.acts.registry import Over, Pressed, answering_of
from supervision.notices.models import Answer, AnswerLink, Notice

UNDO_WITHIN = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)
"""How long it is kept which answer was given; after that, only that one was."""


class AlreadyAnswered(Refusal):
    code = "already_answered"

    def __init__(self) -> None:
        super().__init__("This is answered already.")


class NotAsked(Refusal):
    """Nothing of the kind is asked, any more or at all. `over` is what the room says of it, if it does."""

    code = "not_asked"

    def __init__(self, over: Over | None = None):
        super().__init__(over.words if over else "That is not asked here.")
        self.over = over


class NothingToUndo(Refusal):
    code = "nothing_to_undo"

    def __init__(self) -> None:
        super().__init__("That can’t be undone any more.")


@transaction.atomic
def give_answer(notice: Notice, *, act: str, choice: str = "", now: datetime) -> Answer:
    """Answer a message: do what `act` says, and note that it is answered, in one transaction.

    Of two at once one is first; the other waits for it and raises AlreadyAnswered. Raises NotAsked, and
    whatever Refusal the room's service gives: nothing is noted then.
    """
    answering = answering_of(notice.kind)
    chosen = answering.act(act) if answering else None
    if answering is None or chosen is None:
        raise NotAsked
    try:
        with transaction.atomic():
            answer = Answer.objects.create(notice=notice, act=act, given_at=now)
    except IntegrityError:
        raise AlreadyAnswered from None
    asked = answering.question(notice, now)
    if isinstance(asked, Over):
        raise NotAsked(asked)
    if chosen not in answering.open_acts(asked):
        raise NotAsked
    answer.kept = dict(chosen.perform(Pressed(notice, choice, now)) or {})
    answer.save(update_fields=["kept"])
    Notice.objects.filter(pk=notice.pk).update(read_at=Coalesce("read_at", now))
    return answer


@transaction.atomic
def undo_answer(notice: Notice, *, now: datetime) -> None:
    """Take the answer to a message back, within ten minutes; then it can be answered again.

    Of two at once one does it. Raises NothingToUndo, and whatever Refusal the room's service gives.
    """
    answer = standing_answer(notice)
    answering = answering_of(notice.kind)
    act = answering.act(answer.act) if answering and answer else None
    if answer is None or act is None or act.undo is None or not can_undo(answer, now=now):
        raise NothingToUndo
    if not Answer.objects.filter(pk=answer.pk, undone_at=None).update(undone_at=now):
        raise NothingToUndo
    act.undo(notice, answer.kept, now)


def standing_answer(notice: Notice) -> Answer | None:
    """Return the answer that was given to a message and not taken back, if there is one."""
    return Answer.objects.filter(notice=notice, undone_at=None).first()


def can_undo(answer: Answer, *, now: datetime) -> bool:
    """Say whether an answer can still be taken back: for ten minutes, where its act knows how."""
    answering = answering_of(answer.notice.kind)
    act = answering.act(answer.act) if answering else None
    return act is not None and act.undo is not None and now - answer.given_at < UNDO_WITHIN


def forget_answers(*, now: datetime) -> int:
    """Forget after a day what was answered, and addresses that open nothing any more; return how many."""
    old = now - REMEMBERED
    gone = AnswerLink.objects.filter(expires_at__lt=old).delete()[0]
    gone += Answer.objects.filter(undone_at__lt=old).delete()[0]
    return gone + Answer.objects.filter(given_at__lt=old).exclude(act="").update(act="", kept={})
