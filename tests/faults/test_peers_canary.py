"""A word in every private field of peers, with real programs: it may be found on its owner's pages alone.

Searched are logs, letters, push calls, what went through the broker, error pages, pages of a lead, an
administrator and an operator, what others get from the API, and the database: the bytes of its file and of
what is written ahead of it, or every row of every table.
"""

import json
import os
import re
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from celery import Celery
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from peers.circles.models import Circle, Place
from peers.debriefs.models import Afterwards, Invite
from peers.debriefs.models import Request as Asked
from supervision.notices.models import Notice
from supervision.people.tokens import make_token
from tests.builders import (
    make_joined,
    make_lead,
    make_member,
    make_organisation,
    make_person,
    make_relationship,
    make_team,
)
from tests.services.databases import bytes_of, is_postgres
from tests.services.receiver import Browser

pytestmark = [pytest.mark.fault, pytest.mark.slow]

MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WORDS = {
    "note": "zqnotezq",
    "training": "zqtrainingzq",
    "phone": "07700900731",
    "link": "https://meet.example/zqlinkzq",
    "circle": "https://meet.example/zqcirclezq",
    "alias": "Zqaliaszq",
    "line": "zqlinezq",
    "guest": "zqguestzq@elsewhere.example",
    "wrong": "zqwrongzq",
}
"""What is written into each private field; `wrong` stands in what is refused."""
CODES = ("heavier", "death,family")
"""What is chosen from a list, and sealed: as rows keep it."""
LOOKED_FOR = [word.split("/")[-1].split("@")[0] for word in WORDS.values()]


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


class Guest:
    """One browser: a session of its own, and everything that it was shown."""

    def __init__(self, address, person=None):
        self.address, self.open = address, build_opener(_Stay)
        self.cookie = ""
        if person is not None:
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            session.create()
            self.cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; "

    def get(self, path, **headers):
        return self._send(Request(self.address + path, headers=headers))

    def post(self, path, said, **headers):
        csrf = "a" * 32
        body = urlencode({**said, "csrfmiddlewaretoken": csrf}, doseq=True).encode()
        headers |= {"Referer": self.address, "Origin": self.address}
        return self._send(Request(self.address + path, body, headers), csrf)

    def _send(self, request, csrf=""):
        cookie = self.cookie + (f"{settings.CSRF_COOKIE_NAME}={csrf}" if csrf else "")
        if cookie:
            request.add_header("Cookie", cookie)
        try:
            answer = self.open.open(request, timeout=60)
        except HTTPError as error:
            answer = error
        assert not SimpleCookie(answer.headers.get("Set-Cookie", "")).get("never")
        return answer.status, answer.read().decode()


def monitor(server, kept, stop):
    """Keep every command that reaches the broker."""
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(b"MONITOR\r\n")
        line.settimeout(0.5)
        while not stop.is_set():
            try:
                kept += line.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError:
                return


def in_the_broker(server):
    """Return everything that the broker holds, whatever its shape."""
    client, found = server.client(), b""
    for key in client.scan_iter():
        kind = client.type(key)
        value = {
            b"string": lambda key: client.get(key),
            b"list": lambda key: client.lrange(key, 0, -1),
            b"hash": lambda key: client.hgetall(key),
            b"set": lambda key: client.smembers(key),
            b"zset": lambda key: client.zrange(key, 0, -1),
        }.get(kind, lambda key: b"")(key)
        found += repr((key, value)).encode()
    return found


def in_the_database(database):
    """Return the bytes of the database's files, or all rows of all tables in words and in hex."""
    if not is_postgres():
        folder = Path(database.name).parent
        return b"".join(bytes_of(file) for file in sorted(folder.glob(f"{Path(database.name).name}*")))
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'select t::text from "{table}" t')
            for (row,) in cursor.fetchall():
                found.append(row)
                found += [
                    bytes.fromhex(part).decode("latin-1")
                    for part in re.findall(r"\\x((?:[0-9a-f]{2})+)", row)
                ]
    return "\n".join(found).encode()


def seen_in(what, found):
    raw = found.encode() if isinstance(found, str) else bytes(found)
    low = raw.lower()
    return [f"{word} in {what}" for word in LOOKED_FOR if word.lower().encode() in low]


def until(true, seconds=90):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError("It did not come to that in time.")


def test_a_word_in_every_private_field_is_found_on_its_owner_s_pages_alone(
    own_database, processes, own_redis, smtp_sink, receiver, start_worker, tmp_path, monkeypatch
):
    clock = tmp_path / "clock"
    clock.write_text(MONDAY.isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock))
    alder = make_organisation(name="Alder")
    team = make_team(alder)
    lead, admin = make_lead(team), make_member(alder, roles=("admin",))
    supervisor = make_member(alder, roles=("supervisor",))
    asker, stranger = make_member(team=team, name="Tom Ashworth"), make_member(make_organisation(name="Fern"))
    listeners = [make_joined(make_member(alder, name=f"Listener {n}")) for n in range(2)]
    operator = make_person(email="operator@alder.example", is_staff=True, is_superuser=True)
    make_relationship(supervisor, asker)
    everybody = [lead, admin, supervisor, asker, stranger, *listeners]
    tokens = {
        one.pk: make_token(one, name="Script", may_write=True, lasts_days=30, now=MONDAY)[1]
        for one in everybody
    }
    browser = Browser(receiver)
    watched = bytearray()
    stop = threading.Event()
    threading.Thread(target=monitor, args=(own_redis, watched, stop), daemon=True).start()
    env = {
        "HOLDSPACE_CLOCK": str(clock),
        "REDIS_URL": own_redis.url,
        "EMAIL_URL": smtp_sink.url,
        "HOLDSPACE_PUSH_SERVICES": receiver.url,
    }
    address = processes.serve(**env)
    start_worker(HOLDSPACE_CLOCK=str(clock), HOLDSPACE_PUSH_SERVICES=receiver.url, HOLDSPACE_BASE_URL=address)
    bell = Celery(broker=own_redis.url)
    pages, own = {}, {}

    def ring(*tasks):
        for task in tasks:
            bell.send_task(task, expires=90, retry=False)

    def said_to(who, what, answer):
        pages[f"{what} ({answer[0]})"] = answer[1]
        return answer[0]

    at = {one.pk: Guest(address, one.person) for one in everybody}
    # Whatever is private is written by its owner's own pages.
    for one in listeners:
        said = {
            "listening-listens": "in",
            "listening-most_a_week": 2,
            "listening-heaviest": 3,
            "listening-longest_minutes": 30,
            "listening-languages": "en",
            "listening-phone": WORDS["phone"] if one == listeners[0] else "",
            "listening-link": WORDS["link"] if one == listeners[0] else "",
            "listening-training": WORDS["training"] if one == listeners[0] else "",
            "checkins-turns": 1,
            "circles-hears": "yes",
        }
        assert at[one.pk].post("/me/peers/", said)[0] == 302
        assert at[one.pk].post("/inbox/ways/device/", {"subscription": browser.subscription})[0] == 302
        for kind in ("talk_asked", "talk_agreed"):
            one.notice_preferences.create(kind=kind, way="push", is_wanted=True)
    asked = {"urgency": "today", "weight": 2, "how": "phone", "wish": "listen", "note": WORDS["note"]}
    assert at[asker.pk].post("/talks/ask/", {**asked, "touches": ["death", "family"]})[0] == 302
    circle = {
        "kind": "open",
        "title": "Openword",
        "medium": "video",
        "link": WORDS["circle"],
        "places": 8,
        "listening": 0,
        "smallest": 2,
        "decides_hours": 24,
        "first_day": "2026-11-03",
        "starts": "12:30",
        "minutes": 60,
        "pattern": "",
        "number": 1,
    }
    assert at[supervisor.pk].post("/circles/new/", circle)[0] == 302
    meeting = Circle.objects.get().meetings.get()
    join = {"alias": WORDS["alias"], "note": WORDS["line"], "agree": "on"}
    assert at[asker.pk].post(f"/circles/at/{meeting.pk}/join/", join)[0] == 302
    Circle.objects.update(outside="opened", public_key="open-to-all")
    outside = Guest(address)
    assert outside.post("/circles/open/open-to-all/", {"email": WORDS["guest"]})[0] in (200, 302)

    # What is refused is shown to whoever wrote it, and to nobody else; error pages repeat nothing.
    wrong = WORDS["wrong"]
    pages["missing"] = at[asker.pk].get(f"/talks/{wrong}/")[1]
    pages["forbidden"] = Guest(address).get(f"/talks/ask/?note={wrong}")[1]
    pages["method"] = at[asker.pk].post(f"/check-in/answer/?{wrong}", {"a": wrong})[1]
    for path, body in (
        ("/api/v1/debriefs/", {"urgency": "now", "weight": 9, "note": wrong}),
        ("/api/v1/debriefs/", {"urgency": "now", "weight": 2, "note": wrong}),
        (f"/api/v1/circles/meetings/{meeting.pk}/join/", {"name": "x" * 31 + wrong, "agrees": True}),
    ):
        headers = {"Authorization": f"Bearer {tokens[asker.pk]}", "Content-Type": "application/json"}
        answer = Guest(address)._send(Request(address + path, json.dumps(body).encode(), headers))
        assert answer[0] in (400, 409, 422)
        pages[f"{path} ({answer[0]})"] = answer[1]

    # Letters and push go out, one says yes by page, and it is over.
    ring("notices.deliver", "circles.write_to_guests")
    until(lambda: len(smtp_sink.messages) >= 4 and receiver.calls)
    invite = Invite.objects.get(member=listeners[0])
    assert at[listeners[0].pk].post(f"/talks/invite/{invite.pk}/", {"answer": "yes"})[0] == 302
    request = Asked.objects.get()
    talk = f"/talks/{request.pk}/talk/"
    own["phone"], own["note"] = at[asker.pk].get(talk)[1], at[listeners[0].pk].get(talk)[1]
    own["alias"] = at[asker.pk].get(f"/circles/at/{meeting.pk}/")[1]
    own["line"] = at[supervisor.pk].get(f"/circles/{meeting.circle_id}/desk/")[1]
    own["training"] = at[listeners[0].pk].get("/me/peers/")[1]
    second = Invite.objects.get(member=listeners[1])
    pages["who was not needed"] = at[listeners[1].pk].get(f"/talks/invite/{second.pk}/")[1]

    # What goes wrong is said in the log and on a page, and nothing of what was worked on.
    Asked.objects.filter(pk=request.pk).update(touches_sealed=b"broken")
    assert said_to(asker, "something broken", at[asker.pk].get(talk)) == 500
    Asked.objects.filter(pk=request.pk).update(touches_sealed=b"")
    clock.write_text((request.ends_at + timedelta(minutes=1)).isoformat())
    ring("debriefs.go_on")
    until(lambda: Asked.objects.get().state == "over")
    ring("notices.deliver")
    at[asker.pk].post(f"/talks/{request.pk}/after/", {"answer": "heavier"})
    assert Afterwards.objects.get(member=asker).answer == "heavier"

    # Everybody else looks wherever they could.
    for who, member in (("lead", lead), ("admin", admin), ("stranger", stranger), ("another", listeners[1])):
        for path in (
            *("/", "/inbox/", "/me/", "/circles/", "/check-in/", "/board/", "/organisation/operations/"),
            *("/organisation/debriefs/", "/organisation/people/", "/circles/asking/", "/me/data/"),
            *(f"/people/{asker.pk}/", talk, f"/talks/{request.pk}/after/", f"/circles/at/{meeting.pk}/"),
            *(f"/circles/{meeting.circle_id}/desk/", f"/people/{asker.pk}/records/"),
        ):
            pages[f"{path} for {who}"] = at[member.pk].get(path)[1]
        for path in (
            *("debriefs/", "debriefs/invites/", f"debriefs/{request.pk}/", "debriefs/counts/", "circles/"),
            *("circles/places/", "me/peers/not-with/", "me/check-in/", "notices/", "members/", "audit/"),
            f"circles/meetings/{meeting.pk}/desk/",
        ):
            headers = {"Authorization": f"Bearer {tokens[member.pk]}"}
            pages[f"API {path} for {who}"] = Guest(address).get(f"/api/v1/{path}", **headers)[1]
    for path in ("/operator/", f"/operator/supervision_people/person/{asker.person_id}/change/"):
        pages[f"{path} for an operator"] = Guest(address, operator).get(path)[1]

    # The search finds what is there: a word that everybody may read, and each word with its owner.
    rows = in_the_database(own_database)
    assert b"openword" in rows.lower() and b"notices.deliver" in watched
    for name, page in own.items():
        assert WORDS[name].lower() in page.lower(), name

    found = []
    for what, page in pages.items():
        found += seen_in(what, page)
    found += seen_in("the database", rows)
    for process in processes.started:
        found += seen_in("a log", processes.log(process))
    for letter in smtp_sink.messages:
        parts = [part for part in letter.message.walk() if not part.is_multipart()]
        words = "\n".join(str(part.get_content()) for part in parts)
        is_guest = letter.recipients == [WORDS["guest"]]
        headers = "" if is_guest else letter.raw.decode(errors="replace")
        found += seen_in(f"the letter “{letter.subject}”", words + headers)
    for call in receiver.calls:
        found += seen_in("a push call", json.dumps(browser.open(call)))
    stop.set()
    found += seen_in("what went through the broker", watched)
    found += seen_in("the broker", in_the_broker(own_redis))
    found += seen_in(
        "what the outbox knows", json.dumps(list(Notice.objects.values_list("about", flat=True)))
    )
    assert not found
    kept = Place.objects.get(member=asker)
    assert kept.alias == WORDS["alias"]
    assert not any(code.encode() in rows for code in CODES)
    bell.close()
    assert os.environ["HOLDSPACE_CLOCK"] == str(clock)
