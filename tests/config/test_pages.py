"""Help now, accessibility, and the pages that stand in when a page can't be shown."""

import pytest
from django.test import Client

from tests.builders import make_member, make_organisation


@pytest.mark.django_db
def test_help_shows_the_national_numbers_without_signing_in(client):
    page = client.get("/help/").content.decode()

    for number in ("tel:999", "tel:116123", "sms:85258?body=SHOUT", "tel:111", "tel:0800132737"):
        assert number in page


@pytest.mark.django_db
def test_help_shows_an_organisations_own_line_to_its_people_alone(client):
    make_member(make_organisation("Birch", assistance_name="Birch line", assistance_phone="0800 111 2222"))
    alder = make_organisation(
        "Alder", assistance_name="Staff counselling line", assistance_phone="0808 157 0123"
    )
    member = make_member(alder)

    assert "Staff counselling line" not in client.get("/help/").content.decode()

    client.force_login(member.person)
    page = client.get("/help/").content.decode()
    assert "tel:08081570123" in page
    assert "Birch line" not in page


@pytest.mark.django_db
def test_help_follows_the_organisations_country_and_the_one_asked_for(client):
    client.force_login(make_member(make_organisation(country="IE")).person)

    assert "tel:1800247247" in client.get("/help/").content.decode()
    assert "tel:111" in client.get("/help/?country=GB").content.decode()
    assert "tel:1411" in client.get("/help/?country=PT").content.decode()
    elsewhere = client.get("/help/?country=JP").content.decode()
    assert "tel:112" in elsewhere and "findahelpline.com" in elsewhere


@pytest.mark.django_db
def test_an_organisations_hours_page_and_occupational_health_stand_in_help(client):
    alder = make_organisation(
        "Alder",
        assistance_name="Staff line",
        assistance_hours="Weekdays, 8:00 to 20:00",
        assistance_link="https://line.example/alder",
        occupational_health="oh@alder.example",
    )
    client.force_login(make_member(alder).person)

    page = client.get("/help/").content.decode()

    assert "Weekdays, 8:00 to 20:00" in page and "oh@alder.example" in page
    assert 'href="https://line.example/alder" rel="noreferrer noopener"' in page


@pytest.mark.django_db
def test_what_a_device_keeps_has_the_organisations_numbers_and_nobodys_name(client):
    member = make_member(make_organisation("Alder", assistance_name="Staff line"), name="Nia Bevan")

    assert client.get("/help/kept/").status_code == 302
    client.force_login(member.person)
    answer = client.get("/help/kept/")

    assert "Staff line" in answer.content.decode()
    assert "Nia" not in answer.content.decode() and "NB" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_help_writes_nothing_down(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/help/")

    assert not response.cookies


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_never_named(client):
    response = client.get("/no-such-secret-page/?q=grace")

    assert response.status_code == 404
    assert b"We can" in response.content
    assert b"secret-page" not in response.content
    assert b"grace" not in response.content
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_our_own_failure_says_so_and_gives_a_reference(client, monkeypatch, caplog):
    monkeypatch.setattr("config.pages.country_for", None)
    client.raise_request_exception = False

    response = client.get("/help/?country=private-word")

    assert response.status_code == 500
    page = response.content.decode()
    assert "That was us, not you" in page
    assert "private-word" not in page
    reference = page.split("quote ")[1][:4]
    assert any(reference in record.getMessage() for record in caplog.records)


@pytest.mark.django_db
def test_a_form_without_its_token_is_sent_back_kindly():
    response = Client(enforce_csrf_checks=True).post("/help/", {"a": "b"})

    assert response.status_code == 403
    assert b"That form had been open a while" in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accessibility/", "/help/", "/offline/"])
def test_open_pages_stand_alone_without_a_menu(client, address):
    page = client.get(address).content.decode()

    assert '<body class="solo">' in page
    assert 'aria-label="Main"' not in page


@pytest.mark.django_db
def test_a_buttons_address_opened_by_itself_shows_a_page_and_changes_nothing(client):
    client.force_login(make_member().person)

    answer = client.get("/inbox/read/")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "That was a button, not a page" in answer.content.decode()
    assert client.head("/inbox/read/").content == b""
    assert "That was a button" not in client.delete("/inbox/read/").content.decode()
