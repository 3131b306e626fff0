"""The API: every error as problem details (RFC 9457), said in one place; its schema and its addresses."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from supervision.errors import Refusal

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "Something in the request is to be put right",
    401: "Sign in, or send a token",
    403: "Not with this token",
    404: "There is nothing here",
    405: "Not this way",
    406: "JSON only",
    409: "Refused",
    413: "Too large",
    415: "JSON only",
    422: "Refused",
    429: "Too many at once",
    500: "That was us",
}


def problem(code: str, number: int, detail: str = "", **extra) -> dict:
    """Return problem details. `type` stays stable; `detail` is a sentence for the person reading it."""
    title = TITLES.get(number, "Refused")
    return {
        "type": f"urn:holdspace:{code}",
        "title": title,
        "status": number,
        "code": code,
        "detail": detail,
        **extra,
    }


def handle(exc: Exception, context: dict) -> Response | None:
    """Turn an exception of a door into its problem; None for what is our own fault."""
    headers: dict[str, str] = {}
    if isinstance(exc, (Http404, PermissionDenied)) or (isinstance(exc, Refusal) and exc.status == 404):
        # Foreign, hidden and missing alike: one answer, without a word that could tell them apart.
        body = problem("not-found", 404)
    elif isinstance(exc, Refusal):
        body = problem(exc.code.replace("_", "-"), exc.status, str(exc), **_named(exc))
    elif isinstance(exc, exceptions.ValidationError):
        body = problem(
            "invalid", 400, "Each field says what is to be put right.", errors=list(_fields(exc.detail))
        )
    elif isinstance(exc, exceptions.APIException):
        if auth_header := getattr(exc, "auth_header", ""):
            headers["WWW-Authenticate"] = auth_header
        if wait := getattr(exc, "wait", None):
            headers["Retry-After"] = str(int(wait))
        code = str(exc.get_codes()).replace("_", "-")
        body = problem(code, exc.status_code, str(exc.detail))
    else:
        return None
    set_rollback()
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def _named(refusal: Refusal) -> dict:
    """Return what a refusal adds: its facts, and the wrong fields that it names, as `errors`."""
    facts = dict(getattr(refusal, "facts", {}))
    problems = getattr(refusal, "problems", None)
    if problems:
        facts["errors"] = [
            {"field": name, "code": "invalid", "detail": words} for name, words in problems.items()
        ]
    return facts


def _fields(detail, path: str = ""):
    """Yield each wrong field with its sentence, deepest first named by a dotted path."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _fields(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, (dict, list))
            yield from _fields(inner, f"{path}.{place}" if nested else path)
    else:
        field = "" if path == "non_field_errors" else path
        yield {"field": field, "code": detail.code, "detail": str(detail)}


@csrf_exempt
def not_found(request, *args, **kwargs):
    """Answer an address under /api/ that no door stands at, whatever is asked of it."""
    # Written as the doors write theirs, so that the two cannot be told apart.
    return JsonResponse(
        problem("not-found", 404),
        status=status.HTTP_404_NOT_FOUND,
        content_type=CONTENT_TYPE,
        json_dumps_params={"separators": (",", ":"), "ensure_ascii": False},
    )
