"""Something of every kind in somebody's space, with one word in each field that takes words."""

from peers.wellbeing import checking, contacts, journal, keeping, planning
from tests.builders import make_member

CANARY = "kittiwake"


def keep_everything(member, *, now):
    """Keep one of everything there is for `member`, saying the canary wherever words can be said."""
    checking.keep_check(member, {"sleep": 0, "dread": 4}, now=now)
    keeping.change(member.person_id, checking.CHOICES, CANARY, lambda before: {"words": CANARY})
    contacts.weigh(member, 3, name=CANARY, day=now.date(), now=now)
    planning.keep_plan(member, dict.fromkeys(planning.PARTS, CANARY), now=now)
    planning.add_someone(member, name=CANARY, phone=CANARY)
    planning.keep_morning_note(member, CANARY)
    journal.write(member, f"Something of {CANARY}", now=now)
    planning.thank(make_member(member.organisation, name="Wren"), member, CANARY, now=now)
