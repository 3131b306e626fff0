"""What the inbox and its settings show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from supervision.notices import rules
from supervision.notices.kinds import Kind, all_kinds, kind_of
from supervision.notices.models import Hours, Notice, Preference
from supervision.notices.subjects import subject_of
from supervision.people.models import Member


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message as its reader finds it: the subject, one line, and the page it leads to."""

    id: int
    title: str
    line: str
    path: str
    icon: str
    at: datetime
    is_new: bool


def unread_count(member: Member) -> int:
    """Return how many messages stand unread in this member's inbox. Shown to nobody else."""
    return Notice.objects.visible_to(member).unread().count()


def inbox_of(member: Member):
    """Return what stands in the inbox of this place, the newest first."""
    return Notice.objects.visible_to(member).in_inbox().order_by("-inbox_at", "-pk")


def waiting_ids(member: Member, *, now: datetime) -> set[int]:
    """Return the ids of what still waits for an answer, as the kinds that ask for one say.

    One query for all of them, and whatever each kind needs for those that are there.
    """
    asks = {kind.name: kind.waiting for kind in all_kinds() if kind.waiting is not None}
    asked = defaultdict(list)
    for notice in inbox_of(member).filter(kind__in=asks):
        asked[notice.kind].append(notice)
    waiting: set[int] = set()
    for kind, notices in asked.items():
        waiting |= asks[kind](notices, now)
    return waiting


def as_rows(notices: Iterable[Notice]) -> list[InboxRow]:
    """Return these as the inbox shows them; a kind that no room registers any more is left out."""
    return [_row(notice, kind) for notice in notices if (kind := kind_of(notice.kind))]


def _row(notice: Notice, kind: Kind) -> InboxRow:
    return InboxRow(
        id=notice.pk,
        title=subject_of(kind.subject),
        line=kind.said_line,
        path=kind.path(notice),
        icon=kind.icon,
        at=notice.inbox_at or notice.created_at,
        is_new=notice.read_at is None,
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One kind on the preferences page. `is_fixed` ones stay on."""

    kind: Kind
    is_wanted: bool
    is_fixed: bool


def choices_of(member: Member) -> list[Choice]:
    """Return the kinds that may reach this member, those that must arrive first."""
    said = dict(Preference.objects.filter(member=member, way="email").values_list("kind", "is_wanted"))
    choices = [
        Choice(
            kind,
            said.get(kind.name, not kind.is_opt_in) or not kind.can_unsubscribe,
            not kind.can_unsubscribe,
        )
        for kind in all_kinds()
        if kind.label and kind.offered_to(member)
    ]
    soft = Notice.Class.SOFT
    return sorted(choices, key=lambda choice: (choice.kind.notice_class == soft, choice.kind.said_label))


def reported_kinds(member: Member) -> list[tuple[Kind, datetime]]:
    """Return which kinds this member's mail provider ended for them, as spam, and when; the newest first."""
    rows = Preference.objects.filter(member=member, way="email", is_wanted=False, reported_at__isnull=False)
    found = rows.order_by("-reported_at", "kind").values_list("kind", "reported_at")
    return [(kind, at) for name, at in found if at is not None and (kind := kind_of(name)) is not None]


def hours_of(member: Member) -> tuple[time, time]:
    """Return from when to when messages may reach this member on a working day, in their own wall time."""
    return (times := reach_times(member)).opens_at, times.closes_at


def reach_times(member: Member) -> Hours:
    """Return when, and in what form, messages reach this member: by their own word, or without one."""
    found = Hours.objects.filter(member=member).first()
    return found or Hours(member=member, opens_at=rules.OPENS_AT, closes_at=rules.CLOSES_AT)


def mail_failed_at(member: Member) -> datetime | None:
    """Return when e-mail to this member last failed, if none has arrived since."""
    last = (
        Notice.objects.visible_to(member).filter(state__in=("sent", "failed")).order_by("-inbox_at", "-pk")
    ).first()
    return last.inbox_at if last is not None and last.state == "failed" else None
