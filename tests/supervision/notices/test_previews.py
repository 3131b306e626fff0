"""Every kind of message, with invented facts, on a page for administrators and in the documentation."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from supervision.notices import previews
from supervision.notices.kinds import all_kinds
from supervision.notices.samples import register_samples, samples_of
from tests.builders import make_member, make_organisation

WINGS = ("supervision.", "peers.")


def test_every_kind_has_a_sample():
    ours = [kind for kind in all_kinds() if kind.context.__module__.startswith(WINGS)]
    assert [kind.name for kind in ours if not samples_of(kind.name)] == []


def test_a_kind_is_never_left_without_any():
    with pytest.raises(ValueError):
        register_samples("due_soon")
    assert samples_of("nothing_of_that_name") == ()


@pytest.mark.django_db
def test_every_sample_renders_whole(django_assert_num_queries):
    with django_assert_num_queries(0):
        found = previews.previews()

    assert len(found) >= len(all_kinds())
    for one in found:
        assert "{{" not in one.html + one.text and "{%" not in one.html + one.text, one
        assert "None" not in re.sub(r"<style>.*?</style>", "", one.html, flags=re.DOTALL), one.kind.name
        assert previews.READER in one.text, one.kind.name
        assert max(len(line) for line in one.text.splitlines() if "://" not in line) <= 68


@pytest.mark.django_db
def test_an_administrator_sees_every_message_and_each_by_itself(client):
    admin = make_member(make_organisation(name="Alder Care"), roles=("admin",))
    client.force_login(admin.person)

    page = client.get("/organisation/messages/").content.decode()
    for one in previews.previews():
        assert f"/organisation/messages/{one.kind.name}/{one.number}/" in page

    answer = client.get("/organisation/messages/due_soon/1/")
    assert "Mon 9 Nov, 15:30 to 16:30" in answer.content.decode()
    assert "Alder Care uses Holdspace." in answer.content.decode()
    assert "frame-src 'self'" in answer["Content-Security-Policy"]
    assert client.get("/organisation/messages/due_soon/99/").status_code == 404
    assert client.get("/organisation/messages/nothing/1/").status_code == 404
    assert client.get("/organisation/messages/due_soon/1/sepia/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(("look", "media"), [("light", "@media not all"), ("dark", "@media all")])
def test_a_letter_in_a_frame_lets_in_its_own_style_sheet_and_nothing_else(client, look, media):
    client.force_login(make_member(roles=("admin",)).person)

    answer = client.get(f"/organisation/messages/due_soon/1/{look}/")

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy and "sandbox" in policy
    assert "script-src" not in policy and "unsafe" not in policy
    assert previews.style_source(answer.content.decode()) in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert media in answer.content.decode()
    assert "prefers-color-scheme" not in answer.content.decode()


def test_the_documentation_shows_every_message(tmp_path):
    call_command("write_previews", str(tmp_path), verbosity=0)
    kept = Path(settings.BASE_DIR) / "docs" / "letters"

    written = sorted(file.name for file in tmp_path.iterdir())
    assert written == sorted(file.name for file in kept.iterdir()), "manage.py write_previews makes it anew"
