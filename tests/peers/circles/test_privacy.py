"""What is said in confidence to a circle, looked for by those who should never find it."""

import inspect
import logging
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import connection

from peers.circles import guest_letters, guests, hosting, opening, services, tasks
from peers.circles.models import Circle, Place
from supervision.notices.delivery import deliver_due
from supervision.people.audit import AuditEntry
from supervision.sessions.models import TakenTime
from tests.builders import make_lead, make_member, make_organisation, make_relationship, make_team
from tests.peers.circles.house import NOW, hours, joined, make_circle, meeting_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ALIAS, NOTE, LINK, GUEST = (
    "Canaryalias",
    "canarynote",
    "https://meet.example/canarylink",
    "canaryguest@x.example",
)
CANARIES = ("canaryalias", "canarynote", "canarylink", "canaryguest")
LEAD_PAGES = (
    "/",
    "/board/",
    "/board/{team}/",
    "/people/{member}/",
    "/organisation/people/{member}/",
    "/circles/asking/",
    "/circles/",
    "/organisation/people/",
    "/organisation/teams/",
    "/api/v1/circles/",
    "/api/v1/circles/asking/",
    "/api/v1/circles/places/",
    "/api/v1/members/",
    "/api/v1/members/{member}/",
    "/api/v1/readings/",
    "/api/v1/teams/{team}/board/",
)


class Scene:
    """A member with a lead, a line manager, a supervisor and an administrator, beside an open circle."""

    def __init__(self):
        self.team = make_team(make_organisation())
        organisation = self.team.organisation
        self.lead = make_lead(self.team)
        self.admin = make_member(organisation, roles=("admin",))
        self.supervisor = make_member(organisation, roles=("supervisor",))
        self.peer = make_member(organisation)
        self.member = make_member(team=self.team, line_manager=self.lead, name="Nia Bevan")
        make_relationship(self.supervisor, self.member)
        self.circle = make_circle(organisation=organisation, title="Quiet hour", link=LINK)
        opening.ask_for_outside(self.circle, now=NOW)
        opening.answer_for_outside(self.circle, self.admin, is_yes=True, now=NOW)
        self.circle.refresh_from_db()

    @property
    def others(self):
        return (self.lead, self.admin, self.supervisor, self.peer)

    def everything(self):
        """Join, write, come as a guest, be noted as come."""
        place = joined(self.circle, self.member, ALIAS, note=NOTE)
        guest = guests.ask_as_guest(self.circle, meeting_of(self.circle), email=GUEST, now=NOW)
        services.seat_someone(
            self.circle,
            meeting_of(self.circle),
            guest=guest,
            name="Wren",
            kind="speak",
            may_wait=False,
            now=NOW,
        )
        hosting.note_who_came(meeting_of(self.circle), [place.pk], now=meeting_of(self.circle).starts_at)
        return place


@pytest.fixture
def scene():
    return Scene()


def pages(client, viewer, scene):
    client.force_login(viewer.person)
    found = {}
    for path in LEAD_PAGES:
        address = path.format(team=scene.team.pk, member=scene.member.pk)
        answer = client.get(address)
        words = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())
        found[path] = (answer.status_code, words)
    return found


def test_no_page_of_a_lead_an_administrator_or_a_colleague_changes_when_somebody_joins(client, scene):
    before = {viewer.pk: pages(client, viewer, scene) for viewer in scene.others}
    place = joined(scene.circle, scene.member, ALIAS, note=NOTE)
    hosting.note_who_came(meeting_of(scene.circle), [place.pk], now=meeting_of(scene.circle).starts_at)
    for viewer in scene.others:
        for path, (status, words) in pages(client, viewer, scene).items():
            was_status, was = before[viewer.pk][path]
            assert (status, words) == (was_status, was), (viewer.pk, path)


def test_nobody_but_the_host_reads_names_and_notes_and_nobody_at_all_who_is_behind_them(client, scene):
    place = scene.everything()
    meeting = meeting_of(scene.circle)
    addresses = (
        f"/circles/{scene.circle.pk}/",
        f"/circles/at/{meeting.pk}/",
        f"/circles/{scene.circle.pk}/desk/",
    )
    addresses += (f"/api/v1/circles/meetings/{meeting.pk}/desk/", f"/circles/places/{place.pk}/leave/")
    addresses += (f"/api/v1/circles/places/{place.pk}/", f"/api/v1/circles/{scene.circle.pk}/")
    for viewer in scene.others:
        client.force_login(viewer.person)
        for address in addresses:
            words = client.get(address).content.decode().lower()
            assert not any(canary in words for canary in CANARIES), (viewer.pk, address)
            assert "nia bevan" not in words or viewer.pk == scene.member.pk, address
    client.force_login(scene.circle.facilitator.person)
    desk = client.get(f"/circles/{scene.circle.pk}/desk/").content.decode()
    assert ALIAS in desk and NOTE in desk and "Nia Bevan" not in desk and GUEST not in desk


def test_the_database_keeps_none_of_it_in_clear(scene):
    scene.everything()
    seen = 0
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                for value in row:
                    seen += 1
                    words = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    assert not any(canary.encode() in words.lower() for canary in CANARIES), table
    assert seen > 100


def test_no_mail_names_the_circle_a_name_in_it_or_why(scene):
    scene.everything()
    waits = joined(scene.circle, alias="Second")
    services.leave(waits, now=NOW)
    hosting.move(meeting_of(scene.circle), meeting_of(scene.circle).starts_at + hours(1), now=NOW)
    hosting.call_off(meeting_of(scene.circle), now=NOW)
    mail.outbox.clear()
    deliver_due(tell_time=lambda: NOW)
    guest_letters.deliver(tell_time=lambda: NOW)
    assert len(mail.outbox) >= 4
    for letter in mail.outbox:
        words = letter.message().as_string().lower()
        own = words.replace(GUEST, "") if letter.to == [GUEST] else words
        assert not any(canary in own for canary in CANARIES), letter.subject
        assert "quiet hour" not in words and "circle_" not in letter.body
        assert len(letter.to) == 1


def test_logs_and_tasks_carry_none_of_it(scene, caplog, client):
    caplog.set_level(logging.DEBUG)
    scene.everything()
    client.force_login(scene.member.person)
    client.post(
        f"/circles/at/{meeting_of(scene.circle).pk}/join/", {"alias": ALIAS, "note": NOTE, "agree": "on"}
    )
    client.post(f"/circles/open/{scene.circle.public_key}/", {"email": GUEST})
    guest_letters.deliver(tell_time=lambda: NOW)
    assert not any(canary in caplog.text.lower() for canary in CANARIES)
    for task in (tasks.decide, tasks.write_to_guests, tasks.erase):
        assert not inspect.signature(task.run).parameters


def test_a_letter_that_cannot_be_sent_says_nothing_of_whom_it_was_for(scene, caplog):
    guests.ask_as_guest(scene.circle, meeting_of(scene.circle), email=GUEST, now=NOW)

    class Broken:
        def offer(self, letter):
            raise OSError(f"no route to {GUEST}")

        def close(self):
            pass

    guest_letters.deliver(tell_time=lambda: NOW, transport=Broken())
    assert "was not sent" in caplog.text and "canaryguest" not in caplog.text


def test_operators_have_no_page_of_it_and_the_audit_no_line():
    models = set(apps.get_app_config("peers_circles").get_models())
    assert not models & set(admin.site._registry)
    scene = Scene()
    before = AuditEntry.objects.count()
    place = joined(scene.circle, scene.member, ALIAS)
    services.leave(place, now=NOW)
    assert AuditEntry.objects.count() == before


def test_given_up_no_trace_of_it_is_left(scene):
    place = joined(scene.circle, scene.member, ALIAS, note=NOTE)
    services.leave(place, now=NOW)
    assert not Place.objects.exists()
    assert not TakenTime.objects.filter(person=scene.member.person_id).exists()


def test_two_calendars_side_by_side_do_not_tell_that_their_owners_meet(scene):
    from peers.circles.held_times import entries_of

    first, second = joined(scene.circle), joined(scene.circle)
    names = {entry.name for one in (first, second) for entry in entries_of(one.member, NOW)}
    names |= {entry.name for entry in entries_of(scene.circle.facilitator, NOW)}
    assert len(names) == 3


def test_who_left_the_organisation_or_belongs_to_another_reaches_nothing(client, scene):
    place = scene.everything()
    foreign = make_member(make_organisation(), roles=("admin", "supervisor"))
    client.force_login(foreign.person)
    for address in (f"/circles/{scene.circle.pk}/", f"/circles/places/{place.pk}/leave/"):
        assert client.get(address).status_code == 404
    assert Circle.objects.visible_to(foreign).count() == 0
    hosting.erase(now=meeting_of(scene.circle).ends_at + timedelta(days=31))
    assert not Place.objects.exists()
