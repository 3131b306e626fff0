"""One's own plan for staying well, whom one rings, a note for mornings, and private thank-yous."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peers.pool.access import apart
from peers.wellbeing import keeping
from peers.wellbeing.keeping import drawer
from supervision.errors import Refusal
from supervision.people.limits import is_within
from supervision.people.models import Member
from supervision.scheduling.days import local_day
from supervision.wording import noted, sentence

PLAN = drawer("plan", known_as="plan")
PEOPLE = drawer("people", known_as="my_people")
MORNING = drawer("morning", known_as="morning_note")
THANKS = drawer("thanks", known_as="thanks")
PARTS = {
    "signs": noted("Signs I know in me"),
    "helps": noted("What steadies me"),
    "boundary": noted("The boundary I’m keeping this month"),
    "notice": noted("What I’d like my supervisor to notice"),
}
LONGEST = 2000
MOST_PEOPLE = 20
MOST_THANKS = 10
MORNING_ENDS = 12
"""A note for mornings is shown until this hour."""


class TooManyPeople(Refusal):
    code = "too_many_people"


class EnoughToday(Refusal):
    code = "enough_today"


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as its owner wrote it, by part; empty where they wrote nothing."""

    parts: dict[str, str]
    changed_on: date | None = None
    looked_on: date | None = None

    @property
    def titled(self) -> list[tuple[str, str, str]]:
        """Its parts that have words: key, title, words."""
        return [(key, title, self.parts[key]) for key, title in PARTS.items() if self.parts.get(key)]


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody on one's own list. `member`: a colleague here, whom a five-minute call can ask first."""

    name: str
    phone: str
    key: str
    member: int | None = None


@dataclass(frozen=True, slots=True)
class Thanks:
    key: str
    by: str
    words: str
    on: date


# ---------------------------------------------------------------- the plan
def plan_of(member: Member) -> Plan:
    """Return a person's own plan, an empty one if there is none. Three queries."""
    return _plan(keeping.open_space(member.person_id).read(PLAN))


def keep_plan(member: Member, parts: Mapping[str, str], *, now: datetime) -> None:
    """Keep a plan as it reads now. An empty one is deleted."""
    today = local_day(now, member.zone).isoformat()
    words = {key: parts.get(key, "").strip()[:LONGEST] for key in PARTS}
    kept = {key: text for key, text in words.items() if text}
    body = {"parts": kept, "changed_on": today, "looked_on": today}
    keeping.change(member.person_id, PLAN, "", lambda before: body if kept else None)


def look_at_plan(member: Member, *, now: datetime) -> None:
    """Note that its owner looked at it today: for themselves."""
    today = local_day(now, member.zone).isoformat()
    keeping.change(
        member.person_id, PLAN, "", lambda before: before | {"looked_on": today} if before else None
    )


def _plan(body: Mapping[str, Any] | None) -> Plan:
    if not body:
        return Plan({})
    return Plan(
        dict(body["parts"]), date.fromisoformat(body["changed_on"]), date.fromisoformat(body["looked_on"])
    )


# ---------------------------------------------------------------- my people
def people_of(member: Member) -> list[Someone]:
    """Return whom a person rings, in their own order."""
    body = keeping.open_space(member.person_id).read(PEOPLE) or {"people": []}
    return [Someone(**one) for one in body["people"]]


def colleagues_first(member: Member) -> list[int]:
    """Return the colleagues on a person's own list, whom a five-minute call asks first."""
    return [one.member for one in people_of(member) if one.member is not None]


def add_someone(member: Member, *, name: str, phone: str = "", colleague: Member | None = None) -> None:
    """Put somebody at the end of one's own list. They never learn of it. Raises TooManyPeople."""
    one = {
        "name": (colleague.person.name if colleague else name).strip()[:80],
        "phone": phone.strip()[:40],
        "key": uuid.uuid4().hex,
        "member": colleague.pk if colleague else None,
    }

    def change(before):
        people = [
            each
            for each in (before or {"people": []})["people"]
            if colleague is None or each["member"] != colleague.pk
        ]
        if len(people) >= MOST_PEOPLE:
            raise TooManyPeople(sentence("At most {most} people. Take one off first.", most=MOST_PEOPLE))
        return {"people": [*people, one]}

    keeping.change(member.person_id, PEOPLE, "", change)


def move_someone(member: Member, key: str, *, up: bool) -> None:
    """Move somebody one place up or down one's own list."""

    def change(before):
        people = list((before or {"people": []})["people"])
        at = next((n for n, one in enumerate(people) if one["key"] == key), None)
        to = None if at is None else at - 1 if up else at + 1
        if at is not None and to is not None and 0 <= to < len(people):
            people[at], people[to] = people[to], people[at]
        return {"people": people} if people else None

    keeping.change(member.person_id, PEOPLE, "", change)


def drop_someone(member: Member, key: str) -> None:
    """Take somebody off one's own list."""

    def change(before):
        people = [one for one in (before or {"people": []})["people"] if one["key"] != key]
        return {"people": people} if people else None

    keeping.change(member.person_id, PEOPLE, "", change)


# ---------------------------------------------------------------- a note for mornings
def morning_note_of(member: Member) -> str:
    """Return the note that a person left themselves for mornings."""
    body = keeping.open_space(member.person_id).read(MORNING)
    return str(body["words"]) if body else ""


def keep_morning_note(member: Member, words: str) -> None:
    words = words.strip()[:280]
    keeping.change(member.person_id, MORNING, "", lambda before: {"words": words} if words else None)


def note_for_now(member: Member, *, now: datetime) -> str:
    """Return the note while it is morning on the member's wall; nothing later."""
    note = morning_note_of(member)
    return note if now.astimezone(member.zone).hour < MORNING_ENDS else ""


# ---------------------------------------------------------------- thank-yous
def thank(member: Member, colleague: Member, words: str, *, now: datetime) -> None:
    """Leave a line in a colleague's space. Nobody else learns of it, and nothing counts it.

    Between people of whom one would rather not be brought together with the other nothing is left, and
    neither is told. Raises EnoughToday after ten in a day.
    """
    who = f"{member.pk}"
    if not is_within("thanks", who, most=MOST_THANKS, seconds=24 * 3600, now=now):
        raise EnoughToday("That is ten today. Tell the others in person.")
    kept_apart = apart([member.pk], on=local_day(now, member.zone))
    if colleague.pk in kept_apart.get(member.pk, ()):
        return
    body = {
        "by": member.person.name,
        "words": words.strip()[:280],
        "on": local_day(now, colleague.zone).isoformat(),
    }
    name = f"{now.isoformat()}/{uuid.uuid4().hex}"
    keeping.change(colleague.person_id, THANKS, name, lambda before: body)


def thanks_to(member: Member) -> list[Thanks]:
    """Return the lines that colleagues left for a person, the latest first."""
    found = keeping.open_space(member.person_id).all(THANKS)
    return [
        Thanks(entry.name, entry.body["by"], entry.body["words"], date.fromisoformat(entry.body["on"]))
        for entry in reversed(found)
    ]


def drop_thanks(member: Member, key: str) -> bool:
    return keeping.drop(member.person_id, THANKS, key)


SOON = timedelta(days=91)
"""A plan that was not looked at for so long says so on its owner's page."""


def is_due_for_a_look(plan: Plan, *, today: date) -> bool:
    return plan.looked_on is not None and today - plan.looked_on > SOON
