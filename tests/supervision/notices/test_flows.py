"""Teams: everybody gives the web address of a flow of their own, and only Microsoft's hosts are called."""

import json
from types import SimpleNamespace

import pytest
from django.urls import reverse

from supervision.notices import services
from supervision.notices.channels import connecting, gateways, posting
from supervision.notices.delivery import deliver_due
from supervision.notices.models import Delivery, Way
from tests.builders import MONDAY_9AM, make_gateway, make_member, make_notice

pytestmark = pytest.mark.django_db
SECRET = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdE"
PATH = f"workflows/{'0123456789abcdef' * 2}/triggers/manual/paths/invoke"
QUERY = f"api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SECRET}"
FLOW = f"https://prod-12.westeurope.logic.azure.com:443/{PATH}?{QUERY}"
NEWER = (
    "https://default0123456789abcdef.01.environment.api.powerplatform.com:443"
    f"/powerautomate/automations/direct/{PATH}?{QUERY}"
)
TEAMS = "workflows://{to}"


@pytest.fixture
def teams(settings):
    member = make_member(roles=("admin",))
    member.person.last_login = MONDAY_9AM
    member.person.save(update_fields=["last_login"])
    return connecting.add_gateway(
        by=member, name="Teams", asks_for="The web address of your flow", url=TEAMS, now=MONDAY_9AM
    )


@pytest.fixture
def microsoft(monkeypatch):
    """What Microsoft is sent, in place of its servers; it answers with `status`."""
    calls = SimpleNamespace(made=[], status=202)

    def post(url, data=None, **options):
        calls.made.append((url, json.loads(data), options))
        return SimpleNamespace(status_code=calls.status, content=b"", text="")

    monkeypatch.setattr("apprise.plugins.workflows.requests.post", post)
    return calls


@pytest.mark.parametrize("flow", [FLOW, NEWER, f"  {FLOW}\n", FLOW.replace(":443", "")])
def test_a_flow_is_taken_as_teams_shows_it(teams, flow):
    member = teams.organisation.members.get()

    way = connecting.add_address(member, teams.pk, to=flow, now=MONDAY_9AM)

    assert Way.objects.get(pk=way.pk).address == flow.strip()
    assert SECRET not in bytes(way.address_sealed).decode("latin-1")


@pytest.mark.parametrize(
    "flow",
    [
        FLOW.replace("https", "http"),
        FLOW.replace("prod-12.westeurope.logic.azure.com", "10.0.0.1"),
        FLOW.replace(".azure.com", ".azure.com.evil.example"),
        FLOW.replace("prod-12.westeurope.", "evil"),
        FLOW.replace("https://", "https://10.0.0.1:80@"),
        FLOW.replace(":443", ":8443"),
        FLOW.replace(":443", ":none"),
        FLOW.replace("/triggers/", "/elsewhere/"),
        f"{FLOW}&more={'x' * 500}",
        "https://[",
        "+44 7700 900318",
        "",
    ],
)
def test_nothing_else_is(teams, flow):
    with pytest.raises(gateways.NotAnAddress):
        connecting.add_address(teams.organisation.members.get(), teams.pk, to=flow, now=MONDAY_9AM)

    assert not Way.objects.exists()


def test_elsewhere_a_web_address_is_no_number():
    gateway = make_gateway(make_member().organisation)

    with pytest.raises(gateways.NotAnAddress):
        connecting.add_address(gateway.organisation.members.get(), gateway.pk, to=FLOW, now=MONDAY_9AM)


@pytest.mark.parametrize(("status", "state"), [(202, "sent"), (404, "failed")])
def test_a_message_goes_to_the_flow_and_says_a_time_of_day(teams, trial, microsoft, status, state):
    microsoft.status = status
    member = teams.organisation.members.get()
    way = connecting.add_address(member, teams.pk, to=FLOW, now=MONDAY_9AM)
    services.choose_ways(member, {"trial": {way.key}}, ways={"email", way.key}, fixed=set())
    make_notice(member)

    deliver_due(tell_time=lambda: MONDAY_9AM)
    posting.post_due(tell_time=lambda: MONDAY_9AM)

    assert Delivery.objects.get().state == state
    ((url, said, options),) = microsoft.made
    assert url.startswith(f"https://prod-12.westeurope.logic.azure.com:443/{PATH}")
    assert options["params"]["sig"] == SECRET and not options["allow_redirects"]
    assert "Holdspace, 09:00" in json.dumps(said) and "/inbox/" in json.dumps(said)


def test_the_page_shows_no_key(client, teams):
    member = teams.organisation.members.get()
    client.force_login(member.person)

    client.post(reverse("notices:way-address", args=[teams.pk]), {"to": FLOW})
    page = client.get("/inbox/preferences/").content.decode()

    assert Way.objects.count() == 1
    assert "Teams" in page and SECRET not in page and "logic.azure.com" not in page
    assert "workflows" in client.get("/organisation/gateways/").content.decode()
