"""What a guest has: their own pairs and their work with them; everything else is closed."""

import re
from datetime import timedelta

import pytest
from django.urls import Resolver404, resolve

from supervision.people import guests
from supervision.people.tokens import make_token
from supervision.practice.notes import note_of, save_note
from tests.builders import make_member, make_relationship, make_session
from tests.doors.table import API, PAGES
from tests.supervision.outside.alder import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


OF_ALL = {"today", "manifest"}
"""What leads a guest on to their desk, and what browsers fetch by themselves."""


def test_a_guest_works_with_their_pair_from_desk_to_record(alder, client):
    guest = alder.guest()
    pair = guest.supervises.get()
    session = make_session(guest, alder.associate, at=NOW - timedelta(hours=3), status="booked")
    client.force_login(guest.person)

    assert client.get("/").headers["Location"] == "/desk/"
    for path in (
        *("/desk/", "/sessions/", f"/sessions/{session.pk}/", "/agreements/", f"/agreements/{pair.pk}/"),
        *(f"/agreements/{pair.pk}/change/", "/notes/", "/invoices/", "/times/", "/inbox/", "/me/"),
        *("/sessions/book/", "/me/availability/", "/feedback/", f"/sessions/{session.pk}/say/"),
    ):
        assert client.get(path).status_code == 200, path
    assert client.post(f"/sessions/{session.pk}/held/").status_code == 302
    session.refresh_from_db()
    assert session.status == "held"
    save_note(guest, "supervisor", session, "notes", "Mine.", revision=0, now=NOW)
    assert note_of(guest, "supervisor", session, "notes").text == "Mine."


def test_no_page_leads_a_guest_to_a_closed_one(alder, client):
    guest = alder.guest()
    pair = guest.supervises.get()
    past = make_session(guest, alder.associate, at=NOW - timedelta(hours=3), status="booked")
    ahead = make_session(guest, alder.associate, at=NOW + timedelta(days=3), status="booked")
    client.force_login(guest.person)
    todo = ["/desk/", "/asked/", "/help/", "/pause/", *(f"/sessions/{one.pk}/" for one in (past, ahead))]
    todo += [f"/agreements/{pair.pk}/"]
    seen = set()

    while todo:
        path = todo.pop()
        seen.add(path)
        answer = client.get(path)
        asks_again = answer.status_code == 403 and "Is it you?" in answer.content.decode()
        assert answer.status_code in (200, 302) or asks_again, path
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        for found in re.findall(r'(?:href|action)="(/[^"#?]*)', answer.content.decode()):
            name = resolve(found).view_name if not found.startswith("/static/") else "help"
            assert guests.is_open(name) or name in OF_ALL, (path, found)
            is_link = f'href="{found}' in answer.content.decode()
            if is_link and not found.startswith(("/static/", "/accounts/")) and name not in seen | OF_ALL:
                seen.add(name)
                todo.append(found)
    assert len(seen) > 40


def _fill(route):
    """Return an address with numbers that belong to nobody: a wall stands before any row is looked for."""
    for part, value in (
        ("<int:pk>", "1"), ("<uuid:pk>", "00000000-0000-4000-8000-000000000000"), ("<str:day>", "2026-11-09"),
    ):  # fmt: skip
        route = route.replace(part, value)
    return "/" + route


def test_whatever_is_not_named_is_closed_to_a_guest(alder, client):
    guest = alder.guest()
    client.force_login(guest.person)
    _, token = make_token(guest, name="Script", may_write=True, lasts_days=30, now=NOW)
    knocked = {"pages": 0, "api": 0}
    for route in {**PAGES, **API}:
        path = _fill(route)
        if "<" in path:
            continue
        try:
            name = resolve(path).view_name
        except Resolver404:
            continue
        if guests.is_open(name) or name == "today":
            continue
        assert client.get(path).status_code in (404, 405), path
        assert client.post(path).status_code in (404, 405), path
        if path.startswith("/api/"):
            got = client.get(path, headers={"authorization": f"Bearer {token}"})
            assert got.status_code in (404, 405), path
        knocked["api" if path.startswith("/api/") else "pages"] += 1
    assert knocked["pages"] > 40
    assert knocked["api"] > 40


def test_a_guest_comes_across_no_name_but_their_pairs(alder, client):
    guest = alder.guest()
    make_session(guest, alder.associate, at=NOW + timedelta(days=2), status="booked")
    other = make_member(alder.organisation, roles=("supervisor",), name="Femi Oladipo")
    make_relationship(other, alder.employee)
    make_session(other, alder.employee, at=NOW + timedelta(days=3), status="booked")
    client.force_login(guest.person)
    paths = [
        *("/desk/", "/sessions/", "/agreements/", "/sessions/book/", "/me/", "/inbox/", "/times/"),
        *("/me/looked/", "/who-sees-what/", "/invoices/", "/feedback/", "/me/availability/"),
        *("/sessions/book/?group=1", "/api/v1/me/", "/api/v1/sessions/", "/api/v1/agreements/"),
    ]
    told = "".join(client.get(path).content.decode() for path in paths)

    assert "Tom" in told
    for name in ("Nia Bevan", "Femi", "Asha Denholm", "Ruth Calder"):
        assert name not in told, name


def test_before_they_answered_a_guest_sees_nobody(alder, client):
    row = alder.invite()
    client.force_login(row.guest.person)
    assert client.get("/").headers["Location"] == "/asked/"
    for path in ("/agreements/", "/sessions/", "/me/"):
        assert "Tom" not in client.get(path).content.decode()


def test_an_associate_who_also_supervises_is_no_guest(alder):
    both = make_member(alder.organisation, roles=("case_manager", "supervisor"), employment="external")
    assert not both.is_guest
    assert not make_member(alder.organisation, roles=("supervisor",)).is_guest
