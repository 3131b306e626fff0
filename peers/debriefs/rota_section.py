"""The rota on the page of one's settings: who is asked first for “now”, half a day each."""

from datetime import datetime

from peers.debriefs.selectors import rota_of
from peers.pool.sections import Section
from supervision.people.models import Member


def read(member: Member, now: datetime) -> dict:
    return {"turns": rota_of(member, now=now)}


SECTION = Section("on_call", "peers/debriefs/_rota.html", read=read)
