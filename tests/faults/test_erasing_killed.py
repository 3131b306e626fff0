"""An erasure killed half-way leaves everything; done again, no byte of whoever it was is left in the file.

Asked for by several at once it is done once.
"""

from datetime import timedelta

import pytest

from supervision.clock import now
from supervision.people.models import AuditEntry, Member, Person
from supervision.sessions.models import Line
from tests.builders import make_leave, make_member, make_notice, make_session
from tests.faults.test_peers_canary import in_the_database
from tests.services.databases import is_postgres

pytestmark = pytest.mark.fault


def test_killed_half_way_it_is_all_there_and_done_again_all_gone(own_database, processes):
    today = now().date()
    member = make_member(
        name="Zqkilledzq", email="zqkilledzq@alder.example", end_date=today - timedelta(days=3)
    )
    slug = member.organisation.slug
    session = make_session(None, member, at=now() - timedelta(days=9))
    line = Line(
        session=session,
        supervisor=session.supervisor,
        writer=member,
        side="supervisee",
        purpose="booking",
        written_at=now(),
    )
    line.words = "zqkilledzq"
    line.save(force_insert=True)
    make_leave(member, today)
    make_notice(member)
    key = member.person.key.key_id.bytes
    command = ("erase_member", "zqkilledzq@alder.example", "--organisation", slug, "--yes")

    killed = processes.start("manage.py", *command, HOLDSPACE_FAULT="commit.before:kill")
    assert killed.wait(120) == -9

    again = Member.objects.select_related("person").get(pk=member.pk)
    assert (again.erased_at, again.person.name) == (None, "Zqkilledzq")
    assert Line.objects.get(pk=line.pk).words == "zqkilledzq"

    assert "Erased" in processes.manage(*command).stdout
    assert not Person.objects.filter(email__startswith="zqkilledzq").exists()
    assert not Line.objects.filter(writer=member).exists()
    if not is_postgres():
        from django.db import connection

        connection.close()
    stored = in_the_database(own_database)
    assert b"zqkilledzq" not in stored.lower()
    if not is_postgres():
        assert key not in stored


def test_asked_for_by_four_at_once_it_is_done_once(own_database, processes):
    today = now().date()
    member = make_member(email="zqoncezq@alder.example", end_date=today - timedelta(days=3))
    session = make_session(None, member, at=now() - timedelta(days=9))
    words = ("erase_member", "zqoncezq@alder.example", "--organisation", member.organisation.slug, "--yes")

    at_once = [processes.start("manage.py", *words) for _ in range(4)]

    said = {one.wait(120) for one in at_once}
    assert said <= {0, 2}, [processes.log(one) for one in at_once]  # 2: nobody has this address any more
    assert 0 in said
    assert Member.objects.get(pk=member.pk).erased_at is not None
    assert not Person.objects.filter(email__startswith="zqoncezq").exists()
    assert AuditEntry.objects.filter(action="member.erased").count() == 1
    assert session.attendances.count() == 1
