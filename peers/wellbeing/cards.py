"""Grounding cards: short ways to arrive where one is. Plain words, open to everyone, kept by every device.

None of them treats anything. Sources: slow breathing with a longer out-breath (Zaccaro and others, Frontiers
in Human Neuroscience 2018), attention to the senses as a skill for steadying (Najavits, Seeking Safety 2002),
a walk outside (Bratman and others, PNAS 2015), naming what went well (Seligman and others, American
Psychologist 2005).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """One way: its steps in order, how long it takes, and when rather not."""

    slug: str
    name: str
    icon: str
    takes: str
    lead: str
    steps: tuple[str, ...]
    otherwise: str
    is_guided: bool = False
    """Has the drawn breath beside its words."""


CARDS = (
    Card(
        "breathing",
        "Breathe with it",
        "wind",
        "One minute",
        "A longer breath out tells the body that it may slow down.",
        (
            "Let your shoulders drop, and look at one spot.",
            "Breathe in, and count to four.",
            "Hold it for one.",
            "Breathe out slowly, and count to five.",
            "Six of these make a minute. One is a start.",
        ),
        "If counting your breath makes it tighter, stop. Feet and hands is the better one then.",
        is_guided=True,
    ),
    Card(
        "senses",
        "Five things",
        "search",
        "One minute",
        "What is here and now, one sense after another. Aloud, if nobody minds.",
        (
            "Five things you can see.",
            "Four things you can hear.",
            "Three things you can feel: the chair, your sleeves, the floor.",
            "Two things you can smell, or would like to.",
            "One thing you’re glad of.",
        ),
        "If a sense is one you don’t use, or there is too much of it here, leave it out.",
    ),
    Card(
        "movement",
        "Feet and hands",
        "hand-heart",
        "Half a minute",
        "For when you are wired, or far away. It works in a parked car.",
        (
            "Press both feet into the floor. Count to five. Let go.",
            "Press your palms together. Count to five. Let go.",
            "Roll your shoulders back, twice.",
            "Look as far away as you can see.",
        ),
        "Only as far as it is comfortable. Pressing your back into the chair does the same.",
    ),
    Card(
        "walk",
        "A short walk",
        "footprints",
        "Four minutes",
        "To the end of the road and back. The phone can stay here.",
        (
            "On the way out, name the colours you pass.",
            "At the end, stand for one breath.",
            "On the way back, name the sounds.",
            "Before the door: what are you going back to?",
        ),
        "If you can’t go out, a window will do: far things first, then near ones.",
    ),
    Card(
        "good",
        "A good moment",
        "sprout",
        "One minute",
        "The mind keeps what was hard by itself. What was good needs a little help.",
        (
            "One thing today that went right, however small.",
            "Who was there?",
            "What did you do in it?",
            "Stay with it for one breath.",
        ),
        "If there was nothing today, there needn’t be. Yesterday counts, and so does a cup of tea.",
    ),
)
BY_SLUG = {card.slug: card for card in CARDS}
