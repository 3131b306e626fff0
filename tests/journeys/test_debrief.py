"""The whole story on a phone, with a real worker: ask, three letters, the first yes from one, and the end."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from peers.debriefs.models import Afterwards, Invite, Request, Tally
from peers.pool.services import keep_profile
from supervision.notices.models import Notice
from supervision.sessions.models import TakenTime
from tests.builders import make_joined, make_member, make_organisation
from tests.services.browser import SCREENS, sign_in

MONDAY = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
NOTE, PHONE = "canary-note", "07700900318"


class Clock:
    """The clock of all processes, moved by hand."""

    def __init__(self, path):
        self.path, self.now = path, MONDAY
        self.set(MONDAY)

    def set(self, moment):
        self.now = moment
        self.path.write_text(moment.isoformat())


def until(true, seconds=40):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError("It did not come to that in time.")


def words_of(message):
    return message.text()


@pytest.mark.slow
def test_from_asking_to_the_end_of_thirty_days(
    own_database, processes, own_redis, smtp_sink, start_worker, new_context, axe, tmp_path, monkeypatch
):
    from celery import Celery

    clock = Clock(tmp_path / "clock")
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock.path))
    alder = make_organisation(name="Alder")
    tom = make_member(alder, name="Tom Ashworth", email="tom@alder.example")
    listeners = [
        make_joined(make_member(alder, name=f"Listener {n}", email=f"listener-{n}@alder.example"))
        for n in range(3)
    ]
    for one in listeners:
        keep_profile(one, phone=PHONE, now=MONDAY)
    address = processes.serve(
        HOLDSPACE_CLOCK=str(clock.path), REDIS_URL=own_redis.url, EMAIL_URL=smtp_sink.url
    )
    start_worker(HOLDSPACE_CLOCK=str(clock.path), HOLDSPACE_BASE_URL=address)
    bell = Celery(broker=own_redis.url)

    def ring(*tasks):
        for task in tasks:
            bell.send_task(task, expires=20, retry=False)

    def browser(person=None):
        context = new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **SCREENS["phone"])
        context.set_default_timeout(20_000)
        if person is not None:
            sign_in(context, person, address)
        return context.new_page()

    # Tom asks: two taps and send.
    page = browser(tom.person)
    page.goto("/")
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_text("Today", exact=True).last.click()
    page.get_by_text("Niggling").click()
    page.get_by_text("Add a heads-up").click()
    page.get_by_label("A note for whoever says yes").fill(NOTE)
    axe(page)
    page.get_by_role("button", name="Ask now").click()
    page.get_by_role("heading", name="We’re asking").wait_for()
    expect(page.get_by_text("Three colleagues with room were asked")).to_be_visible()
    axe(page)

    # Three letters, of which none says who or how heavy.
    ring("notices.deliver")
    until(lambda: len(smtp_sink.messages) >= 3)
    letters = {str(message.message["to"]): message for message in smtp_sink.messages}
    assert set(letters) == {one.person.email for one in listeners}
    for message in letters.values():
        assert not re.search(r"\btom\b|ashworth|niggling|debrief|canary", words_of(message).lower())

    # The first says yes from the letter, without signing in: the number from the message, and one button.
    words = words_of(letters["listener-1@alder.example"])
    link = re.search(r"https?://\S+/answer/\S+", words)[0]
    number = re.search(r"number, it is (\d\d)", words)[1]
    guest = browser()
    guest.goto(link)
    axe(guest)
    assert Request.objects.get().state == "asking"
    guest.get_by_role("textbox", name="The number in the message").fill(number)
    guest.get_by_role("button", name="Yes, I have room").click()
    guest.get_by_text("It is agreed").first.wait_for()
    request = Request.objects.get()
    assert (request.state, request.listener.person.email) == ("agreed", "listener-1@alder.example")
    assert TakenTime.objects.filter(kept_for=request.pk).count() == 2

    # Both get a held time, the others are thanked.
    ring("notices.deliver")
    until(lambda: len(smtp_sink.messages) >= 7)
    later = smtp_sink.messages[3:]
    held = [message for message in later if "is held for you" in message.subject]
    both = ["listener-1@alder.example", "tom@alder.example"]
    assert sorted(message.recipients[0] for message in held) == both
    for message in held:
        parts = message.message.walk()
        calendar = next(part for part in parts if part.get_content_type() == "text/calendar")
        assert "SUMMARY:Held time" in calendar.get_content()
    thanked = [message.recipients[0] for message in later if "free again" in message.subject]
    assert sorted(thanked) == ["listener-0@alder.example", "listener-2@alder.example"]
    second = browser(listeners[2].person)
    invite = Invite.objects.get(member=listeners[2])
    second.goto(f"/talks/invite/{invite.pk}/")
    expect(second.get_by_role("heading", name="Thank you. It is settled")).to_be_visible()

    # Tom reads how they reach each other; the note is not his reader's before, and is now.
    page.goto(f"/talks/{request.pk}/")
    page.get_by_role("link", name=f"Ring {PHONE}").wait_for()
    axe(page)
    listens = browser(request.listener.person)
    listens.goto(f"/talks/{request.pk}/talk/")
    expect(listens.get_by_text(NOTE)).to_be_visible()

    # Afterwards one question each, for them alone.
    clock.set(request.ends_at + timedelta(minutes=1))
    ring("debriefs.go_on", "debriefs.go_on")
    until(lambda: Request.objects.get().state == "over")
    ring("notices.deliver")
    until(lambda: len(smtp_sink.messages) >= 9)
    listens.goto(f"/talks/{request.pk}/after/")
    listens.get_by_text("Still heavy").click()
    listens.get_by_role("button", name="Note it").click()
    listens.get_by_role("link", name="Take a pause from listening").wait_for()
    axe(listens)
    assert Notice.objects.filter(kind="talk_after").count() == 2

    # After thirty days nothing links the two, and a count is left.
    clock.set(request.ends_at + timedelta(days=30, minutes=1))
    ring("debriefs.erase")
    until(lambda: not Request.objects.exists())
    assert not Invite.objects.exists() and not Afterwards.objects.exists() and not TakenTime.objects.exists()
    assert Tally.objects.get().number == 1
    logs = "".join(processes.log(process) for process in processes.started)
    assert NOTE not in logs and PHONE not in logs
    bell.close()
