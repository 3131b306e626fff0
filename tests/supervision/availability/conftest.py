"""A member, at nine on a Monday, and a calendar of theirs."""

import pytest
import time_machine

from supervision.availability.calendars import services
from tests.builders import MONDAY_9AM, make_member, make_organisation
from tests.supervision.availability.linked import LINK, NOW


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY_9AM, tick=False):
        yield


@pytest.fixture
def member(db):
    return make_member(make_organisation(subdivision="ENG"))


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.person)
    return client


@pytest.fixture
def calendar(member):
    return services.add_address(member, address=LINK, name="Work", now=NOW)
