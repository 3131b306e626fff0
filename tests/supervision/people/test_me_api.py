"""The API onto oneself: tokens and devices are one's own, and a token ends at once."""

import pytest

from supervision.clock import now
from supervision.people.models import ApiToken
from supervision.people.tokens import make_token
from tests.builders import make_member

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
