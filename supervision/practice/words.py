"""What an organisation calls reflective supervision, to the one who reads."""

from __future__ import annotations

from supervision.people.models import Member
from supervision.practice.models import PracticeSettings
from supervision.wording import noted

WORDS = {
    PracticeSettings.Word.SUPERVISION.value: noted("supervision"),
    PracticeSettings.Word.CONSULTATION.value: noted("consultation"),
    PracticeSettings.Word.REFLECTIVE_SPACE.value: noted("reflective space"),
}

HEADINGS = {
    "supervision": noted("Supervision with"),
    "consultation": noted("Consultation with"),
    "reflective space": noted("Reflective space with"),
}
"""What stands before the other side's name."""


def word_for(member: Member) -> str:
    """Return the organisation's word for supervision: "consultation", where associates read that."""
    kept = PracticeSettings.objects.filter(pk=member.organisation_id).first()
    if kept is None:
        return WORDS["supervision"]
    is_employee = member.employment == Member.Employment.EMPLOYEE
    return WORDS[kept.word if is_employee else kept.associate_word]
