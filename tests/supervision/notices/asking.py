"""A room whose message asks something, and how its reader comes to it."""

from datetime import timedelta

from django.urls import reverse

from supervision.errors import Refusal
from supervision.notices.acts import Act, Choice, Done, Fact, Over, Question
from supervision.notices.acts.links import make_link
from supervision.notices.acts.ready_made import snooze
from supervision.notices.models import Answer, AnswerLink, Notice, Preference
from tests.builders import MONDAY_9AM

CANARY = "Canary Quillfeather"


class Taken(Refusal):
    code = "taken"


class Room:
    """A room with one kind of message: a yes can be lost to somebody else, a time is one of two."""

    def __init__(self):
        self.is_taken = False
        self.said = []

    def question(self, notice, now):
        if self.is_taken:
            return Over("Somebody has it already", "Thank you all the same.")
        return Question(
            "Have you room for this today?",
            private_eyebrow=f"{CANARY} asks",
            facts=(Fact("clock", "When", "Today, 16:30"), Fact("user-round", "Who", CANARY, is_private=True)),
            only_you=(f"You noted {CANARY}.",),
            after=("No reason is needed.",),
        )

    def yes(self, pressed):
        self.said.append(pressed.choice)
        Preference.objects.create(member=pressed.member, kind="answered", way="push", is_wanted=True)
        return {"chosen": pressed.choice}

    def lose(self, pressed):
        self.is_taken = True
        raise Taken("Somebody was first.")

    def refuse(self, pressed):
        Preference.objects.create(member=pressed.member, kind="answered", way="push", is_wanted=True)
        raise Taken("Not at that time.")

    def unsay(self, notice, kept, now):
        Preference.objects.filter(member=notice.recipient, kind="answered").delete()

    def done(self, notice, kept, now):
        return Done("Thank you", f"With {CANARY}.")


def times(notice, now):
    return [Choice("1", "17:15", "today"), Choice("2", "08:30", "tomorrow")]


def acts_of(room):
    common = {"done": room.done, "undo": room.unsay}
    return (
        Act("yes", "Yes, I have room", perform=room.yes, **common),
        Act(
            "another",
            "Another time",
            perform=room.yes,
            look="page",
            choices=times,
            press="Offer it",
            **common,
        ),
        Act("folded", "Other times", perform=room.yes, look="fold", choices=times, **common),
        Act("lose", "Not this time", perform=room.lose, **common),
        Act("refuse", "At a bad time", perform=room.refuse, **common),
        Act("for_good", "For good", perform=room.yes, done=room.done),
        snooze(),
    )


def path_of(notice, *, until=MONDAY_9AM + timedelta(days=14)):
    return reverse("answer", args=[make_link(notice, until=until, now=MONDAY_9AM)])


def is_answered(notice):
    return Preference.objects.filter(member=notice.recipient, kind="answered").exists()


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Answer, AnswerLink, Notice, Preference)]
