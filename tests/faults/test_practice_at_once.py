"""Two sign, write or answer at one moment: nothing stands twice, nobody is stopped, and no word is lost."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection

from supervision.feedback import rules as feedback_rules
from supervision.feedback import services as feedback
from supervision.feedback.models import Answer, Release
from supervision.outside import services as outside
from supervision.outside.models import Invitation
from supervision.people.models import Member
from supervision.people.querysets import LockedMixin
from supervision.practice import agreed, notes, records, services
from supervision.practice.access import seat_in
from supervision.practice.models import AgreementVersion, SuperviseeNote, Vault
from supervision.practice.records import Words
from supervision.sessions.models import Session
from tests.builders import make_member, make_organisation, make_relationship, make_session
from tests.faults.test_recording_at_once import at_once, make_pair

pytestmark = pytest.mark.race
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
TIMES = 4


def put_forward(relationship, by, words):
    return services.propose(by=by, relationship=relationship, words=words, has_read_limits=True, now=NOW)


def test_two_versions_put_forward_and_signed_at_once_leave_one_that_waits_or_holds(own_database):
    organisation = make_organisation()
    words = agreed.starting_words(organisation.pk)
    for _ in range(TIMES):
        supervisor, supervisee = make_pair(organisation)
        pair = supervisee.supervised_by.select_related("supervisor__person", "supervisee__person").get()
        at_once(
            partial(put_forward, pair, supervisor, words),
            partial(put_forward, pair, supervisee, words | {"urgent": "Ring me."}),
        )
        versions = AgreementVersion.objects.filter(agreement__supervisor=supervisor)
        assert sorted(versions.values_list("number", "state")) == [(1, "withdrawn"), (2, "open")]
        waiting = versions.get(state="open")
        other = supervisee if waiting.proposed_by_id == supervisor.pk else supervisor
        sign = partial(services.sign, by=other, relationship=pair, number=2, has_read_limits=True, now=NOW)
        at_once(sign, sign, partial(put_forward, pair, other, words | {"urgent": "Write to me."}))
        states = list(versions.values_list("state", flat=True))
        assert states.count("holds") <= 1
        assert states.count("open") <= 1
        assert states.count("holds") + states.count("open") >= 1


def two_tabs(organisation, *, has_vault, clashes=()):
    """Save a first note about a session from two tabs at once, its writer's first of all or not."""
    supervisor, supervisee = make_pair(organisation)
    session = make_session(supervisor, supervisee, at=NOW - timedelta(hours=1))
    if has_vault:
        before = make_session(supervisor, supervisee, at=NOW - timedelta(days=7))
        notes.save_note(supervisee, "supervisee", before, "notes", "Last week.", revision=0, now=NOW)
    save = partial(notes.save_note, supervisee, "supervisee", session, "notes", revision=0, now=NOW)
    results = at_once(partial(save, "The first tab."), partial(save, "The second tab."), clashes=clashes)
    return supervisee, session, results


@pytest.mark.parametrize("has_vault", [False, True])
def test_two_tabs_that_save_a_first_note_at_once_keep_both(own_database, has_vault):
    organisation = make_organisation()
    for _ in range(TIMES):
        supervisee, session, results = two_tabs(organisation, has_vault=has_vault)
        assert sorted(one.is_aside for one in results) == [False, True]
        note = notes.note_of(supervisee, "supervisee", session, "notes")
        assert {note.text, *note.asides} == {"The first tab.", "The second tab."}
        assert SuperviseeNote.objects.filter(vault__member=supervisee).count() == 1 + has_vault
        assert Vault.objects.filter(member=supervisee).count() == 1


def test_without_the_lock_two_tabs_do_clash(own_database, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: it takes no lock that could be left off.")
    monkeypatch.setattr(LockedMixin, "locked", read_without_a_lock)
    organisation = make_organisation()
    clashes = 0
    for _ in range(TIMES * 4):
        *_, results = two_tabs(organisation, has_vault=True, clashes=(IntegrityError,))
        clashes += sum(isinstance(one, IntegrityError) for one in results)
    assert clashes > 0


def read_without_a_lock(rows, *chosen):
    return list(rows.filter(pk__in=[getattr(one, "pk", one) for one in chosen]))


def test_both_sides_that_write_the_record_at_once_lose_no_word(own_database):
    organisation = make_organisation()
    for _ in range(TIMES):
        supervisor, supervisee = make_pair(organisation)
        session = make_session(supervisor, supervisee, at=NOW - timedelta(hours=1))
        session = Session.objects.with_people().get(pk=session.pk)
        results = at_once(
            *(
                partial(
                    records.save_record,
                    seat_in(session, one),
                    Words(themes=f"{side} wrote this."),
                    revision=0,
                    now=NOW,
                )
                for side, one in (("Hers", supervisor), ("His", supervisee))
            )
        )
        aside = next(one for one in results if one.is_aside)
        assert "Hers wrote this." in aside.words.themes
        assert "His wrote this." in aside.words.themes


def test_an_answer_is_counted_or_refused_and_never_left_over(own_database):
    opens, ends = datetime(2026, 7, 2, 9, tzinfo=UTC), datetime(2027, 1, 1, 9, tzinfo=UTC)
    good = dict.fromkeys(feedback_rules.SLUGS, 4)
    organisation = make_organisation()
    supervisor = make_member(organisation, roles=("supervisor",))
    people = [make_member(organisation) for _ in range(5)]
    pairs = [make_relationship(supervisor, one) for one in people]
    feedback.turn(now=opens)

    def say(number, now=ends - timedelta(days=1)):
        return feedback.answer(
            by=people[number], relationship=pairs[number], how=good, more="", is_named=False, now=now
        )

    for number in range(4):
        say(number)
    results = at_once(partial(say, 4), partial(feedback.turn, now=ends), partial(feedback.turn, now=ends))

    was_counted = isinstance(results[0], Answer)
    assert Release.objects.count() == int(was_counted)
    assert not Answer.objects.exists()


def test_two_answers_of_a_guest_at_once_give_one_pair(own_database):
    organisation = make_organisation()
    for number in range(TIMES):
        associate = make_member(organisation, employment="associate")
        row = outside.invite(
            by=associate, supervisee=associate, email=f"kit{number}@outside.example", name="Kit", now=NOW
        )
        guest = Member.objects.select_related("person").get(pk=row.guest_id)
        at_once(
            partial(outside.answer, row, by=guest, agrees=True, now=NOW),
            partial(outside.answer, row, by=guest, agrees=True, now=NOW),
            partial(outside.withdraw, row, by=associate, now=NOW),
        )
        state = Invitation.objects.get(pk=row.pk).state
        assert guest.supervises.count() == int(state == "accepted")
