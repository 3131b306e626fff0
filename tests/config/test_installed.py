"""The app on a device: what its manifest says, and that its worker keeps nothing of anybody's."""

import json
import re
import struct
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from config import installed
from tests.builders import make_member, make_organisation

pytestmark = pytest.mark.django_db


def kept_by(worker):
    return json.loads(re.search(r"const KEPT = (\{.*?\});\n", worker).group(1))


def test_the_manifest_has_icons_of_the_size_it_says_and_one_that_may_be_cut(client):
    answer = client.get("/manifest.webmanifest")
    said = answer.json()

    assert answer["Content-Type"] == "application/manifest+json" and not answer.cookies
    assert (said["start_url"], said["scope"], said["display"]) == ("/", "/", "standalone")
    assert {one["purpose"] for one in said["icons"]} == {"any", "maskable"}
    for one in said["icons"]:
        picture = Path(finders.find(one["src"].removeprefix("/static/"))).read_bytes()
        assert "{}x{}".format(*struct.unpack(">II", picture[16:24])) == one["sizes"]
    assert "/help/" in [one["url"] for one in said["shortcuts"]]
    for one in said["shortcuts"]:
        assert client.get(one["url"]).status_code == 200


def test_each_page_names_the_manifest_and_the_policy_lets_it_in(client):
    answer = client.get("/help/")

    assert '<link rel="manifest" href="/manifest.webmanifest">' in answer.content.decode()
    assert "manifest-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_keeps_only_what_is_open_to_everyone(client):
    answer = client.get("/sw.js")
    worker = answer.content.decode()
    kept = kept_by(worker)

    assert answer["Content-Type"].startswith("text/javascript") and "no-store" in answer["Cache-Control"]
    assert {"/help/", "/offline/"} <= set(kept["pages"])
    assert 'credentials: "omit"' in worker
    for path in kept["pages"]:
        assert Client().get(path).status_code == 200
    for path in kept["files"]:
        assert finders.find(path.removeprefix("/static/"))


def test_a_member_is_given_the_same_worker_as_a_stranger(client):
    member = make_member(make_organisation("Alder", assistance_name="Staff line"), name="Nia Bevan")
    client.force_login(member.person)

    mine = client.get("/sw.js").content

    assert mine == Client().get("/sw.js").content
    assert b"Nia" not in mine and b"Alder" not in mine


def test_another_content_is_another_version(monkeypatch):
    before = installed.version()
    assert installed.version() == before

    monkeypatch.setattr(installed, "as_nobody", lambda path: b"something else")
    installed.version.cache_clear()
    after = installed.version()
    installed.version.cache_clear()

    assert re.fullmatch("[0-9a-f]{16}", before) and after != before


def test_only_a_member_of_an_organisation_with_a_line_asks_the_device_to_keep_it(client):
    assert b"data-own-help" not in client.get("/help/").content
    alder = make_organisation("Alder", assistance_name="Staff line")
    client.force_login(make_member(alder).person)

    assert f'data-own-help="{alder.pk}"' in client.get("/help/").content.decode()
    assert b"data-own-help" not in client.get("/help/kept/").content
