"""The studio's settings, with places where its processes can be held: see holds.py.

Nothing is due by itself for an hour, and the test lets hours pass by leaping: so what is held stays where it is. The
database is waited for a second only, so that a lock is met.
"""

from sunostudio.settings import *  # noqa: F403
from sunostudio.settings import DATABASES, INSTALLED_APPS, LOGGING, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.holding.Holding"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING["formatters"]["line"]["format"] = "%(asctime)s %(levelname)s %(name)s %(message)s"
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["timeout"] = 1
