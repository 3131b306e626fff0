"""A scanner stands in front of the mailbox: it opens every link of every message, and presses what it finds.

Nothing may change by that; the person's own tap works afterwards. `HOLDSPACE_SCANNED` says how many messages
a browser opens and presses through (12); all hundred are fetched and pressed without one.
"""

import os
import re
from datetime import UTC, timedelta
from html import unescape
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from supervision.clock import now as clock_now
from supervision.notices.acts.links import number_of
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Answer, Notice
from supervision.people.models import Person
from supervision.sessions import services
from supervision.sessions.proposing import propose
from supervision.sessions.rules import Said
from tests.builders import make_member, make_organisation, make_relationship, make_session, make_team

MESSAGES = 100
IN_A_BROWSER = int(os.environ.get("HOLDSPACE_SCANNED", 12))
NOT_LOOKED_AT = {"django_session", "holdspace_cache"}
"""Of strangers' visits: who comes without a cookie gets none that says anything."""


class Forms(HTMLParser):
    """The forms of a page, as whoever has no eyes reads them: where each goes, and its buttons and fields."""

    def __init__(self, words):
        super().__init__()
        self.forms, self.fields = [], None
        self.feed(words)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.fields = {}
            self.forms.append((given.get("action"), given.get("method", "get"), self.fields, []))
        elif tag == "input" and self.fields is not None and given.get("name"):
            if given.get("type") not in ("radio", "checkbox") or "checked" in given:
                self.fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.fields is not None and given.get("type") != "button":
            self.forms[-1][3].append((given.get("name"), given.get("value", ""), given.get("formaction")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.fields = None


def all_rows():
    """Return every row of every table that says anything of anybody."""
    return {
        model._meta.db_table: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models()
        if model._meta.db_table not in NOT_LOOKED_AT and not model._meta.proxy
    }


def links_of(letter):
    """Return the addresses in a letter's HTML, its words and its headers, as paths."""
    found = [unescape(link) for link in re.findall(r'href="([^"]+)"', letter.alternatives[0][0])]
    found += re.findall(r"https?://\S+", letter.body)
    found += re.findall(r"<(https?://[^>]+)>", str(letter.message()["List-Unsubscribe"] or ""))
    return sorted(
        {link.removeprefix(settings.BASE_URL) for link in found if link.startswith(settings.BASE_URL)}
    )


@pytest.fixture
def sent(transactional_db, mailoutbox):
    """A hundred messages in the mailboxes of those they are for, of the kinds that can be answered."""
    now = clock_now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    organisation = make_organisation()
    team = make_team(organisation)
    for number in range(MESSAGES // 4):
        supervisor = make_member(organisation, roles=("supervisor",))
        member = make_member(team=team)
        make_relationship(supervisor, member)
        at = _weekday(now + timedelta(days=10 + number))
        ahead = make_session(supervisor, member, at=at, status="booked")
        propose(
            session=ahead, by=supervisor, times=[at + timedelta(hours=2), at + timedelta(hours=4)], now=now
        )
        past = make_session(supervisor, member, at=now - timedelta(days=1, hours=number), status="booked")
        services.give_account(session=past, by=supervisor, said=Said("held"), now=now)
        for reader in (supervisor, member):
            Notice.objects.create(
                organisation=organisation,
                recipient=reader,
                kind="session_booked",
                notice_class="R",
                key=f"scanned-{ahead.pk}-{reader.pk}",
                about={"session": ahead.pk, "sequence": ahead.calendar_sequence},
                not_before=now,
                created_at=now,
            )
    Person.objects.update(last_login=now)
    Notice.objects.update(not_before=now, topic="")
    _deliver(now)
    assert len(mailoutbox) == MESSAGES
    return list(mailoutbox)


def _weekday(at):
    """Return the same hour, or a later day's, at which people are at work."""
    at = at.replace(hour=10)
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at


def _deliver(now):
    """Send everything, at an hour at which it may go."""
    moment = _weekday(now)
    Notice.objects.filter(state="due").update(not_before=min(moment, now), not_after=None)
    deliver_due(tell_time=lambda: moment)


def press_through(client, path):
    """Open a page as a scanner does, and press every button on it; return what each was answered."""
    said = []
    for method in ("head", "get"):
        getattr(client, method)(path)
    page = client.get(path, follow=True)
    here = page.redirect_chain[-1][0] if page.redirect_chain else path
    for action, method, fields, buttons in Forms(page.content.decode()).forms:
        if method.lower() != "post":
            continue
        for name, value, elsewhere in buttons or [(None, "", None)]:
            pressed = {**fields, **({name: value} if name else {})}
            said.append(client.post(elsewhere or action or here, pressed).status_code)
    return said


def test_whatever_a_scanner_opens_and_presses_nothing_changes_and_the_persons_tap_works(sent):
    before = all_rows()
    for letter in sent:
        client = Client(enforce_csrf_checks=True, raise_request_exception=True)
        pressed = {path: press_through(client, path) for path in links_of(letter)}
        # Each was asked for the number: none was refused for want of a cookie or a form's own token.
        for path, said in pressed.items():
            if path.startswith(("/answer/", "/inbox/fewer/")):
                assert len(said) > 1 and set(said) == {422}, (path, said)
    after = all_rows()
    assert {table for table in before if before[table] != after[table]} == set()

    for letter in sent:
        (path,) = {link for link in links_of(letter) if link.startswith("/answer/")}
        number = re.search(r"number, it is (\d\d)\.", letter.body)[1]
        client = Client()
        _, _, _, buttons = Forms(client.get(path).content.decode()).forms[0]
        wanted = next(value for name, value, _ in buttons if value in ("keep", "suits", "same", "stands"))
        answer = client.post(path, {"act": wanted, "number": number})
        assert answer.status_code == 302, answer.content.decode()
    assert Answer.objects.count() == MESSAGES
    assert {number_of(notice) for notice in Notice.objects.filter(pk__in=Answer.objects.values("notice"))}


def test_a_browser_that_renders_and_clicks_changes_nothing(sent, open_page):
    before = all_rows()
    page = open_page("desktop")
    for letter in sent[:: max(1, MESSAGES // IN_A_BROWSER)]:
        for path in links_of(letter):
            page.goto(path)
            here = page.url
            count = page.locator("main form button:visible").count()
            for number in range(count):
                page.goto(here)
                button = page.locator("main form button:visible").nth(number)
                if button.count():
                    button.click()
                    page.wait_for_load_state()
    after = all_rows()

    assert {table for table in before if before[table] != after[table]} == set()
