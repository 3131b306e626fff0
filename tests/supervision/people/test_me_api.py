"""The API onto oneself: tokens and devices are one's own, and a token ends at once."""

import pytest

from supervision.clock import now
from supervision.people.models import ApiToken
from supervision.people.tokens import make_token
from tests.builders import make_member, make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens():
    """Two members of one organisation, each with a token that may write."""
    one = make_member()
    other = make_member(one.organisation)
    return [
        (member, *make_token(member, name="Script", may_write=True, lasts_days=30, now=now()))
        for member in (one, other)
    ]


def call(client, text, method, path):
    return getattr(client, method)(f"/api/v1/{path}", headers={"Authorization": f"Bearer {text}"})


def test_a_token_lists_its_owner_s_and_never_its_text(client, tokens):
    (_, token, text), _ = tokens

    answer = call(client, text, "get", "me/tokens/")

    (row,) = answer.json()["results"]
    assert (row["id"], row["scopes"], row["is_this"]) == (token.pk, ["read", "write"], True)
    assert text not in answer.content.decode()
    assert token.digest not in answer.content.decode()


def test_a_token_ends_itself_and_is_over_at_once(client, tokens):
    (_, token, text), _ = tokens

    assert call(client, text, "delete", f"me/tokens/{token.pk}/").status_code == 204

    assert call(client, text, "get", "me/").status_code == 401


def test_somebody_else_s_token_is_not_there(client, tokens):
    (_, _, text), (_, other, _) = tokens

    assert call(client, text, "delete", f"me/tokens/{other.pk}/").status_code == 404

    assert ApiToken.objects.get(pk=other.pk).revoked_at is None


def test_devices_are_listed_and_signed_out(client):
    member, other = make_member(), make_member()
    client.force_login(member.person)
    client.get("/", headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"})

    answer = client.get("/api/v1/me/devices/")

    assert answer.status_code == 200
    for row in answer.json()["results"]:
        client.force_login(other.person)
        assert client.delete(f"/api/v1/me/devices/{row['id']}/").status_code == 404


# ---------------------------------------------------------------- what one changes about oneself
def change(client, member, body, **headers):
    client.force_login(member.person)
    return client.patch("/api/v1/me/", body, content_type="application/json", headers=headers)


def own_words(member):
    member.person.refresh_from_db()
    return member.person.name, member.person.language, member.person.scheme


@pytest.fixture
def nia():
    return make_member(make_organisation("Alder"), email="nia@alder.example", name="Nia Bevan")


def test_one_changes_name_language_and_scheme_at_once(client, nia):
    answer = change(client, nia, {"name": "  Nia Ŵyn ", "language": "cy", "scheme": "dark"})

    assert answer.status_code == 200, answer.content
    assert own_words(nia) == ("Nia Ŵyn", "cy", "dark")
    said = answer.json()
    assert (said["name"], said["language"], said["scheme"]) == ("Nia Ŵyn", "cy", "dark")
    assert client.get("/api/v1/me/").json() == said


def test_what_is_not_named_stays_as_it_is(client, nia):
    change(client, nia, {"language": "cy", "scheme": "light"})

    assert change(client, nia, {}).status_code == 200
    assert change(client, nia, {"scheme": ""}).json()["scheme"] == ""
    assert own_words(nia) == ("Nia Bevan", "cy", "")


def test_a_language_that_nobody_chose_is_null(client, nia):
    nia.person.language = ""
    nia.person.save()

    assert change(client, nia, {"name": "Nia"}).json()["language"] is None
    assert own_words(nia)[1] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": None}, "name"),
        ({"name": ["Nia"]}, "name"),
        ({"language": "fr"}, "language"),
        ({"language": ""}, "language"),
        ({"language": None}, "language"),
        ({"scheme": "pink"}, "scheme"),
        ({"scheme": None}, "scheme"),
        ({"time_zone": "Europe/Paris"}, "time_zone"),  # an administrator enters it: clocks go by it
        ({"email": "nia@elsewhere.example"}, "email"),
        ({"roles": ["admin"]}, "roles"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_changed(client, nia, body, field):
    before = own_words(nia)

    answer = change(client, nia, {"name": "Another", "language": "cy", "scheme": "dark"} | body)

    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert own_words(nia) == before


@pytest.mark.parametrize("body", ["[]", '"Nia"', "null", "{", '{"name": "Nia\\u0000Bevan"}'])
def test_what_is_no_object_of_plain_text_is_refused(client, nia, body):
    assert change(client, nia, body).status_code == 400
    assert own_words(nia)[0] == "Nia Bevan"


def test_the_page_and_the_api_change_the_same(client, nia):
    change(client, nia, {"name": "Nia Ŵyn", "language": "cy"})

    page = client.get("/me/").content.decode()

    assert 'value="Nia Ŵyn"' in page
    assert '<html lang="cy"' in page


def test_a_token_that_only_reads_changes_nothing(client, nia):
    _, text = make_token(nia, name="Script", may_write=False, lasts_days=30, now=now())

    answer = client.patch(
        "/api/v1/me/",
        {"name": "Another"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {text}"},
    )

    assert answer.status_code == 403
    assert own_words(nia)[0] == "Nia Bevan"


def test_a_call_that_comes_twice_is_answered_once(client, nia):
    first = change(client, nia, {"name": "Nia Ŵyn"}, **{"Idempotency-Key": "one"})
    change(client, nia, {"name": "Nia Third"})

    again = change(client, nia, {"name": "Nia Ŵyn"}, **{"Idempotency-Key": "one"})

    assert again.json() == first.json()
    assert own_words(nia)[0] == "Nia Third"


def test_it_is_oneself_alone(client, nia):
    other = make_member(nia.organisation, name="Grace Adeyemi")

    change(client, nia, {"name": "Nia Ŵyn"})

    other.person.refresh_from_db()
    assert other.person.name == "Grace Adeyemi"
