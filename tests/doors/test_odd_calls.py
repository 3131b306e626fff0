"""Odd calls to the API, made up from its own description: never our fault, always as described."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.wsgi import application
from supervision.clock import now as clock_now
from supervision.people.tokens import make_token

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 3
WHO = ("member", "lead", "admin")


@pytest.fixture(scope="module")
def described():
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def kept_connection():
    """Keep the connection, and the house in its transaction, from call to call, as Django's client does."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("kept_connection")
def test_odd_calls_are_answered_as_the_api_says_it_answers(house, described):
    """Each of them makes the same call: to make one up takes longer than to answer it."""
    tokens = {
        who: make_token(house.people[who], name="Odd", may_write=True, lasts_days=30, now=clock_now())[1]
        for who in WHO
    }
    schema = schemathesis.openapi.from_dict(described)
    schema.app = application
    wrong: list[str] = []
    asked = dict.fromkeys(WHO, 0)

    def answered(case, who):
        asked[who] += 1
        headers = {"Authorization": f"Bearer {tokens[who]}", "Accept-Encoding": "identity"}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        return answer

    for found in schema.get_all_operations():
        operation = found.ok()
        if "/schema/" in operation.path:
            continue

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def ask(case):
            # The rows of the house, so that more than "not there" is looked at.
            if "id" in case.path_parameters:
                case.path_parameters["id"] = house.rows[_row_of(case.operation.path)]
            for who in WHO:
                answer = answered(case, who)
                assert answer.status_code not in (401, 405), who
                if answer.status_code >= 400:
                    assert answer.headers["content-type"][0] == "application/problem+json", who
                case.validate_response(answer, checks=CHECKS)

        try:
            ask()
        except (Exception, FailureGroup) as trouble:  # every door is asked before any is blamed
            wrong.append(f"{operation.label}: {trouble}")
    assert min(asked.values()) > 200
    assert not wrong, "\n\n".join(wrong)


def _row_of(path: str) -> str:
    return ROWS[path.removeprefix("/api/v1/").split("{")[0].rstrip("/")]


ROWS = {
    "supervisors/asked": "asked_of",
    "organisation/practice/contacts": "contact",
    "agreements": "relationship",
    "feedback": "relationship",
    "guests": "guest_asked",
    "circles": "circle",
    "circles/asking": "circle",
    "circles/meetings": "circle_meeting",
    "circles/places": "circle_place",
    "clocks": "clock",
    "documents": "document",
    "debriefs": "asking",
    "debriefs/invites": "invited",
    "debriefs/offers": "offered",
    "learning": "session_key",
    "me/data/exports": "export",
    "me/learning": "session_key",
    "me/pauses": "pause_key",
    "me/log/entries": "entry",
    "me/asked": "guest_asked",
    "organisation/learning": "own_session",
    "me/peers/not-with": "not_with",
    "flags": "flag",
    "gateways": "gateway",
    "holds": "hold",
    "inbox": "asked",
    "leave": "leave",
    "me/availability/protected": "protected",
    "me/calendars": "calendar",
    "me/devices": "device",
    "me/tokens": "token",
    "members": "person",
    "operations/messages": "trouble",
    "policies": "policy",
    "relationships": "relationship",
    "rules": "rule",
    "sessions": "session",
    "teams": "team",
    "uploads": "upload",
    "ways": "way",
}
