"""Noting that something happened, and what follows of it: once, late, doubled, and not at all."""

from datetime import timedelta
from uuid import uuid4

import pytest

from peers.events import rules, services, telling
from peers.events.belonging import everything, wipe
from peers.events.models import Event, Offered
from supervision.availability.models import ProtectedTime
from supervision.notices.models import Notice
from supervision.people.models import AuditEntry, Member
from tests.builders import MONDAY_9AM, make_lead, make_leave, make_member, make_organisation, make_team

pytestmark = pytest.mark.django_db
DAY, NOW = timedelta(days=1), MONDAY_9AM


@pytest.fixture
def house():
    team = make_team(make_organisation())
    lead = make_lead(team)
    return lead, [make_member(team=team) for _ in range(3)]


def note(by, members, *, now=NOW, days_ago=0, **said):
    ids = [member.pk for member in members]
    return services.note(by=by, days_ago=days_ago, member_ids=ids, now=now, **said)


def letters(**of):
    return list(
        Notice.objects.filter(kind__in=telling.ALL, **of).order_by("pk").values_list("kind", "about__step")
    )


def test_everybody_named_gets_one_offer_at_once_and_the_noter_only_if_named(house):
    lead, people = house

    event = note(lead, [*people, lead])

    assert (event.people, event.step, event.next_at) == (4, rules.FIRST, NOW + 3 * DAY)
    assert letters() == [(telling.OFFER, 1)] * 4
    assert {row.member_id for row in Offered.objects.all()} == {lead.pk, *(one.pk for one in people)}
    assert not AuditEntry.objects.exists()


def test_the_offers_follow_one_by_one_and_after_the_last_nothing_links_anybody_to_anything(house):
    lead, people = house
    note(lead, people[:1])

    seen = []
    for day in range(95):
        for _ in range(2):  # beat rings twice
            services.go_on_with_due(now=NOW + day * DAY)
        seen.append((day, letters()[-1:]))
    changed = [day for (day, now), (_, before) in zip(seen[1:], seen, strict=False) if now != before]

    assert changed == [3, 7, 28, 92]
    assert not Event.objects.exists() and not Offered.objects.exists()
    (last,) = Notice.objects.filter(kind__in=telling.ALL)
    assert last.about == {"step": 5}
    Notice.objects.filter(pk=last.pk).update(state="sent", inbox_at=NOW + 92 * DAY)
    assert telling.forget_old(now=NOW + 105 * DAY) == 0
    assert telling.forget_old(now=NOW + 107 * DAY) == 1


@pytest.mark.parametrize(("days", "steps"), [(4, [1, 2]), (10, [1, 3]), (40, [1, 4]), (93, [5]), (200, [])])
def test_after_a_pause_of_the_job_only_the_offer_that_stands_is_made(house, days, steps):
    lead, people = house
    note(lead, people[:1])

    services.go_on_with_due(now=NOW + days * DAY)
    services.go_on_with_due(now=NOW + days * DAY)

    assert [step for _, step in letters()] == steps


def test_who_was_offered_something_within_72_hours_is_offered_nothing_twice_whoever_names_them(house):
    lead, people = house
    note(lead, people[:2])
    again = note(people[2], people, now=NOW + 2 * DAY)

    assert again.people == 3
    assert letters(recipient=people[0]) == letters(recipient=people[1]) == [(telling.OFFER, 1)]
    assert letters(recipient=people[2]) == [(telling.OFFER, 1)]


def test_a_later_event_begins_a_new_run_and_ends_the_old_one(house):
    lead, people = house
    note(lead, people[:1])
    services.go_on_with_due(now=NOW + 7 * DAY)
    second = note(lead, people[:1], now=NOW + 8 * DAY)

    assert [row.event_id for row in Offered.objects.all()] == [second.pk]
    assert letters() == [(telling.OFFER, 1)]
    services.go_on_with_due(now=NOW + 29 * DAY)
    assert [step for _, step in letters()] == [1, 3]


def test_who_is_in_an_older_run_begins_anew_even_if_its_first_letter_was_made_late(house):
    lead, people = house
    note(lead, people[:1])
    Notice.objects.update(created_at=NOW + 4 * DAY)

    second = note(lead, people[:1], now=NOW + 5 * DAY)

    assert Offered.objects.get().event == second and letters() == [(telling.OFFER, 1)]


def test_no_more_ends_all_of_them_and_a_second_noting_in_these_days_begins_none(house):
    lead, people = house
    event = note(lead, people[:2])

    services.no_more(people[0])
    services.no_more(people[0])
    note(people[2], people[:1], now=NOW + DAY)
    services.go_on_with_due(now=NOW + 8 * DAY)

    assert not Offered.objects.of(people[0]).exists()
    assert [step for _, step in letters(recipient=people[0])] == [1]
    assert Notice.objects.get(recipient=people[0]).state == "dropped"
    assert [step for _, step in letters(recipient=people[1])] == [1, 3]
    event.refresh_from_db()
    assert event.people == 2


def test_the_same_page_sent_twice_notes_one_event(house):
    lead, people = house
    name = uuid4()

    assert note(lead, people, name=name) == note(lead, people, name=name)
    with pytest.raises(rules.NotOffered):
        note(people[0], people, name=name)
    assert Event.objects.count() == 1


def test_nobody_foreign_past_missing_or_from_outside_can_be_named(house):
    lead, people = house
    gone = make_member(lead.organisation, end_date=NOW.date() - DAY)
    to_come = make_member(lead.organisation, start_date=NOW.date() + DAY)
    guest = make_member(lead.organisation, roles=("supervisor",), employment=Member.Employment.EXTERNAL)

    for other in (make_member(), gone, to_come, guest, Member(pk=999_999_999), Member(pk=2**63 - 1)):
        with pytest.raises(rules.NotOffered, match="doesn’t work here"):
            note(lead, [people[0], other])
    with pytest.raises(rules.Nobody):
        note(lead, [])
    assert not Event.objects.exists() and not Notice.objects.exists()


def test_one_person_can_note_ten_in_a_week(house):
    lead, people = house
    for _ in range(rules.MOST_A_WEEK):
        note(lead, people[:1])

    with pytest.raises(rules.TooMany):
        note(lead, people[:1])
    note(people[0], people[:1])
    note(lead, people[:1], now=NOW + 8 * DAY)


def test_who_has_left_gets_nothing_more(house):
    lead, people = house
    note(lead, people[:2])
    Member.objects.filter(pk=people[0].pk).update(end_date=(NOW + DAY).date())

    services.go_on_with_due(now=NOW + 3 * DAY)

    assert letters(recipient=people[0]) == [(telling.OFFER, 1)]
    assert not Offered.objects.of(people[0]).exists()


def test_who_is_away_is_offered_it_once_they_are_back_as_long_as_it_stands(house, deliver, mailoutbox):
    lead, people = house
    make_leave(people[0], NOW.date(), (NOW + DAY).date())
    make_leave(people[1], NOW.date(), (NOW + 10 * DAY).date())
    note(lead, people[:2])

    for day in range(14):
        services.go_on_with_due(now=NOW + day * DAY)
        deliver(NOW + day * DAY)

    def told(person):
        return [step for _, step in letters(recipient=person, state="sent")]

    assert told(people[0]) == [1, 2, 3] and told(people[1]) == [3]


def test_the_rest_of_the_day_is_protected_once_and_only_that_is_written(house):
    _, (member, *_) = house

    first = services.protect_rest_of_day(member, now=NOW)
    second = services.protect_rest_of_day(member, now=NOW + timedelta(hours=1))

    (row,) = ProtectedTime.objects.filter(person=member.person)
    assert (row.shape, row.day, row.starts, row.ends) == ("once", first.day, first.starts, 1440)
    assert second.day == first.day
    assert not Notice.objects.exists() and not AuditEntry.objects.exists()


def test_what_is_theirs_can_be_taken_along_and_wiped(house):
    lead, people = house
    note(lead, people)
    note(people[0], [lead], now=NOW + timedelta(hours=1))

    assert everything(people[0]) == [{"offers_since": NOW.date().isoformat()}]
    wipe(people[0])
    wipe(people[0])

    assert everything(people[0]) == [] and not letters(recipient=people[0])
    assert Event.objects.filter(noted_by=None).count() == 1
    assert Offered.objects.count() == 3


def test_one_that_goes_wrong_fails_alone(house, monkeypatch):
    lead, people = house
    events = [note(lead, people[:1]), note(people[1], people[1:2], now=NOW + timedelta(minutes=1))]
    real = services.go_on

    def sometimes(pk, *, now):
        if pk == events[0].pk:
            raise RuntimeError
        return real(pk, now=now)

    monkeypatch.setattr(services, "go_on", sometimes)

    assert services.go_on_with_due(now=NOW + 4 * DAY) == 1


def test_everything_takes_as_many_queries_for_thirty_people_as_for_one(house, django_assert_num_queries):
    lead, _ = house
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 30):
        people = [make_member(team=lead.team) for _ in range(number)]
        event = note(lead, people, now=NOW + number * DAY)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            services.go_on(event.pk, now=event.next_at)
        counts.append(len(asked))
    assert counts[0] == counts[1]
