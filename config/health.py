"""Is it alive, and is it ready to serve? For whoever runs it; neither answer says anything about people."""

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def live(request):
    """Answer 200 as long as the process serves at all."""
    return HttpResponse("live\n", content_type="text/plain")


@never_cache
@require_safe
def ready(request):
    """Answer 200 when the database answers and its tables are current, else 503.

    Redis is reported and no reason to refuse: pages work without it, and the outbox keeps what is to be sent.
    """
    parts = {"database": _database(), "migrations": _migrations(), "redis": _redis()}
    is_ready = parts["database"] == parts["migrations"] == "ok"
    return JsonResponse(parts, status=200 if is_ready else 503)


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


def _redis():
    if not settings.REDIS_URL:
        return "not set"
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.2).ping()
    except redis.RedisError:
        return "unreachable"
    return "ok"
