"""What every API door shares: its verbs, whose place it is, strict bodies, pages of rows, answering once.

Refusals and other exceptions become problem details in one place, `config/api.py`.
"""

import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.crypto import salted_hmac
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from supervision.clock import now
from supervision.errors import Refusal
from supervision.people import guests
from supervision.people.answered import answer_to, keep_answer
from supervision.people.models import ApiToken, IdempotentCall, Member
from supervision.people.parsers import StrictJSONParser
from supervision.people.permissions import HasPlace

LONGEST_KEY = 200
PAGING = frozenset({"cursor", "page_size"})

Actions = dict[str, Any]
"""Which verb of HTTP calls which method of a set of doors."""
LIST: Actions = {"get": "list"}
LIST_ADD: Actions = {"get": "list", "post": "create"}
ONE: Actions = {"get": "retrieve"}
ONE_CHANGE: Actions = {"get": "retrieve", "put": "update", "delete": "destroy"}


class KeyUsedDifferently(Refusal):
    code = "idempotency-key-reused"
    status = 422


class _Answered(APIException):
    """Carries an earlier answer out of a view that is not to run again."""

    def __init__(self, status: int, body) -> None:
        super().__init__()
        self.answer = (status, body)


class StrictSerializer(serializers.Serializer):
    """The shape of what comes in. A field it does not know is refused, not passed over.

    Each is named, beside whatever else is wrong in fields that it knows, however deep: a body is put right
    in one go.
    """

    def to_internal_value(self, data):
        known = set(self.fields)
        unknown = sorted(set(data) - known) if isinstance(data, dict) else []
        wrong: dict[str, Any] = dict.fromkeys(unknown, "There is no such field.")
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            raise ValidationError(wrong | error.detail) from None
        if wrong:
            raise ValidationError(wrong)
        return values


class Id(serializers.IntegerField):
    """The number of a row: within what a database can keep."""

    def __init__(self, **options):
        super().__init__(min_value=1, max_value=2**63 - 1, **options)


class Day(serializers.DateField):
    """An ISO 8601 day, of times that people still plan for or remember."""

    EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

    def to_internal_value(self, data):
        day = super().to_internal_value(data)
        if not self.EARLIEST <= day <= self.LATEST:
            raise ValidationError("That is too far away.", "too-far")
        return day


class ChoiceOrNone(serializers.ChoiceField):
    """A choice that goes out as null where none was made."""

    def __init__(self, choices, **options):
        super().__init__(choices, allow_null=True, **options)

    def get_attribute(self, instance):
        return super().get_attribute(instance) or None


class Instant(serializers.DateTimeField):
    """An ISO 8601 instant. In with its offset, since a wall time alone is no moment; out in UTC."""

    EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

    def __init__(self, **options):
        super().__init__(default_timezone=UTC, **options)

    def enforce_timezone(self, value):
        if value.utcoffset() is None:
            raise ValidationError("Say the instant with its offset, as in 2026-11-03T10:00:00Z.", "offset")
        try:
            value = super().enforce_timezone(value)
        except OverflowError:
            value = self.EARLIEST.min.replace(tzinfo=UTC)
        if not self.EARLIEST <= value <= self.LATEST:
            raise ValidationError("That is too far away.", "too-far")
        return value


class Cursor(CursorPagination):
    """Pages by cursor: no row is passed over or shown twice while others come and go."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering: tuple[str, ...] = ("pk",)


def _body_of(request) -> str:
    """Return all that a request's body says, as text: of a file its digest."""
    if not request.FILES:
        return json.dumps(request.data, sort_keys=True, default=str)
    parts = []
    for name, given in request.FILES.lists():
        for file in given:
            parts.append([name, file.name, hashlib.sha256(file.read()).hexdigest()])
            file.seek(0)
    return json.dumps(parts)


class MemberDoor(APIView):
    """A view that is looked at from a member's place, and answers a repeated unsafe call once.

    With an `Idempotency-Key` the call, its answer and the key stand or fall in one transaction: the
    same key and body give the stored answer again, the same key with another body is refused.
    """

    permission_classes = [HasPlace]
    keeps_calls = True
    """Whether a repeated call is answered once; not where the key itself would tell something."""
    _call: IdempotentCall | None = None

    @property
    def member(self) -> Member:
        member: Member = self.request.member  # type: ignore[attr-defined]  # set by MemberMiddleware
        return member

    def dispatch(self, request, *args, **kwargs):
        if request.method in SAFE_METHODS or not request.headers.get("Idempotency-Key"):
            return super().dispatch(request, *args, **kwargs)
        with transaction.atomic():
            response = super().dispatch(request, *args, **kwargs)
            if response.status_code >= 400:
                transaction.set_rollback(True)
        return response

    def initialize_request(self, request, *args, **kwargs):
        wrapped = super().initialize_request(request, *args, **kwargs)
        wrapped.member = getattr(request, "member", None)  # type: ignore[attr-defined]
        return wrapped

    def perform_authentication(self, request):
        super().perform_authentication(request)
        if isinstance(request.auth, ApiToken):
            request.member = request.auth.member

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        match = request.resolver_match
        if match is not None and not guests.may_open(request.member, match.view_name):
            raise Http404
        key = request.headers.get("Idempotency-Key", "")
        self._call = None
        if self.keeps_calls and key and request.method not in SAFE_METHODS:
            if len(key) > LONGEST_KEY:
                raise ParseError(f"An Idempotency-Key has at most {LONGEST_KEY} characters.")
            self._call = self._begin(request, key)

    def _begin(self, request, key: str) -> IdempotentCall:
        facts = "\n".join([request.method, request.get_full_path(), _body_of(request)])
        fingerprint = salted_hmac("supervision.people.doors", facts, algorithm="sha256").hexdigest()
        try:
            with transaction.atomic():
                return IdempotentCall.objects.create(
                    member=request.member, key=key, fingerprint=fingerprint, status=0, created_at=now()
                )
        except IntegrityError:
            earlier = IdempotentCall.objects.select_related("member").get(member=request.member, key=key)
        if earlier.fingerprint != fingerprint:
            raise KeyUsedDifferently("This Idempotency-Key was used for another call. Use a fresh one.")
        raise _Answered(earlier.status, answer_to(earlier))

    def handle_exception(self, exc):
        if isinstance(exc, _Answered):
            self._call = None
            status, body = exc.answer
            return Response(body, status=status, headers={"Idempotency-Replayed": "true"})
        return super().handle_exception(exc)

    def finalize_response(self, request, response, *args, **kwargs):
        call = getattr(self, "_call", None)
        if call is not None and response.status_code < 400:
            keep_answer(call, response.status_code, json.dumps(response.data, cls=JSONEncoder))
        return super().finalize_response(request, response, *args, **kwargs)


class MemberViewSet(MemberDoor, GenericViewSet):
    """A set of doors onto one kind of row."""

    pagination_class = Cursor
    parser_classes = [StrictJSONParser]

    def page_of(self, queryset, serializer):
        """Return one page of `queryset`, shown by `serializer`."""
        rows = self.paginate_queryset(queryset)
        return self.get_paginated_response(
            serializer(rows, many=True, context={"request": self.request}).data
        )

    def asked(self, serializer) -> dict:
        """Return what the address asks for, checked by `serializer`; what it does not know is refused."""
        query = {name: value for name, value in self.request.query_params.items() if name not in PAGING}
        body = serializer(data=query, context={"request": self.request})
        body.is_valid(raise_exception=True)
        return body.validated_data

    def read(self, serializer):
        """Return what the body says, checked by `serializer`. Raises ValidationError."""
        body = serializer(data=self.request.data, context={"request": self.request})
        body.is_valid(raise_exception=True)
        return body.validated_data
