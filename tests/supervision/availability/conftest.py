"""A member at nine on a Monday."""

import pytest
import time_machine

from tests.builders import MONDAY_9AM, make_member, make_organisation


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY_9AM, tick=False):
        yield


@pytest.fixture
def member():
    return make_member(make_organisation(subdivision="ENG"))


@pytest.fixture
def signed_in(client, member):
    client.force_login(member.person)
    return client
