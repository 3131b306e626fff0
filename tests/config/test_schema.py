import pytest
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema


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


def test_an_address_nobody_stands_at_is_a_problem(client):
    answer = client.get("/api/v1/nothing/here/")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
