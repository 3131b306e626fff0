"""The rota on the page of one's settings: who is asked first for “now”, half a day each."""

from datetime import datetime

from peers.debriefs.selectors import rota_of
from peers.pool.models import DEBRIEFS, Joined
from peers.pool.sections import Section
from peers.pool.selectors import state_of
from supervision.people.models import Member


def read(member: Member, now: datetime) -> dict:
    turns = rota_of(member, now=now)
    return {"turns": turns, "listens": bool(turns) and state_of(member, DEBRIEFS) == Joined.State.IN}


SECTION = Section("on_call", "peers/debriefs/_rota.html", read=read)
