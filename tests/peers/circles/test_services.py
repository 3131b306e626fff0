"""Taking places, waiting, giving up, and what a facilitator does: through the services, on the database."""

from datetime import timedelta

import pytest

from peers.circles import hosting, opening, repeating, rules, series, services
from peers.circles.models import Absence, Meeting, Place
from peers.circles.sealing import names_of, notes_of, who_came
from peers.circles.services import AlreadyIn, CircleFull, ElsewhereThen, HoldsIt, NameTaken, NotOn
from peers.pool.services import put_on_list
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.builders import make_lead, make_leave, make_member, make_organisation, make_session, make_team
from tests.peers.circles.house import NOW, TUESDAY, hours, joined, make_circle, make_group, meeting_of

pytestmark = pytest.mark.django_db


def kinds_to(member):
    return list(Notice.objects.filter(recipient=member).order_by("pk").values_list("kind", flat=True))


def taken(member):
    return TakenTime.objects.filter(person=member.person_id).count()


def test_a_place_is_taken_under_any_name_and_takes_ones_time():
    circle = make_circle()
    member = make_member(circle.organisation)

    place = joined(circle, member, "Heron", note="I may have to leave early")

    assert (place.state, place.seat) == ("held", 1)
    assert names_of(circle, [place]) == {place.pk: "Heron"}
    assert notes_of(circle, [place]) == {place.pk: "I may have to leave early"}
    assert kinds_to(member) == ["circle_joined"]
    assert taken(member) == 1 and taken(circle.facilitator) == 1


def test_places_of_each_kind_are_counted_apart_and_never_exceeded():
    circle = make_circle(places=2, listening=1, smallest=2)
    for _ in range(2):
        joined(circle)
    with pytest.raises(CircleFull):
        joined(circle)
    assert joined(circle, listens=True).seat == 1
    with pytest.raises(CircleFull):
        joined(circle, listens=True)
    assert joined(circle, may_wait=True).state == "waiting"
    assert Place.objects.held().count() == 3


@pytest.mark.parametrize("alias", ["heron", " HE RON"])
def test_two_of_one_name_would_be_taken_for_each_other(alias):
    circle = make_circle()
    joined(circle, alias="Heron")
    with pytest.raises(NameTaken):
        joined(circle, alias=alias)
    assert Place.objects.count() == 1


def test_twice_is_refused_and_so_is_whoever_holds_it():
    circle = make_circle()
    member = make_member(circle.organisation)
    joined(circle, member)
    with pytest.raises(AlreadyIn):
        joined(circle, member, "Another")
    with pytest.raises(HoldsIt):
        joined(circle, circle.facilitator)


def test_nobody_is_in_two_places_at_once():
    circle = make_circle()
    member = make_member(circle.organisation)
    make_session(supervisees=member, at=meeting_of(circle).starts_at + hours(0.5), status="booked")
    with pytest.raises(ElsewhereThen):
        joined(circle, member)
    assert not Place.objects.exists()
    # and the other way round: a place keeps others from being taken then
    other = make_member(circle.organisation)
    joined(circle, other)
    second = make_circle(organisation=circle.organisation)
    with pytest.raises(ElsewhereThen):
        joined(second, other)


@pytest.mark.parametrize("how", ["begun", "off", "ended"])
def test_what_is_over_cannot_be_joined(how):
    circle = make_circle()
    now = NOW
    if how == "begun":
        now = meeting_of(circle).starts_at
    elif how == "off":
        hosting.call_off(meeting_of(circle), now=NOW)
    else:
        hosting.end(circle, now=NOW)
    with pytest.raises(NotOn):
        joined(circle, now=now)


def test_a_place_that_comes_free_is_filled_in_the_same_breath_and_told():
    circle = make_circle(places=2)
    first, second = joined(circle), joined(circle)
    waits = [joined(circle, may_wait=True, now=NOW + timedelta(minutes=n)) for n in (1, 2)]

    services.leave(first, now=NOW + hours(1))

    waits[0].refresh_from_db()
    assert (waits[0].state, waits[0].seat, waits[0].came_free_at) == ("held", 1, NOW + hours(1))
    assert not Place.objects.filter(pk=first.pk).exists()
    assert kinds_to(waits[0].member) == ["circle_came_free"]
    assert kinds_to(waits[1].member) == []
    assert kinds_to(first.member) == ["circle_joined", "circle_let_go"]
    assert taken(first.member) == 0 and taken(waits[0].member) == 1
    assert second.member_id


def test_who_would_not_hear_of_it_in_time_or_is_elsewhere_keeps_their_turn():
    circle = make_circle(places=2)
    organisation = circle.organisation
    first, _ = joined(circle), joined(circle)
    at_leave, busy, late = (make_member(organisation) for _ in range(3))
    waiting = [joined(circle, one, may_wait=True) for one in (at_leave, busy, late)]
    make_leave(at_leave, TUESDAY - timedelta(days=3), TUESDAY + timedelta(days=3))
    make_session(supervisees=busy, at=meeting_of(circle).starts_at, status="booked")
    monday_evening = meeting_of(circle).starts_at - hours(18)

    assert [one.pk for one in services.leave(first, now=monday_evening)] == [waiting[2].pk]
    assert set(Place.objects.waiting().values_list("pk", flat=True)) == {waiting[0].pk, waiting[1].pk}


def test_shortly_before_the_start_nobody_is_put_into_a_place_unasked():
    circle = make_circle(places=2)
    first, _ = joined(circle), joined(circle)
    joined(circle, may_wait=True)

    assert services.leave(first, now=meeting_of(circle).starts_at - hours(1.9)) == []
    joined(circle, now=meeting_of(circle).starts_at - hours(1))  # whoever asks now can have it


def test_a_larger_circle_takes_in_those_who_wait():
    circle = make_circle(places=2)
    for _ in range(2):
        joined(circle)
    waits = joined(circle, may_wait=True)
    hosting.change(circle, {"places": 3}, now=NOW)
    waits.refresh_from_db()
    assert waits.state == "held"
    with pytest.raises(hosting.PlacesTaken):
        hosting.change(circle, {"places": 2}, now=NOW)


def test_too_few_and_it_is_called_off_in_time_kindly_and_once():
    circle = make_circle(smallest=3)
    places = [joined(circle) for _ in range(2)]
    meeting = meeting_of(circle)
    decides = meeting.starts_at - hours(24)

    assert hosting.decide(now=decides - timedelta(seconds=1)) == 0
    assert hosting.decide(now=decides) == 1
    assert hosting.decide(now=decides + hours(1)) == 0

    meeting.refresh_from_db()
    assert (meeting.state, meeting.why_off) == ("off", "few")
    assert all(kinds_to(one.member) == ["circle_joined", "circle_called_off"] for one in places)
    assert kinds_to(circle.facilitator) == ["circle_called_off"]
    assert TakenTime.objects.count() == 0


def test_enough_and_it_goes_on_with_a_word_the_day_before():
    circle = make_circle(smallest=2, decides_hours=48)
    places = [joined(circle) for _ in range(2)]
    meeting = meeting_of(circle)
    hosting.decide(now=meeting.starts_at - hours(48))
    word = Notice.objects.get(recipient=places[0].member, kind="circle_tomorrow")
    assert word.not_before == meeting.starts_at - hours(24)
    meeting.refresh_from_db()
    assert meeting.state == "going"


def test_a_day_beat_slept_through_calls_nothing_off_at_the_door():
    circle = make_circle(smallest=5)
    joined(circle)
    hosting.decide(now=meeting_of(circle).starts_at - hours(1))
    assert meeting_of(circle).state == "going"


def test_a_series_keeps_its_time_on_the_wall_over_the_change_of_the_clocks():
    circle = make_group(first_day=TUESDAY.replace(month=3, year=2027, day=16), number=3)
    starts = [f"{one.starts_at:%d %H:%M}" for one in circle.meetings.order_by("number")]
    assert starts == ["16 12:30", "23 12:30", "30 11:30"]


def test_in_a_standing_group_one_place_is_for_all_and_one_meeting_can_be_left_out():
    group = make_group()
    member = make_member(group.organisation)
    make_session(supervisees=member, at=meeting_of(group, 2).starts_at, status="booked")

    place = joined(group, member)

    assert taken(member) == 4  # three meetings and the session
    assert list(Absence.objects.values_list("meeting__number", flat=True)) == [2]
    services.stay_away(place, meeting_of(group, 1), now=NOW)
    assert taken(member) == 3
    services.come_after_all(place, meeting_of(group, 1), now=NOW)
    assert taken(member) == 4
    with pytest.raises(ElsewhereThen):
        services.come_after_all(place, meeting_of(group, 2), now=NOW)
    assert Absence.objects.count() == 1
    services.leave(place, now=NOW)
    assert taken(member) == 1 and not Absence.objects.exists()


def test_a_standing_group_never_brings_together_whom_the_pool_keeps_apart():
    group = make_group()
    someone, other = make_member(group.organisation), make_member(group.organisation)
    put_on_list(someone, [other])
    joined(group, someone)
    with pytest.raises(CircleFull) as refusal:
        joined(group, other)
    assert str(refusal.value) == "All places are taken."


def test_a_teams_support_meeting_is_held_by_one_of_the_team_who_does_not_lead_it():
    team = make_team()
    lead, member, stranger = make_lead(team), make_member(team=team), make_member(team.organisation)
    for founder in (lead, stranger):
        with pytest.raises(hosting.NotForThisTeam):
            make_circle(founder, kind="team", team=team)
    circle = make_circle(member, kind="team", team=team)
    taken_time = TakenTime.objects.get(person=member.person_id)
    assert taken_time.ends - taken_time.starts == 90  # a quarter of an hour free on either side
    assert circle.team == team


def test_a_facilitator_who_is_elsewhere_is_told_which_days_and_may_leave_them_out():
    host = make_member(roles=("supervisor",))
    make_session(
        host,
        make_member(host.organisation),
        at=hosting.moments_of([TUESDAY], 750, host.zone)[0],
        status="booked",
    )
    with pytest.raises(hosting.HostBusy) as refusal:
        make_group(host)
    assert refusal.value.days == [TUESDAY]
    plan = hosting.Plan("Ours", TUESDAY, 750, kind="group", places=6, pattern="weekly", number=4)
    circle = hosting.found(host, plan, skip_busy=True, now=NOW)
    assert list(circle.meetings.order_by("number").values_list("number", flat=True)) == [0, 1, 2]


def test_moved_everybody_follows_who_can_and_the_list_takes_the_rest():
    circle = make_circle(places=2)
    stays, goes = joined(circle), joined(circle)
    waits = joined(circle, may_wait=True)
    meeting = meeting_of(circle)
    later = meeting.starts_at + hours(3)
    make_session(supervisees=goes.member, at=later, status="booked")

    hosting.move(meeting, later, now=NOW)

    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (later, 1)
    assert kinds_to(stays.member)[-1] == "circle_moved"
    assert kinds_to(goes.member)[-1] == "circle_let_go"
    assert kinds_to(waits.member) == ["circle_came_free"]
    assert not Place.objects.filter(pk=goes.pk).exists()
    assert taken(stays.member) == 1


def test_who_came_is_kept_for_the_facilitator_alone_and_looks_the_same_however_many():
    circle = make_circle()
    places = [joined(circle) for _ in range(3)]
    meeting = meeting_of(circle)
    with pytest.raises(series.NotBegun):
        hosting.note_who_came(meeting, [places[0].pk], now=NOW)
    during = meeting.starts_at + hours(0.5)
    hosting.note_who_came(meeting, [places[0].pk], now=during)
    meeting.refresh_from_db()
    one = len(meeting.came_sealed)
    assert who_came(meeting) == {places[0].pk}
    hosting.note_who_came(meeting, [place.pk for place in places], now=during)
    meeting.refresh_from_db()
    assert who_came(meeting) == {place.pk for place in places} and len(meeting.came_sealed) == one


def test_thirty_days_later_nothing_is_left_of_who_was_there():
    circle = make_circle()
    place = joined(circle)
    meeting = meeting_of(circle)
    hosting.note_who_came(meeting, [place.pk], now=meeting.starts_at)
    assert hosting.erase(now=meeting.ends_at + rules.KEPT - timedelta(seconds=1)) == 0
    assert hosting.erase(now=meeting.ends_at + rules.KEPT) == 1
    meeting.refresh_from_db()
    assert not Place.objects.exists() and not meeting.came_sealed
    assert not TakenTime.objects.exists()
    assert not Notice.objects.filter(kind="circle_joined").exists()
    assert hosting.erase(now=meeting.ends_at + rules.KEPT) == 0


def test_who_leaves_the_organisation_frees_what_comes_after_their_last_day():
    from peers.circles.leaving import free_places

    circle = make_circle(places=2)
    leaver, _ = joined(circle), joined(circle)
    waits = joined(circle, may_wait=True)
    held = make_circle(leaver.member, first_day=TUESDAY + timedelta(days=1))
    leaver.member.end_date = TUESDAY - timedelta(days=1)
    leaver.member.save(update_fields=["end_date"])

    free_places([leaver.member_id, waits.member_id], NOW)

    waits.refresh_from_db()
    assert waits.state == "held" and not Place.objects.filter(pk=leaver.pk).exists()
    assert held.meetings.get().state == Meeting.State.OFF


def test_a_circle_goes_on_by_its_plan_and_those_in_it_keep_their_place():
    group = make_group(number=2)
    place, host = joined(group), group.facilitator
    fourth = meeting_of(group, 1).starts_at + timedelta(days=14)
    make_session(supervisees=place.member, at=fourth, status="booked")
    make_session(host, make_member(host.organisation), at=fourth + timedelta(days=7), status="booked")

    with pytest.raises(hosting.HostBusy):
        repeating.go_on(group, 3, now=NOW)
    added = repeating.go_on(group, 3, skip_busy=True, now=NOW)

    assert [one.number for one in added] == [2, 3]
    assert [one.starts_at for one in added] == [fourth - timedelta(days=7), fourth]
    assert taken(place.member) == 4  # three meetings and the session
    assert list(Absence.objects.values_list("meeting__number", flat=True)) == [3]
    with pytest.raises(repeating.GoesNoFurther):
        repeating.go_on(make_circle(), 1, now=NOW)


def test_opening_to_outside_needs_an_administrators_yes():
    organisation = make_organisation()
    admin = make_member(organisation, roles=("admin",))
    circle = make_circle(organisation=organisation)
    opening.ask_for_outside(circle, now=NOW)
    assert kinds_to(admin) == ["circle_asks"]
    with pytest.raises(opening.NotToOutside):
        opening.ask_for_outside(circle, now=NOW)
    opening.answer_for_outside(circle, admin, is_yes=True, now=NOW)
    circle.refresh_from_db()
    assert circle.outside == "opened" and circle.public_key
    assert kinds_to(circle.facilitator) == ["circle_answered"]
    with pytest.raises(opening.NotToOutside):
        opening.answer_for_outside(circle, admin, is_yes=False, now=NOW)
    opening.close_to_outside(circle, circle.facilitator, now=NOW)
    circle.refresh_from_db()
    assert (circle.outside, circle.public_key) == ("", None)
    with pytest.raises(opening.NotToOutside):
        opening.ask_for_outside(make_group(organisation=organisation), now=NOW)
