"""What the API's description says beside the doors themselves."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "supervision.people.tokens.TokenAuthentication"
    name = "personalToken"

    def get_security_definition(self, auto_schema):
        words = "A personal token, made under your settings: `Authorization: Bearer …`. Scopes: read, write."
        return {"type": "http", "scheme": "bearer", "description": words}


PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "examples": ["urn:holdspace:not-found"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stays stable; `detail` is a sentence for a person."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "description": "For a body that is not in shape: each field, and how to put it right.",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
UNSAFE = {"post", "put", "patch", "delete"}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "maxLength": 200},
    "description": "The same key and body give the first answer again and act once.",
}


def with_problems(result, generator, request, public):
    """Say of every operation how it answers what goes wrong, and that an unsafe one takes a key."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for path, item in result["paths"].items():
        for method, operation in item.items():
            if path.endswith("/schema/") or not isinstance(operation, dict):
                continue
            answers = operation["responses"]
            answers["4XX"] = {"description": "A problem on this side of the call.", "content": content}
            if method in UNSAFE:
                operation.setdefault("parameters", []).append(KEY)
    return result
