"""Several supervisors together: one facilitates, the others are there beside them and are taken as well."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.policy.models import Clock
from supervision.policy.services import refresh
from supervision.sessions import diary, finding, held_times, selectors
from supervision.sessions.access import NotYours
from supervision.sessions.asking import search_for
from supervision.sessions.booking import SeriesPlan, book
from supervision.sessions.booking_facts import REMINDER
from supervision.sessions.holding import hold
from supervision.sessions.lines import lines_for
from supervision.sessions.models import Beside, Session, TakenTime
from supervision.sessions.reminding import queue_reminders
from supervision.sessions.rules import Said, WrongPeople
from supervision.sessions.services import give_account
from supervision.sessions.taking import NoLongerFree, minute_of, take
from supervision.sessions.telling import tell
from tests.builders import make_member, make_organisation, make_policy, make_relationship, make_rule
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, WEEK, check_taken, taken_by

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- booking
@pytest.mark.parametrize("who", ["supervisor", "supervisee", "lead"])
def test_those_beside_are_taken_with_a_buffer_and_told(three, who):
    (session,) = three.book(by=getattr(three, who))

    assert [one.member for one in session.besides.all()] == [three.second]
    assert taken_by(three.second) == [(minute_of(TEN), minute_of(TEN + HOUR) + 15)]
    told = Notice.objects.filter(kind="session_booked").values_list("recipient", flat=True)
    assert set(told) == {three.supervisor.pk, three.supervisee.pk, three.second.pk}


def test_whoever_is_taken_elsewhere_is_in_the_way_of_all(three):
    other = make_member(three.organisation)
    make_relationship(three.second, other)
    elsewhere = {"by": three.second, "supervisor": three.second, "supervisees": [other]}
    book(**elsewhere, starts_at=TEN, minutes=60, now=NOW)

    with pytest.raises(NoLongerFree) as lost:
        three.book()

    assert Session.objects.count() == 1
    assert {slot.supervisors for slot in lost.value.next_free} == {(three.supervisor.pk, three.second.pk)}
    assert three.book(beside=[])


def test_who_is_taken_in_another_organisation_is_in_the_way_too(three):
    there = make_organisation()
    place = make_member(there, roles=("supervisor",), person=three.second.person)
    whom = make_member(there)
    make_relationship(place, whom)
    book(by=place, supervisor=place, supervisees=[whom], starts_at=TEN, minutes=60, now=NOW)

    with pytest.raises(NoLongerFree):
        three.book()


def test_the_database_refuses_what_slipped_through(three):
    (session,) = three.book()
    late = Session.objects.create(
        organisation=three.organisation,
        supervisor=make_member(three.organisation, roles=("supervisor",)),
        kind="individual",
        status="booked",
        starts_at=TEN,
        ends_at=TEN + HOUR,
    )
    Beside.objects.create(session=late, member=three.second)

    with pytest.raises(IntegrityError, match="taken_time_overlaps"), transaction.atomic():
        take([Session.objects.with_people().get(pk=late.pk)])

    assert session.taken_times.count() == 3


def test_being_beside_counts_towards_the_limits_of_a_day(three):
    from supervision.availability.services import set_limits

    set_limits(three.second, {"most_a_day": 1}, now=NOW)
    three.book()
    other = make_member(three.organisation)
    make_relationship(three.second, other)

    search = search_for(three.second, [other], minutes=60, kind="individual", around=TEN)
    found = finding.find_slots(search, NOW).days
    assert found[0].reason.endswith("day is full")
    assert found[1].slots


@pytest.mark.parametrize("beside", ["supervisor", "supervisee", "twice", "many"])
def test_nobody_is_there_twice(three, beside):
    named = {
        "supervisor": lambda: [three.supervisor],
        "supervisee": lambda: [three.supervisee],
        "twice": lambda: [three.second, three.second],
        "many": lambda: [make_member(three.organisation, roles=("supervisor",)) for _ in range(8)],
    }[beside]()
    with pytest.raises(WrongPeople):
        three.book(by=three.lead, beside=named)
    assert not Session.objects.exists()


def test_only_who_supervises_them_is_there_unless_a_lead_books(three):
    stranger = make_member(three.organisation, roles=("supervisor",))
    colleague = make_member(team=three.team)
    foreign = make_member(roles=("supervisor",))
    for by, beside in [
        (three.supervisor, stranger),
        (three.supervisee, stranger),
        (three.lead, colleague),
        (three.lead, foreign),
    ]:
        with pytest.raises(NotYours):
            three.book(by=by, beside=[beside])
    assert not Session.objects.exists()
    assert three.book(by=three.lead, beside=[stranger])


def test_a_series_is_held_together_and_each_date_takes_all(three):
    starts = tuple(TEN + number * WEEK for number in range(3))
    three.book(series=SeriesPlan("weekly", starts, number=3))
    assert len(taken_by(three.second)) == 3
    check_taken()


def test_a_time_is_held_for_all_of_them(three):
    people = {"supervisor": three.supervisor, "supervisees": [three.supervisee], "beside": [three.second]}
    hold(by=three.supervisee, **people, starts_at=TEN, minutes=60, kind="individual", now=NOW)
    assert TakenTime.objects.filter(person=three.second.person_id, hold__isnull=False).exists()


def test_they_are_reminded_as_well(three):
    (session,) = three.book()
    queue_reminders(now=TEN - timedelta(days=2))
    reminded = Notice.objects.filter(kind=REMINDER, about__session=session.pk)
    assert {one.recipient_id for one in reminded} == {
        three.supervisor.pk,
        three.supervisee.pk,
        three.second.pk,
    }


# ---------------------------------------------------------------- what they see
def test_they_have_it_in_lists_and_calendars_and_know_its_fact_alone(three):
    (session,) = three.book(by=three.supervisee, line="Two panels in one week")
    session = three.fresh()

    assert list(selectors.sessions_for(three.second, now=NOW)) == [session]
    assert [entry.name for entry in held_times.entries_of(three.second, NOW)] == [session.calendar_uid]
    assert [one.starts_at for one in diary.booked_from(three.second, NOW)] == [TEN]
    told = tell(session, three.second, now=NOW)
    assert (told.is_beside, told.is_part, told.beside, told.outcome) == (True, False, ["you"], "Booked")
    assert three.supervisee.person.name in told.other
    assert tell(session, three.supervisee, now=NOW).beside == ["Femi Oladipo"]
    assert lines_for(three.second, session) == []


def test_they_are_asked_nothing_and_read_no_words_of_it_afterwards(three):
    three.book()
    later = TEN + 2 * HOUR
    assert selectors.unrecorded_for(three.second, now=later) == []
    session = three.fresh()
    with pytest.raises(NotYours):
        give_account(session=session, by=three.second, said=Said("missed"), now=later)

    give_account(session=session, by=three.supervisee, said=Said("short", minutes=20), now=later)

    told = tell(three.fresh(), three.second, now=later)
    assert (told.outcome, told.versions, told.standing_words) == ("Held, 20 minutes", [], "")
    assert selectors.to_confirm(three.second, now=later) == []
    assert not Notice.objects.filter(kind="session_recorded", recipient=three.second).exists()


def test_it_is_nobodys_supervision_but_the_supervisees(three):
    policy = make_policy(three.organisation)
    make_rule(policy, first_within_days=200)
    refresh(member_ids=[three.second.pk, three.supervisee.pk], now=NOW)
    three.book()
    later = TEN + 2 * HOUR
    give_account(session=three.fresh(), by=three.supervisor, said=Said("held"), now=later)

    last = dict(Clock.objects.values_list("member", "last_counted_on"))
    assert last[three.supervisee.pk] == TEN.date()
    assert last[three.second.pk] is None


def test_the_page_is_theirs_without_a_reading_being_written_down(three, client):
    (session,) = three.book(line="Canary in the line")
    client.force_login(three.second.person)
    with time_machine.travel(NOW, tick=False):
        page = client.get(f"/sessions/{session.pk}/").content.decode()
        listed = client.get("/sessions/").content.decode()
    assert "You are there beside" in page
    assert "Give up my place" in page
    assert "Canary" not in page
    assert "You there as well" in listed
    assert not AuditEntry.objects.filter(actor_id=three.second.pk).exists()


def test_a_stranger_still_finds_nothing(three, client):
    (session,) = three.book()
    stranger = make_member(three.organisation, roles=("supervisor", "admin"))
    client.force_login(stranger.person)
    assert client.get(f"/sessions/{session.pk}/").status_code == 404
