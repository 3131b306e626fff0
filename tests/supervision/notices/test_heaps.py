"""Many of a kind to one reader at once: one letter says how many, and each stands in the inbox."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from supervision.notices import claiming, delivery, services
from supervision.notices.delivery import deliver_due
from supervision.notices.heaps import MANY
from supervision.notices.kinds import Kind, register
from supervision.notices.models import Notice, Preference
from tests.builders import MONDAY_9AM, make_member, make_notice

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def heap(trial):
    """Registers `heap` and `heap_soft`, of which many come at once unless they are about their reader."""
    common = {
        "subject": "one-tap",
        "context": trial.context,
        "path": lambda notice: "/board/",
        "template": "session_recorded",
        "comes_in_heaps": lambda notice: not notice.about.get("is_own"),
    }
    register(Kind("heap", "R", line="An hour is owed", **common))
    register(Kind("heap_soft", "S", line="An hour comes due", label="Soft", can_unsubscribe=True, **common))
    return trial


def deliver(now=MONDAY_9AM):
    return deliver_due(tell_time=lambda: now)


def states():
    rows = Notice.objects.values_list("kind", "state", "reason")
    return {row: list(rows).count(row) for row in set(rows)}


def test_up_to_three_go_one_by_one_and_more_as_one_letter(heap, mailoutbox):
    few, many = make_member(), make_member()
    for number in range(MANY + 1):
        make_notice(many, "heap", topic=f"clock-{number}")
        if number < MANY:
            make_notice(few, "heap", topic=f"clock-{number}")

    deliver()

    assert [letter.to for letter in mailoutbox].count([few.person.email]) == MANY
    (one,) = [letter for letter in mailoutbox if letter.to == [many.person.email]]
    assert "this has gathered for you" in one.body and "An hour is owed, four times" in one.body
    inbox = Notice.objects.in_inbox().filter(recipient=many, kind="heap")
    assert inbox.count() == MANY + 1
    assert Notice.objects.get(kind="gathered").notice_class == "R"


def test_what_is_about_oneself_and_of_other_kinds_goes_by_itself(heap, mailoutbox):
    member = make_member()
    for number in range(MANY):
        make_notice(member, "heap", topic=f"clock-{number}")
    make_notice(member, "heap", about={"is_own": True})
    make_notice(member, "trial")

    deliver()

    assert len(mailoutbox) == MANY + 2
    assert not Notice.objects.filter(kind="gathered").exists()


def test_what_one_claim_does_not_hold_is_seen_with_the_rest(heap, mailoutbox, monkeypatch):
    monkeypatch.setattr(claiming, "BATCH", 2)
    members = [make_member() for _ in range(2)]
    for number in range(10):
        for member in members:
            make_notice(member, "heap", topic=f"clock-{number}", at=MONDAY_9AM - number * timedelta(hours=1))

    deliver()

    assert sorted(letter.to for letter in mailoutbox) == sorted([member.person.email] for member in members)
    assert [letter.body for letter in mailoutbox if "10 times" not in letter.body] == []
    assert states() == {("heap", "dropped", "gathered"): 20, ("gathered", "sent", ""): 2}


def test_soft_ones_make_a_soft_letter_and_wait_for_a_summary_where_one_was_chosen(heap, mailoutbox):
    at_once, daily = make_member(), make_member()
    services.choose_hours(daily, opens_at="08:00", closes_at="18:00", summary="day")
    for member in (at_once, daily):
        for number in range(MANY + 2):
            make_notice(member, "heap_soft", notice_class="S", topic=f"clock-{number}")

    deliver()

    assert [letter.to for letter in mailoutbox] == [[at_once.person.email]]
    assert Notice.objects.get(kind="gathered").notice_class == "S"
    assert set(Notice.objects.filter(recipient=daily).values_list("state", "reason")) == {
        ("due", claiming.SUMMARY)
    }


def test_a_soft_letter_for_many_of_one_kind_ends_that_kind_as_each_of_them_would(heap, mailoutbox, client):
    member = make_member()
    for number in range(MANY + 1):
        make_notice(member, "heap_soft", notice_class="S", topic=f"clock-{number}")
    deliver()
    (letter,) = mailoutbox
    raw = letter.message()

    assert raw["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Fewer of these" in letter.body
    address = raw["List-Unsubscribe"].strip("<>")
    answer = client.post(address.removeprefix(settings.BASE_URL), {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    (said,) = Preference.objects.filter(member=member)
    assert (said.kind, said.way, said.is_wanted) == ("heap_soft", "email", False)


@pytest.mark.parametrize("other", ["trial_soft", "heap"])
def test_one_for_several_kinds_ends_none(heap, mailoutbox, other):
    member = make_member()
    soft = {"notice_class": "S", "reason": claiming.AWAY}
    make_notice(member, "heap_soft", **soft)
    make_notice(member, other, **(soft if other == "trial_soft" else {"reason": claiming.AWAY}))

    deliver()

    (letter,) = mailoutbox
    assert "this has gathered for you" in letter.body
    assert letter.message()["List-Unsubscribe"] is None and "Fewer of these" not in letter.body


def test_whose_reason_is_gone_does_not_count_and_what_holds_is_told(heap, mailoutbox):
    member = make_member()
    rows = [make_notice(member, "heap", topic=f"clock-{number}") for number in range(MANY + 2)]
    heap.gone = {row.pk for row in rows[:2]}

    deliver()

    assert "three times" in mailoutbox[0].body and len(mailoutbox) == 1
    assert states()["heap", "dropped", claiming.GONE] == 2


def test_what_was_told_under_one_letter_rests_for_a_week_as_what_was_told_by_itself(heap, mailoutbox):
    member = make_member()
    for number in range(MANY + 1):
        make_notice(member, "heap", topic=f"clock-{number}")
    deliver()
    mailoutbox.clear()

    make_notice(member, "heap", topic="clock-0", at=MONDAY_9AM + DAY)
    deliver(MONDAY_9AM + DAY)
    assert mailoutbox == []
    assert Notice.objects.get(state="due").reason == claiming.RESTING

    deliver(MONDAY_9AM + 7 * DAY)
    assert len(mailoutbox) == 1


def test_a_heap_is_taken_up_where_a_worker_left_it(heap, mailoutbox, monkeypatch):
    """Killed once the one message stands: the next worker sends that, and nothing of the heap again."""
    member = make_member()
    for number in range(MANY + 1):
        make_notice(member, "heap", topic=f"clock-{number}")
    monkeypatch.setattr(delivery.pace, "let_through", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        deliver()
    monkeypatch.undo()

    deliver(MONDAY_9AM + timedelta(minutes=10))

    assert len(mailoutbox) == 1
    assert states() == {("heap", "dropped", "gathered"): MANY + 1, ("gathered", "sent", ""): 1}


def queries_for(kind, readers):
    Notice.objects.all().delete()
    for _ in range(readers):
        make_notice(make_member(), kind)
    with CaptureQueriesContext(
        connection,
    ) as found:
        batch = claiming.claim(owner="one", now=MONDAY_9AM)
        delivery.take_the_rest(batch, owner="one", now=MONDAY_9AM)
    return len(found)


def test_looking_for_the_rest_costs_the_same_for_one_reader_and_for_thirty_and_nothing_for_other_kinds(heap):
    assert queries_for("heap", 1) == queries_for("heap", 30)
    assert queries_for("trial", 1) == queries_for("trial", 30) < queries_for("heap", 1)
