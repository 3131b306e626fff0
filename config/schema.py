"""What the API's description says beside the doors themselves."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator


class KeptGenerator(SchemaGenerator):
    """Writes the API's description once in each language and keeps it: anybody may ask, and it takes seconds.

    The doors do not change while a process lives. There is one version of them, whichever is asked for.
    """

    _written: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{**kwargs, "api_version": None})

    def get_schema(self, request=None, public=False):
        if not public:
            return super().get_schema(request=request, public=public)
        language = translation.get_language()
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        if language not in self._written:
            with translation.override(language):
                self._written[language] = super().get_schema(request=None, public=True)
        return self._written[language]


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
