"""What is kept of an agreement, as services and pages read it."""

from __future__ import annotations

import json

from supervision.people.models import Relationship
from supervision.practice.fields import FIELDS, first_words
from supervision.practice.models import Agreement, AgreementVersion, PracticeSettings
from supervision.practice.terms import Terms
from supervision.practice.terms import read as read_terms

TERMS = "terms"
"""Where terms stand beside the words of a version."""
OPEN, HOLDS = AgreementVersion.State.OPEN, AgreementVersion.State.HOLDS


def settings_of(organisation_id: int) -> PracticeSettings:
    """Return how an organisation speaks of supervision; Holdspace's own ways where it said nothing."""
    kept = PracticeSettings.objects.filter(pk=organisation_id).first()
    return kept or PracticeSettings(organisation_id=organisation_id)


def is_line_manager(relationship: Relationship) -> bool:
    return relationship.supervisee.line_manager_id == relationship.supervisor_id


def needs_their_yes(relationship: Relationship, agreement: Agreement | None) -> bool:
    """Say whether the supervisor is the supervisee's line manager, and they have not agreed to it."""
    return is_line_manager(relationship) and (agreement is None or agreement.manager_agreed_at is None)


def current_version(agreement: Agreement) -> AgreementVersion | None:
    """Return the version that waits for a signature, else the one that holds; None while there is neither."""
    versions = {one.state: one for one in agreement.versions.filter(state__in=(OPEN, "holds"))}
    for one in versions.values():
        one.agreement = agreement
    return versions.get(OPEN.value) or versions.get("holds")


def words_of(version: AgreementVersion) -> dict[str, str]:
    """Return a version's words by field, every field there."""
    kept = json.loads(version.text)
    return {field.slug: str(kept.get(field.slug, "")) for field in FIELDS}


def terms_of(version: AgreementVersion | None) -> Terms:
    """Return what a version says of hours called off late, and of invoices; of none, nothing."""
    return Terms() if version is None else read_terms(json.loads(version.text).get(TERMS))


def starting_words(organisation_id: int) -> dict[str, str]:
    """Return the words with which an agreement starts in an organisation."""
    return first_words(settings_of(organisation_id).agreement)
