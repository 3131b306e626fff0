"""Messages by other ways than e-mail: which, how often, and what takes over when one fails."""

import json
from datetime import timedelta

import pytest

from supervision.notices import services
from supervision.notices.channels import connecting, posting, secrets
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Delivery, Notice, Way
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import MONDAY_9AM, make_leave, make_notice
from tests.services.receiver import claims_of
from tests.supervision.notices.reached import AT, states

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- which ways
def test_without_a_word_of_its_reader_a_message_goes_by_e_mail_alone(house, mailoutbox):
    notice = make_notice(house.member)

    house.run()

    assert (len(mailoutbox), states(notice)) == (1, ("sent", []))


def test_a_message_takes_every_way_that_was_chosen(house, mailoutbox):
    house.choose("trial", "email", "push", house.number.key)
    notice = make_notice(house.member)

    house.run()

    assert states(notice) == ("sent", [("Phone", "sent"), ("Text", "sent")])
    assert (len(mailoutbox), len(house.pushed), len(house.texted)) == (1, 1, 1)


def test_what_is_not_wanted_by_e_mail_goes_by_the_others_alone(house, mailoutbox):
    house.choose("trial_soft", "push")
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    house.run()

    assert states(notice) == ("passed_on", [("Phone", "sent")])
    assert (len(mailoutbox), len(house.pushed)) == (0, 1)
    assert (notice.sent_at, notice.inbox_at) == (AT, AT)


def test_what_must_arrive_cannot_be_silenced(house, mailoutbox):
    with pytest.raises(services.OneWayStays) as refused:
        house.choose("trial")
    assert refused.value.kinds == ["trial"]

    house.choose("trial", "push")
    connecting.remove_way(house.member, house.phone.pk)
    notice = make_notice(house.member)
    house.run()

    assert (len(mailoutbox), states(notice)) == (1, ("sent", []))


def test_quiet_hours_hold_every_way(house):
    house.choose("trial", "push")
    notice = make_notice(house.member)

    house.run(AT.replace(hour=22))
    assert (house.pushed, states(notice)) == ([], ("due", []))

    house.run(AT.replace(hour=10) + timedelta(days=1))
    assert len(house.pushed) == 1


def test_what_a_leave_kept_back_comes_as_one_by_the_way_chosen_for_it(house, mailoutbox):
    house.choose("trial", "push")
    make_leave(house.member, AT.date(), AT.date())
    for _ in range(3):
        make_notice(house.member)

    house.run()
    for hours in (20, 21):
        house.run(AT + timedelta(hours=hours))

    assert (len(mailoutbox), len(house.pushed)) == (0, 1)


# ---------------------------------------------------------------- what travels
def test_a_phone_shows_a_time_and_nothing_else(house):
    house.choose("trial", "push")
    notice = make_notice(house.member)

    house.run()

    (call,) = house.pushed
    told = house.browser.open(call)
    assert set(told) == {"at", "path", "tag"}
    assert (told["at"], told["path"]) == ("12:00", f"/sessions/{notice.pk}/")
    assert b"sessions" not in call.body
    assert (call.headers["ttl"], call.headers["urgency"], call.headers["topic"]) == (
        "86400",
        "high",
        told["tag"],
    )
    claims, key = claims_of(call)
    assert (claims["aud"], key) == (house.receiver.url, secrets.public_key())
    assert "marked" not in json.dumps(claims).lower()


def test_a_service_learns_an_address_and_a_time_and_nothing_else(house):
    house.choose("trial", house.number.key)
    make_notice(house.member)

    house.run()

    (call,) = house.texted
    assert call.path == "/text/+447700900318"
    assert call.json()["message"].startswith("Holdspace, 12:00. http")
    assert call.json()["message"].endswith("/inbox/")
    assert call.json()["title"] in ("", None)
    assert b"Marked" not in call.body


def test_addresses_are_sealed_where_they_are_kept(house):
    kept = Way.objects.get(pk=house.number.pk)

    assert b"7700" not in bytes(kept.address_sealed)
    assert kept.address == "+447700900318"
    assert "7700" not in kept.label + kept.digest


# ---------------------------------------------------------------- what fails
def test_what_was_ended_from_an_e_mail_does_not_come_back_by_another_ways_failure(house, mailoutbox, client):
    house.choose("trial_soft", "push")
    client.post(
        f"/inbox/fewer/{unsubscribe_token(house.member.pk, 'trial_soft')}/", {"List-Unsubscribe": "One-Click"}
    )
    house.choose("trial_soft", "push")
    house.receiver.answer = lambda call: 410
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    house.run()

    assert states(notice)[0] == "dropped"
    assert (mailoutbox, notice.inbox_at) == ([], AT)


def test_one_that_fails_for_now_is_tried_four_times_and_then_the_last_failure_counts(house, mailoutbox):
    house.choose("trial", "push", house.number.key)
    house.receiver.answer = lambda call: 503
    notice = make_notice(house.member)

    for minutes in (0, 3, 8, 18):
        house.run(AT + timedelta(minutes=minutes))
    assert not mailoutbox
    house.run(AT + timedelta(minutes=19))

    assert states(notice) == ("sent", [("Phone", "failed"), ("Text", "failed")])
    assert (len(house.pushed), len(house.texted), len(mailoutbox)) == (4, 4, 1)
    shown = Way.objects.get(pk=house.phone.pk)
    assert (shown.failures, shown.failed_at) == (1, AT + timedelta(minutes=18))


def test_while_another_way_gets_it_there_e_mail_does_not_take_over(house, mailoutbox):
    house.choose("trial", "push", house.number.key)
    house.receiver.answer = lambda call: 400 if call.path.startswith("/text") else 201
    notice = make_notice(house.member)

    house.run()
    house.run()

    assert states(notice) == ("passed_on", [("Phone", "sent"), ("Text", "failed")])
    assert not mailoutbox


def test_e_mail_that_took_over_and_fails_for_now_still_goes_by_e_mail(house, mailoutbox, monkeypatch):
    house.choose("trial", "push")
    house.receiver.answer = lambda call: 410
    notice = make_notice(house.member)
    house.run()
    Notice.objects.filter(pk=notice.pk).update(reason="refused with 451", attempts=1)

    house.run()

    assert (states(notice)[0], len(mailoutbox)) == ("sent", 1)


def test_what_cannot_be_mailed_goes_by_every_way_there_is(house):
    house.member.person.email = "not an address@example.org"
    house.member.person.save(update_fields=["email"])
    notice = make_notice(house.member)

    house.run()

    assert states(notice) == ("failed", [("Phone", "sent"), ("Text", "sent")])


def test_a_way_that_works_again_says_so(house):
    house.choose("trial", "push")
    Way.objects.filter(pk=house.phone.pk).update(failures=2, failed_at=MONDAY_9AM)
    make_notice(house.member)

    house.run()

    assert Way.objects.filter(pk=house.phone.pk, failures=0, failed_at=None).exists()


# ---------------------------------------------------------------- at least once, at most once
@pytest.mark.parametrize(
    ("kind", "letter", "state", "calls"), [("trial", "R", "sent", 2), ("trial_soft", "S", "uncertain", 1)]
)
def test_a_call_that_broke_off_is_repeated_where_it_must_arrive_and_only_there(
    house, kind, letter, state, calls
):
    house.choose(kind, "push")
    answers = iter([0, 201])
    house.receiver.answer = lambda call: next(answers)
    notice = make_notice(house.member, kind=kind, notice_class=letter)

    house.run()
    house.run(AT + timedelta(minutes=5))

    assert states(notice)[1] == [("Phone", state)]
    tags = [house.browser.open(call)["tag"] for call in house.pushed]
    assert (len(tags), len(set(tags))) == (calls, 1)


@pytest.mark.parametrize(
    ("kind", "letter", "state"), [("trial", "R", "sent"), ("trial_soft", "S", "uncertain")]
)
def test_a_worker_lost_in_the_middle_leaves_it_as_the_class_says(house, kind, letter, state):
    house.choose(kind, "push")
    notice = make_notice(house.member, kind=kind, notice_class=letter)
    deliver_due(tell_time=lambda: AT)
    Delivery.objects.update(state="sending", owner="lost", attempts=1, lease_until=AT)

    posting.post_due(tell_time=lambda: AT + timedelta(minutes=3))

    assert states(notice)[1] == [("Phone", state)]


def test_a_message_whose_reason_is_gone_by_then_is_not_sent(house, trial):
    house.choose("trial", "push")
    notice = make_notice(house.member)
    deliver_due(tell_time=lambda: AT)
    trial.gone.add(notice.pk)

    posting.post_due(tell_time=lambda: AT)

    assert (states(notice)[1], house.receiver.calls) == ([("Phone", "dropped")], [])


def test_two_runs_after_one_another_send_once(house):
    house.choose("trial", "push", "email")
    make_notice(house.member)

    house.run()
    house.run()

    assert len(house.pushed) == 1


@pytest.mark.parametrize("rows", [1, 30])
def test_the_second_look_costs_the_same_for_one_way_and_for_thirty(house, rows, django_assert_num_queries):
    from supervision.notices.checking import ready_to_go
    from supervision.notices.claiming import claim

    house.choose("trial", "email", "push")
    for _ in range(rows):
        make_notice(house.member)
    batch = claim(owner="me", now=AT)

    with django_assert_num_queries(12):  # the nine of every batch, and deliveries in a transaction
        ready_to_go(batch, owner="me", now=AT)
