"""What an organisation calls reflective supervision, to the one who reads."""

from __future__ import annotations

from supervision.people.models import Member
from supervision.practice.models import PracticeSettings

WORDS = {
    PracticeSettings.Word.SUPERVISION.value: "supervision",
    PracticeSettings.Word.CONSULTATION.value: "consultation",
    PracticeSettings.Word.REFLECTIVE_SPACE.value: "reflective space",
}


def word_for(member: Member) -> str:
    """Return the organisation's word for supervision: "consultation", where associates read that."""
    kept = PracticeSettings.objects.filter(pk=member.organisation_id).first()
    if kept is None:
        return WORDS["supervision"]
    is_employee = member.employment == Member.Employment.EMPLOYEE
    return WORDS[kept.word if is_employee else kept.associate_word]
