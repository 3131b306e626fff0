"""What a killed worker's slip tells of the group that it had in hand."""

from datetime import timedelta

import pytest

from supervision.notices import claiming, delivery, slips
from supervision.notices.models import Notice
from supervision.notices.slips import BEGUN, NOT_SENT, SENT, Slip
from tests.builders import MONDAY_9AM, make_notice

LATER = MONDAY_9AM + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def lost(db):
    """Eight messages, soft and not by turns, that the run `lost` had marked as being sent."""
    group = [
        make_notice(
            state="sending",
            owner="lost",
            attempts=1,
            lease_until=MONDAY_9AM,
            notice_class="RS"[n % 2],
            message_id=f"<{n}@x>",
        )
        for n in range(8)
    ]
    slip = Slip("lost")
    for notice in group[:2]:
        slip.note(BEGUN, notice.pk)
        slip.note(SENT, notice.pk)
    for notice in group[2:4]:
        slip.note(BEGUN, notice.pk)
    for notice in group[4:6]:
        slip.note(BEGUN, notice.pk)
        slip.note(NOT_SENT, notice.pk)
    return group


def states(group):
    rows = {pk: rest for pk, *rest in Notice.objects.values_list("pk", "state", "attempts", "message_id")}
    return [tuple(rows[notice.pk])[:2] for notice in group]


def test_a_slip_tells_what_went_what_may_have_gone_and_what_was_never_begun(lost):
    claiming.recover(now=LATER)

    assert states(lost) == [
        ("sent", 1),
        ("sent", 1),
        ("due", 1),  # it may have gone, and must arrive: again
        ("uncertain", 1),  # it may have gone, and is soft: not again
        ("due", 0),
        ("due", 0),
        ("due", 0),
        ("due", 0),
    ]
    sent = Notice.objects.get(pk=lost[0].pk)
    assert sent.sent_at == sent.inbox_at == LATER
    assert not list(slips._path("lost").parent.iterdir())


@pytest.mark.parametrize("spoil", ["gone", "another boot", "no boot"])
def test_without_a_slip_of_this_boot_the_group_counts_as_a_whole(lost, monkeypatch, spoil):
    if spoil == "gone":
        slips._path("lost").unlink()
    else:
        monkeypatch.setattr(slips, "boot", lambda: "another" if spoil == "another boot" else "")

    claiming.recover(now=LATER)

    assert states(lost) == [("due", 1), ("uncertain", 1)] * 4


def test_a_line_that_was_never_finished_is_not_believed(lost):
    with slips._path("lost").open("a") as slip:
        slip.write(f"s {lost[7].pk}")

    claiming.recover(now=LATER)

    assert states(lost)[7] == ("due", 0)


def test_what_another_has_taken_meanwhile_is_left_to_it(lost):
    Notice.objects.filter(pk=lost[0].pk).update(
        state="claimed", owner="other", lease_until=LATER + timedelta(hours=1)
    )

    claiming.recover(now=LATER)

    assert states(lost)[0] == ("claimed", 1)


@pytest.mark.django_db
def test_a_run_leaves_no_slip_behind(trial, mailoutbox, tmp_path):
    make_notice()
    delivery.deliver_due(tell_time=lambda: MONDAY_9AM)

    assert len(mailoutbox) == 1
    assert not list((tmp_path / "outbox").iterdir())


@pytest.mark.django_db
def test_where_no_slip_can_be_kept_each_message_is_marked_by_itself(trial, mailoutbox, monkeypatch):
    monkeypatch.setattr(slips, "boot", lambda: "")
    for _ in range(3):
        make_notice()
    groups = []
    send = delivery._Run.send
    monkeypatch.setattr(
        delivery._Run, "send", lambda run, group: groups.append(len(group)) or send(run, group)
    )

    assert delivery.deliver_due(tell_time=lambda: MONDAY_9AM).sent == 3
    assert groups == [1, 1, 1]


@pytest.mark.django_db
def test_a_slip_that_can_be_written_no_more_is_torn_up_and_the_rest_goes_one_by_one(monkeypatch):
    slip = Slip("full")
    assert slip.is_kept and slip.path.stat().st_mode & 0o777 == 0o600

    monkeypatch.setattr(slips.os, "write", lambda *given: (_ for _ in ()).throw(OSError("full")))
    slip.note(BEGUN, 1)

    assert not slip.is_kept and not slip.path.exists()
    slip.note(BEGUN, 2)


@pytest.mark.django_db
def test_a_group_at_a_slow_server_ends_early_and_puts_the_rest_back(trial, mailoutbox, monkeypatch):
    for _ in range(4):
        make_notice()
    monkeypatch.setattr(delivery, "LONGEST_GROUP", -1.0)

    tally = delivery.deliver_due(tell_time=lambda: MONDAY_9AM)

    assert tally.sent == len(mailoutbox) == 4
    assert set(Notice.objects.values_list("state", "attempts")) == {("sent", 1)}
