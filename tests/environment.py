"""What the tests run in: a data folder and a queue server of their own, made before any setting is read.

Loaded as a pytest plugin (see pyproject.toml), once in each of pytest-xdist's processes.
"""

import atexit
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from studio import queue_server

DATA = Path(tempfile.mkdtemp(prefix="studio-tests-"))
SOCKET = DATA / "queue.sock"
(DATA / "static").mkdir()


def start_queue_server():
    command = [
        queue_server.find(),
        "--port",
        "0",
        "--unixsocket",
        str(SOCKET),
        "--save",
        "",
        "--loglevel",
        "warning",
    ]
    process = subprocess.Popen(command, cwd=DATA, stdout=subprocess.DEVNULL)
    for _attempt in range(200):
        if queue_server.answers(SOCKET):
            return process
        time.sleep(0.02)
    raise RuntimeError("The queue server for the tests did not start.")


def stop(process):
    process.kill()
    process.wait()
    shutil.rmtree(DATA, ignore_errors=True)


OURS = {
    "DEBUG": "", "STUDIO_DATA": str(DATA), "REDIS_URL": f"unix://{SOCKET}?db=0", "PORT": "8000", "HOST": "127.0.0.1",
    "PUBLIC_URL": "https://studio.example", "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL", ""),
    "KIE_API_KEY": "test-key-of-the-server", "KIE_API_BASE_URL": "https://api.kie.ai", "KIE_API_STYLE": "dedicated",
    "KIE_WEBHOOK_HMAC_KEY": "", "KIE_DEFAULT_VERSION": "V6", "EMAIL_URL": "", "SIGNUP_OPEN": "true",
    "STUDIO_SANDBOX": "", "SECRET_KEY": "of-the-tests", "FIELD_KEYS": "", "LOG_LEVEL": "ERROR",
    "DJANGO_ALLOW_ASYNC_UNSAFE": "1", "SECRET_KEY_FALLBACKS": "", "TRUSTED_PROXIES": "", "KIE_UPLOAD_BASE_URL": "",
}  # fmt: skip
os.environ |= OURS
for name in [name for name, value in OURS.items() if not value]:
    del os.environ[name]
atexit.register(stop, start_queue_server())

# What sandboxes of these tests have rendered, and what migrations made of an empty database, for all of them: the first
# process makes the folders, its children find them.
for name in ("SONGS_OF_TESTS", "TABLES_OF_TESTS"):
    if name not in os.environ:
        os.environ[name] = tempfile.mkdtemp(prefix="studio-tests-")
        atexit.register(shutil.rmtree, os.environ[name], ignore_errors=True)
