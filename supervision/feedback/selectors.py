"""What somebody reads: their own answer; a supervisor, what was released or said by name."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from supervision.feedback import access, rules
from supervision.feedback.models import Answer, Release, Window
from supervision.people.encryption import CannotUnseal
from supervision.people.models import Member, Relationship
from supervision.scheduling.days import local_day
from supervision.wording import noted

BAND_WORDS = {
    rules.FEW: noted("A few say so"),
    rules.SOME: noted("Some say so"),
    rules.MOST: noted("Most say so"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is kept: how often, by question, and words of one's own."""

    how: dict[str, int]
    more: str
    is_named: bool

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Each question that was answered, with its answer in words."""
        return [
            (one.words, rules.HOW_OFTEN[self.how[one.slug]])
            for one in rules.QUESTIONS
            if one.slug in self.how
        ]


@dataclass(frozen=True, slots=True)
class Own:
    """One supervisor of the viewer's, until when they may say something, and what they said.

    `can_be_counted`: it can go in with others; `is_seen`: it went out by name already, in this window.
    """

    relationship: Relationship
    closes_on: date | None
    can_be_counted: bool
    is_seen: bool
    said: Said | None


def own_of(relationship: Relationship, viewer: Member, *, now: datetime) -> Own:
    """Return what the viewer may say, and said, of one supervisor in the window that is open."""
    window = access.open_window(relationship, local_day(now, viewer.zone))
    if window is None:
        return Own(relationship, None, False, False, None)
    kept = Answer.objects.filter(window=window, member=viewer).select_related("member").first()
    is_seen = kept is not None and kept.is_named
    return Own(
        relationship=relationship,
        closes_on=window.closes_on,
        can_be_counted=access.may_be_counted(window, viewer) and not is_seen,
        is_seen=is_seen,
        said=_said(kept),
    )


def owns_of(viewer: Member, *, now: datetime) -> list[Own]:
    today = local_day(now, viewer.zone)
    return [own_of(one, viewer, now=now) for one in access.own_relationships(viewer, today)]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a supervisor reads of one window that is over. Without `lines` nothing is shown, whatever the
    reason: nobody said anything, too few did, or it would have given somebody away."""

    opens_on: date
    closes_on: date
    lines: Sequence[tuple[str, str, str]]
    """Each question, its band and the band in words."""
    words: Sequence[str]

    @property
    def as_facts(self) -> list[dict[str, str]]:
        return [{"question": question, "band": band} for question, band, _ in self.lines]


@dataclass(frozen=True, slots=True)
class Named:
    """What one supervisee says by name."""

    name: str
    closes_on: date
    said: Said


@dataclass(frozen=True, slots=True)
class AboutMe:
    shown: Sequence[Shown]
    named: Sequence[Named]


def about(supervisor: Member) -> AboutMe:
    """Return what a supervisor may read, the latest window first, in three queries and one key each."""
    windows = list(Window.objects.filter(supervisor=supervisor).order_by("-closes_on", "-pk")[:12])
    releases = {
        one.window_id: one
        for one in Release.objects.filter(window__in=windows).select_related("window__supervisor")
    }
    rows = (
        Answer.objects.filter(window__in=windows, is_named=True)
        .exclude(sealed=b"")
        .select_related("member__person", "window")
        .order_by("-window__closes_on", "member__person__name", "pk")
    )
    named = [
        Named(row.member.person.name, row.window.closes_on, said) for row in rows if (said := _said(row))
    ]
    over = [one for one in windows if one.decided_at is not None]
    return AboutMe([_shown(one, releases.get(one.pk)) for one in over], named)


def _shown(window: Window, release: Release | None) -> Shown:
    if release is None:
        return Shown(window.opens_on, window.closes_on, (), ())
    kept = json.loads(release.text)
    bands = [(one.words, kept["bands"][one.slug]) for one in rules.QUESTIONS]
    lines = [(words, band, BAND_WORDS[band]) for words, band in bands]
    return Shown(window.opens_on, window.closes_on, lines, kept["words"])


def _said(row: Answer | None) -> Said | None:
    """Return what is in an answer; None where there is none, it was taken back, or its writer was erased."""
    if row is None or not row.sealed:
        return None
    try:
        kept = json.loads(row.text)
    except CannotUnseal:
        return None
    return Said(kept["how"], kept["more"], row.is_named)
