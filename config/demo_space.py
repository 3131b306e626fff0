"""What some people in the demo keep in their own space. Only they can open it."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from peers.wellbeing.checking import keep_check
from peers.wellbeing.signs import ANSWERS, SIGNS
from supervision.people.models import Member, Organisation

STEADY = {"dread": 1, "scanning": 1, "images": 1, "numbness": 0, "irritability": 1}
"""How often, of five words; the good signs stand at often unless said otherwise."""
FULL = {"dread": 3, "scanning": 3, "images": 3, "numbness": 1, "irritability": 3, "sleep": 1, "outlook": 2}
HEAVY = {"dread": 3, "scanning": 4, "images": 4, "irritability": 3, "sleep": 0, "enjoying": 1, "outlook": 1}
WEEKS = {
    "Nia Bevan": (STEADY, STEADY, {"sleep": 2}, FULL, HEAVY, FULL, {"images": 3, "sleep": 1}, {"images": 2}),
    "Tom Ashworth": (STEADY, {"irritability": 2}, FULL, HEAVY, HEAVY),
    "Judith Marlow": (STEADY, STEADY, {"sleep": 2, "dread": 0}),
    "Ruth Calder": ({"enjoying": 2, "support": 1}, STEADY),
}
"""One check a fortnight for each of these, the latest last."""


def keep_spaces(*, now: datetime) -> None:
    """Let some people of Alder have made their checks."""
    alder = Organisation.objects.get(slug="alder-case-management")
    for name, checks in WEEKS.items():
        member = Member.objects.of(alder).with_person().get(person__email=email_of(name))
        for ago, said in enumerate(reversed(checks)):
            at = now - timedelta(days=14 * ago + 3)
            usual = {sign.key: len(ANSWERS) - 2 if sign.is_good else 1 for sign in SIGNS}
            keep_check(member, usual | said, now=at)
