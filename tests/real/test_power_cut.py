"""The power goes while jobs are in line, under way and being copied: a studio that starts on what is on the disk then
has them end, each paid for once, and every song whole."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import requests

from tests.real.pages import Forms
from tests.real.parts import ROOT, Studio, free_port, wait_for

pytestmark = pytest.mark.real

ENDS = {"done", "unknown"}
PATIENCE = 150  # seconds: what was being sent is in doubt after 70


class Visitor:
    """With the demo account."""

    def __init__(self, url):
        self.url, self.browser = url, requests.Session()
        self.browser.headers["Referer"] = url
        self.post("/accounts/login/", "/accounts/demo/")

    def post(self, page, action, **changes):
        forms = Forms(self.browser.get(self.url + page, timeout=30).text).by_action
        answer = self.browser.post(self.url + action, forms[action] | changes, timeout=30)
        assert answer.ok, answer.text
        return urlsplit(answer.url).path

    def order(self, prompt):
        """A song, as the page offers it."""
        place = self.post("/create/generate/", "/create/generate/", prompt=prompt, duration="10")
        assert place.startswith("/jobs/"), place


def asked(folder, query):
    with closing(sqlite3.connect(folder / "studio.sqlite3", timeout=30)) as rows:
        return rows.execute(query).fetchall()


def states(folder):
    return [state for (state,) in asked(folder, "SELECT state FROM music_job")]


def copies(folder):
    return [state for (state,) in asked(folder, "SELECT archive_state FROM music_track")]


def is_at_rest(folder):
    return set(states(folder)) <= ENDS and set(copies(folder)) == {"kept"}


def tear(folder, torn):
    """What had no time to reach the disk: the end of the queue's log, cut off or full of zeros, and halves of files nobody was told of yet."""
    for log in folder.glob("valkey-*/appendonlydir/*.incr.aof"):
        log.write_bytes(torn(log.read_bytes()))
    with (folder / "studio.sqlite3-wal").open("ab") as log:
        log.write(b"half a frame" * 9)
    for half in (folder / "partial/copy-torn/song", folder / "media/.0123456789abcdef.new"):
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(b"ID3 and no more")


def check(studio, ordered):
    """All ended, each was accepted once, the books agree, and the disk holds what the rows say."""
    wait_for("all jobs end and all songs are here", lambda: is_at_rest(studio.folder), PATIENCE)
    ((jobs, done),) = asked(studio.folder, "SELECT count(*), sum(state = 'done') FROM music_job")
    assert jobs == ordered
    books = studio.sandbox()
    prompts = [task["param"] for task in books["tasks"]]
    assert len({str(prompt) for prompt in prompts}) == len(prompts)
    assert done <= len(prompts) <= ordered
    assert len(copies(studio.folder)) == 2 * done
    ((charged,),) = asked(studio.folder, "SELECT sum(credits) FROM music_ledgerentry WHERE kind = 'charged'")
    if done == ordered:
        assert float(charged) == -sum(charge["credits"] for charge in books["charges"])
    command = [sys.executable, "manage.py", "verify"]
    said = subprocess.run(command, cwd=ROOT, env=studio.environ, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr


def order_many(studio, name):
    visitor = Visitor(studio.url)
    for number in range(3):
        visitor.order(f"{name} {number}")


def test_whatever_was_under_way_ends_after_the_power_went(tmp_path):
    port = free_port()
    studio = Studio(tmp_path / "one", port)
    try:
        order_many(studio, "in line")
        studio.cut_the_power(tmp_path / "two")
        tear(tmp_path / "two", lambda log: log[: len(log) * 2 // 3])
        studio = Studio(tmp_path / "two", port)
        check(studio, ordered=3)
        order_many(studio, "being copied")
        wait_for("a song is being copied", lambda: len(copies(studio.folder)) > 6)
        studio.cut_the_power(tmp_path / "three")
        tear(tmp_path / "three", lambda log: log + bytes(100))
        studio = Studio(tmp_path / "three", port)
        check(studio, ordered=6)
        assert list(studio.folder.glob("valkey-*-unreadable-*"))
    finally:
        studio.stop()
