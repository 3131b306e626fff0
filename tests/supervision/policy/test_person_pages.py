"""A person in the settings: added, changed, their supervisors and leave, and what a refusal looks like."""

import pytest
from django.urls import reverse

from supervision.people.models import AuditEntry, Leadership, Leave, Member, Relationship
from tests.builders import (
    make_leave,
    make_member,
    make_organisation,
    make_relationship,
    make_session,
    make_team,
)
from tests.supervision.policy.settings_pages import DAY, NOW, TODAY, at, queries, text_of

pytestmark = pytest.mark.django_db

PLACE = {
    "team": "",
    "roles": ["case_manager"],
    "employment": "employee",
    "fte": "0.6",
    "working_days": ["Mon", "Tue"],
    "time_zone": "Europe/London",
    "start_date": "2026-11-09",
    "line_manager": "",
}


def test_a_person_is_added_by_hand_and_nobody_is_written_to(client, admin, organisation):
    team = make_team(organisation)

    answer = client.post(
        at("person-add"), {**PLACE, "name": "Zofia Wójcik", "email": "Zofia@alder.example", "team": team.pk}
    )

    member = Member.objects.get(person__email="zofia@alder.example")
    assert answer.url == at("person", member.pk)
    assert (member.team, str(member.fte), member.working_days) == (team, "0.60000000", "Mon,Tue")
    assert not member.notices.exists()


def test_what_was_typed_stays_and_each_problem_stands_by_its_field(client, admin):
    page = client.post(
        at("person-add"), {**PLACE, "name": "Zofia", "email": "no address", "fte": "0"}
    ).content.decode()

    assert 'value="Zofia"' in page
    assert 'value="no address"' in page
    assert 'aria-invalid="true"' in page
    assert "Write the address as name@organisation.example." in page
    assert "above 0, below 10" not in page  # the address comes first: the services were not asked
    assert Member.objects.count() == 1


def test_a_refusal_of_the_services_stands_by_its_field(client, admin):
    page = client.post(at("person-add"), {**PLACE, "name": "A", "email": admin.person.email})

    assert 'id="id_email_error"' in page.content.decode()
    assert "among your people already" in text_of(page)


def test_a_person_of_another_house_is_added_under_their_own_name_and_nothing_else_shows(client, admin):
    elsewhere = make_member(make_organisation("Birch House"), email="jude@out.example", name="Jude Marlow")

    answer = client.post(at("person-add"), {**PLACE, "name": "J M", "email": "jude@out.example"}, follow=True)

    assert Member.objects.filter(person=elsewhere.person).count() == 2
    assert "Jude Marlow" in text_of(answer)
    assert "Birch" not in text_of(answer)


def test_a_place_is_changed(client, admin, organisation):
    member, manager = make_member(organisation), make_member(organisation, name="Ruth Calder")

    client.post(at("person", member.pk), {**PLACE, "roles": ["supervisor"], "line_manager": "ruth calder"})

    member.refresh_from_db()
    assert (member.roles, member.line_manager) == (("supervisor",), manager)


@pytest.mark.parametrize("words", ["Nobody at all", "Two Alike", "stranger@birch.example"])
def test_a_line_manager_is_somebody_here_and_only_one(client, admin, organisation, words):
    member = make_member(organisation)
    for _ in range(2):
        make_member(organisation, name="Two Alike")
    make_member(email="stranger@birch.example")

    answer = client.post(at("person", member.pk), {**PLACE, "line_manager": words})

    assert answer.status_code == 200
    assert 'id="id_line_manager_error"' in answer.content.decode()
    member.refresh_from_db()
    assert member.line_manager is None


def test_the_last_administrator_is_told_why_they_stay(client, admin):
    answer = client.post(at("person", admin.pk), PLACE)

    assert "Somebody must stay administrator" in text_of(answer)
    admin.refresh_from_db()
    assert admin.is_admin


def test_looking_at_a_person_is_written_down_for_them_once_a_day(client, admin, organisation):
    member = make_member(organisation)

    client.get(at("person", member.pk))
    client.get(at("person", member.pk))

    entry = AuditEntry.objects.get(subject_id=member.pk)
    assert (entry.action, entry.actor_id) == ("read.member", admin.pk)


def test_a_membership_ends_after_a_question_and_can_be_taken_back(client, admin, organisation):
    member = make_member(organisation)

    assert "End" in text_of(client.get(at("person-end", member.pk)))
    client.post(at("person-end", member.pk), {"e-last_day": "2026-11-30"})
    member.refresh_from_db()
    assert member.end_date.isoformat() == "2026-11-30"

    client.post(at("person-back", member.pk))
    member.refresh_from_db()
    assert member.end_date is None


def test_a_supervisor_is_added_changed_and_ended(client, admin, organisation):
    member = make_member(organisation)
    make_member(organisation, roles=("supervisor",), name="Judith Marlow")
    make_member(organisation, roles=("supervisor",), name="Helen Stroud")

    client.post(
        at("supervisor-add", member.pk), {"s-supervisor": "Judith Marlow", "s-starts_on": "2026-11-02"}
    )
    first = Relationship.objects.get()
    client.post(
        at("supervisor", member.pk, first.pk), {"s-supervisor": "Helen Stroud", "s-starts_on": "2026-12-01"}
    )
    second = Relationship.objects.get(supervisor__person__name="Helen Stroud")
    client.post(at("supervisor", member.pk, second.pk), {"e-last_day": "2026-12-31"})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (str(first.ends_on), str(second.ends_on)) == ("2026-11-30", "2026-12-31")


def test_only_a_supervisor_can_be_chosen(client, admin, organisation):
    member = make_member(organisation)

    answer = client.post(
        at("supervisor-add", member.pk), {"s-supervisor": admin.person.name, "s-starts_on": "2026-11-02"}
    )

    assert 'id="id_s-supervisor_error"' in answer.content.decode()
    assert not Relationship.objects.exists()


def test_leave_is_added_changed_and_taken_away_by_an_administrator(client, admin, organisation):
    member = make_member(organisation)
    days = {"l-starts_on": "2026-11-09", "l-ends_on": "2026-11-13"}

    client.post(at("leave-add", member.pk), {**days, "l-kind": "study"})
    leave = Leave.objects.get()
    client.post(at("leave", member.pk, leave.pk), {**days, "l-kind": "sickness"})
    leave.refresh_from_db()
    assert leave.kind == "sickness"
    client.post(at("leave-remove", member.pk, leave.pk))

    assert not Leave.objects.exists()


def test_leave_that_ends_before_it_begins_is_put_right_by_its_field(client, admin, organisation):
    member = make_member(organisation)

    page = client.post(
        at("leave-add", member.pk),
        {"l-starts_on": "2026-11-09", "l-ends_on": "2026-11-08", "l-kind": "annual"},
    ).content.decode()

    assert 'id="id_l-ends_on_error"' in page
    assert 'value="2026-11-08"' in page


def test_everybody_keeps_their_own_leave_and_finds_nobody_elses(client, organisation):
    member, other = make_member(organisation), make_member(organisation)
    foreign = make_leave(other, TODAY, kind="parental")
    client.force_login(member.person)

    client.post(
        reverse("people:leave"), {"l-starts_on": "2026-11-09", "l-ends_on": "2026-11-13", "l-kind": "annual"}
    )
    page = text_of(client.get(reverse("people:leave")))
    refused = client.post(reverse("people:leave-remove", args=[foreign.pk]))

    assert "Annual" in page
    assert "Parental" not in page.split("Add leave")[0]
    assert refused.status_code == 404
    client.post(reverse("people:leave-remove", args=[member.leaves.get().pk]))
    assert list(Leave.objects.all()) == [foreign]


def test_a_persons_page_costs_the_same_for_one_and_for_thirty_of_everything(client, admin, organisation):
    member = make_member(organisation)
    supervisor = make_member(organisation, roles=("supervisor",))
    make_relationship(supervisor, member, ends_on=TODAY - 400 * DAY)
    make_leave(member, TODAY - 40 * DAY, TODAY - 40 * DAY)
    few = queries(client, at("person", member.pk))
    for n in range(30):
        make_relationship(supervisor, member, starts_on=TODAY + n * DAY, ends_on=TODAY + n * DAY)
        make_leave(member, TODAY + n * DAY, TODAY + n * DAY)
        make_member(organisation)
        make_team(organisation)

    assert queries(client, at("person", member.pk)) == few


def test_everybody_of_a_leaver_is_handed_on_from_their_page(client, admin, organisation):
    leaving = make_member(organisation, roles=("supervisor",), name="Judith Okafor")
    taking = make_member(organisation, roles=("supervisor",), name="Nia Bevan")
    one, other = make_member(organisation, name="Grace Bell"), make_member(organisation)
    make_relationship(leaving, one)
    make_relationship(leaving, other)

    words = text_of(client.get(at("person-end", leaving.pk)))
    page = text_of(client.get(at("person", leaving.pk)))
    refused = client.post(at("person-hand-on", leaving.pk), {"h-supervisor": "", "h-starts_on": ""})
    answer = client.post(
        at("person-hand-on", leaving.pk),
        {"h-supervisor": taking.person.email, "h-starts_on": str(TODAY + DAY)},
    )

    assert "They supervise 2 people, who need somebody else from then on." in words
    assert "Grace Bell" in page
    assert "Supervises 2 people" in page
    assert refused.status_code == 200
    assert answer.url == at("person", leaving.pk)
    assert taking.supervises.count() == 2


def test_those_without_a_supervisor_are_a_choice_of_the_list(client, admin, organisation):
    make_member(organisation, name="Grace Bell")
    supervised = make_member(organisation, name="Tom Ashworth")
    make_relationship(make_member(organisation, roles=("supervisor",), name="Judith Okafor"), supervised)

    words = text_of(client.get(at("people"), {"w": "alone"}))

    assert "Grace Bell" in words
    assert "Tom Ashworth" not in words


def test_an_address_is_corrected_until_its_person_has_signed_in(client, admin, organisation):
    member = make_member(organisation, name="Zofia Wójcik")
    assert "Correct the address" not in text_of(client.get(at("person", member.pk)))
    member.person.last_login = None
    member.person.save()
    assert "Correct the address" in text_of(client.get(at("person", member.pk)))

    refused = client.post(at("person-address", member.pk), {"a-email": "no address"})
    answer = client.post(at("person-address", member.pk), {"a-email": "zofia@alder.example"})

    assert 'value="no address"' in refused.content.decode()
    assert answer.url == at("person", member.pk)
    member.person.refresh_from_db()
    assert member.person.email == "zofia@alder.example"


def test_an_address_with_a_place_elsewhere_is_not_corrected_though_nobody_here_sees_that(
    client, admin, organisation
):
    member = make_member(organisation)
    member.person.last_login = None
    member.person.save()
    make_member(person=member.person)

    page = text_of(client.get(at("person", member.pk)))
    refused = text_of(client.post(at("person-address", member.pk), {"a-email": "asha.too@alder.example"}))

    assert "Correct the address" not in page
    assert "Saved" not in refused
    member.person.refresh_from_db()
    assert member.person.email != "asha.too@alder.example"


def test_what_stays_booked_after_a_hand_on_is_counted_and_listed_for_whoever_may_open_it(
    client, admin, organisation
):
    team = make_team(organisation)
    leaving = make_member(organisation, roles=("supervisor",), name="Judith Okafor")
    taking = make_member(organisation, roles=("supervisor",), name="Nia Bevan")
    led, other = make_member(team=team), make_member(organisation)
    pages = []
    for one in (led, other):
        make_relationship(leaving, one)
        booked = make_session(leaving, one, at=NOW + (5 + len(pages)) * DAY, status="booked")
        pages.append(reverse("sessions:detail", args=[booked.pk]))
    make_session(leaving, led, at=NOW + DAY / 12, status="booked")  # before they are handed on
    assert "Still booked" not in text_of(client.get(at("person", leaving.pk)))

    sent = {"h-supervisor": taking.person.email, "h-starts_on": str(TODAY + DAY)}
    after = client.post(at("person-hand-on", leaving.pk), sent, follow=True)

    assert "2 sessions stay booked with Judith Okafor: see below." in text_of(after)
    assert "2 sessions with Judith" in text_of(after)
    assert [page in after.content.decode() for page in pages] == [False, False]
    Member.objects.filter(pk=admin.pk).update(is_team_lead=True)
    Leadership.objects.create(team=team, member=admin)
    page = client.get(at("person", leaving.pk)).content.decode()
    assert [one in page for one in pages] == [True, False]
