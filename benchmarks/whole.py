"""The whole studio, as a newcomer starts it: how soon a first song plays, and how much memory it takes idle."""

import http.client
import re
import sys
import tempfile
import time
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from studio import ports

from .figures import Figure
from .memory import pss
from .scratch import clean_environ, end, start, tree, wait_for

PORT = 8850
LONGEST = 120  # seconds to wait for anything
ENOUGH = 8192  # bytes of sound to begin with
IDLE = 20  # seconds of doing nothing before memory is read
JOB = re.compile(r"/jobs/([0-9a-f-]{36})/")
TAKE = re.compile(r'data-track="([0-9a-f-]{36})" data-length="[^"]*"(?: data-src="([^"]*)")?')
FIELD = re.compile(r'name="(csrfmiddlewaretoken|submission)"[^>]*? value="([^"]+)"')


def figures(_run):
    with tempfile.TemporaryDirectory(prefix="studio-") as folder:
        port = ports.kept(Path(folder) / "port", PORT)
        command = [sys.executable, "manage.py", "studio", "--data", f"{folder}/data", "--port", str(port)]
        studio = start(command, clean_environ())
        try:
            wait_for(lambda: ports.web_answers("127.0.0.1", port), longest=LONGEST)
            return [first_song(port), memory(studio.pid)]
        finally:
            end(studio)


def first_song(port):
    guest = Guest(port)
    guest.post("/accounts/demo/", guest.form("/accounts/login/"))
    form = guest.form("/create/generate/")
    begun = time.monotonic()
    answer = guest.post("/create/generate/", form | {"prompt": "A slow waltz about a harbour", "model": "V6"})
    card = f"/jobs/{JOB.search(answer)[1]}/card/"
    wait_for(lambda: guest.plays(card), longest=LONGEST, pause=0.5)
    return Figure("first song plays after Generate", time.monotonic() - begun, "s", most=30)


def memory(pid):
    time.sleep(IDLE)
    pids = tree(pid)
    return Figure("idle memory, PSS", sum(map(pss, pids)), "MB", most=500, note=f"{len(pids)} processes")


class Guest:
    """A browser without scripts: cookies, forms, redirects."""

    def __init__(self, port):
        self.port, self.cookies = port, SimpleCookie()

    def ask(self, method, path, body=None, port=None, **headers):
        """Ask the studio, or the stand-in at its `port`."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=30)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())
        connection.request(method, path, body, headers | {"Cookie": cookies})
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        return answer

    def get(self, path):
        return self.ask("GET", path).read().decode()

    def form(self, path):
        """The hidden fields of a page's forms."""
        return dict(FIELD.findall(self.get(path)))

    def post(self, path, fields):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", path, urlencode(fields), **kind)
        if answer.status != 302:
            raise ValueError(f"{path} answered {answer.status}.")
        return self.get(answer.headers["Location"])

    def plays(self, card):
        """Whether the player would hear one of the card's songs: its first bytes come."""
        takes = TAKE.findall(self.get(card))
        return any(self.hears(unescape(source) or f"/tracks/{uuid}/audio") for uuid, source in takes)

    def hears(self, address):
        place = urlsplit(address)
        answer = self.ask("GET", place.path, port=place.port, Range="bytes=0-65535")
        return answer.status in (200, 206) and len(answer.read(ENOUGH)) == ENOUGH
