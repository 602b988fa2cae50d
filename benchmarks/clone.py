"""From a clean clone to the sign-in page, with a warm package cache."""

import subprocess
import tempfile
import time
from pathlib import Path

from studio import env, ports

from .figures import Figure
from .scratch import clean_environ, end, start, wait_for

PORT = 8870
LONGEST = 300  # seconds


def figures(_run):
    with tempfile.TemporaryDirectory(prefix="studio-clone-") as folder:
        port = ports.kept(Path(folder) / "port", PORT)
        begun = time.monotonic()
        checkout = Path(folder) / "studio"
        subprocess.run(["git", "clone", "--quiet", env.ROOT, checkout], check=True)
        environ = clean_environ() | {"STUDIO_VENV": ".venv", "STUDIO_DATA": "data"}
        studio = start(["script/server", "--port", str(port)], environ, cwd=checkout)
        try:
            wait_for(lambda: ports.web_answers("127.0.0.1", port), longest=LONGEST)
            seconds = time.monotonic() - begun
        finally:
            end(studio)
    return [Figure("clean clone to the sign-in page", seconds, "s", most=60)]
