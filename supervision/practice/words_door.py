"""A door for words that somebody is still writing: whatever goes wrong, they get their words back.

Another tab wrote over them, the sign-in ran out, the form is from before a sign-in, or they look as if they
named a client: a page shows the words once more, with what to do, and sends them to the same address. Script
asks with `X-Words: 1` and is answered in JSON.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from supervision.languages import worded
from supervision.wording import noted

TEMPLATE = "supervision/practice/words_kept.html"
HIDDEN = ("revision", "sure", "csrfmiddlewaretoken")
SIGNED_OUT = noted(
    "You were signed out in the meantime. Sign in on another tab, then send them again from here."
)
STALE = noted("This page had been open since before you signed in. Send them once more.")


def words_door(*fields: str) -> Callable:
    """Let a view take `fields`, the words of a form by name, so that none is lost on the way."""

    def decorate(view):
        @csrf_exempt
        @never_cache
        @sensitive_post_parameters(*fields)
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if request.method != "POST":
                return HttpResponse(status=405, headers={"Allow": "POST"})
            if request.member is None:
                has_words = any(request.POST.get(name, "").strip() for name in fields)
                if not has_words and not request.headers.get("X-Words"):
                    return redirect_to_login(resolve_url("sessions:list"))
                return kept(request, fields, SIGNED_OUT, code="signed_out", status=401)
            # `csrf_exempt` only puts off what is done here: the answer of it has to hold the words.
            refused = CsrfViewMiddleware(lambda _: HttpResponse()).process_view(request, view, (), {})
            if refused is not None:
                if not _is_from_here(request):
                    return refused
                return kept(request, fields, STALE, code="stale", status=403)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def kept(
    request, fields, problem: str, *, code: str, status: int, values: dict | None = None, **facts
) -> HttpResponse:
    """Answer with the words themselves, `values` or as they were sent, and what is to be done."""
    words = {name: request.POST.get(name, "") for name in fields} | (values or {})
    if request.headers.get("X-Words"):
        return JsonResponse({"code": code, "detail": worded(problem), "words": words, **facts}, status=status)
    rest = {
        name: value
        for name, value in request.POST.items()
        if name not in (*fields, *HIDDEN) and len(value) <= 200
    }
    context = {
        "words": words,
        "problem": problem,
        "code": code,
        "action": request.path,
        "rest": rest,
        "revision": facts.get("revision", request.POST.get("revision", "0")),
        "sure": ",".join(facts.get("found", [])),
        "sign_in": resolve_url("account_login"),
    }
    return render(request, TEMPLATE, context, status=status)


def saved(request, to: str, said: str, **facts) -> HttpResponse:
    """Answer that words are kept: to script with `facts`, else by leading to the page they stand on."""
    if request.headers.get("X-Words"):
        return JsonResponse({"code": "saved", "detail": said, **facts})
    return HttpResponse(status=303, headers={"Location": to})


def _is_from_here(request) -> bool:
    """Say whether a form came from a page of ours, as the browser says; only then it gets its words back."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()
