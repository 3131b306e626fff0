"""Holdspace as an app on a device: its manifest, and the worker that keeps help there without a signal.

What the worker keeps is open to everyone and asked for without cookies, under a name made from its content:
another version is another name, and the old one goes once the new one is whole. Beside it stands one page
with the organisation's own numbers and nobody's name, which goes at sign-out.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from peers.wellbeing.cards import CARDS

FILES = (
    "app.css",
    "tokens.css",
    "app.js",
    "django_htmx/htmx-2.min.js",
    "vendor/pico/pico.min.css",
    "vendor/fonts/figtree-latin-wght-normal.woff2",
    "vendor/fonts/figtree-latin-ext-wght-normal.woff2",
    "vendor/icons/sprite.svg",
    "vendor/icons/mark.svg",
    "vendor/icons/control-chevron.svg",
    "vendor/icons/control-search.svg",
)
ICONS = (
    ("icons/app-192.png", "192x192", "any"),
    ("icons/app-512.png", "512x512", "any"),
    ("icons/app-maskable-512.png", "512x512", "maskable"),
)
GROUND = "#f3f2ec"
WORKER = Path(__file__).resolve().parent.parent / "templates" / "worker.js"


def kept_pages() -> list[str]:
    """Return the pages that a device keeps: the same for everyone, and asked for as nobody."""
    cards = [reverse("pause:card", args=[card.slug]) for card in CARDS]
    return [reverse("help"), reverse("offline"), reverse("pause:page"), *cards]


@require_safe
def manifest(request):
    """What a browser asks for to put Holdspace beside a device's other apps."""
    shortcuts = [(_("A pause"), reverse("pause:page")), (_("Help now"), reverse("help"))]
    said = {
        "id": "/",
        "name": "Holdspace",
        "short_name": "Holdspace",
        "description": _("Time held for those who hold others."),
        "lang": translation.get_language(),
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "background_color": GROUND,
        "theme_color": GROUND,
        "icons": [
            {"src": static(name), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
        "shortcuts": [{"name": name, "url": address} for name, address in shortcuts],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@never_cache
@require_safe
def service_worker(request):
    """The worker: neutral messages, and help without a signal. At the root, for its scope."""
    kept = {
        "version": version(),
        "pages": kept_pages(),
        "files": [static(name) for name in FILES],
        "help": reverse("help"),
        "own": reverse("help-kept"),
        "offline": reverse("offline"),
        "signIn": reverse("account_login"),
        "signOut": reverse("account_logout"),
        "icon": static("vendor/icons/mark.svg"),
        "inbox": reverse("notices:inbox"),
    }
    body = render(request, "worker.js", {"kept": json.dumps(kept)}).content
    return HttpResponse(body, content_type="text/javascript; charset=utf-8")


@cache
def version() -> str:
    """Return a name for all that is kept, made from the files and from each page in each language."""
    digest = hashlib.sha256(WORKER.read_bytes())
    for name in FILES:
        found = finders.find(name)
        digest.update(Path(found).read_bytes() if found else name.encode())
    for language in ("en-gb", "cy"):
        with translation.override(language):
            for path in kept_pages():
                digest.update(as_nobody(path))
    return digest.hexdigest()[:16]


def as_nobody(path: str) -> bytes:
    """Return an open page as a stranger sees it."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    request.user, request.member = AnonymousUser(), None  # type: ignore[attr-defined]
    view, args, kwargs = resolve(path)
    return view(request, *args, **kwargs).content
