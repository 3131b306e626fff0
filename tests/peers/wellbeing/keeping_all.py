"""Something of every kind in somebody's space, with one word in each field that takes words."""

from peers.wellbeing import checking, keeping

CANARY = "kittiwake"


def keep_everything(member, *, now):
    """Keep one of everything there is for `member`, saying the canary wherever words can be said."""
    checking.keep_check(member, {"sleep": 0, "dread": 4}, now=now)
    keeping.change(member.person_id, checking.CHOICES, CANARY, lambda before: {"words": CANARY})
