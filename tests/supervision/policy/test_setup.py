"""The first run: five steps, each done when what it asks for is there."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from supervision.notices.models import Notice
from supervision.notices.welcome import invite_members, uninvited
from supervision.people.models import AuditEntry, Member, Organisation
from supervision.policy.models import Policy, Rule
from supervision.policy.setup_views import STARTS, steps_of
from tests.builders import make_member, make_policy, make_rule, make_team
from tests.supervision.policy.settings_pages import NOW, TODAY, text_of

pytestmark = pytest.mark.django_db


def step(key):
    return reverse("organisation:setup-step", args=[key])


def done(organisation):
    return [each.key for each in steps_of(Organisation.objects.get(pk=organisation.pk), NOW) if each.is_done]


# ---------------------------------------------------------------- the command
def test_the_command_makes_an_organisation_that_begins_with_its_first_step(client):
    out = StringIO()

    call_command("create_organisation", "Alder House", "--admin", "Asha@alder.example", "--json", stdout=out)

    member = Member.objects.get()
    assert json.loads(out.getvalue()) == {
        "slug": "alder-house",
        "name": "Alder House",
        "admin": "asha@alder.example",
    }
    client.force_login(member.person)
    answer = client.get(reverse("organisation:home"), follow=True)
    assert answer.redirect_chain[-1][0] == step("organisation")


@pytest.mark.parametrize("given", [["A", "--admin", "nobody"], [" ", "--admin", "a@b.example"]])
def test_the_command_says_why_it_refuses(given):
    err = StringIO()

    with pytest.raises(SystemExit) as left:
        call_command("create_organisation", *given, stderr=err)

    assert left.value.code == 1
    assert err.getvalue().strip()
    assert not Organisation.objects.exists()


# ---------------------------------------------------------------- the steps
def test_steps_are_done_when_what_they_ask_for_is_there(client, admin, organisation):
    assert done(organisation) == []

    client.post(step("organisation"), {"name": "Alder", "time_zone": "Europe/Berlin", "country": "DE"})
    assert done(organisation) == ["organisation"]
    make_member(organisation)
    assert done(organisation) == ["organisation", "people"]
    client.post(step("owed"), {"start": "4w"})
    assert done(organisation) == ["organisation", "people", "owed"]
    client.post(step("help"), {"assistance_name": "Staff line", "assistance_phone": "999"})
    assert done(organisation) == ["organisation", "people", "owed", "help"]
    client.post(step("invite"), {"team": "", "day": "2026-11-03", "sure": "1"})
    assert done(organisation) == ["organisation", "people", "owed", "help", "invite"]


def test_the_way_in_leads_to_the_first_open_step_and_later_to_the_settings(client, admin, organisation):
    assert client.get(reverse("organisation:home"), follow=True).redirect_chain[-1][0] == step("organisation")

    make_member(organisation)
    make_rule(make_policy(organisation))

    assert client.get(reverse("organisation:home")).url == reverse("organisation:policies")


@pytest.mark.parametrize("start", STARTS)
def test_each_start_is_kept_for_everyone_from_tomorrow(client, admin, organisation, start):
    client.post(step("owed"), {"start": start})

    rule = Rule.objects.get()
    assert rule.policy.level == "organisation"
    assert rule.name == STARTS[start]["name"]
    assert rule.in_force_from == TODAY + timedelta(days=1)


def test_a_rule_of_ones_own_begins_on_its_own_page(client, admin):
    answer = client.post(step("owed"), {"start": "own"})

    assert answer.url == reverse("organisation:rule-add", args=[Policy.objects.get().pk])
    assert not Rule.objects.exists()


def test_a_start_is_looked_at_before_it_is_kept(client, admin, organisation):
    make_member(organisation)

    page = client.post(step("owed"), {"start": "bacp", "preview": "1"})
    part = client.post(step("owed"), {"start": "bacp", "preview": "1"}, headers={"HX-Request": "true"})

    for answer in (page, part):
        assert "Owed today 0 people" in text_of(answer) or "Owed today 1 person" in text_of(answer)
        assert "Nobody to ask yet 1 person" in text_of(answer)
    assert "<html" not in part.content.decode()
    assert not Policy.objects.exists()


def test_a_start_twice_gives_one_rule(client, admin):
    client.post(step("owed"), {"start": "4w"})
    client.post(step("owed"), {"start": "bacp"})

    assert Rule.objects.get().name == "Every four weeks"


@pytest.mark.parametrize("key", ["nowhere", "owed-more"])
def test_there_are_five_steps_and_no_others(client, admin, key):
    assert client.get(step(key)).status_code == 404


# ---------------------------------------------------------------- invitations
def test_nobody_is_invited_before_it_is_said_twice(client, admin, organisation):
    make_member(organisation)

    answer = client.post(step("invite"), {"team": "", "day": "2026-11-03"})

    assert "1 person gets one e-mail each, from Tue 3 Nov on." in text_of(answer)
    assert not Notice.objects.exists()


def test_a_first_team_is_invited_with_the_teams_below_it_on_the_morning_chosen(client, admin, organisation):
    organisation.time_zone = "America/New_York"
    organisation.save()
    team = make_team(organisation)
    inside = make_member(team=team)
    below = make_member(team=make_team(organisation, parent=team))
    make_member(organisation)

    client.post(step("invite"), {"team": team.pk, "day": "2026-11-03", "sure": "1"})

    notices = Notice.objects.order_by("recipient_id")
    assert [notice.recipient for notice in notices] == [inside, below]
    assert {notice.not_before for notice in notices} == {datetime(2026, 11, 3, 13, tzinfo=UTC)}
    assert AuditEntry.objects.filter(action="member.invited", actor_id=admin.pk).count() == 2


def test_nobody_is_invited_twice_nor_one_who_left_nor_oneself_nor_a_stranger(admin, organisation):
    here = make_member(organisation)
    make_member(organisation, end_date=TODAY - timedelta(days=1))
    foreign = make_member()
    everyone = Member.objects.all()

    first = invite_members(uninvited(organisation, now=NOW), not_before=NOW, by=admin, now=NOW)
    again = invite_members(everyone.filter(pk__in=[here.pk, foreign.pk]), not_before=NOW, by=admin, now=NOW)

    assert (first, again) == (1, 0)
    assert Notice.objects.get().recipient == here


@pytest.mark.parametrize("day", ["2026-11-01", "2027-11-04", "soon"])
def test_a_morning_is_one_of_the_coming_year(client, admin, organisation, day):
    make_member(organisation)

    client.post(step("invite"), {"team": "", "day": day, "sure": "1"})

    assert not Notice.objects.exists()


def test_a_welcome_says_whose_place_it_is_and_nothing_of_the_reader(admin, organisation, mailoutbox):
    from supervision.notices.delivery import deliver_due

    make_member(organisation, name="Grace Adeyemi", email="grace@alder.example")
    invite_members(uninvited(organisation, now=NOW), not_before=NOW, by=admin, now=NOW)

    deliver_due(tell_time=lambda: NOW)

    (letter,) = mailoutbox
    assert letter.to == ["grace@alder.example"]
    assert letter.subject == "Your sign-in is ready, whenever it suits"
    assert "Alder has set up a place" in " ".join(letter.body.split())
