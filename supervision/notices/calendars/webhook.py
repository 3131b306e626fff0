"""The door for a mail server that hands in what arrives by HTTP, each message signed."""

import hashlib
import hmac
import re

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from supervision import clock
from supervision.notices.calendars.inbound import take_message
from supervision.notices.calendars.reading import MOST_BYTES, Unreadable

WINDOW_SECONDS = 300
_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signature_of(raw: bytes, *, at: int) -> str:
    """Return the `Holdspace-Signature` of a message that is handed in at `at`, in seconds since 1970."""
    key = settings.ANSWERS_KEY.encode()
    return f"t={at},v1={hmac.new(key, b'%d.' % at + raw, hashlib.sha256).hexdigest()}"


@csrf_exempt  # the signature is the authority: a mail server has no cookie
@require_POST
def take_in(request):
    """Take one message, as it came over the wire. Unsigned, wrongly signed and too old: nothing is here."""
    raw = request.read(MOST_BYTES + 1)
    if not _is_signed(request.headers.get("Holdspace-Signature", ""), raw):
        raise Http404
    if len(raw) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        taken = take_message(raw, now=clock.now())
    except Unreadable:
        return JsonResponse({"became": "unreadable"}, status=400)
    return JsonResponse({"became": taken.became})


def _is_signed(given: str, raw: bytes) -> bool:
    read = _SIGNATURE.fullmatch(given)
    if read is None or not settings.ANSWERS_KEY:
        return False
    at = int(read[1])
    is_fresh = abs(clock.now().timestamp() - at) <= WINDOW_SECONDS
    return hmac.compare_digest(signature_of(raw, at=at), given) and is_fresh
