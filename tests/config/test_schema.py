import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema

from config.schema import KeptGenerator


@pytest.fixture(scope="module")
def schema():
    return SchemaGenerator().get_schema(request=None, public=True)


def test_the_schema_is_a_valid_one(schema):
    validate_schema(schema)


def test_every_operation_says_how_it_refuses_and_every_unsafe_one_takes_a_key(schema):
    operations = [
        (path, method, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if not path.endswith("/schema/")
    ]

    assert len(operations) > 20
    for path, method, operation in operations:
        assert "4XX" in operation["responses"], (path, method)
        takes_key = any(
            parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", [])
        )
        assert takes_key == (method != "get"), (path, method)


@pytest.mark.django_db
def test_it_is_written_once_however_often_and_in_whatever_language_it_is_asked_for(client, monkeypatch):
    written, rendered = [], []
    monkeypatch.setattr(KeptGenerator, "_written", {})
    parse = SchemaGenerator.parse
    monkeypatch.setattr(
        SchemaGenerator, "parse", lambda self, *given: written.append(1) or parse(self, *given)
    )
    render = OpenApiYamlRenderer.render
    monkeypatch.setattr(
        OpenApiYamlRenderer, "render", lambda self, *given: rendered.append(1) or render(self, *given)
    )

    answers = [
        client.get(f"/api/v1/schema/{asked}")
        for asked in ("", "", "?lang=xx", "?lang=../..", "?version=9", "?lang=cy", "?lang=cy")
    ]

    assert [answer.status_code for answer in answers] == [200] * 7
    assert len(written) == len(rendered) == 2
    assert len({answer.content for answer in answers[:5]}) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "Bearer hs_nobody"])
def test_where_the_api_begins_it_says_to_anybody_where_it_is_described(client, schema, token):
    answer = client.get("/api/v1/", headers={"Authorization": token} if token else {})

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == {"schema": "/api/v1/schema/", "docs": "/api/v1/schema/browse/"}
    assert [client.get(address).status_code for address in answer.json().values()] == [200, 200]
    refused = client.post("/api/v1/", {}, content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
    assert "/api/v1/" not in schema["paths"]


@pytest.mark.parametrize("address", ["nothing/here/", "nothing", "%0A"])
def test_an_address_nobody_stands_at_is_a_problem(client, address):
    answer = client.get(f"/api/v1/{address}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
