"""Ways to look at the work in a session, in our own words, and cards to begin and to end with.

Ideas are older than these words: the three functions (Inskipp and Proctor), the seven-eyed model (Hawkins and
Shohet), the reflective cycle (Gibbs), the learning cycle (Kolb).
"""

from __future__ import annotations

from dataclasses import dataclass

from supervision.wording import noted


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
        noted("Three functions"),
        (
            noted("Restorative: what has the work done to you, and what would give something back?"),
            noted("Formative: what did you learn, or would you like to be better at?"),
            noted("Normative: does anything sit badly with how you want, or are bound, to work?"),
        ),
    ),
    Lens(
        "seven_eyes",
        noted("Seven eyes"),
        (
            noted("The person you work with: what do you see, before you explain it?"),
            noted("What you did, and what else you might have done."),
            noted("What happens between the two of you."),
            noted("What happens in you, and where you know it from."),
            noted("What happens between us here: does it echo anything?"),
            noted("What it does to the supervisor."),
            noted("What surrounds all of it: team, organisation, money, law."),
        ),
    ),
    Lens(
        "cycle",
        noted("Around the event"),
        (
            noted("What happened?"),
            noted("What did you feel then, and what now?"),
            noted("What was good about it, and what wasn’t?"),
            noted("What do you make of it?"),
            noted("What else could you have done?"),
            noted("If it comes again, what will you do?"),
        ),
    ),
    Lens(
        "learning",
        noted("From one time to the next"),
        (
            noted("What did you do?"),
            noted("Looking back, what do you notice?"),
            noted("What does it tell you that holds beyond this once?"),
            noted("What will you try, and where?"),
        ),
    ),
)
BY_SLUG = {lens.slug: lens for lens in LENSES}

OPENING = (
    Card(
        noted("Breathe out longer"),
        noted("Feet on the floor. In for four, hold for one, out for five. Three times."),
    ),
    Card(
        noted("Five things"),
        noted(
            "Name five things you can see, four you can hear, three you can feel, two you can smell, one "
            "you’re glad of."
        ),
    ),
    Card(
        noted("Put it down"),
        noted("What did you come straight from? Say it in one sentence, and leave it at the door."),
    ),
)
CLOSING = (
    Card(
        noted("What stays here"), noted("One thing that stays in this room; one thing that comes with you.")
    ),
    Card(
        noted("Back into the day"),
        noted("Look around the room. What is the next thing you do, and what is kind about it?"),
    ),
    Card(
        noted("Shake it off"),
        noted("Stand up. Roll your shoulders, shake out your hands, look out of a window."),
    ),
)
