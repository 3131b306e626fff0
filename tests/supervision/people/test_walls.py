"""The wall in the database: what a query that nobody narrowed finds, and that every request lays it down."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from supervision.people import wall_building, walls
from supervision.people.models import Member
from supervision.people.tokens import make_token
from supervision.people.walls import ROLE, over_all_places
from tests.builders import make_member, make_organisation, make_person
from tests.supervision.people.test_walled_tables import ask, on_postgres

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)


# ---------------------------------------------------------------- requests
def as_whom():
    return ask("select current_user, current_setting('holdspace.places', true)")[0]


def ask_whom(request, token=""):
    role, places = as_whom()
    return JsonResponse({"role": role, "members": Member.objects.count(), "places": places})


def break_down(request):
    raise RuntimeError("Broken on purpose.")


def break_a_statement(request):
    with transaction.atomic():
        ask("select 1 / 0")


def go_on_after_a_broken_one(request):
    try:
        with transaction.atomic(), over_all_places():
            ask("select 1 / 0")
    except DatabaseError:
        pass
    return ask_whom(request)


def send_in_parts(request):
    def parts():
        yield as_whom()[0]
        yield f" {Member.objects.count()}"

    return StreamingHttpResponse(parts())


def look_over(request):
    with over_all_places(), transaction.atomic():
        found = [as_whom()[0], Member.objects.count()]
    return JsonResponse({"over": found, "back": [as_whom()[0], Member.objects.count()]})


def write_elsewhere(request, pk):
    Member.objects.filter(pk=pk).update(is_admin=True)
    return HttpResponse()


class Addresses:
    urlpatterns = [
        path("whom/", ask_whom),
        path("breaks/", break_down),
        path("statement/", break_a_statement),
        path("goes-on/", go_on_after_a_broken_one),
        path("parts/", send_in_parts),
        path("over/", look_over),
        path("elsewhere/<int:pk>/", write_elsewhere),
        path("answer/<str:token>/", ask_whom, name="answer"),
        path("", include("config.urls")),
    ]


@pytest.fixture
def two_houses(settings):
    """Return a member here, and one of an organisation with three."""
    settings.ROOT_URLCONF = Addresses
    here, there = make_organisation("Here"), make_organisation("There")
    others = [make_member(there) for _ in range(3)]
    return make_member(here), others[0]


@pytest.fixture
def signed_in(two_houses):
    client = Client(raise_request_exception=False)
    client.force_login(two_houses[0].person)
    return client


def owner():
    assert not walls.is_bound()
    role, places = as_whom()
    assert not places
    return role


@on_postgres
@pytest.mark.django_db
def test_a_query_that_nobody_narrowed_finds_nothing_of_a_neighbour(two_houses, signed_in):
    mine, theirs = two_houses
    found = signed_in.get("/whom/").json()

    assert found == {"role": ROLE, "members": 1, "places": f"{{{mine.organisation_id}}}"}
    assert signed_in.get(f"/elsewhere/{theirs.pk}/").status_code == 200
    assert not Member.objects.get(pk=theirs.pk).is_admin
    assert owner() != ROLE


@on_postgres
@pytest.mark.django_db
def test_somebody_with_two_places_is_held_to_both(two_houses, signed_in):
    make_member(two_houses[1].organisation, person=two_houses[0].person)

    assert signed_in.get("/whom/").json()["members"] == 5


@on_postgres
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/breaks/", "/statement/", "/whom/", "/nowhere/", "/goes-on/"])
def test_the_role_is_laid_down_however_a_request_ends(signed_in, path):
    before = owner()

    signed_in.get(path)

    assert owner() == before


@on_postgres
@pytest.mark.django_db
def test_after_a_statement_that_failed_the_wall_stands_as_before(signed_in):
    found = signed_in.get("/goes-on/").json()

    assert (found["role"], found["members"]) == (ROLE, 1)


@on_postgres
@pytest.mark.django_db
def test_a_body_that_is_made_while_it_is_sent_is_held_too(signed_in):
    before = owner()
    answer = signed_in.get("/parts/")

    assert owner() == before
    assert b"".join(answer.streaming_content) == f"{ROLE} 1".encode()
    assert owner() == before


@on_postgres
@pytest.mark.django_db
def test_a_body_that_nobody_reads_to_its_end_lays_the_role_down(signed_in):
    answer = signed_in.get("/parts/")
    next(iter(answer.streaming_content))

    for close in answer._resource_closers:  # as a server does that lost its reader
        close()

    assert owner() != ROLE


@on_postgres
@pytest.mark.django_db
def test_over_all_places_is_over_with_its_block(two_houses, signed_in):
    found = signed_in.get("/over/").json()

    assert found["over"] == [owner(), Member.objects.count()]
    assert found["back"] == [ROLE, 1]


@on_postgres
@pytest.mark.django_db
def test_strangers_and_links_are_held_to_nothing(two_houses, signed_in):
    assert Client().get("/whom/").json()["role"] == owner()
    assert signed_in.get("/answer/anything/").json()["role"] == owner()


@on_postgres
@pytest.mark.django_db
def test_somebody_without_a_place_is_held_to_none(two_houses):
    client = Client()
    client.force_login(make_person())

    assert client.get("/whom/").json() == {"role": ROLE, "members": 0, "places": "{}"}


@on_postgres
@pytest.mark.django_db
def test_a_token_is_held_to_its_own_person_whoever_else_is_signed_in(two_houses, signed_in):
    _, token = make_token(two_houses[1], name="Script", may_write=False, lasts_days=30, now=NOW)
    seen = []
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: (
            seen.append((walls.is_bound(), walls._here.person)),
            execute(sql, params, many, context),
        )[1]
    ):
        answer = signed_in.get("/api/v1/sessions/", HTTP_AUTHORIZATION=f"Bearer {token}")

    assert answer.status_code == 200
    assert (True, two_houses[1].person_id) in seen
    assert (True, two_houses[0].person_id) not in seen[-3:]
    assert owner() != ROLE


@on_postgres
@pytest.mark.django_db
def test_the_wall_costs_no_query(signed_in, monkeypatch, django_assert_num_queries):
    with CaptureQueriesContext(connection) as held:
        signed_in.get("/over/")
    monkeypatch.setattr(walls, "bind", lambda person_id: None)

    with django_assert_num_queries(len(held)):
        signed_in.get("/over/")


# ---------------------------------------------------------------- kept connections
@on_postgres
def test_on_a_kept_connection_the_next_request_is_another_person_s(own_database, settings):
    settings.ROOT_URLCONF = Addresses
    here, there = make_organisation("Here"), make_organisation("There")
    mine, _, theirs = make_member(here), make_member(there), make_member(there)
    clients = []
    for member in (mine, theirs):
        client = Client(raise_request_exception=False)
        client.force_login(member.person)
        clients.append(client)
    before, raw = owner(), connection.connection

    for client in clients:
        for address in ("/breaks/", "/statement/", "/goes-on/", "/whom/"):
            client.get(address)
            assert owner() == before
    assert [client.get("/whom/").json()["members"] for client in clients] == [1, 2]
    assert connection.connection is raw


@on_postgres
def test_a_connection_that_is_made_anew_within_a_request_is_held_too(own_database):
    member = make_member()
    make_member(make_organisation())
    walls.bind(member.person_id)
    connection.close()

    assert Member.objects.count() == 1
    walls.unbind()
    assert Member.objects.count() == 2


@on_postgres
def test_a_lost_connection_leaves_nobody_held(own_database):
    member = make_member()
    walls.bind(member.person_id)
    connection.connection.close()

    walls.unbind()
    connection.close()

    assert owner() != ROLE


@on_postgres
def test_where_the_role_is_not_ours_all_goes_on_as_before(own_database, monkeypatch):
    monkeypatch.setattr(walls, "BIND", walls.BIND.replace(f"'{ROLE}'", "'nobody_of_that_name'"))
    member = make_member()

    walls.bind(member.person_id)

    assert not walls.is_bound()


@on_postgres
@pytest.mark.django_db
def test_another_role_of_the_database_sees_what_it_was_let_see(two_houses):
    """A role for reports, say: policies that name only ours would show it nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_policies where policyname = 'holdspace_everybody'")
        assert cursor.fetchone()[0] == len(wall_building.walled_models())
        cursor.execute(
            "select distinct permissive, roles::text, qual from pg_policies"
            " where policyname = 'holdspace_everybody'"
        )
        assert cursor.fetchall() == [("PERMISSIVE", "{public}", "true")]


@on_postgres
@pytest.mark.django_db
def test_the_index_is_still_found(two_houses):
    """The list of places is worked out once for a statement, and compared by the index where there is one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        walls.bind(two_houses[0].person_id)
        cursor.execute(
            # By one column: of two, the planner may take the index of the other one.
            "explain select * from supervision_sessions_session where organisation_id = 1"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
        walls.unbind()

    assert "InitPlan" in plan
    assert "SubPlan" not in plan
    (found,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "(organisation_id = 1)" in found
