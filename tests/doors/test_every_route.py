"""Everybody knocks at every door: nobody gets in who may not, and nothing changes by their knocking."""

import re

import pytest
from django.conf import settings

from tests.doors.api_doors import NOWHERE
from tests.doors.house import ROLES
from tests.doors.table import DOORS, GROUPS, OPEN_ROWS, routes
from tests.services.databases import is_postgres

pytestmark = pytest.mark.django_db
WHO = ("stranger", *ROLES, *(f"foreign_{role}" for role in ROLES))
SOME = ("stranger", "member", "admin")
"""Enough of them where a door does not differ by who knocks."""
UNSAFE = ("post", "put", "patch", "delete")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PRESENT = sorted(set(DOORS) & set(routes()))


def address(route, house):
    rows = iter(DOORS[route].rows)
    path = re.sub(r"<\w+:\w+>", lambda _: str(house.rows[next(rows)]), route)
    return "/api/v1/nothing/" if route == NOWHERE else f"/{path}"


def knock(house, who, method, path):
    """Return the answer to somebody who knocks with nothing in hand."""
    client = house.clients[who]
    # What an earlier knock left to be said on the next page is undone with the rest of it.
    client.cookies.pop("messages", None)
    if path.startswith("/api/") and method in UNSAFE and not path.endswith("/uploads/"):
        return getattr(client, method)(path, {}, content_type="application/json")
    return getattr(client, method)(path)


def check_headers(answer, said):
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, said
    assert "unsafe" not in policy, said
    # A letter that our own page shows in a frame: that page alone, and nothing in it runs.
    is_framed = "frame-ancestors 'self'" in policy and "sandbox" in policy and "script-src" not in policy
    headers = {**HEADERS, "X-Frame-Options": "SAMEORIGIN"} if is_framed else HEADERS
    for name, value in headers.items():
        assert answer.headers.get(name) == value, (said, name)
    assert answer.headers.get("Referrer-Policy") in ("same-origin", "no-referrer"), said
    for name, cookie in answer.cookies.items():
        if cookie["max-age"] == 0:
            continue  # it is being taken away
        assert cookie["samesite"] in ("Lax", "Strict"), (said, name)
        assert cookie["httponly"], (said, name)
        assert bool(cookie["secure"]) == settings.IS_HTTPS, (said, name)
        assert not cookie["domain"], (said, name)


def check_refused(answer, who, path, said):
    """Check that the door does not stand open: not there, not this way, or sign in first."""
    if who == "stranger" and path.startswith("/api/"):
        assert answer.status_code in (401, 403, 404, 405), said
    elif who == "stranger" and answer.status_code == 302:
        assert answer.headers["Location"].startswith("/accounts/login/"), said
    else:
        assert answer.status_code in (404, 405), said
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json", said


def test_every_route_stands_in_the_table():
    grouped = {route for route in routes() if route.startswith(GROUPS)}

    missing = set(routes()) - grouped - set(DOORS)

    assert not missing, "Say in tests/doors/*_doors.py who may knock at these."
    assert not set(DOORS) - set(routes()), "These are in the table, and there are no such doors."


@pytest.mark.parametrize("route", PRESENT)
def test_a_door_opens_to_those_it_is_for_and_to_nobody_else(route, house, undone, writes):
    door, path = DOORS[route], address(route, house)
    for who in WHO:
        with undone(), writes() as written:
            answer = knock(house, who, "get", path)
        said = f"{who} GET {path}: {answer.status_code}"
        assert answer.status_code < 500, said
        check_headers(answer, said)
        assert not written, (said, written)
        if door.may("get", who):
            assert answer.status_code in door.answers, said
        else:
            check_refused(answer, who, path, said)


@pytest.mark.parametrize("route", PRESENT)
def test_only_whom_a_door_is_for_can_change_anything_through_it(route, house, undone, writes):
    door, path = DOORS[route], address(route, house)
    # A method that a door does not know is refused before a database is asked: once is enough.
    for method in [method for method in UNSAFE if getattr(door, method) or not is_postgres()]:
        for who in WHO if getattr(door, method) else SOME:
            with undone(), writes() as written:
                answer = knock(house, who, method, path)
            said = f"{who} {method.upper()} {path}: {answer.status_code}"
            assert answer.status_code < 500, said
            check_headers(answer, said)
            if door.may(method, who):
                assert answer.status_code not in (401, 403, 404, 405), said
            else:
                check_refused(answer, who, path, said)
                assert not written, (said, written)


@pytest.mark.words  # what GET may see is looked at on both databases, above
@pytest.mark.parametrize("route", PRESENT)
def test_looking_from_afar_is_no_more_than_looking(route, house, undone, writes):
    """HEAD opens where GET does, without the words; OPTIONS changes nothing."""
    door, path = DOORS[route], address(route, house)
    for who in SOME:
        with undone(), writes() as written:
            head, options = knock(house, who, "head", path), knock(house, who, "options", path)
        said = f"{who} HEAD {path}: {head.status_code}, OPTIONS: {options.status_code}"
        if door.may("get", who):
            assert head.status_code in door.answers, said
        elif not path.startswith("/api/"):
            check_refused(head, who, path, said)
        assert not head.content, said
        assert options.status_code < 500, said
        assert not written, (said, written)
        for answer in (head, options):
            check_headers(answer, said)


@pytest.mark.parametrize("route", [route for route in PRESENT if DOORS[route].is_foreign_to_others])
def test_what_is_somebody_else_s_and_what_is_not_there_are_answered_alike(route, house, undone):
    door, path = DOORS[route], address(route, house)
    rows = [str(house.rows[row]) for row in door.rows if row not in OPEN_ROWS]
    nobody = "00000000-0000-4000-8000-000000000000" if "-" in rows[0] else "987654321"
    missing = path.replace(f"/{rows[0]}/", f"/{nobody}/", 1)
    methods = [method for method in ("get", *UNSAFE) if getattr(door, method)]
    for who in ("foreign_member", "foreign_admin"):
        for method in methods:
            with undone():
                theirs, nobody_s = knock(house, who, method, path), knock(house, who, method, missing)
            said = f"{who} {method.upper()} {path}"
            assert theirs.status_code == nobody_s.status_code == 404, said
            assert _plain(theirs) == _plain(nobody_s), said


def _plain(answer) -> str:
    """Return an answer's words without the token that every form has anew."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


# ---------------------------------------------------------------- what others wrote
SAMPLES = {"int:pk": "1", "str:token": "x", "path:object_id": "1", "path:content_type_id": "1"}
OTHERS = sorted(
    re.sub(r"<([^>]+)>", lambda part: SAMPLES[part[1]], re.sub(r"\^?\(\?P<[^)]*\)\/?\$?", "nothing/", route))
    for route in routes()
    if route.startswith(GROUPS)
)
OPEN_TO_STRANGERS = ("accounts/login/", "accounts/logout/", "accounts/signup/", "accounts/inactive/")
ABOUT_ONESELF = ("accounts/address/", "accounts/password/", "accounts/2fa/", "accounts/reauthenticate/")


@pytest.mark.parametrize("path", OTHERS)
def test_other_people_s_pages_keep_out_whom_ours_would(path, house, undone, writes):
    for who in WHO:
        with undone(), writes() as written:
            answer = knock(house, who, "get", f"/{path}")
        said = f"{who} GET /{path}: {answer.status_code}"
        assert answer.status_code < 500, said
        check_headers(answer, said)
        assert not written, (said, written)
        if path.startswith("operator/"):
            assert answer.status_code in (302, 403, 404, 405), said
        elif who == "stranger" and path.startswith(ABOUT_ONESELF):
            assert answer.status_code in (302, 401, 404, 405) or "login" in path or "authenticate" in path, (
                said
            )
        assert path.startswith(("operator/", *OPEN_TO_STRANGERS, *ABOUT_ONESELF)), said


def test_signing_out_takes_a_press_of_a_button(house, undone):
    with undone():
        house.clients["member"].get("/accounts/logout/")
        assert house.clients["member"].get("/me/").status_code == 200


# ---------------------------------------------------------------- tokens
@pytest.mark.parametrize("route", [route for route in PRESENT if route.startswith("api/")])
def test_a_token_opens_what_its_owner_may_and_a_wrong_one_nothing(route, house, undone):
    door, path = DOORS[route], address(route, house)
    stranger = house.clients["stranger"]
    with undone():
        right = stranger.get(path, headers={"Authorization": f"Bearer {house.token_text}"})
        wrong = stranger.get(path, headers={"Authorization": "Bearer hs_nobody"})
    assert right.status_code < 500
    if door.may("get", "member"):
        assert right.status_code in door.answers, route
    if not door.may("get", "stranger") and route != NOWHERE:
        assert wrong.status_code == 401, route
