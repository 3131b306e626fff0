"""Which browsers are subscribed: of known services alone, each its last reader's, ten at most."""

import json

import pytest

from supervision.notices.channels import connecting
from supervision.notices.channels.push import NotASubscription, read_subscription
from supervision.notices.models import Way
from tests.builders import make_member, make_notice
from tests.services.receiver import Browser
from tests.supervision.notices.reached import AT

pytestmark = pytest.mark.django_db


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
