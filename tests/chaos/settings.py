"""The studio's settings, in a hurry: what takes minutes and hours with people takes seconds here.

Scaled are pauses and patience only, all by the one factor in `hurry.py`: how long an answer is waited for, when a
lost task is found, when is asked and copied again, how long a claim holds, how long SQLite waits for its lock; and
the largest file. No order, condition or count of tries is touched, so a rule that holds here holds at full length:
what could break it is two of these pauses in another order, and they keep theirs. Two things are widened, since a
run would wait for nothing else: the rate at which the sandbox, and so our allowance, takes new tasks; and the
second for which the clock's own ticks live.

Names are looked up through `names.py`, where one of them changes its mind between two look-ups.
"""

from sunostudio.settings import *  # noqa: F403
from sunostudio.settings import DATABASES, INSTALLED_APPS, LOGGING, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.hurry.Hurry"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING["formatters"]["line"]["format"] = "%(asctime)s %(levelname)s %(name)s %(message)s"
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"]["timeout"] = (
        5  # more than a busy machine needs, less than it is locked for
    )
