"""Is it alive, and is it ready to serve? For whoever runs it; neither answer says anything about people."""

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from supervision.clock import now
from supervision.notices import heartbeats
from supervision.people import encryption

NEEDED = ("database", "migrations", "keys")
"""Without these nothing can be served rightly. The rest is reported, and the outbox waits for it."""


@never_cache
@require_safe
def live(request):
    """Answer 200 as long as the process serves at all."""
    return HttpResponse("live\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """Answer 200 when the database answers, its tables are current and sealed text can be opened, else 503.

    Redis, worker, beat and mail are reported and no reason to refuse: pages work without them, and the outbox
    keeps what is to be sent. `missing` names what is not as it should be; no answer holds an address, a
    key, or what went wrong in anybody's words.
    """
    parts = {"database": _database(), "migrations": _migrations(), "keys": _keys(), "redis": redis_answers()}
    parts |= _pulses()
    is_ready = all(parts[name] == "ok" for name in NEEDED)
    missing = [name for name, state in parts.items() if state not in ("ok", "not set")]
    return JsonResponse({**parts, "missing": missing}, status=200 if is_ready else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever it is, it is not ready; the log has the rest
        return "unreachable"
    return "ok"


def _migrations():
    try:
        executor = MigrationExecutor(connection)
        return "behind" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else "ok"
    except Exception:
        return "unknown"


def _keys():
    """Say whether the installation's keys are there and well formed; never which they are."""
    try:
        encryption.unwrap(encryption.wrap(b"ready")[1])
    except encryption.CannotUnseal:
        return "missing"
    return "ok"


def _pulses():
    """Say whether beat and worker were heard of lately, and whether the mail server takes anything."""
    try:
        pulses = heartbeats.pulses(now=now())
    except Exception:
        return {"beat": "unknown", "worker": "unknown", "mail": "unknown"}
    parts = (heartbeats.BEAT, heartbeats.WORKER)
    found = {part: "silent" if pulses[part].is_silent else "ok" for part in parts}
    return {**found, "mail": "unreachable" if heartbeats.mail_stopped_at(pulses) else "ok"}


def redis_answers() -> str:
    """Return "ok", "unreachable", or "not set" where no Redis was named."""
    if not settings.REDIS_URL:
        return "not set"
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.2).ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"
