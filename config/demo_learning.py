"""Learning in the demo: Nia has read two of the twelve, and Alder has written a session of its own."""

from datetime import datetime, timedelta

from config.demo_names import email_of
from peers.learning.programme import programme
from peers.learning.reading import mark_read, note
from peers.learning.services import write_session
from supervision.people.models import Member

OURS = """+++
title = "The first hour after a hard visit, at Alder"
lead = "Whom to ring, what can wait, and what is taken off you."
cpd_minutes = 5

[[exercises]]
title = "Try it: one number"
minutes = 1
steps = ["Find the number of whoever is on call today.", "Put it where your thumb finds it."]
question = "Where is it now?"
hint = "Only if you like."
+++

## Before you drive

Sit for a minute. If your hands shake, ring **whoever is on call**, and stay where you are.

## What can wait

- The note: until tomorrow at noon, and nobody asks sooner.
- The next visit: say “I’m full”, and it is moved. You needn’t say why.

{{ exercise 1 }}

## What we take off you

The calls of that day, and the early start of the next. That is decided, not asked for.
"""


def read_sessions(*, now: datetime) -> None:
    """Write Alder's own session, and let Nia have read the first two of the programme."""
    here = Member.objects.filter(organisation__slug="alder-case-management")
    nia = here.get(person__email=email_of("Nia Bevan"))
    asha = here.get(person__email=email_of("Asha Denholm"))
    write_session(asha, OURS, now=now - timedelta(days=30))
    for number, session in enumerate(programme()[:2]):
        mark_read(nia, session, now=now - timedelta(days=14 - 7 * number))
    note(nia, programme()[1], 1, "Quiet at home, lunch in the car, not ringing Mam")
