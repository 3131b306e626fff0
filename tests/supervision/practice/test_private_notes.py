"""Private notes: their writer's alone, sealed, without a client's details, and gone in time."""

from datetime import timedelta

import pytest

from supervision.people.encryption import CannotUnseal, Tampered, erase_key
from supervision.practice import forgetting, notes, rules, sharing
from supervision.practice.models import (
    AgendaItem,
    PracticeSettings,
    SharedRecord,
    SuperviseeNote,
    SupervisorNote,
)
from tests.supervision.practice.pages import note, save

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_note_is_read_by_its_writer_alone(two):
    note(two, two.supervisee, "Mine")
    note(two, two.supervisor, "Judith’s", tier="supervisor")

    assert notes.note_of(two.supervisee, "supervisee", two.session, "notes").text == "Mine"
    assert notes.note_of(two.supervisor, "supervisee", two.session, "notes").text == ""
    assert [one.text for _, one in notes.notes_of(two.supervisor)] == ["Judith’s"]
    assert not notes.delete_note(two.supervisor, "supervisee", str(SuperviseeNote.objects.get().pk))


def test_two_tabs_lose_no_word(two):
    note(two, two.supervisee, "Begun")
    note(two, two.supervisee, "Begun, then on the phone", revision=1)

    done = note(two, two.supervisee, "Begun, then at the desk", revision=1)

    assert done.is_aside and done.note.text == "Begun, then on the phone"
    assert done.note.asides == ("Begun, then at the desk",)
    both = notes.together(done.note, "Begun, then at the desk")
    assert "on the phone" in both and "at the desk" in both
    kept = note(two, two.supervisee, both, revision=done.note.revision)
    assert not kept.is_aside and kept.note.asides == ()


def test_a_note_moved_to_another_row_or_vault_does_not_open(two):
    note(two, two.supervisee, "First")
    note(two, two.supervisee, "Second", session=two.before)
    first, second = SuperviseeNote.objects.order_by("pk")

    SuperviseeNote.objects.filter(pk=second.pk).update(sealed=first.sealed)

    with pytest.raises(Tampered):
        list(notes.notes_of(two.supervisee))
    note(two, two.supervisor, "Judith’s", tier="supervisor")
    theirs = SupervisorNote.objects.get()
    SupervisorNote.objects.update(sealed=first.sealed)
    assert bytes(theirs.sealed) != bytes(first.sealed)
    with pytest.raises(Tampered):
        notes.note_of(two.supervisor, "supervisor", two.session, "notes")


def test_no_column_leads_from_a_session_to_a_note(two):
    note(two, two.supervisee, "Mine")
    for table in (SuperviseeNote, SupervisorNote):
        related = {
            field.related_model._meta.model_name for field in table._meta.get_fields() if field.is_relation
        }
        assert related == {"vault"}
    row = SuperviseeNote.objects.get()
    assert str(two.session.pk) not in row.place[:0] and len(row.place) == 64


def test_erasing_a_person_s_key_closes_their_notes_for_good(two):
    note(two, two.supervisee, "Mine")
    erase_key(two.supervisee.person)

    with pytest.raises(CannotUnseal):
        list(notes.notes_of(two.supervisee))


def test_client_details_are_asked_about_and_each_kind_anew(two):
    with pytest.raises(rules.LooksLikeClient):
        note(two, two.supervisee, "Ring 07700 900123")
    sure = frozenset({"phone"})
    kept = notes.save_note(
        two.supervisee,
        "supervisee",
        two.session,
        "notes",
        "Ring 07700 900123",
        revision=0,
        sure=sure,
        now=two.now,
    )
    with pytest.raises(rules.LooksLikeClient):
        notes.save_note(
            two.supervisee,
            "supervisee",
            two.session,
            "notes",
            "Ring 07700 900123 or a@b.org",
            revision=kept.note.revision,
            sure=sure,
            now=two.now,
        )


def test_notes_go_by_their_writer_s_own_clock(two):
    note(two, two.supervisee, "Mine")
    forgetting.forget(now=two.now + 3000 * DAY)
    assert SuperviseeNote.objects.exists()

    notes.set_clock(two.supervisee, 6)
    forgetting.forget(now=two.now + 150 * DAY)
    assert SuperviseeNote.objects.exists()
    forgetting.forget(now=two.now + 190 * DAY)

    assert not SuperviseeNote.objects.exists()


def test_each_tier_is_kept_as_long_as_the_organisation_says(two):
    PracticeSettings.objects.create(organisation=two.organisation, agenda_months=2, record_months=12)
    sharing.add_point(two.seat(two.supervisee), text="A thought", step="landing", now=two.now)
    save(two, two.supervisor, 0)
    forgetting.forget(now=two.now + 50 * DAY)
    assert AgendaItem.objects.exists()

    forgetting.forget(now=two.now + 70 * DAY)
    assert not AgendaItem.objects.exists() and SharedRecord.objects.exists()
    forgetting.forget(now=two.now + 380 * DAY)
    forgetting.forget(now=two.now + 380 * DAY)

    assert not SharedRecord.objects.exists()
    two.session.refresh_from_db()
