"""A member connects a phone, and it shows a message that came by web push."""

import json

import pytest

from supervision.clock import now
from supervision.notices.channels import posting
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Hours
from tests.builders import make_member, make_notice
from tests.services.browser import need_chromium, until
from tests.services.receiver import Browser, claims_of

SUBSCRIBES = """
// Stands for the browser's own push service, which is not on this machine.
PushManager.prototype.subscribe = async function (options) {
  window.askedFor = { visible: options.userVisibleOnly, bytes: options.applicationServerKey.length };
  return JSON.parse(%s);
};
Notification.requestPermission = async () => "granted";
"""


@pytest.fixture(scope="module")
def browser(browser_type, browser_type_launch_args):
    """A whole browser, in place of the one of all journeys: its shell takes no push messages."""
    program = need_chromium(whole=True)
    whole = browser_type.launch(**{**browser_type_launch_args, "executable_path": program})
    yield whole
    whole.close()


@pytest.fixture
def member(transactional_db, receiver, settings):
    settings.PUSH_SERVICES = [receiver.url]
    member = make_member(name="Nia Bevan", working_days="Mon-Sun")
    member.person.last_login = now()
    member.person.save(update_fields=["last_login"])
    Hours.objects.create(member=member, opens_at="00:00", closes_at="23:59")
    return member


def test_a_phone_is_connected_and_shows_a_time(member, receiver, open_page, axe):
    browser = Browser(receiver)
    page = open_page("phone", member.person, service_workers="allow", permissions=["notifications"])
    page.add_init_script(SUBSCRIBES % json.dumps(browser.subscription))
    page.goto("/inbox/preferences/")
    page.get_by_role("button", name="Connect this device").click()
    page.get_by_text("This device is connected.").wait_for()
    axe(page)

    page.get_by_label("Phone: A session to confirm").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    assert page.get_by_label("Phone: A session to confirm").is_checked()
    assert page.get_by_label("E-mail: A session to confirm").is_checked()

    make_notice(member, kind="gathered", state="sent", inbox_at=now())
    notice = make_notice(member, kind="welcome", at=now())
    member.notice_preferences.create(kind="welcome", way="push", is_wanted=True)
    deliver_due(tell_time=now)
    posting.post_due(tell_time=now)

    (call,) = receiver.calls
    told = browser.open(call)
    assert told["path"] == "/"
    assert claims_of(call)[0]["aud"] == receiver.url
    notice.refresh_from_db()
    assert notice.state == "sent"

    # What came over the wire, given to the worker as the browser's push service would.
    devtools = page.context.new_cdp_session(page)
    found = []
    devtools.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    devtools.send("ServiceWorker.enable")
    for _ in range(300):
        if found:
            break
        page.wait_for_timeout(50)
    origin = page.evaluate("location.origin")
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": found[0]["registrationId"], "data": json.dumps(told)},
    )
    shown = until(
        page,
        "navigator.serviceWorker.ready.then((worker) => worker.getNotifications())"
        ".then((all) => all.length && all.map((one) => [one.title, one.body, one.tag]))",
    )
    assert shown == [["Holdspace", told["at"], told["tag"]]]
