"""Every kind of message, with invented facts, on a page for administrators and in the documentation."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from supervision.notices import previews
from supervision.notices.kinds import all_kinds
from supervision.notices.samples import letters, register_samples, samples_of
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
        if one.kind not in all_kinds():
            continue  # to a guest, whose name is not known, or by the library for signing in
        assert previews.READER in one.text, one.kind.name
        assert max(len(line) for line in one.text.splitlines() if "://" not in line) <= 68


def test_no_letter_that_is_sent_is_missing():
    """Each template of a letter is shown by some preview, be it of a kind or not."""
    folder = Path(settings.BASE_DIR) / "templates"
    shared = {"base.txt", "_number.txt", "_picks.txt"}
    mine = {file.name for file in (folder / "notices").glob("*.txt")} - shared
    shown = {Path(kind.text_template).name for kind in all_kinds() if samples_of(kind.name)}
    assert sorted(mine - shown) == []

    names = {letter.name for letter in letters()}
    guests = {file.stem for file in (folder / "notices" / "guest").glob("*.txt")}
    assert names == {f"to_guest_{name}" for name in guests} | {
        "sign_in",
        "address_new",
        "address_tried",
        "address_changed",
    }


@pytest.mark.django_db
def test_a_number_in_a_letter_says_what_it_is_for():
    """Beside the link to fewer messages it once stood alone, in brackets."""
    for one in previews.previews():
        if previews.NUMBER in one.text and one.kind in all_kinds():
            said = f"If the page asks for a number, it is {previews.NUMBER}"
            assert said in " ".join(one.text.split()), one.kind.name
            assert said in re.sub(r"<[^>]+>", "", one.html), one.kind.name


@pytest.mark.django_db
def test_a_letter_to_a_guest_is_shown_as_it_is_written(client):
    admin = make_member(make_organisation(name="Alder Care"), roles=("admin",))
    client.force_login(admin.person)

    page = client.get("/organisation/messages/to_guest_moved/1/").content.decode()

    assert "is now on Tuesday 10 November, 15:00 to 16:00" in " ".join(page.split())
    assert "Alder Care uses Holdspace." in page
    assert client.get("/organisation/messages/to_guest_moved/2/").status_code == 404
    assert "Come in" in client.get("/organisation/messages/sign_in/1/light/").content.decode()


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
