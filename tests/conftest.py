import shutil

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import override_settings

from music import queue
from sunostudio import tracing
from sunostudio.remembered import Remembered


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
