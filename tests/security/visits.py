"""Every address, with every argument it could have, visited by somebody."""

import itertools
from hashlib import sha256

import django_rq
from django.conf import settings
from django.db import connection

from .addresses import filled, routes
from .doors import door_of

METHODS = ("get", "head", "options", "trace", "post", "put", "patch", "delete")
OF_VISITORS = {
    "django_session",
    "usersessions_usersession",
    "django_admin_log",
}  # rows about who was here, not theirs


def doors(*kinds):
    """(route, door) of all addresses that open to one of these."""
    found = ((route, door_of(route)) for route in dict.fromkeys(routes()))
    return [(route, door) for route, door in found if door.opens_to in kinds]


def addresses(route, door, things=None):
    """All examples of an address: of each of these things (as many as the door names), with all its other arguments."""
    named = [{"uuid": thing.uuid} for thing in things or []] or [{}]
    others = [dict(zip(door.rest, values, strict=True)) for values in itertools.product(*door.rest.values())]
    return [filled(route, **{"queue_index": 0, **name, **other}) for name in named for other in others]


def state_of_the_house():
    """Everything that a visit could change: rows by table, files by content, and what waits in the queues."""
    tables = {
        table: _digest(table) for table in connection.introspection.table_names() if table not in OF_VISITORS
    }
    folders = (settings.MEDIA_ROOT, settings.ARRIVING)
    files = {
        str(path): sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }
    queued = {name: sorted(django_rq.get_queue(name).job_ids) for name in settings.RQ_QUEUES}
    return tables | files | queued


def _digest(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return sha256("\n".join(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
