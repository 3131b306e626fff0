"""A supervisor from outside: invited by letter or in Holdspace, confirmed by answering, and taken back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from supervision.notices.acts import links
from supervision.notices.acts.services import give_answer, undo_answer
from supervision.notices.checking import _strangers
from supervision.notices.models import Notice
from supervision.outside import notice_kinds, rules, selectors, services
from supervision.outside.models import Invitation
from supervision.people.models import Member, Person
from supervision.people.rules import NotAnAddress
from supervision.practice import acting, directory
from tests.builders import make_member, make_organisation, make_person, make_session
from tests.supervision.outside.alder import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def letter_to(member):
    return Notice.objects.get(kind=services.INVITED, recipient=member)


# ---------------------------------------------------------------- inviting
def test_an_associate_brings_their_own_supervisor_by_the_letter_alone(alder, client):
    row = alder.invite()
    guest = row.guest
    assert (guest.roles, guest.is_guest, guest.person.last_login) == ((), True, None)
    assert not guest.supervises.exists()
    assert _strangers([guest]) == {guest.pk}  # no other message goes before it
    notice = letter_to(guest)
    path = reverse("answer", args=[links.make_link(notice, until=row.expires_at, now=NOW)])

    first = client.get(path).content.decode()
    assert "Tom" not in first  # whatever opens the link learns nothing
    assert Invitation.objects.get().state == "open"
    client.post(path, {"act": "yes", "number": "00"})
    assert Invitation.objects.get().state == "open"
    client.post(path, {"act": "yes", "number": links.number_of(notice)}, follow=True)

    guest = Member.objects.get(pk=guest.pk)
    assert Invitation.objects.get().state == "accepted"
    assert guest.roles == ("supervisor",)
    assert list(guest.supervises.values_list("supervisee", flat=True)) == [alder.associate.pk]
    assert Notice.objects.filter(kind=services.ANSWERED, recipient=alder.associate).count() == 1
    assert "_auth_user_id" not in client.session


def test_not_this_time_leaves_neither_place_nor_person(alder, clock):
    row = alder.invite()
    guest = row.guest
    give_answer(letter_to(guest), act="no", choice="", now=NOW)
    assert Invitation.objects.get().state == "declined"

    services.clear(now=NOW + timedelta(hours=23))
    assert Member.objects.filter(pk=guest.pk).exists()
    services.clear(now=NOW + timedelta(hours=25))
    assert not Member.objects.filter(pk=guest.pk).exists()
    assert not Person.objects.filter(pk=guest.person_id).exists()


def test_nobody_s_answer_for_two_weeks_is_no_answer(alder):
    row = alder.invite()
    later = NOW + rules.LASTS
    services.clear(now=later)
    assert Invitation.objects.get().state == "lapsed"
    with pytest.raises(rules.NotOpen):
        services.answer(row, by=row.guest, agrees=True, now=later)
    services.clear(now=later + timedelta(days=2))
    assert not Person.objects.filter(email="kit@outside.example").exists()


def test_somebody_who_works_elsewhere_keeps_their_sign_in_when_an_invitation_comes_to_nothing(alder):
    elsewhere = make_member(make_organisation("Fern"), person=make_person("kit@outside.example", "Kit"))
    row = alder.invite()
    assert row.guest.person == elsewhere.person
    services.withdraw(row, by=alder.associate, now=NOW)
    services.clear(now=NOW + timedelta(days=2))

    assert list(elsewhere.person.memberships.values_list("pk", flat=True)) == [elsewhere.pk]


def test_an_answer_can_be_taken_back_while_nothing_came_of_it(alder):
    row = alder.invite()
    notice = letter_to(row.guest)
    give_answer(notice, act="yes", choice="", now=NOW)
    undo_answer(notice, now=NOW + timedelta(minutes=5))

    guest = Member.objects.get(pk=row.guest_id)
    assert (Invitation.objects.get().state, guest.roles) == ("open", ())
    assert not guest.supervises.exists()
    give_answer(notice, act="yes", choice="", now=NOW + timedelta(minutes=6))
    make_session(guest, alder.associate, at=NOW + timedelta(days=2), status="booked")
    with pytest.raises(rules.NotOpen):
        services.take_back_answer(row, by=guest, now=NOW + timedelta(minutes=7))


def test_who_may_invite_whom(alder):
    with pytest.raises(rules.MayNotInvite):
        alder.invite(by=alder.employee, supervisee=alder.employee)
    with pytest.raises(rules.MayNotInvite):
        alder.invite(by=alder.associate, supervisee=alder.employee)
    with pytest.raises(rules.MayNotInvite):
        alder.invite(by=make_member(make_organisation(), roles=("admin",)), supervisee=alder.employee)
    with pytest.raises(NotAnAddress):
        alder.invite(email="nobody")
    with pytest.raises(rules.IsHereAlready):
        alder.invite(email=alder.employee.person.email)
    assert not Invitation.objects.exists()
    assert alder.invite(by=alder.admin, supervisee=alder.employee).supervisee == alder.employee


def test_one_waits_at_a_time_and_three_in_a_month_are_enough(alder):
    row = alder.invite()
    with pytest.raises(rules.WaitsAlready):
        alder.invite(email="other@outside.example")
    for number in range(2):
        services.withdraw(row, by=alder.associate, now=NOW)
        row = alder.invite(email=f"other-{number}@outside.example")
    services.withdraw(row, by=alder.associate, now=NOW)
    with pytest.raises(rules.TooMany):
        alder.invite(email="fourth@outside.example")


def test_a_guest_who_is_here_already_is_asked_for_another_pair(alder):
    guest = alder.guest()
    row = alder.invite(by=alder.admin, supervisee=alder.employee)
    assert row.guest_id == guest.pk
    services.answer(row, by=guest, agrees=False, now=NOW)
    services.clear(now=NOW + timedelta(days=2))
    assert Member.objects.get(pk=guest.pk).roles == ("supervisor",)


def test_it_is_done_on_a_page_and_by_the_api(alder, client):
    client.force_login(alder.associate.person)
    assert "Invite a supervisor from outside" in client.get("/supervisors/").content.decode()
    said = client.post("/guests/", {"name": "Kit Rowan", "email": "kit@outside.example"})
    assert said.headers["Location"] == "/guests/"
    row = Invitation.objects.get()
    assert "Kit Rowan" in client.get("/guests/").content.decode()
    assert [one["name"] for one in client.get("/api/v1/guests/").json()] == ["Kit Rowan"]
    assert client.delete(f"/api/v1/guests/{row.pk}/").status_code == 204
    body = {"name": "Kit", "email": "kit@outside.example"}
    assert client.post("/api/v1/guests/", body, "application/json").status_code == 201
    client.force_login(alder.employee.person)
    assert client.get("/guests/").status_code == 404
    assert client.get("/api/v1/guests/").status_code == 404
    client.force_login(alder.admin.person)
    address = alder.employee.person.email
    done = client.post("/guests/", {"name": "Lee", "email": "lee@outside.example", "supervisee": address})
    assert done.status_code == 302
    assert Invitation.objects.filter(supervisee=alder.employee).count() == 1


# ---------------------------------------------------------------- answering in Holdspace
def test_a_guest_answers_an_invitation_on_a_page_and_takes_it_back(alder, client, clock):
    guest = alder.guest()
    row = alder.invite(by=alder.admin, supervisee=alder.employee)
    client.force_login(guest.person)
    page = client.get("/asked/").content.decode()
    assert "Would you like to work with Nia Bevan?" in page
    assert [one["kind"] for one in client.get("/api/v1/me/asked/").json()] == ["invitation"]

    assert client.get(f"/asked/{row.pk}/").status_code == 405  # looking answers nothing
    done = client.post(f"/asked/{row.pk}/", {"say": "yes"}, follow=True).content.decode()
    assert "You work together from today." in done
    assert guest.supervises.filter(supervisee=alder.employee).exists()
    back = client.post(f"/asked/{row.pk}/", {"say": "undo"}, follow=True).content.decode()
    assert "Would you like to work with Nia Bevan?" in back
    assert not guest.supervises.filter(supervisee=alder.employee).exists()

    client.post(f"/asked/{row.pk}/", {"say": "no"})
    clock.move_to(NOW + timedelta(minutes=11))
    late = client.post(f"/asked/{row.pk}/", {"say": "undo"}, follow=True).content.decode()
    assert "taken back any more" in late
    assert Invitation.objects.get(pk=row.pk).state == "declined"
    assert client.post(f"/api/v1/me/asked/{row.pk}/", {"agrees": True}, "application/json").status_code == 409


def test_somebody_without_a_role_yet_lands_on_what_they_are_asked(alder, client):
    row = alder.invite()
    client.force_login(row.guest.person)
    assert client.get("/").headers["Location"] == "/asked/"
    assert "Tom Ashworth" in client.get("/asked/").content.decode()
    said = client.post(f"/api/v1/me/asked/{row.pk}/", {"agrees": True}, "application/json")
    assert said.status_code == 204
    assert client.get("/").headers["Location"] == "/desk/"
    assert client.get("/asked/").status_code == 200


def test_a_guest_who_is_asked_from_the_list_answers_on_a_page_of_their_own(alder, client):
    guest = alder.guest()
    row = directory.ask(alder.employee, guest, now=NOW)
    client.force_login(guest.person)
    notice = Notice.objects.get(kind=directory.ASKED, recipient=guest)
    assert acting.question(notice, NOW).goes.path == "/desk/"
    assert "Have you room for Nia Bevan?" in client.get("/asked/").content.decode()
    assert client.get("/supervisors/").status_code == 404
    assert client.get("/api/v1/supervisors/asked/").status_code == 404

    said = client.post(f"/supervisors/asked/{row.pk}/", {"agrees": "yes", "next": "/asked/"}, follow=True)
    assert said.status_code == 200
    assert guest.supervises.filter(supervisee=alder.employee).exists()


def test_nobody_answers_what_somebody_else_was_asked(alder, client):
    row = alder.invite()
    other = make_member(make_organisation("Fern"), employment="external")
    for member in (alder.associate, alder.admin, alder.employee, other):
        client.force_login(member.person)
        foreign = client.post(f"/asked/{row.pk}/", {"say": "yes"})
        missing = client.post("/asked/999999/", {"say": "yes"})
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        said = client.post(f"/api/v1/me/asked/{row.pk}/", {"agrees": True}, "application/json")
        assert said.status_code == 404
    assert Invitation.objects.get().state == "open"


def test_what_waits_for_a_guest_is_said_in_their_inbox(alder, client):
    guest = alder.guest()
    alder.invite(by=alder.admin, supervisee=alder.employee)
    notice = Notice.objects.filter(kind=services.INVITED, recipient=guest).latest("pk")
    assert notice_kinds.waiting(list(Notice.objects.filter(kind=services.INVITED)), NOW) == {notice.pk}


def test_what_one_is_asked_costs_the_same_for_one_and_for_thirty(alder, django_assert_num_queries):
    guest = alder.guest()
    few = alder.invite(by=alder.admin, supervisee=alder.employee)
    for _ in range(2):
        with django_assert_num_queries(1):
            assert selectors.invitations_to(guest, now=NOW)[0].supervisee.person.name
        for _ in range(29):
            row = Invitation.objects.get(pk=few.pk)
            row.pk, row.supervisee = None, make_member(team=alder.team)
            row.save()
