"""The cache that all web processes share: in it stands how often something was tried."""

import logging
import time
from functools import cached_property

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
PAUSE = 5  # seconds before a queue server that was away is asked again


class OneClient(RedisCacheClient):
    """Django makes a client for each question, which costs more than to ask it."""

    @cached_property
    def _client_of_pool(self):
        return super().get_client(write=True)

    def get_client(self, key=None, *, write=False):
        return self._client_of_pool


class SharedCache(RedisCache):
    """The queue server's; while that is away, each process counts for itself.

    So a door is then neither shut nor wide open: every limit holds once in each web process. Sessions are not
    kept here, since one that has ended must not go on in the memory of another process.
    """

    away_until = 0.0

    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = OneClient
        self._own = LocMemCache("while-the-queue-server-is-away", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

    def _ask(self, shared, own, *args, **kwargs):
        if time.monotonic() >= SharedCache.away_until:
            try:
                return shared(*args, **kwargs)
            except RedisError as error:
                SharedCache.away_until = time.monotonic() + PAUSE
                log.warning("The queue server is away; each web process counts tries by itself: %s", error)
        return own(*args, **kwargs)

    def add(self, *args, **kwargs):
        return self._ask(super().add, self._own.add, *args, **kwargs)

    def get(self, *args, **kwargs):
        return self._ask(super().get, self._own.get, *args, **kwargs)

    def set(self, *args, **kwargs):
        return self._ask(super().set, self._own.set, *args, **kwargs)

    def delete(self, *args, **kwargs):
        return self._ask(super().delete, self._own.delete, *args, **kwargs)

    def incr(self, *args, **kwargs):
        return self._ask(super().incr, self._own.incr, *args, **kwargs)
