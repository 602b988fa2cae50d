"""Sessions: rows, read through the cache; the rows alone while the queue server, which holds it, is away."""

from contextlib import suppress

from django.contrib.sessions.backends import cached_db, db
from redis.exceptions import RedisError


class SessionStore(cached_db.SessionStore):
    def load(self):
        try:
            return super().load()
        except RedisError:
            return db.SessionStore.load(self)

    def delete(self, session_key=None):
        with suppress(RedisError):  # the row goes first
            super().delete(session_key)
