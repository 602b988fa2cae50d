"""Behind nginx, with deploy/nginx/suno-studio.conf as it is: pages, and songs that nginx sends itself, in ranges."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from tests import store
from tests.real import deployed
from tests.real.house import SONG
from tests.real.parts import ROOT, free_port, wait_for


@pytest.mark.real
@unittest.skipIf(deployed.find_nginx() is None, "nginx is not installed (Debian: apt install nginx-light).")
class NginxTests(unittest.TestCase):
    def begin(self, **values):
        folder = Path(
            self.enterContext(
                tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
            )
        )
        socket = deployed.Socket()
        self.addCleanup(socket.close)
        place = {
            "PUBLIC_URL": "https://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        around = deployed.prepare(
            folder, KIE_API_KEY="test", SENDFILE="true", LOG_LEVEL="INFO", **place, **values
        )
        around |= {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "sunostudio.settings"}
        said = subprocess.run(
            [sys.executable, "-m", "tests.real.house"],
            cwd=ROOT,
            env=around,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(said.returncode, 0, said.stderr)
        self.house = json.loads(said.stdout)
        web = deployed.Unit("suno-studio-web.service", around, folder / "web.log", socket=socket)
        self.addCleanup(web.stop)
        self.nginx = deployed.Nginx(
            folder, web=[f"127.0.0.1:{socket.port}"], media=folder / "media", store=self.store_host
        )
        self.addCleanup(self.nginx.stop)
        wait_for("the web answers", lambda: deployed.is_up(socket.url))
        self.direct, self.folder = socket.url, folder

    store_host = "127.0.0.1:9000"

    def get(self, path, url=None, **headers):
        cookies = "; ".join(f"{name}={value}" for name, value in self.house["cookies"].items())
        return requests.get(
            f"{url or self.nginx.url}{path}", headers={"Cookie": cookies, **headers}, verify=self.nginx.certificate, timeout=30,
            allow_redirects=False,
        )  # fmt: skip

    def assertSongIsSent(self):
        address = f"/tracks/{self.house['track']}/audio"
        whole = self.get(address)
        self.assertEqual((whole.status_code, whole.content), (200, SONG))
        self.assertEqual(
            (whole.headers["Content-Type"], whole.headers["X-Content-Type-Options"]),
            ("audio/mpeg", "nosniff"),
        )
        self.assertIn("default-src 'none'", whole.headers["Content-Security-Policy"])
        self.assertIn("private", whole.headers["Cache-Control"])
        part = self.get(address, Range="bytes=1000-1999")
        self.assertEqual((part.status_code, part.content), (206, SONG[1000:2000]))
        self.assertEqual(part.headers["Content-Range"], f"bytes 1000-1999/{len(SONG)}")
        again = self.get(address, **{"If-None-Match": whole.headers["ETag"]})
        self.assertEqual(again.status_code, 304)
        saved = self.get(f"/tracks/{self.house['track']}/download/")
        self.assertIn("attachment", saved.headers["Content-Disposition"])
        told = {"x-accel-redirect", "x-object"}
        self.assertFalse(told & {name.lower() for name in whole.headers})
        self.assertEqual(
            self.get(address, url=self.direct, Host="127.0.0.1").content,
            b"",
            "nginx sends it, not the studio",
        )

    def assertOthersAreShutOut(self):
        self.house["cookies"] = {}
        self.assertEqual(self.get(f"/tracks/{self.house['track']}/audio").status_code, 302)
        for path in (f"/_files/{quote(self.house['name'])}", "/_files/", "/_objects"):
            self.assertEqual(self.get(path).status_code, 404, path)

    def test_a_song_of_the_folder(self):
        self.begin()
        check = self.nginx.check()
        self.assertEqual(check.returncode, 0, check.stderr)
        self.assertSongIsSent()
        self.get("/callbacks/kie/a-token-that-opens/")
        page = self.get("/library/")
        self.assertEqual(page.status_code, 200)
        self.assertIn("max-age=", page.headers["Strict-Transport-Security"])
        self.assertOthersAreShutOut()
        log = (self.nginx.folder / "access.log").read_text()
        self.assertIn("/library/", log)
        self.assertNotIn("a-token-that-opens", log)
        self.assertRegex(page.headers["X-Request-ID"], "^[0-9a-f]{32}$")

    def test_a_song_of_a_store(self):
        self.store_host = store.server()
        self.begin(STORAGE_URL=store.url(prefix=f"nginx-{free_port()}"))
        self.assertSongIsSent()
        self.assertFalse(list(self.folder.glob("media/*/*/*")))
        self.assertOthersAreShutOut()
