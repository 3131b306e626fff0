"""How far a job is, told outside its transaction, and whether it is asked to stop.

A transaction shows nothing of itself until it is committed, so what goes on inside one is told through
Redis, where there is one. Losing it loses nothing: the upload's own row says how the job ended.
"""

import logging
import time
from collections.abc import Callable

import redis
from django.conf import settings

logger = logging.getLogger(__name__)
KEPT_SECONDS = 3600
EVERY_SECONDS = 0.25


class Progress:
    """The progress of one upload. Every failure to tell it is quiet: the job itself goes on."""

    def __init__(self, upload_id: int):
        self.key = f"holdspace:upload:{upload_id}"
        self.redis = (
            redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.2, socket_connect_timeout=0.2)
            if settings.REDIS_URL
            else None
        )
        self._told_at, self._stage = 0.0, ""

    def _quietly(self, act: Callable[[redis.Redis], object]) -> object:
        if self.redis is None:
            return None
        try:
            return act(self.redis)
        except redis.RedisError as trouble:
            logger.info("Progress could not be told (%s).", type(trouble).__name__)
            self.redis = None
            return None

    def tell(self, stage: str, done: int, total: int) -> None:
        """Say how far it is; at most four times a second, and whenever something else is going on."""
        if stage == self._stage and time.monotonic() - self._told_at < EVERY_SECONDS:
            return
        self._told_at, self._stage = time.monotonic(), stage
        self._quietly(lambda r: r.set(self.key, f"{done}/{total}/{stage}", ex=KEPT_SECONDS))

    def read(self) -> tuple[str, int, int] | None:
        """Return what is going on, how far it is, and how far it is to go; None where nobody told."""
        told = self._quietly(lambda r: r.get(self.key))
        if not isinstance(told, bytes):
            return None
        done, total, stage = told.decode().split("/", 2)
        return stage, int(done), int(total)

    def ask_stop(self) -> bool:
        """Ask the job to stop; say whether the asking got through."""
        return bool(self._quietly(lambda r: r.set(f"{self.key}:stop", "1", ex=KEPT_SECONDS)))

    def is_stop_asked(self) -> bool:
        return bool(self._quietly(lambda r: r.exists(f"{self.key}:stop")))

    def clear(self) -> None:
        self._quietly(lambda r: r.delete(self.key, f"{self.key}:stop"))
