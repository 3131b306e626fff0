"""What tests of signing in share: asking for a link, and reading the letter that brings it."""

import re

from django.core.cache import cache

from supervision.people import signin

PASSWORD = "a-quiet-room-2026"


def send_at_once(monkeypatch):
    """Messages go out before the page answers, so that a test can read them; limits start afresh."""
    cache.clear()
    monkeypatch.setattr(signin, "send_aside", lambda message: message.send())


def ask(client, email, **extra):
    return client.post("/accounts/login/code/", {"email": email, **extra})


def link_in(message):
    return re.search(r"https?://[^/]+(/accounts/login/link/\S+)", message.body).group(1)


def code_in(message):
    return re.search(r"^  ([\w-]{6,8})$", message.body, re.MULTILINE).group(1)


def signed_in_as(client):
    return client.session.get("_auth_user_id")
