"""Answering a month's card, and what an organisation says about it. Nobody can see who answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from peers.climate import rules, sheets
from peers.climate.access import home_of, open_window
from peers.climate.models import Cell, Figure, Setting
from supervision.people.audit import Deed, record
from supervision.people.models import Member, Team


def answer(member: Member, answers: Mapping[str, int], *, words: str = "", now: datetime) -> None:
    """Put a member's whole card on its sheet. Nothing else is written: no audit, no message, no time.

    Raises NotOffered, NotOpen, AnsweredAlready.
    """
    given, said = rules.checked_answers(answers), rules.checked_words(words)
    window = open_window(member, now=now)
    home = home_of(member, window) if window else None
    if window is None or home is None:
        raise rules.NotOpen("There is no card for you to answer just now.")
    sheets.add(window, person=member.pk, home=home.key, answers=given, words=said)


@transaction.atomic
def keep_setting(
    *,
    by: Member,
    is_on: bool,
    least: int,
    least_words: int,
    asks_words: bool,
    left_out: Iterable[int],
    now: datetime,
) -> Setting:
    """Keep what the organisation of an administrator says about climate, from the next month on."""
    if not rules.LEAST <= least <= rules.MOST_LEAST:
        raise rules.NotOffered({"least": f"From {rules.LEAST} to {rules.MOST_LEAST}: never fewer."})
    if not max(rules.LEAST_WORDS, least) <= least_words <= 2 * rules.MOST_LEAST:
        raise rules.NotOffered({"least_words": f"At least {max(rules.LEAST_WORDS, least)}."})
    wanted = set(left_out)
    known = set(Team.objects.of(by.organisation_id).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - known:
        raise rules.NotOffered({"left_out": "There is no such team here."})
    kept, _ = Setting.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={
            "is_on": is_on,
            "least": least,
            "least_words": least_words,
            "asks_words": asks_words,
            "left_out": sorted(known),
        },
    )
    record([Deed(by.organisation_id, "climate.setting", by.pk)], at=now)
    return kept


@transaction.atomic
def keep_months(
    *, by: Member, months: Iterable[tuple[date, Mapping[str, int | None]]], now: datetime
) -> None:
    """Keep what an administrator typed in about months: all of it, or nothing. None takes a number away."""
    for month, numbers in months:
        for kind, number in numbers.items():
            if kind not in rules.FIGURES or (number is not None and not 0 <= number <= rules.MOST_FIGURE):
                raise rules.NotOffered({kind: "A whole number, from nought."})
            rows = Figure.objects.of(by.organisation_id)
            if number is None:
                rows.filter(month=month, kind=kind).delete()
            else:
                Figure.objects.update_or_create(
                    organisation_id=by.organisation_id, month=month, kind=kind, defaults={"number": number}
                )
    record([Deed(by.organisation_id, "climate.figures", by.pk)], at=now)


@transaction.atomic
def forget_member(member_pk: int, *, organisation_id: int, stand_in: int) -> int:
    """Put `stand_in`, a number below nought, in the place of an erased member; return in how many groups.

    What was released stays as it is, and so does what it would give away: the sums are the same.
    """
    if stand_in >= 0:
        raise ValueError("Who stands in for nobody has a number below nought.")
    changed = []
    for cell in Cell.objects.of(organisation_id).order_by("pk").iterator():
        if member_pk in cell.people:
            cell.people = sorted(stand_in if pk == member_pk else pk for pk in cell.people)
            changed.append(cell)
    Cell.objects.bulk_update(changed, ["people"])
    return len(changed)
