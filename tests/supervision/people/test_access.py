"""Who sees whom, and who is let in where."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from supervision.people.access import (
    admin_required,
    audiences,
    current_member,
    lead_required,
    leads,
    member_or_404,
    member_required,
    sight,
    team_or_404,
)
from supervision.people.models import Leadership, Member
from supervision.people.visibility import Audience, Sight, Thing
from tests.builders import (
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_relationship,
    make_team,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 5)
NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)


@pytest.fixture
def house():
    """An organisation with a service over two teams, and everybody who may or may not look at Grace."""
    organisation = make_organisation("Alder")
    service = make_team(organisation, "Service")
    north = make_team(organisation, "North", parent=service)
    south = make_team(organisation, "South", parent=service)
    people = {
        "grace": make_member(team=north),
        "peer": make_member(team=north),
        "lead": make_lead(north),
        "upper lead": make_lead(service),
        "other lead": make_lead(south),
        "supervisor": make_member(organisation, roles=("supervisor",)),
        "former supervisor": make_member(organisation, roles=("supervisor",)),
        "coming supervisor": make_member(organisation, roles=("supervisor",)),
        "admin": make_member(organisation, roles=("admin",)),
        "line manager": make_member(organisation),
    }
    make_relationship(people["supervisor"], people["grace"])
    make_relationship(people["former supervisor"], people["grace"], ends_on=TODAY - timedelta(days=1))
    make_relationship(people["coming supervisor"], people["grace"], starts_on=TODAY + timedelta(days=1))
    Member.objects.filter(pk=people["grace"].pk).update(line_manager=people["line manager"])
    foreign = make_lead(make_team(name="North"))
    Member.objects.filter(pk=foreign.pk).update(is_admin=True, is_supervisor=True)
    people["foreign"] = Member.objects.get(pk=foreign.pk)
    return people


def who_sees(house, subject, **wanted):
    return {
        name
        for name, viewer in house.items()
        if subject in Member.objects.visible_to(viewer, on=TODAY, **wanted)
    }


def test_a_clock_is_seen_by_its_member_their_supervisor_and_the_leads_above(house):
    assert who_sees(house, house["grace"], thing=Thing.CLOCK) == {"grace", "supervisor", "lead", "upper lead"}


def test_an_administrator_sees_a_clock_only_as_a_count(house):
    assert sight(house["admin"], house["grace"], Thing.CLOCK, on=TODAY) == Sight.COUNTS
    with pytest.raises(Http404):
        member_or_404(house["admin"], house["grace"].pk, on=TODAY)


def test_where_a_member_stands_is_seen_by_administrators_too(house):
    seen_by = who_sees(house, house["grace"], thing=Thing.PLACE)

    assert seen_by == {"grace", "supervisor", "lead", "upper lead", "admin"}


def test_the_kind_of_leave_is_for_its_member_and_administrators(house):
    assert who_sees(house, house["grace"], thing=Thing.LEAVE, at_least=Sight.EVERYTHING) == {"grace", "admin"}


@pytest.mark.parametrize(
    "thing", [Thing.PRIVATE_RULE, Thing.INBOX, Thing.WAYS, Thing.READINGS, Thing.SIGN_INS]
)
def test_what_is_only_ones_own_is_seen_by_nobody_else(house, thing):
    assert who_sees(house, house["grace"], thing=thing, at_least=Sight.COUNTS) == {"grace"}


@pytest.mark.parametrize("thing", list(Thing))
def test_one_and_many_are_judged_alike(house, thing):
    """The set of members somebody sees, and the look at a single one, come to the same answer."""
    for viewer in house.values():
        for at_least in (Sight.COUNTS, Sight.DATES, Sight.EVERYTHING):
            seen = set(Member.objects.visible_to(viewer, on=TODAY, thing=thing, at_least=at_least))
            for subject in house.values():
                assert (sight(viewer, subject, thing, on=TODAY) >= at_least) == (subject in seen)


def test_standing_to_somebody_adds_up(house):
    lead, grace = house["lead"], house["grace"]
    make_relationship(lead, grace)
    Member.objects.filter(pk=lead.pk).update(is_admin=True)
    lead.refresh_from_db()

    assert audiences(lead, grace, on=TODAY) == {
        Audience.PEER,
        Audience.LEAD,
        Audience.SUPERVISOR,
        Audience.ADMIN,
    }
    assert audiences(house["foreign"], grace, on=TODAY) == frozenset()


def test_foreign_and_missing_members_are_not_found_alike(house, django_assert_num_queries):
    for pk in (house["foreign"].pk, 10**9):
        with django_assert_num_queries(1), pytest.raises(Http404):
            member_or_404(house["lead"], pk, on=TODAY)


def test_whoever_is_no_longer_a_team_lead_leads_nothing(house):
    lead = house["lead"]
    Member.objects.filter(pk=lead.pk).update(is_team_lead=False)
    lead.refresh_from_db()

    assert not leads(lead).exists()
    with pytest.raises(Http404):
        member_or_404(lead, house["grace"].pk, on=TODAY)


def test_a_lead_named_over_a_foreign_team_leads_nothing_there(house):
    Leadership.objects.create(member=house["foreign"], team=house["grace"].team)

    assert house["grace"].team not in leads(house["foreign"])
    with pytest.raises(Http404):
        team_or_404(house["foreign"], house["grace"].team_id)


@pytest.mark.parametrize("depth", [1, 30])
def test_the_tree_below_a_lead_is_one_query_however_deep(depth, django_assert_num_queries):
    top = team = make_team()
    for _ in range(depth - 1):
        team = make_team(top.organisation, parent=team)
    lead = make_lead(top)

    with django_assert_num_queries(1):
        assert len(leads(lead)) == depth


def test_a_team_is_found_by_its_leads_and_administrators(house):
    north = house["grace"].team
    for name in ("lead", "upper lead", "admin"):
        assert team_or_404(house[name], north.pk) == north
    for name in ("grace", "peer", "supervisor", "other lead", "foreign"):
        with pytest.raises(Http404):
            team_or_404(house[name], north.pk)


# ---------------------------------------------------------------- where one looks from
def test_a_place_gives_access_through_its_last_day_in_its_own_zone():
    place = make_member(end_date=TODAY, time_zone="Pacific/Kiritimati")

    assert current_member(place.person, {}, now=datetime(2026, 11, 5, 9, 59, tzinfo=UTC)) == place
    assert current_member(place.person, {}, now=datetime(2026, 11, 5, 10, tzinfo=UTC)) is None


def test_the_place_chosen_counts_only_while_it_is_the_persons_own():
    person = make_person()
    first, second = make_member(person=person), make_member(person=person)
    stranger = make_member()

    assert current_member(person, {}, now=NOON) == first
    assert current_member(person, {"member": second.pk}, now=NOON) == second
    assert current_member(person, {"member": stranger.pk}, now=NOON) == first
    assert current_member(AnonymousUser(), {"member": second.pk}, now=NOON) is None


def ask(view, member=None, person=None):
    request = RequestFactory().get("/somewhere/")
    request.member, request.user = member, person or (member.person if member else AnonymousUser())
    return view(request)


def welcome(request):
    return HttpResponse("welcome")


def test_doors_let_in_only_whom_they_are_for():
    lead, admin, neither = make_lead(make_team()), make_member(roles=("admin",)), make_member()

    assert ask(member_required(welcome), neither).content == b"welcome"
    assert ask(lead_required(welcome), lead).content == b"welcome"
    assert ask(admin_required(welcome), admin).content == b"welcome"
    for door, member in ((lead_required, neither), (lead_required, admin), (admin_required, lead)):
        with pytest.raises(Http404):
            ask(door(welcome), member)


@pytest.mark.parametrize("door", [member_required, lead_required, admin_required])
def test_strangers_are_led_to_sign_in_and_a_person_without_a_place_is_told(door):
    assert ask(door(welcome)).url == "/accounts/login/?next=/somewhere/"

    response = ask(door(welcome), person=make_person())
    assert response.status_code == 403
    assert b"no place here" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("http://testserver/board/3/?show=owed", "/board/3/%3Fshow%3Dowed"),
        ("https://evil.example/board/", "/inbox/read/"),
        ("", "/inbox/read/"),
    ],
)
def test_whoever_pressed_a_button_signed_out_comes_back_to_where_it_stands(client, before, back):
    answer = client.post("/inbox/read/", headers={"Referer": before} if before else {})

    assert answer.url == f"/accounts/login/?next={back}"
    page = client.get(answer.url).content.decode()
    assert "You were signed out meanwhile, and nothing was kept." in page
