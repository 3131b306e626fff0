"""One's own data in Welsh: the page as somebody who leaves or was refused, the file, and signing in again."""

import re
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client

from supervision.clock import now as clock_now
from supervision.evidence import making
from supervision.languages import speaking, worded
from supervision.people.holdings import holdings, keepings
from supervision.people.models import Person
from supervision.rights import exporting, services
from supervision.rights.models import ErasureRequest
from tests.builders import make_member, make_organisation
from tests.doors.test_in_welsh import Words, english_on, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def nia():
    member = make_member(make_organisation(name="Alder"), name="Nia Bevan")
    Person.objects.filter(pk=member.person_id).update(language="cy")
    member.person.refresh_from_db()
    return member


def seen(member):
    client = Client()
    client.force_login(member.person)
    page = page_of(client.get("/me/data/"))
    assert page.language == "cy" and english_on(page) == ""
    return " ".join(page.said)


def test_what_was_asked_and_answered_is_said_in_welsh(nia):
    asked = services.ask_to_be_erased(nia, now=clock_now())
    assert "Mae ar Alder ateb ichi erbyn" in seen(nia)

    for why in ("law", "claim", "safety"):
        ErasureRequest.objects.filter(pk=asked.pk).update(state="refused", why=why, answered_at=clock_now())
        assert "Swyddfa’r Comisiynydd Gwybodaeth" in seen(nia)


@pytest.mark.parametrize("days", [-3, 0, 5])
def test_somebody_who_leaves_reads_in_welsh_what_they_can_still_do(nia, days):
    nia.end_date = clock_now().date() + timedelta(days=days)
    nia.save(update_fields=["end_date"])

    assert "Eich diwrnod olaf" in seen(nia)


@pytest.mark.parametrize("state", ["waiting", "making", "ready", "failed", "stopped"])
def test_the_file_is_waited_for_in_welsh(nia, state):
    document = services.ask_for_everything(nia, now=clock_now())
    if state == "ready":
        assert making.make(document.pk, clock=clock_now)
    else:
        type(document).objects.filter(pk=document.pk).update(state=state, total=9 if state == "making" else 0)

    seen(nia)


def test_the_file_is_welsh_to_read_and_the_same_for_programs(nia):
    found = exporting.everything(nia, now=clock_now())
    file = zipfile.ZipFile(BytesIO(exporting.as_zip(found, language="cy")))
    page = Words()
    # What stands in rows is somebody's own, or what the program holds: in nobody's language.
    page.feed(re.sub(r"<dl>.*?</dl>", "", file.read("everything.html").decode(), flags=re.S))

    assert page.language == "cy" and "Eich data" in page.said
    assert english_on(page) == ""
    assert '"when_erased": "Deleted when you are erased"' in file.read("everything.json").decode()


def test_signing_in_again_is_asked_for_in_welsh(nia):
    document = services.ask_for_everything(nia, now=clock_now())
    assert making.make(document.pk, clock=clock_now)
    nia.person.set_unusable_password()
    nia.person.save()
    client = Client()
    client.force_login(nia.person)

    answer = client.get(f"/me/data/{document.pk}/everything.zip")

    assert answer.status_code == 403
    assert english_on(page_of(answer)) == ""


def test_how_long_anything_is_kept_is_said_in_welsh(nia):
    with speaking("cy"):
        for words in (
            *(words for one in holdings() if one.words for words in (one.words, one.kept, one.why) if words),
            *(words for one in keepings() for words in (one.what, one.then, one.lasts(nia.organisation))),
        ):
            page = Words()
            page.said = [worded(words)]
            assert english_on(page) == "", words
