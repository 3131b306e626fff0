"""The signs that a self-check asks about, in our own words. Holdspace's own: no part of any questionnaire.

They are those that people who hold others' trauma name for themselves: enjoying the work, support, making a
difference, the supervisor, dread, scanning for what comes next, safety, outlook, sleep, images, numbness and
irritability. Each is answered for the last two weeks in one of five words; none has to be.
"""

from __future__ import annotations

from dataclasses import dataclass

from supervision.wording import noted

ANSWERS = (noted("Never"), noted("Rarely"), noted("At times"), noted("Often"), noted("Always"))
HEAVIEST = len(ANSWERS) - 1


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: its key, its short name, and what is said of it. `is_good`: the more often, the lighter."""

    key: str
    name: str
    words: str
    is_good: bool = False

    def weight(self, answer: int) -> int:
        """Return how heavy an answer is: from 0 (light) to 4 (heaviest)."""
        return HEAVIEST - answer if self.is_good else answer


SIGNS = (
    Sign("enjoying", "Enjoying it", "There were hours of this work that I liked", is_good=True),
    Sign("support", "Support", "I had somebody to turn to", is_good=True),
    Sign("difference", "It matters", "Something I did made a difference", is_good=True),
    Sign("supervisor", "Supervisor", "I could tell my supervisor what was really on my mind", is_good=True),
    Sign("dread", "Dread", "I dreaded the next day, or the next call"),
    Sign("scanning", "On guard", "I kept waiting for the next thing to go wrong"),
    Sign("safety", "Safety", "The world felt safe enough, for me and for those close to me", is_good=True),
    Sign("outlook", "Outlook", "I could look forward to things", is_good=True),
    Sign("sleep", "Sleep", "I slept well enough", is_good=True),
    Sign("images", "Images", "What I had heard or read came back without being called"),
    Sign("numbness", "Numbness", "I felt little where I would expect to feel something"),
    Sign("irritability", "Temper", "I was shorter with people than I like to be"),
)
BY_KEY = {sign.key: sign for sign in SIGNS}
