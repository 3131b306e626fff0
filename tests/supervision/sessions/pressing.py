"""Answers given from a message and taken back, and what came of them."""

from datetime import timedelta

from supervision.errors import Refusal
from supervision.notices.acts.services import give_answer, undo_answer
from supervision.notices.models import Notice
from supervision.sessions.models import Session, TakenTime
from tests.supervision.sessions.pairs import NOW, TEN

LATER = NOW + timedelta(minutes=9)
AFTERWARDS = TEN + timedelta(hours=3)


def told(kind, member):
    return Notice.objects.filter(kind=kind, recipient=member).order_by("-pk").first()


def start_of(session):
    return Session.objects.get(pk=session.pk).starts_at


def taken_of(*members):
    rows = TakenTime.objects.filter(person__in=[member.person_id for member in members])
    return sorted(rows.values_list("person", "starts", "ends"))


def press(notice, **what):
    try:
        give_answer(notice, now=NOW, **what)
    except Refusal as refusal:
        return refusal.code
    return "done"


def undo(notice, now=LATER):
    try:
        undo_answer(notice, now=now)
    except Refusal as refusal:
        return refusal.code
    return "undone"
