"""Several supervisors together: one facilitates, the others are there beside them and are taken as well."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from supervision.notices.delivery import deliver_due
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry
from supervision.people.services import end_membership
from supervision.policy.models import Clock
from supervision.policy.services import refresh
from supervision.sessions import diary, finding, held_times, selectors
from supervision.sessions.access import NotYours
from supervision.sessions.acting import held
from supervision.sessions.answering import answers_for
from supervision.sessions.asking import search_for
from supervision.sessions.booking import SeriesPlan, book
from supervision.sessions.booking_facts import REMINDER
from supervision.sessions.cancelling import cancel
from supervision.sessions.covering import hand_over
from supervision.sessions.holding import hold
from supervision.sessions.lines import lines_for
from supervision.sessions.models import Beside, Session, TakenTime
from supervision.sessions.moving import move
from supervision.sessions.proposing import answer_proposal, propose
from supervision.sessions.reminding import queue_reminders
from supervision.sessions.rules import Said, WrongPeople
from supervision.sessions.services import give_account
from supervision.sessions.suiting import say_suits
from supervision.sessions.taking import NoLongerFree, minute_of, planned, stretches_of, take
from supervision.sessions.telling import tell
from tests.builders import make_member, make_organisation, make_policy, make_relationship, make_rule
from tests.supervision.notices.strict_calendar import check_message
from tests.supervision.sessions.pairs import HOUR, NOW, TEN, Pair

pytestmark = pytest.mark.django_db
ISO = "%Y-%m-%dT%H:%M:%SZ"
WEEK = timedelta(days=7)


class Three(Pair):
    """A pair, and a second supervisor of the same person."""

    def __init__(self):
        super().__init__()
        self.second = make_member(self.organisation, roles=("supervisor",), name="Femi Oladipo")
        make_relationship(self.second, self.supervisee)

    def book(self, at=TEN, **more):
        more.setdefault("beside", [self.second])
        return super().book(at, **more)

    def fresh(self):
        return Session.objects.with_people().order_by("starts_at").first()


@pytest.fixture
def three():
    return Three()


def taken_by(member):
    rows = TakenTime.objects.filter(person=member.person_id).order_by("starts")
    return list(rows.values_list("starts", "ends"))


def check_taken():
    booked = list(Session.objects.booked().with_people())
    said = {
        (session.pk, *stretch)
        for session, each in zip(booked, stretches_of([planned(one) for one in booked]), strict=True)
        for stretch in each
    }
    rows = TakenTime.objects.filter(session__isnull=False)
    assert set(rows.values_list("session", "person", "starts", "ends")) == said


def call(member, method, path, body=None):
    client = Client()
    client.force_login(member.person)
    with time_machine.travel(NOW, tick=False):
        return client.generic(
            method, f"/api/v1/{path}", json.dumps(body) if body is not None else "", "application/json"
        )


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


# ---------------------------------------------------------------- changing it
def test_it_moves_for_all_of_them_or_for_none(three):
    (session,) = three.book()
    other = make_member(three.organisation)
    make_relationship(three.second, other)
    taken = TEN + 4 * HOUR
    people = {"by": three.second, "supervisor": three.second, "supervisees": [other]}
    book(**people, starts_at=taken, minutes=60, now=NOW)

    with pytest.raises(NoLongerFree):
        move(session=session, by=three.supervisee, starts_at=taken, now=NOW)
    move(session=session, by=three.supervisee, starts_at=TEN + 2 * HOUR, now=NOW)

    check_taken()
    moved = Notice.objects.filter(kind="session_moved").values_list("recipient", flat=True)
    assert three.second.pk in moved


def test_another_time_is_proposed_and_held_for_all(three):
    (session,) = three.book()
    proposal = propose(session=session, by=three.supervisor, times=[TEN + 3 * HOUR], now=NOW)
    assert TakenTime.objects.filter(person=three.second.person_id, hold__isnull=False).exists()
    with pytest.raises(NotYours):
        answer_proposal(proposal=proposal, by=three.second, starts_at=None, now=NOW)
    answer_proposal(proposal=proposal, by=three.supervisee, starts_at=TEN + 3 * HOUR, now=NOW)
    check_taken()


def test_calling_it_off_frees_and_tells_all(three):
    (session,) = three.book()
    cancel(session=session, by=three.supervisee, now=NOW)
    assert not TakenTime.objects.exists()
    off = Notice.objects.filter(kind="session_cancelled").values_list("recipient", flat=True)
    assert set(off) == {three.supervisor.pk, three.supervisee.pk, three.second.pk}


def test_whoever_is_beside_withdraws_alone_and_the_others_hear_of_it(three, mail_by_smtp):
    three.book()
    deliver_due(tell_time=lambda: NOW)
    mail_by_smtp.clear()

    cancel(session=three.fresh(), by=three.second, now=NOW)

    fresh = three.fresh()
    assert (fresh.status, list(fresh.besides.all())) == ("booked", [])
    assert taken_by(three.second) == []
    check_taken()
    deliver_due(tell_time=lambda: NOW)
    said = {}
    for received in mail_by_smtp.messages:
        root = check_message(received.message)
        said[received.recipients[0]] = (root.value("METHOD"), received.message)
    assert {to: method for to, (method, _) in said.items()} == {
        three.second.person.email: "CANCEL",
        three.supervisor.person.email: "REQUEST",
        three.supervisee.person.email: "REQUEST",
    }
    words = said[three.supervisor.person.email][1].get_body(("plain",)).get_content()
    assert "somebody who was to be there as well" in " ".join(words.split())
    assert "Femi" not in words


def test_a_lead_who_is_beside_may_withdraw_or_call_off(three):
    lead = three.lead
    lead.is_supervisor = True
    lead.save()
    (session,) = three.book(by=lead, beside=[lead])
    cancel(session=session, by=lead, only_me=True, now=NOW)
    assert three.fresh().status == "booked"
    with pytest.raises(NotYours):
        cancel(session=session, by=lead, only_me=True, now=NOW)
    cancel(session=session, by=lead, now=NOW)
    assert Session.objects.get().status == "cancelled"


def test_it_is_handed_to_somebody_who_was_beside(three):
    (session,) = three.book()
    hand_over(sessions=[session], by=three.supervisor, to=three.second, now=NOW)
    fresh = three.fresh()
    assert (fresh.supervisor, fresh.covers_for) == (three.second, three.supervisor)
    assert not Beside.objects.exists()
    assert taken_by(three.supervisor) == []
    check_taken()


def test_it_is_handed_to_another_and_those_beside_stay(three):
    (session,) = three.book()
    cover = make_member(three.organisation, roles=("supervisor",))
    hand_over(sessions=[session], by=three.lead, to=cover, now=NOW)
    assert [one.member for one in three.fresh().besides.all()] == [three.second]
    stays = Notice.objects.filter(kind="session_handed_over", recipient=three.second)
    assert stays.count() == 1
    check_taken()


def test_whoever_leaves_is_taken_out_and_it_goes_on(three):
    three.book()
    admin = make_member(three.organisation, roles=("admin",))
    end_membership(three.second, last_day=NOW.date(), by=admin, now=NOW)
    fresh = three.fresh()
    assert (fresh.status, list(fresh.besides.all())) == ("booked", [])
    check_taken()


def test_they_say_from_the_message_whether_it_suits_and_the_supervisor_is_asked(three):
    (session,) = three.book()
    say_suits(session=session, by=three.second, suits=False, now=NOW)
    asked = Notice.objects.filter(kind="session_asked").values_list("recipient", flat=True)
    assert set(asked) == {three.supervisor.pk}
    notice = Notice.objects.get(kind="session_booked", recipient=three.second)
    assert set(held.question(notice, NOW).acts) == {"suits", "not"}


def test_what_the_supervisors_calendar_says_is_between_the_two_sides(three):
    (session,) = three.book()
    say_suits(session=session, by=three.supervisor, suits=False, now=NOW)
    assert not Notice.objects.filter(kind="session_asked", recipient=three.second).exists()
    assert answers_for(three.fresh(), three.second) == []
    assert len(answers_for(three.fresh(), three.supervisee)) == 1


def test_a_calendar_of_theirs_that_says_no_is_a_question(three):
    from supervision.sessions.models import CalendarAnswer

    (session,) = three.book()
    CalendarAnswer.objects.create(
        session=session,
        member=three.second,
        said="declined",
        starts_at=TEN,
        sequence=0,
        stamped_at=NOW,
        received_at=NOW,
    )
    session = three.fresh()
    assert len(answers_for(session, three.second)) == len(answers_for(session, three.supervisor)) == 1
    assert answers_for(session, three.supervisee) == []


# ---------------------------------------------------------------- doors
def test_the_api_books_them_together_and_names_them(three):
    query = f"supervisors={three.supervisor.pk},{three.second.pk}&supervisees={three.supervisee.pk}"
    found = call(three.supervisee, "GET", f"slots/?{query}&together=true&from=2026-11-10&to=2026-11-10")
    assert found.json()["days"][0]["slots"][0]["supervisors"] == [three.supervisor.pk, three.second.pk]

    body = {
        "supervisor": three.supervisor.pk,
        "supervisees": [three.supervisee.pk],
        "beside": [three.second.pk],
        "starts_at": TEN.strftime(ISO),
        "minutes": 60,
    }
    booked = call(three.supervisee, "POST", "bookings/", body)
    assert booked.status_code == 201
    assert booked.json()[0]["beside"] == [{"member": three.second.pk, "name": "Femi Oladipo"}]

    pk = booked.json()[0]["id"]
    seen = call(three.second, "GET", f"sessions/{pk}/").json()
    assert (seen["between"], seen["outcome"]) == (None, "booked")
    assert call(three.second, "GET", f"sessions/{pk}/lines/").status_code == 404
    left = call(three.second, "POST", f"sessions/{pk}/cancel/", {"only_me": True})
    assert left.status_code == 200
    assert not Beside.objects.exists()


def test_the_page_books_all_that_were_chosen(three, client):
    client.force_login(three.supervisee.person)
    sent = {
        "for": three.supervisee.pk,
        "with": [three.supervisor.pk, three.second.pk],
        "match": "all",
        "minutes": 60,
        "how": "video",
        "slot": f"{TEN:%Y-%m-%dT%H:%MZ}/{three.second.pk}",
        "first": "2026-11-09",
    }
    with time_machine.travel(NOW, tick=False):
        shown = client.post("/sessions/book/", {**sent, "act": "show"}).content.decode()
        client.post("/sessions/book/", {**sent, "act": "book"})
    assert "With Femi as supervisor" in shown
    assert "either" not in shown
    session = Session.objects.get()
    assert (session.supervisor, session.besides.get().member) == (three.second, three.supervisor)


def test_a_series_by_the_page_is_held_and_booked_for_all(three, client):
    client.force_login(three.supervisee.person)
    sent = {
        "for": three.supervisee.pk,
        "with": [three.supervisor.pk, three.second.pk],
        "match": "all",
        "minutes": 60,
        "how": "video",
        "times": "series",
        "pattern": "weekly",
        "number": 2,
        "slot": f"{TEN:%Y-%m-%dT%H:%MZ}/{three.second.pk}",
        "first": "2026-11-09",
    }
    with time_machine.travel(NOW, tick=False):
        page = client.post("/sessions/book/", {**sent, "act": "book"})
        assert b"Look the dates over" in page.content
        assert TakenTime.objects.filter(person=three.second.person_id, hold__isnull=False).exists()
        again = {
            **sent,
            "act": "book",
            "hold": page.context["held"].pk,
            "dates": page.context["dates_key"],
            "starts": [one.value for one in page.context["dates"]],
        }
        client.post("/sessions/book/", again)
    assert Beside.objects.filter(member=three.supervisor).count() == 2
    check_taken()


def test_a_list_costs_the_same_with_one_and_with_thirty(three, client):
    def cost():
        with (
            CaptureQueriesContext(
                connection,
            ) as found,
            time_machine.travel(NOW, tick=False),
        ):
            assert client.get("/sessions/").status_code == 200
        return len(found)

    client.force_login(three.second.person)
    three.book()
    cost()
    one = cost()
    starts = tuple(TEN + HOUR * 3 + number * WEEK for number in range(19))
    three.book(TEN + 3 * HOUR, series=SeriesPlan("weekly", starts, number=19))
    assert cost() == one
