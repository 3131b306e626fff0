"""Messages by other ways than e-mail: which, how often, and what takes over when one fails."""

import json
from datetime import timedelta

import pytest

from supervision.notices import services
from supervision.notices.channels import connecting, posting, secrets
from supervision.notices.channels.push import NotASubscription, read_subscription
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Delivery, Hours, Notice, Way
from supervision.notices.unsubscribing import unsubscribe_token
from tests.builders import MONDAY_9AM, make_gateway, make_leave, make_member, make_notice
from tests.services.receiver import Browser, claims_of

pytestmark = pytest.mark.django_db
AT = MONDAY_9AM + timedelta(hours=3)


class House:
    """One reader with a phone and a number, and how they are reached."""

    def __init__(self, receiver, settings):
        settings.PUSH_SERVICES = [receiver.url]
        settings.GATEWAYS = {"json"}
        self.receiver = receiver
        self.member = make_member(name="Siobhán Marked")
        self.member.person.last_login = MONDAY_9AM
        self.member.person.save(update_fields=["last_login"])
        self.browser = Browser(receiver)
        self.phone = connecting.add_device(
            self.member, subscription=self.browser.subscription, user_agent="Chrome Android", now=MONDAY_9AM
        )
        gateway = make_gateway(
            self.member.organisation, url=f"{receiver.url.replace('http', 'json')}/text/{{to}}"
        )
        self.number = connecting.add_address(self.member, gateway.pk, to="+44 7700 900318", now=MONDAY_9AM)

    def choose(self, kind="trial", *ways):
        everything = {"email", "push", self.number.key}
        services.choose_ways(self.member, {kind: set(ways)}, ways=everything, fixed={"trial"})

    def run(self, at=AT):
        deliver_due(tell_time=lambda: at)
        return posting.post_due(tell_time=lambda: at)

    @property
    def pushed(self):
        return [call for call in self.receiver.calls if call.path.startswith("/push")]

    @property
    def texted(self):
        return [call for call in self.receiver.calls if call.path.startswith("/text")]


@pytest.fixture
def house(trial, receiver, settings, mailoutbox):
    return House(receiver, settings)


def states(notice):
    notice.refresh_from_db()
    return notice.state, sorted(notice.deliveries.values_list("name", "state"))


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


def test_what_a_leave_kept_back_comes_as_one_by_no_other_way(house, mailoutbox):
    house.choose("trial", "push")
    make_leave(house.member, AT.date(), AT.date())
    for _ in range(3):
        make_notice(house.member)

    house.run()
    for hours in (20, 21):
        house.run(AT + timedelta(hours=hours))

    assert (len(mailoutbox), len(house.pushed)) == (1, 0)


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
@pytest.mark.parametrize("status", [404, 410])
def test_a_device_that_is_gone_is_removed_and_e_mail_takes_over(house, mailoutbox, status):
    house.choose("trial_soft", "push")
    house.receiver.answer = lambda call: status
    notice = make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    assert not Way.objects.filter(pk=house.phone.pk).exists()
    house.run()

    assert states(notice) == ("sent", [("Phone", "failed")])
    assert len(mailoutbox) == 1


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

    with django_assert_num_queries(10):  # the seven of every batch, and deliveries in a transaction
        ready_to_go(batch, owner="me", now=AT)


# ---------------------------------------------------------------- a summary
@pytest.mark.parametrize(
    ("summary", "comes"),
    [("day", AT.replace(hour=8) + timedelta(days=1)), ("week", AT.replace(hour=8) + timedelta(days=7))],
)
def test_soft_ones_wait_for_the_summary_and_come_as_one(house, mailoutbox, summary, comes):
    services.choose_hours(
        house.member, opens_at=Hours(opens_at="08:00").opens_at, closes_at="18:00", summary=summary
    )
    soft = [make_notice(house.member, kind="trial_soft", notice_class="S") for _ in range(2)]
    must = make_notice(house.member)

    house.run()
    assert (len(mailoutbox), states(must)[0], {states(each)[0] for each in soft}) == (1, "sent", {"due"})
    house.run(comes - timedelta(minutes=1))
    assert len(mailoutbox) == 1
    house.run(comes)
    house.run(comes)

    assert len(mailoutbox) == 2
    assert {each.reason for each in Notice.objects.filter(kind="trial_soft")} == {"gathered"}


def test_nothing_new_nothing_sent_and_one_alone_comes_as_it_is(house, mailoutbox):
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary="day")
    house.run(AT + timedelta(days=1))
    assert not mailoutbox
    make_notice(house.member, kind="trial_soft", notice_class="S")

    house.run()
    house.run(AT.replace(hour=8) + timedelta(days=1))

    assert len(mailoutbox) == 1
    assert Notice.objects.get(kind="trial_soft").state == "sent"


@pytest.mark.parametrize(("summary", "days"), [("day", 1), ("week", 7)])
@pytest.mark.parametrize("number", [1, 2])
def test_what_is_meant_for_the_moment_of_a_summary_comes_with_it_though_left_just_after(
    house, mailoutbox, summary, days, number
):
    """So is the week's digest for a lead, and everybody's month: at 08:00, left by a ring at two past."""
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary=summary)
    eight = AT.replace(hour=8) + timedelta(days=days)
    for _ in range(number):
        make_notice(house.member, kind="trial_soft", notice_class="S", at=eight)
    later = make_notice(house.member, kind="trial_soft", notice_class="S", at=eight + timedelta(minutes=1))

    house.run(eight + timedelta(minutes=2))
    house.run(eight + timedelta(minutes=2))

    assert len(mailoutbox) == 1
    assert states(later)[0] == "due" and later.reason == "kept for the summary"


def test_what_would_be_too_late_by_then_does_not_wait(house, mailoutbox):
    services.choose_hours(house.member, opens_at="08:00", closes_at="18:00", summary="week")
    make_notice(house.member, kind="trial_soft", notice_class="S", not_after=AT + timedelta(days=2))

    house.run()

    assert len(mailoutbox) == 1


# ---------------------------------------------------------------- subscriptions
@pytest.mark.parametrize(
    "endpoint",
    [
        "http://169.254.169.254/latest/meta-data/",
        "https://localhost/",
        "https://fcm.googleapis.com.example.org/x",
        "https://evil@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "http://fcm.googleapis.com/x",
        "ftp://fcm.googleapis.com/x",
        "https://[::1",
        "",
    ],
)
def test_only_the_push_services_of_known_browsers_are_ever_called(endpoint):
    given = json.dumps({"endpoint": endpoint, "keys": {"p256dh": "x", "auth": "y"}})

    with pytest.raises(NotASubscription):
        read_subscription(given)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://db5p.notify.windows.com/w/?token=x",
    ],
)
def test_those_of_known_browsers_are(endpoint):
    given = json.dumps({"endpoint": endpoint, "keys": {"p256dh": "x", "auth": "y", "more": "z"}, "z": 1})

    assert read_subscription(given) == {"endpoint": endpoint, "keys": {"p256dh": "x", "auth": "y"}}


@pytest.mark.parametrize(
    "text", ["", "[]", "null", "{", '{"endpoint": 3}', "x" * 3000, '{"endpoint": "a", "keys": []}']
)
def test_what_is_no_subscription_is_refused(text):
    with pytest.raises(NotASubscription):
        read_subscription(text)


def test_a_redirect_is_not_followed(house):
    house.choose("trial", "push")
    house.receiver.answer = lambda call: 307
    make_notice(house.member)

    house.run()

    assert [call.path for call in house.receiver.calls] == ["/push/one"]


def test_a_browser_belongs_to_whoever_connected_it_last(house):
    other = make_member(house.member.organisation)
    again = connecting.add_device(
        house.member, subscription=house.browser.subscription, user_agent="", now=AT
    )
    assert again.pk == house.phone.pk

    connecting.add_device(other, subscription=house.browser.subscription, user_agent="", now=AT)

    assert not Way.objects.filter(pk=house.phone.pk).exists()
    assert other.ways.count() == 1


def test_a_member_has_ten_ways_at_most(house, receiver):
    for n in range(8):
        connecting.add_device(
            house.member, subscription=Browser(receiver, f"more-{n}").subscription, user_agent="", now=AT
        )

    with pytest.raises(connecting.TooManyWays):
        connecting.add_device(
            house.member, subscription=Browser(receiver, "last").subscription, user_agent="", now=AT
        )
    assert house.member.ways.count() == 10
