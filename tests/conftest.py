import shutil
from contextlib import closing, nullcontext

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import override_settings

from music import queue
from sunostudio import tracing
from sunostudio.remembered import Remembered
from tests import tables


@pytest.fixture(autouse=True)
def empty_queue_server(request):
    """Nothing of another test stands in the queues, the cache, the allowance, or the way."""
    request_finished.disconnect(
        close_old_connections
    )  # Django's test client connects it again after each request
    queue.connection().flushdb()
    cache.clear()
    for remembered in Remembered.all:
        remembered.value, remembered.until = None, float("inf")  # nothing, and nobody looks
    with tracing.about():  # what one test notes is not said of the next
        yield


@pytest.fixture(autouse=True, scope="module")
def empty_disk():
    """Nor on the disk."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Where tests have their rows in memory, the tables are there already; migrating finds nothing left to do."""
    creation = connection.creation
    is_in_memory = connection.vendor == "sqlite" and creation.is_in_memory_db(creation._get_test_db_name())
    keeper = closing(tables.fill(creation._get_test_db_name())) if is_in_memory else nullcontext()
    with keeper:
        yield


@pytest.fixture(autouse=True, scope="session")
def plain_http():
    """The test client speaks http and finds static files without collecting them."""
    storages = {
        "default": {"BACKEND": "sunostudio.storage.Media"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    request_finished.disconnect(
        close_old_connections
    )  # a closed answer would touch the database of other tests
    with override_settings(STORAGES=storages, PASSWORD_HASHERS=quick):
        yield


# The longest first, so that none of them is left alone at the end; what mostly waits beside what keeps a processor busy.
# pytest-xdist hands modules, and classes of tests, out in this order (see script/test).
LONGEST = (
    "chaos/test_mixed", "chaos/test_each_kill",
    "real/test_power_cut", "browser/test_pages", "browser/test_policy", "real/test_restart", "browser/test_main_job",
    "real/test_every_operation", "browser/test_keyboard", "security/test_secrets", "real/test_at_most_once",
    "browser/test_queue", "real/test_database_away", "browser/test_boost", "models/test_migrations",
    "browser/", "security/test_doors", "real/", "security/", "test_backup_postgres", "studio/", "fuzz/", "services/",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: place_of(item.nodeid.removeprefix("tests/")))


def place_of(name):
    return next((place for place, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))
