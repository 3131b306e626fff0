"""A check-in by letters alone, on phones nobody knows, with a real worker: a time, and one tap after it."""

import re
import time
from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery

from peers.checkins.models import Pair, Seat
from supervision.sessions.models import TakenTime
from tests.builders import make_joined, make_member, make_organisation
from tests.services.browser import SCREENS

MONDAY = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def until(true, seconds=90):
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError("It did not come to that in time.")


@pytest.mark.slow
def test_a_time_is_held_from_a_letter_and_one_tap_says_that_they_spoke(
    own_database, processes, own_redis, smtp_sink, start_worker, new_context, axe, tmp_path, monkeypatch
):
    clock = tmp_path / "clock"
    clock.write_text(MONDAY.isoformat())
    monkeypatch.setenv("HOLDSPACE_CLOCK", str(clock))
    alder = make_organisation(name="Alder")
    nia, callum = (
        make_joined(make_member(alder, name=name, email=f"{name[:3].lower()}@alder.example"), "checkins")
        for name in ("Nia Bevan", "Callum Reid")
    )
    env = {"HOLDSPACE_CLOCK": str(clock), "REDIS_URL": own_redis.url, "EMAIL_URL": smtp_sink.url}
    address = processes.serve(**env)
    start_worker(HOLDSPACE_CLOCK=str(clock), HOLDSPACE_BASE_URL=address)
    bell = Celery(broker=own_redis.url)

    def ring(*tasks):
        for task in tasks:
            bell.send_task(task, expires=90, retry=False)

    def letters_to(member, after=0):
        found = [one for one in smtp_sink.messages[after:] if one.recipients == [member.person.email]]
        return found

    def opened(letter):
        """Open the letter's link on a phone that nobody knows, and type the number that stands in it."""
        words = letter.text()
        link = re.search(r"https?://\S+/answer/\S+", words)[0]
        number = re.search(r"number, it is (\d\d)", words)[1]
        context = new_context(base_url=address, locale="en-GB", reduced_motion="reduce", **SCREENS["phone"])
        context.set_default_timeout(30_000)
        page = context.new_page()
        page.goto(link)
        axe(page)
        page.get_by_role("textbox", name="The number in the message").fill(number)
        return page

    # A round, and a letter to each, of which none names the other.
    ring("checkins.rounds", "checkins.rounds")
    until(lambda: Pair.objects.exists())
    ring("notices.deliver")
    until(lambda: len(smtp_sink.messages) >= 2)
    for member, other in ((nia, "callum"), (callum, "nia")):
        (letter,) = letters_to(member)
        assert other not in letter.text().lower()

    # Nia holds a time with a press: it is taken for both, and stands in both calendars.
    page = opened(letters_to(nia)[0])
    assert Pair.objects.get().starts_at is None
    page.get_by_role("button", name="Show the rest first").click()
    page.get_by_text("Callum Reid").wait_for()
    page.locator("label.slot").first.click()
    page.get_by_role("button", name="Hold this one").click()
    page.get_by_role("heading", name="Held for all of you").wait_for()
    axe(page)
    pair = Pair.objects.get()
    assert TakenTime.objects.filter(kept_for=pair.pk).count() == 2
    ring("notices.deliver")
    until(lambda: len(smtp_sink.messages) >= 4)
    for member in (nia, callum):
        entry = next(
            part
            for part in letters_to(member, 2)[0].message.walk()
            if part.get_content_type() == "text/calendar"
        )
        assert "SUMMARY:Held time" in entry.get_content()

    # Afterwards each is asked once; one tap says it, and neither learns what the other said.
    clock.write_text((pair.ends_at + timedelta(minutes=5)).isoformat())
    before = len(smtp_sink.messages)
    ring("notices.deliver")
    until(lambda: letters_to(nia, before) and letters_to(callum, before))
    page = opened(letters_to(nia, before)[-1])
    page.get_by_role("button", name="We spoke").click()
    page.get_by_text("That’s all we needed.").wait_for()
    axe(page)
    page = opened(letters_to(callum, before)[-1])
    assert "spoke" not in page.get_by_role("heading", level=1).inner_text().lower()
    page.get_by_role("button", name="Not this time").click()
    page.get_by_role("heading", name="That’s fine").wait_for()
    answers = dict(Seat.objects.values_list("member", "answer"))
    assert answers == {nia.pk: "spoke", callum.pk: "not"}
    logs = "".join(processes.log(process) for process in processes.started)
    assert "Traceback" not in logs and "Bevan" not in logs
    bell.close()
