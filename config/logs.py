"""Logs as one JSON object a line, without anybody's words.

What an exception says may quote a row ("Key (email)=(…) already exists"), and an address that was
asked for may hold a key. So of an exception its type and its places in the code are written, never
what it says, and of a request its route, never its address. Our own lines hold ids and counts.
"""

import logging
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict

QUIET = ("apprise", "urllib3", "requests", "pywebpush", "asyncio")
"""Loggers of others that write addresses; only their errors are kept."""
OF_REQUESTS = ("django.request", "django.security", "django.server")
OF_TASKS = ("celery.app.trace",)
DEPTH = 25
"""How many places in the code are kept of one exception, the innermost last."""


def without_words(logger: Any, name: str, event: EventDict) -> EventDict:
    """Take out of `event` what could be anybody's: requests become routes, exceptions types and places."""
    record: logging.LogRecord | None = event.get("_record")
    trouble = event.pop("exc_info", None)
    event.pop("stack_info", None)
    if record is not None:
        if record.name.startswith(OF_REQUESTS):
            failed = record.levelno >= logging.ERROR
            event["event"] = "A request failed" if failed else "A request was refused"
            event["status"] = getattr(record, "status_code", None)
        elif record.name.startswith(OF_TASKS) and record.levelno >= logging.WARNING:
            event["event"] = "A task failed"
            event["task"] = getattr(record, "data", {}).get("name")
        request: Any = getattr(record, "request", None)
        if hasattr(request, "path_info"):
            event["method"], event["route"] = request.method, route_of(request)
    if isinstance(trouble, tuple) and isinstance(trouble[1], BaseException):
        event["exception"] = list(told(trouble[1]))
    return event


def route_of(request: Any) -> str:
    """Return the pattern that answers an address, without what was filled in."""
    from django.urls import Resolver404, resolve

    try:
        return f"/{resolve(request.path_info).route}"
    except Resolver404:
        return "none"


def told(trouble: BaseException) -> Iterator[dict[str, Any]]:
    """Yield an exception and what caused it: each one's type and where it came by, and nothing it says."""
    seen: set[int] = set()
    link: BaseException | None = trouble
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        frames = traceback.extract_tb(link.__traceback__)[-DEPTH:]
        yield {
            "type": f"{type(link).__module__}.{type(link).__qualname__}".removeprefix("builtins."),
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)


def logging_of(*, level: str, is_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING: every line by way of `without_words`, as JSON or as words for a terminal."""
    ending: Any = (
        structlog.processors.JSONRenderer(sort_keys=True)
        if is_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "foreign_pre_chain": [
                    structlog.stdlib.add_log_level,
                    structlog.stdlib.add_logger_name,
                    structlog.processors.TimeStamper(fmt="iso", utc=True),
                    without_words,
                ],
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, ending],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django's own handlers would write every line once more, in a form of their own.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            **{name: {"level": "ERROR"} for name in QUIET},
        },
    }
