"""Ways to look at the work in a session, in our own words, and cards to begin and to end with.

Ideas are older than these words: the three functions (Inskipp and Proctor), the seven-eyed model (Hawkins and
Shohet), the reflective cycle (Gibbs), the learning cycle (Kolb).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lens:
    """A few questions to look through."""

    slug: str
    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to do for a minute, alone or together."""

    name: str
    words: str


LENSES = (
    Lens(
        "functions",
        "Three functions",
        (
            "Restorative: what has the work done to you, and what would give something back?",
            "Formative: what did you learn, or would you like to be better at?",
            "Normative: does anything sit badly with how you want, or are bound, to work?",
        ),
    ),
    Lens(
        "seven_eyes",
        "Seven eyes",
        (
            "The person you work with: what do you see, before you explain it?",
            "What you did, and what else you might have done.",
            "What happens between the two of you.",
            "What happens in you, and where you know it from.",
            "What happens between us here: does it echo anything?",
            "What it does to the supervisor.",
            "What surrounds all of it: team, organisation, money, law.",
        ),
    ),
    Lens(
        "cycle",
        "Around the event",
        (
            "What happened?",
            "What did you feel then, and what now?",
            "What was good about it, and what wasn’t?",
            "What do you make of it?",
            "What else could you have done?",
            "If it comes again, what will you do?",
        ),
    ),
    Lens(
        "learning",
        "From one time to the next",
        (
            "What did you do?",
            "Looking back, what do you notice?",
            "What does it tell you that holds beyond this once?",
            "What will you try, and where?",
        ),
    ),
)
BY_SLUG = {lens.slug: lens for lens in LENSES}

OPENING = (
    Card("Breathe out longer", "Feet on the floor. In for four, hold for one, out for five. Three times."),
    Card(
        "Five things",
        "Name five things you can see, four you can hear, three you can feel, two you can smell, one "
        "you’re glad of.",
    ),
    Card("Put it down", "What did you come straight from? Say it in one sentence, and leave it at the door."),
)
CLOSING = (
    Card("What stays here", "One thing that stays in this room; one thing that comes with you."),
    Card(
        "Back into the day", "Look around the room. What is the next thing you do, and what is kind about it?"
    ),
    Card("Shake it off", "Stand up. Roll your shoulders, shake out your hands, look out of a window."),
)
