"""A reader with a phone and a number, and what reached them."""

from datetime import timedelta

from supervision.notices import services
from supervision.notices.channels import connecting, posting
from supervision.notices.delivery import deliver_due
from tests.builders import MONDAY_9AM, make_gateway, make_member
from tests.services.receiver import Browser

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


def states(notice):
    notice.refresh_from_db()
    return notice.state, sorted(notice.deliveries.values_list("name", "state"))
