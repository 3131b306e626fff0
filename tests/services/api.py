"""The API, as a member calls it."""

import pytest


@pytest.fixture
def api(client):
    """`api(member, "post", "sessions/", body)`: what a member is answered, or nobody signed in."""

    def call(member, method, path, body=None, **headers):
        client.logout()
        if member:
            client.force_login(member.person)
        extra = {"content_type": "application/json"} if body is not None else {}
        return getattr(client, method)(f"/api/v1/{path}", body, headers=headers, **extra)

    return call
