"""What a supervisor and a supervisee keep between them, and each alone; and for how long."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from supervision.people.encryption import CannotUnseal
from supervision.people.holdings import (
    NAMELESS,
    NOBODYS,
    Activity,
    Erasing,
    Keeping,
    activity,
    erases,
    holds,
    keeps,
)
from supervision.people.models import Member, Organisation
from supervision.people.visibility import Thing
from supervision.practice import forgetting
from supervision.practice.models import Agreement, Escalation, PracticeSettings, SupervisorRequest
from supervision.practice.notes import notes_of
from supervision.wording import counted, noted

AREA, NOTES, PASSED_ON = "practice", "notes", "passed_on"
OTHERS = noted("It is the other side’s as well.")


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "What two agree on and share",
            "To prepare supervision and to keep what both found fair.",
            "Legitimate interests: Art. 6(1)(f).",
            "How work lands may touch on health: Art. 9(2)(a), by whoever writes it. Read by the pair alone.",
        )
    )
    activity(
        Activity(
            NOTES,
            "Notes for oneself",
            "To think on paper. Nobody else can open them, in any role.",
            "Consent: Art. 6(1)(a).",
            "May touch on the writer’s health: Art. 9(2)(a).",
        )
    )
    activity(
        Activity(
            PASSED_ON,
            "Where confidentiality ends",
            "To keep somebody safe: one named person is told what has to be passed on.",
            "Vital interests and legal obligation: Art. 6(1)(c) and (d).",
            "Art. 9(2)(c) and (g), with the Data Protection Act 2018, Sch. 1 para. 18.",
        )
    )
    agreed: dict[str, Any] = {
        "area": AREA,
        "kept": noted("As long as the two work together, and after it their dates"),
    }
    holds(
        "supervision_practice.Agreement",
        "With whom you have an agreement, and signed until when",
        **agreed,
        fate=NAMELESS,
        whose=("supervisor", "supervisee"),
        why=OTHERS,
        thing=Thing.AGREEMENT,
        leave_out=("agenda",),
    )
    holds(
        "supervision_practice.AgreementVersion",
        "The words of your agreement",
        **agreed,
        whose=("agreement__supervisee",),
        named=("proposed_by",),
        thing=Thing.AGREEMENT,
    )
    holds(
        "supervision_practice.Signature",
        "That you signed",
        **agreed,
        fate=NAMELESS,
        whose=("member",),
        why=OTHERS,
        thing=Thing.AGREEMENT,
    )
    holds(
        "supervision_practice.LimitsRead",
        "That you read where confidentiality ends",
        **agreed,
        fate=NAMELESS,
        whose=("member",),
        why=OTHERS,
        thing=Thing.AGREEMENT,
    )
    shared: dict[str, Any] = {
        "area": AREA,
        "kept": "As long as the organisation says",
        "thing": Thing.SHARED_RECORD,
    }
    holds(
        "supervision_practice.AgendaItem",
        "What you brought to a session",
        **shared,
        whose=("writer",),
        named=("supervisor",),
    )
    holds(
        "supervision_practice.SharedRecord",
        "Shared records: as a supervisee yours alone, of groups those you held",
        **shared,
        whose=("keeper",),
        named=("supervisor", "changed_by"),
    )
    holds(
        "supervision_practice.RecordSignature",
        "That you found a record fair",
        **shared,
        fate=NAMELESS,
        whose=("member",),
        why=OTHERS,
    )
    holds(
        "supervision_practice.RecordAside",
        "What you wrote over a record that had changed",
        **shared,
        whose=("writer",),
    )
    holds(
        "supervision_practice.Action",
        "Things to try that you wrote",
        **shared,
        whose=("writer",),
        named=("supervisor", "owner"),
    )
    own: dict[str, Any] = {"area": NOTES, "kept": noted("As long as you say"), "thing": Thing.OWN_NOTES}
    holds(
        "supervision_practice.Vault",
        "Your own notes on sessions, and what you prepare",
        **own,
        whose=("member",),
        read=_notes,
    )
    for name in ("SuperviseeNote", "SupervisorNote"):
        holds(
            f"supervision_practice.{name}",
            "Your own notes on sessions",
            **own,
            whose=("vault__member",),
            in_export=False,
        )
    holds(
        "supervision_practice.EscalationContact",
        "That you are named to be spoken to",
        area=PASSED_ON,
        whose=("member",),
        thing=Thing.PASSED_ON,
    )
    holds(
        "supervision_practice.Escalation",
        "What you had to pass on",
        area=PASSED_ON,
        fate=NAMELESS,
        whose=("raised_by",),
        named=("contact",),
        kept="As long as the organisation says",
        thing=Thing.PASSED_ON,
        why="Whoever it keeps safe, and the one named for it, need it: Art. 17(3)(b).",
    )
    holds(
        "supervision_practice.SupervisorProfile",
        "What you say of yourself as a supervisor",
        area=AREA,
        whose=("member",),
        thing=Thing.PROFILE,
    )
    holds(
        "supervision_practice.SupervisorRequest",
        "Whom you asked to be your supervisor",
        area=AREA,
        whose=("supervisee",),
        named=("supervisor",),
        thing=Thing.ASKED_SUPERVISOR,
    )
    holds("supervision_practice.PracticeSettings", "", area=AREA, fate=NOBODYS)
    erases("practice", part)
    for name, what in (
        ("agenda_months", noted("Agendas of sessions")),
        ("record_months", noted("Shared records of sessions, and things to try")),
        ("escalation_months", noted("What had to be passed on")),
    ):
        keeps(
            Keeping(
                name,
                what,
                lasts=partial(_months, name),
                then="Deleted, after the session" if name != "escalation_months" else "Deleted",
                would_go=None if name == "escalation_months" else _going(name),
                set_at="organisation:practice",
            )
        )
    keeps(
        Keeping("own_notes", "Notes for oneself", lambda organisation: noted("As long as their writer says"))
    )


def _settings(organisation: Organisation) -> PracticeSettings:
    return PracticeSettings.objects.filter(pk=organisation.pk).first() or PracticeSettings()


def _months(name: str, organisation: Organisation) -> str:
    months = getattr(_settings(organisation), name)
    return counted("{number} month", "{number} months", months)


def _going(name: str):
    def would_go(organisation: Organisation, now: datetime) -> int:
        kept = _settings(organisation)
        months = {each: getattr(kept, each) for each in ("agenda_months", "record_months")}
        return forgetting.would_go(organisation, months, now=now)[name]

    return would_go


def _notes(member: Member) -> list[dict[str, Any]]:
    return [
        {
            "as": tier,
            "purpose": note.purpose,
            "session_on": note.session_on.isoformat() if note.session_on else "",
            "saved_at": note.saved_at.isoformat() if note.saved_at else "",
            "text": note.text,
            "kept_aside": list(note.asides),
        }
        for tier, note in notes_of(member)
    ]


def part(erasing: Erasing) -> None:
    """Let go of the pair's own agenda of a supervisee, and seal what had to be passed on for nobody by
    name.

    Whoever asked them to be their supervisor may ask somebody else.
    """
    waiting = SupervisorRequest.objects.filter(supervisor=erasing.member, state=SupervisorRequest.State.OPEN)
    waiting.update(state=SupervisorRequest.State.DECLINED, answered_at=erasing.now)
    Agreement.objects.filter(supervisee=erasing.member).update(sealed_agenda=b"")
    for row in Escalation.objects.filter(raised_by=erasing.member).select_related("raised_by"):
        try:
            words = row.text
        except CannotUnseal:
            continue
        row.raised_by.person = erasing.nobody
        row.text = words
        row.save(update_fields=["sealed"])
