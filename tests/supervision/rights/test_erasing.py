"""Erasing somebody, as an attack: whatever could be left of them is looked for, everywhere."""

from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from supervision.clock import now as clock_now
from supervision.faults import Fault
from supervision.notices.models import Notice
from supervision.people.audit import first_break
from supervision.people.encryption import Erased, seal, unseal
from supervision.people.holdings import GONE, NOBODYS, PERSON, holdings, rows_of
from supervision.people.models import AuditEntry, Leave, Member, Person, PersonKey, Relationship
from supervision.people.services import change_member
from supervision.policy import services as clocks
from supervision.policy.models import Clock
from supervision.practice.models import AgendaItem, Escalation, SharedRecord
from supervision.rights import erasing, rules, services
from supervision.rights.models import ErasureRequest
from supervision.roster.models import Upload
from supervision.sessions.models import Attendance, Session, TakenTime
from tests.builders import (
    LONG_AGO,
    make_leave,
    make_member,
    make_notice,
    make_organisation,
    make_policy,
    make_relationship,
    make_request,
    make_rule,
    make_session,
)
from tests.doors.house import House

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Zqnamezq Zqsurnamezq", "zqaddresszq@alder.example"


def everything_stored():
    """Return every row of every table, as bytes."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'select * from "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    found.append(
                        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    )
    return b"\n".join(found)


def left(member, *, days=2):
    """End a membership as an administrator does, a few days ago."""
    now = clock_now()
    admin = (
        Member.objects.filter(organisation=member.organisation_id, is_admin=True)
        .exclude(pk=member.pk)
        .first()
    )
    admin = admin or make_member(member.organisation, roles=("admin",))
    last = now.astimezone(member.zone).date() - timedelta(days=days)
    return change_member(member, end_date=last, by=admin, now=now)


@pytest.fixture
def house():
    return House()


@pytest.fixture
def ashworth(house):
    """The member whom every row of the house is about, by a name that is nowhere else."""
    member = house.people["member"]
    Person.objects.filter(pk=member.person_id).update(name=NAME, email=ADDRESS)
    seal("x", person=member.person_id, table="t", field="f", row=1)
    return left(Member.objects.select_related("person", "organisation").get(pk=member.pk))


def test_nothing_of_somebody_erased_is_left(ashworth):
    person = ashworth.person_id
    key = PersonKey.objects.get(person=person)
    before = everything_stored()
    assert NAME.encode() in before
    assert before.count(key.key_id.bytes) > 5  # what they sealed, on many shelves
    held = {
        one.label: rows_of(one, ashworth).count()
        for one in holdings()
        if one.fate in (GONE, PERSON) and one.whose
    }
    assert sum(bool(number) for number in held.values()) > 20, held

    assert erasing.erase(ashworth, by=None, now=clock_now())

    after = everything_stored()
    for word in (b"zqnamezq", b"zqsurnamezq", b"zqaddresszq"):
        assert word not in after.lower()
    assert key.key_id.bytes not in after
    assert not Person.objects.filter(pk=person).exists()
    with pytest.raises(Erased):
        unseal(b"\x01" + key.key_id.bytes + bytes(40), person=person, table="t", field="f", row=1)
    for holding in holdings():
        if holding.fate is GONE and holding.whose:
            assert not rows_of(holding, ashworth).exists(), holding.label


def test_every_key_to_the_person_is_gone(ashworth):
    person = ashworth.person_id

    erasing.erase(ashworth, by=None, now=clock_now())

    for holding in holdings():
        for field in holding.model._meta.concrete_fields:
            if field.related_model is Person:
                assert not holding.model._base_manager.filter(**{field.name: person}).exists(), holding.label


def test_what_is_left_of_the_place_says_nothing(ashworth):
    erasing.erase(ashworth, by=None, now=clock_now())

    husk = Member.objects.get(pk=ashworth.pk)
    assert husk.erased_at is not None
    assert (husk.team, husk.line_manager, husk.roles, husk.start_date) == (None, None, (), husk.end_date)
    assert husk.person.name == erasing.NOBODY
    assert husk.person.email.endswith("@erased.invalid")
    assert not husk.person.is_active
    assert not husk.person.has_usable_password()


def test_another_organisation_keeps_all_of_its_own(house, ashworth):
    others = house.people["foreign_member"].organisation_id

    def theirs():
        found = {}
        for holding in holdings():
            for path in holding.whose:
                leads = holding.fate is not PERSON
                if leads and holding.fate is not NOBODYS:
                    query = {f"{path}__organisation": others}
                    found[holding.label, path] = sorted(
                        map(str, holding.model._base_manager.filter(**query).values_list("pk", flat=True))
                    )
        return found

    before = theirs()
    erasing.erase(ashworth, by=None, now=clock_now())
    assert theirs() == before


def test_somebody_in_two_organisations_loses_one_place_alone():
    person = make_member(name="Tom").person
    here = make_member(make_organisation(), person=person)
    elsewhere = person.memberships.exclude(pk=here.pk).get()
    kept = seal("mine", person=person, table="t", field="f", row=1)
    theirs = make_session(None, elsewhere, at=clock_now() + timedelta(days=5), status="booked")
    make_session(None, here, at=clock_now() - timedelta(days=5), status="booked")
    make_leave(elsewhere, date(2026, 1, 5))
    make_notice(elsewhere)

    erasing.erase(left(here), by=None, now=clock_now())

    person.refresh_from_db()
    assert (person.name, person.is_active) == ("Tom", True)
    assert unseal(kept, person=person, table="t", field="f", row=1) == b"mine"
    assert list(person.memberships.all()) == [elsewhere]
    assert Leave.objects.filter(member=elsewhere).count() == 1
    assert Notice.objects.filter(recipient=elsewhere).count() == 1
    assert [one.session_id for one in TakenTime.objects.filter(person=person)] == [theirs.pk]


def test_others_clocks_and_sessions_stay_right():
    organisation = make_organisation()
    rule = make_rule(make_policy(organisation))
    gone = make_member(organisation, roles=("supervisor",), name=NAME)
    nia, other = make_member(organisation), make_member(organisation)
    at = clock_now() - timedelta(days=9)
    session = make_session(gone, [nia, other], at=at, kind="group")
    make_relationship(gone, nia)
    clocks.refresh(organisation=organisation, now=clock_now())
    before = list(
        Clock.objects.filter(rule=rule, member__in=[nia, other]).values_list("member", "due_on", "state")
    )

    erasing.erase(left(gone), by=None, now=clock_now())
    clocks.refresh(organisation=organisation, now=clock_now())

    after = list(
        Clock.objects.filter(rule=rule, member__in=[nia, other]).values_list("member", "due_on", "state")
    )
    assert sorted(after) == sorted(before)
    session.refresh_from_db()
    assert session.supervisor.person.name == "Somebody who left"
    assert Attendance.objects.filter(session=session, attended=True).count() == 2
    assert Relationship.objects.filter(supervisee=nia).count() == 1


def test_a_group_keeps_its_number_when_one_of_it_is_erased():
    gone = make_member()
    other = make_member(gone.organisation)
    session = make_session(None, [gone, other], at=clock_now() - timedelta(days=9), kind="group")

    erasing.erase(left(gone), by=None, now=clock_now())

    assert Attendance.objects.filter(session=session).count() == 2
    assert Session.objects.filter(pk=session.pk, status="held").exists()


def test_erasing_again_does_nothing(ashworth):
    assert erasing.erase(ashworth, by=None, now=clock_now())
    before = everything_stored()

    assert not erasing.erase(ashworth, by=None, now=clock_now())

    assert everything_stored() == before


def test_it_is_all_or_nothing(ashworth, monkeypatch):
    before = everything_stored()
    monkeypatch.setenv("HOLDSPACE_FAULT", "commit.before:raise")

    with pytest.raises(Fault):
        erasing.erase(ashworth, by=None, now=clock_now())

    assert everything_stored() == before


def test_nobody_is_erased_who_is_still_here():
    member = make_member()
    with pytest.raises(rules.StillHere):
        erasing.erase(member, by=None, now=clock_now())

    today = clock_now().astimezone(member.zone).date()
    Member.objects.filter(pk=member.pk).update(end_date=today)
    with pytest.raises(rules.StillHere):
        erasing.erase(Member.objects.get(pk=member.pk), by=None, now=clock_now())
    assert Member.objects.filter(pk=member.pk, erased_at=None).exists()


def test_it_is_in_the_audit_and_the_chain_holds(ashworth):
    admin = make_member(ashworth.organisation, roles=("admin",))

    erasing.erase(ashworth, by=admin, now=clock_now())

    entry = AuditEntry.objects.get(action="member.erased")
    assert (entry.actor_id, entry.subject_id) == (admin.pk, ashworth.pk)
    assert first_break(ashworth.organisation) is None


# ---------------------------------------------------------------- room by room
def test_what_had_to_be_passed_on_can_still_be_read_by_the_one_named_for_it(house):
    supervisor = house.people["supervisor"]
    row = Escalation.objects.get(raised_by=supervisor)
    words = row.text

    erasing.erase(left(supervisor), by=None, now=clock_now())

    again = Escalation.objects.select_related("raised_by").get(pk=row.pk)
    assert again.text == words
    assert again.raised_by.person.name == "Somebody who left"


def test_a_supervisee_keeps_their_record_when_their_supervisor_is_erased(house):
    member, supervisor = house.people["member"], house.people["supervisor"]
    before = list(SharedRecord.objects.filter(keeper=member).values_list("pk", flat=True))
    written = AgendaItem.objects.filter(writer=member).count()

    erasing.erase(left(supervisor), by=None, now=clock_now())

    assert list(SharedRecord.objects.filter(keeper=member).values_list("pk", flat=True)) == before
    assert AgendaItem.objects.filter(writer=member).count() == written
    assert not AgendaItem.objects.filter(writer=supervisor).exists()


def test_what_was_asked_of_colleagues_is_gone():
    asker = make_member()
    request = make_request(asker, at=clock_now())

    erasing.erase(left(asker), by=None, now=clock_now())

    assert not type(request).objects.filter(pk=request.pk).exists()


def test_files_on_their_way_in_that_name_them_are_let_go(ashworth):
    admin = make_member(ashworth.organisation, roles=("admin",))
    now = clock_now()
    ready = Upload.objects.create(
        organisation=ashworth.organisation, member=admin, created_at=now, state="ready"
    )
    ready.files.create(name="people.csv", sealed=b"...")
    done = Upload.objects.create(
        organisation=ashworth.organisation,
        member=admin,
        created_at=now,
        state="applied",
        changes={"lines": [f"{NAME} joins"]},
    )

    erasing.erase(ashworth, by=None, now=now)

    ready.refresh_from_db()
    done.refresh_from_db()
    assert ready.state == "stopped"
    assert not ready.files.exists()
    assert done.changes == {}


# ---------------------------------------------------------------- the command
def test_the_command_says_first_and_does_it_when_told(ashworth, capsys):
    slug = ashworth.organisation.slug
    call_command("erase_member", ADDRESS, "--organisation", slug)
    assert "Nothing was done" in capsys.readouterr().out
    assert Person.objects.filter(email=ADDRESS).exists()

    call_command("erase_member", ADDRESS.upper(), "--organisation", slug, "--yes")
    assert "Erased" in capsys.readouterr().out
    assert not Person.objects.filter(email=ADDRESS).exists()

    with pytest.raises(CommandError) as trouble:
        call_command("erase_member", ADDRESS, "--organisation", slug, "--yes")
    assert trouble.value.returncode == 2


def test_the_command_refuses_who_is_still_here_and_who_is_of_another_organisation():
    member = make_member(email="nia@alder.example")
    with pytest.raises(CommandError, match="still among your people"):
        call_command("erase_member", "nia@alder.example", "--organisation", member.organisation.slug, "--yes")
    with pytest.raises(CommandError, match="Nobody of this organisation"):
        call_command("erase_member", "nia@alder.example", "--organisation", make_organisation().slug, "--yes")


# ---------------------------------------------------------------- asked for
def test_the_name_has_to_be_typed(ashworth):
    admin = make_member(ashworth.organisation, roles=("admin",))
    with pytest.raises(rules.OtherName):
        services.erase(ashworth, name="Somebody else", by=admin, now=clock_now())
    assert Member.objects.get(pk=ashworth.pk).erased_at is None

    assert services.erase(ashworth, name=" zqnamezq  ZQSURNAMEZQ", by=admin, now=clock_now())


def test_what_was_asked_goes_with_whoever_asked(ashworth):
    services.ask_to_be_erased(ashworth, now=clock_now())
    erasing.erase(ashworth, by=None, now=clock_now())
    assert not ErasureRequest.objects.filter(member=ashworth).exists()


def test_a_last_day_long_ago_is_no_hindrance():
    member = make_member(end_date=LONG_AGO, start_date=LONG_AGO)
    assert erasing.erase(member, by=None, now=datetime.fromisoformat("2026-11-02T09:00:00+00:00"))
