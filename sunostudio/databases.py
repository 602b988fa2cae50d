"""Each kind of database as a server of many threads and processes likes it."""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"
LONGEST_WAIT = 20  # seconds for another's lock; then the page says that it is busy, and a task comes back

OPTIONS = {
    SQLITE: {
        "transaction_mode": "IMMEDIATE",
        "timeout": LONGEST_WAIT,
        # FULL: a commit is on the disk before we go on. With NORMAL a power cut takes the last ones back, and a
        # request whose `sending` was among them would be sent, and paid for, twice.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
    },
    # A server that is switched off, or behind a broken line, is noticed within half a minute, not within hours.
    POSTGRESQL: {
        "connect_timeout": 5, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        # As disks are today: else it walks through everybody's rows, in order, rather than look up one person's.
        "options": f"-c lock_timeout={LONGEST_WAIT}s -c random_page_cost=1.1",
    },
}  # fmt: skip


def tuned(database):
    """What DATABASE_URL says, with what it leaves open. Raises `ImproperlyConfigured` with a sentence."""
    engine = database.get("ENGINE")
    if engine not in OPTIONS:
        raise ImproperlyConfigured(
            "DATABASE_URL names a kind of database that the studio does not know. "
            "It should look like this: DATABASE_URL=postgres://studio:password@localhost/studio"
        )
    if engine == POSTGRESQL and not find_spec("psycopg"):
        raise ImproperlyConfigured(
            "DATABASE_URL names a PostgreSQL server, whose driver is not installed: script/setup installs it."
        )
    # A connection is kept for many requests, and looked at before each: the server may have been started anew.
    kept = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": engine == POSTGRESQL}
    return {**kept, **database, "OPTIONS": OPTIONS[engine] | database.get("OPTIONS", {})}
