"""What was not taken at once, and ways that take nothing any more: what comes instead."""

from datetime import timedelta

import pytest

from supervision.notices import pausing
from supervision.notices.channels import connecting
from supervision.notices.models import Notice, Way
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import make_leave, make_member, make_notice
from tests.services.receiver import Browser
from tests.supervision.notices.reached import AT, states

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- tried again
def put_off(house, *ways, kind="trial"):
    """Return a message whose device took nothing this evening; it is tried again within minutes."""
    house.choose(kind, *ways)
    house.receiver.answer = lambda call: 503
    notice = make_notice(house.member, kind=kind, notice_class="S" if kind == "trial_soft" else "R")
    house.run()
    house.receiver.answer = lambda call: 201
    house.receiver.calls.clear()
    return notice


@pytest.mark.parametrize("kind", ["trial", "trial_soft"])
def test_what_is_tried_again_finds_its_reader_on_leave_and_waits_with_the_rest(house, mailoutbox, kind):
    tomorrow = AT.date() + timedelta(days=1)
    make_leave(house.member, tomorrow, tomorrow + timedelta(days=1))
    two = [put_off(house, "push", kind=kind) for _ in range(2)]

    for hours in range(20, 72, 2):  # away on Tuesday and Wednesday
        house.run(AT + timedelta(hours=hours))
        assert hours >= 68 or not (mailoutbox or house.pushed), hours

    assert [states(notice)[0] for notice in two] == ["dropped", "dropped"]
    assert (len(mailoutbox), len(house.pushed)) == (0, 1)


def test_what_could_not_be_mailed_waits_on_leave_for_its_other_way(house):
    house.member.person.email = "not an address@example.org"
    house.member.person.save(update_fields=["email"])
    house.receiver.answer = lambda call: 503
    notice = make_notice(house.member)
    house.run()
    house.receiver.answer = lambda call: 201
    house.receiver.calls.clear()
    tomorrow = AT.date() + timedelta(days=1)
    make_leave(house.member, tomorrow, tomorrow)

    house.run(AT + timedelta(hours=24))
    assert not house.pushed
    house.run(AT + timedelta(hours=48))

    assert states(notice) == ("failed", [("Phone", "sent"), ("Text", "sent")])


def test_what_is_tried_again_asks_what_its_reader_chose_meanwhile(house, mailoutbox):
    must, soft, paused = (put_off(house, "push", kind=kind) for kind in ("trial", "trial_soft", "trial_soft"))
    house.choose("trial", "email")
    pausing.pause_kind(house.member, "trial_soft", now=AT)

    for minutes in (5, 6):
        house.run(AT + timedelta(minutes=minutes))

    assert not house.pushed
    assert [states(one) for one in (must, soft, paused)] == [
        ("sent", [("Phone", "dropped")]),
        ("passed_on", [("Phone", "dropped")]),
        ("passed_on", [("Phone", "dropped")]),
    ]
    assert len(mailoutbox) == 1


def test_a_soft_one_that_is_wanted_by_no_way_any_more_is_let_be(house, mailoutbox):
    soft = put_off(house, "push", kind="trial_soft")
    house.choose("trial_soft")

    for minutes in (5, 6):
        house.run(AT + timedelta(minutes=minutes))

    assert (house.pushed, mailoutbox, states(soft)) == ([], [], ("passed_on", [("Phone", "dropped")]))


def test_what_would_be_too_late_is_not_tried_again(house, mailoutbox):
    notice = put_off(house, "push")
    Notice.objects.filter(pk=notice.pk).update(not_after=AT + timedelta(minutes=4))

    house.run(AT + timedelta(minutes=5))

    assert (house.pushed, mailoutbox, states(notice)) == ([], [], ("passed_on", [("Phone", "dropped")]))


# ---------------------------------------------------------------- gone for good
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_shown_and_e_mail_takes_over_for_good(house, mailoutbox, client, status):
    house.choose("trial_soft", "push")
    house.receiver.answer = lambda call: status
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    assert Way.objects.get(pk=house.phone.pk).ended_at == AT
    house.run()

    assert states(notice) == ("sent", [("Phone", "failed")])
    assert len(mailoutbox) == 1
    another = make_notice(house.member, kind="trial_soft", notice_class="S")
    house.run()
    assert (states(another), len(mailoutbox), len(house.pushed)) == (("sent", []), 2, 1)
    client.force_login(house.member.person)
    assert "Not connected since" in client.get("/inbox/preferences/").content.decode()

    again = Browser(house.receiver)
    house.receiver.answer = lambda call: 201
    connecting.add_device(house.member, subscription=again.subscription, user_agent="Chrome Android", now=AT)
    last = make_notice(house.member, kind="trial_soft", notice_class="S")
    house.run()
    assert (states(last), len(mailoutbox)) == (("passed_on", [("Phone", "sent")]), 2)
    assert not Way.objects.filter(pk=house.phone.pk).exists()


def test_a_device_that_its_reader_removed_brings_no_e_mail(house, mailoutbox):
    house.choose("trial_soft", "push")
    connecting.remove_way(house.member, house.phone.pk)
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()

    assert (states(notice), mailoutbox) == (("dropped", []), [])


def test_what_came_by_a_gateway_that_is_taken_away_comes_by_e_mail(house, mailoutbox, client):
    house.choose("trial_soft", house.number.key)
    admin = make_member(house.member.organisation, roles=("admin",))
    connecting.remove_gateway(house.number.gateway_id, by=admin, now=AT)
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()

    assert (states(notice), len(mailoutbox)) == (("sent", []), 1)


def test_what_was_ended_from_an_e_mail_stays_so_when_a_gateway_is_taken_away(house, mailoutbox, client):
    one_click = {"List-Unsubscribe": "One-Click"}
    client.post(f"/inbox/fewer/{unsubscribe_token(house.member.pk, 'trial_soft')}/", one_click)
    house.choose("trial_soft", house.number.key)
    admin = make_member(house.member.organisation, roles=("admin",))
    connecting.remove_gateway(house.number.gateway_id, by=admin, now=AT)
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()

    assert (states(notice), mailoutbox) == (("dropped", []), [])
