"""Somebody erased while real programs run: nothing of them is left in files, queue, logs or what goes out."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from celery import Celery
from django.db import connection

from supervision.clock import now
from supervision.notices.calendars.feeds import make_feed
from supervision.notices.services import Message, queue_notices
from supervision.people.encryption import seal
from supervision.people.models import Member, Person, PersonKey
from tests.doors.house import House
from tests.faults.test_peers_canary import Guest, in_the_broker, in_the_database, until
from tests.services.databases import is_postgres
from tests.supervision.rights.test_erasing import ADDRESS, NAME, left

pytestmark = [pytest.mark.fault, pytest.mark.slow]
WORDS = (b"zqnamezq", b"zqsurnamezq", b"zqaddresszq")


def seen_in(where, found):
    """Return which of the words stand in bytes or text, each with where it was found."""
    low = (found.encode() if isinstance(found, str) else bytes(found)).lower()
    return [f"{word.decode()} in {where}" for word in WORDS if word in low]


def files_under(folder):
    return [file for file in sorted(Path(folder).rglob("*")) if file.is_file()]


def tell(member, key):
    """Leave a letter that goes out at any hour."""
    message = Message(
        organisation_id=member.organisation_id,
        recipient_id=member.pk,
        kind="trial",
        notice_class="R",
        key=key,
        not_before=now(),
    )
    queue_notices([message], now=now())


def test_nothing_of_whoever_was_erased_is_left_anywhere(
    own_database, processes, own_redis, smtp_sink, start_worker, tmp_path
):
    house = House()
    people = house.people
    member = people["member"]
    Person.objects.filter(pk=member.person_id).update(name=NAME, email=ADDRESS)
    seal("x", person=member.person_id, table="t", field="f", row=1)
    key = PersonKey.objects.get(person=member.person_id).key_id.bytes
    feed = make_feed(people["supervisor"], now=now()).address.rpartition("/")[2]
    env = {"REDIS_URL": own_redis.url, "EMAIL_URL": smtp_sink.url}
    address = processes.serve(**env)
    worker = start_worker(HOLDSPACE_BASE_URL=address)
    bell = Celery(broker=own_redis.url)
    tell(member, "before")
    bell.send_task("notices.deliver", retry=False)
    until(lambda: any(ADDRESS in letter.recipients for letter in smtp_sink.messages))
    looks = {who: Guest(address, people[who].person) for who in ("lead", "supervisor", "admin")}

    def shown():
        """Return what others read of the member: pages, a search, both calendars, the API, an export."""
        found = {}
        for who, at in looks.items():
            for path in (
                "/",
                "/board/",
                "/organisation/people/?q=zqname",
                "/inbox/",
                f"/people/{member.pk}/",
            ):
                found[f"{path} for {who}"] = at.get(path)
            for path in ("members/", "clocks/", "flags/", "sessions/", "audit/", "relationships/"):
                found[f"API {path} for {who}"] = at.get(f"/api/v1/{path}")
        found["their calendar"] = Guest(address).get(f"/feed/{house.rows['feed']}.ics")
        found["the supervisor's calendar"] = Guest(address).get(f"/feed/{feed}")
        assert all(status < 500 for status, _ in found.values())
        return found

    before = shown()
    assert before["their calendar"][0] == 200
    seen = {where for where, (_, page) in before.items() if seen_in(where, page)}
    assert {"/organisation/people/?q=zqname for admin", "/board/ for lead", "API members/ for admin"} <= seen
    assert seen_in("the database", in_the_database(own_database))

    tell(member, "on its way")
    left(Member.objects.select_related("person", "organisation").get(pk=member.pk))
    words = ("erase_member", ADDRESS, "--organisation", member.organisation.slug, "--yes")
    assert "Erased" in processes.manage(*words, **env).stdout
    sent = len(smtp_sink.messages)
    bell.send_task("notices.deliver", retry=False)
    bell.send_task("policy.sweep", retry=False)
    after = shown()
    assert after["their calendar"][0] == 404
    export = tmp_path / "supervisor.zip"
    to = ("--organisation", member.organisation.slug, "--to", str(export), "--everything")
    processes.manage("export_member", people["supervisor"].person.email, *to, **env)
    until(lambda: own_redis.client().llen("celery") == 0)
    processes.stop([worker], signal=15)
    if not is_postgres():
        connection.close()

    left_over = [one for where, (_, page) in after.items() for one in seen_in(where, page)]
    with ZipFile(export) as file:
        for name in file.namelist():
            left_over += seen_in(f"{name} of an export", file.read(name))
    for letter in smtp_sink.messages[sent:]:
        assert ADDRESS not in letter.recipients
        left_over += seen_in(f"the letter “{letter.subject}”", letter.raw)
    for file in files_under(processes.folder / "data"):
        left_over += seen_in(file.name, file.read_bytes())
    for process in processes.started:
        left_over += seen_in("a log", processes.log(process))
    left_over += seen_in("the broker", in_the_broker(own_redis))
    stored = in_the_database(own_database)
    left_over += seen_in("the database", stored)
    assert not left_over
    assert is_postgres() or key not in stored
    bell.close()
