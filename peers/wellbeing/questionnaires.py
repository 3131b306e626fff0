"""Questionnaires that an organisation brings as a file: loaded, withdrawn, answered.

What a questionnaire asks is the organisation's; what somebody answers stands in their own space, and nowhere
is it counted who answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import Http404

from peers.wellbeing import keeping
from peers.wellbeing.keeping import drawer
from peers.wellbeing.models import Questionnaire
from peers.wellbeing.questionnaire_files import read_questionnaire
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Organisation
from supervision.scheduling.days import local_day

ANSWERS = drawer("questionnaires", known_as="questionnaires")


@dataclass(frozen=True, slots=True)
class Part:
    """What one part came to: its sum, what it could be, and the words of its band, if it has one."""

    name: str
    total: int
    least: int
    most: int
    band: str


@dataclass(frozen=True, slots=True)
class Answered:
    """One time that somebody answered a questionnaire."""

    name: str
    on: date
    title: str
    credit: str
    parts: list[Part]


def open_to(member: Member) -> list[Questionnaire]:
    """Return the questionnaires that the member's organisation has, by title."""
    return list(Questionnaire.objects.of(member.organisation_id).open().order_by("title", "pk"))


def questionnaire_or_404(member: Member, pk) -> Questionnaire:
    """Return one of the member's organisation. Raises Http404 for any other and for none alike."""
    found = Questionnaire.objects.of(member.organisation_id).open().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def load(by: Member, content: bytes, *, now: datetime) -> Questionnaire:
    """Bring in a questionnaire, in place of one of the same title. Raises Wrong, and changes nothing then."""
    body = read_questionnaire(content)
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    same = Questionnaire.objects.of(by.organisation_id).open().filter(title=body["title"])
    same.update(withdrawn_at=now)
    made = Questionnaire.objects.create(
        organisation_id=by.organisation_id,
        title=body["title"],
        credit=body["credit"],
        body=body,
        loaded_at=now,
    )
    record([Deed(by.organisation_id, "wellbeing.questionnaire_loaded", by.pk)], at=now)
    return made


@transaction.atomic
def withdraw(by: Member, pk, *, now: datetime) -> None:
    """Offer a questionnaire no more. What was answered stays with whoever answered."""
    found = questionnaire_or_404(by, pk)
    Questionnaire.objects.filter(pk=found.pk).update(withdrawn_at=now)
    record([Deed(by.organisation_id, "wellbeing.questionnaire_withdrawn", by.pk)], at=now)


def answer(member: Member, asked: Questionnaire, answers: Mapping[str, int], *, now: datetime) -> str:
    """Keep what somebody answered today, in place of what they answered today. Return its name.

    `answers` name, by question, which answer of its scale, counted from 0. The title, the credit and what it
    came to are kept with it, so that it reads the same once the questionnaire is gone.
    """
    today = local_day(now, member.zone)
    name = f"{asked.pk}/{today}"
    body = {
        "title": asked.title,
        "credit": asked.credit,
        "answers": {
            question["words"]: asked.body["scales"][question["scale"]][answers[question["key"]]]["words"]
            for question in asked.body["questions"]
            if question["key"] in answers
        },
        "parts": [_kept(part) for part in parts_of(asked.body, answers)],
    }
    keeping.change(member.person_id, ANSWERS, name, lambda before: body)
    return name


def answered_by(member: Member) -> list[Answered]:
    """Return what a person answered, the latest first."""
    found = [
        Answered(
            entry.name,
            date.fromisoformat(entry.name.rsplit("/", 1)[1]),
            entry.body["title"],
            entry.body["credit"],
            [Part(**part) for part in entry.body["parts"]],
        )
        for entry in keeping.open_space(member.person_id).all(ANSWERS)
    ]
    return sorted(found, key=lambda one: (one.on, one.title), reverse=True)


def delete_answers(member: Member, name: str) -> bool:
    return keeping.drop(member.person_id, ANSWERS, name)


def parts_of(body: Mapping[str, Any], answers: Mapping[str, int]) -> list[Part]:
    """Return what each part came to: the sum of its values, of those that were answered as a whole.

    A part of which a question was left out comes to nothing, as its authors could not say what it means.
    """
    found = []
    for name in dict.fromkeys(question["part"] for question in body["questions"]):
        total = least = most = 0
        questions = [question for question in body["questions"] if question["part"] == name]
        if any(question["key"] not in answers for question in questions):
            continue
        for question in questions:
            values = [one["value"] for one in body["scales"][question["scale"]]]
            value = values[answers[question["key"]]]
            total += min(values) + max(values) - value if question["reversed"] else value
            least, most = least + min(values), most + max(values)
        bands = [one for one in body["bands"] if one["part"] == name]
        words = next((one["words"] for one in bands if one["from"] <= total <= one["to"]), "")
        found.append(Part(name, total, least, most, words))
    return found


def _kept(part: Part) -> dict[str, Any]:
    return {name: getattr(part, name) for name in Part.__slots__}
