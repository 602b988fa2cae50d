"""A studio with a secret in every place that can hold one, and people who use it."""

import json
import re
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from uuid import UUID

import requests

from studio import queue_server
from tests.real.pages import Forms
from tests.real.parts import ROOT, Process, Sandbox, Studio, free_port, wait_for
from tests.security.addresses import filled, routes
from tests.security.planted import Secret

PASSWORD = "correct-horse-1f/+z"
GIVEN = {
    "KIE_API_KEY": "server/key+1a2b3c==", "KIE_WEBHOOK_HMAC_KEY": "server/hmac+4d5e6f==", "SECRET_KEY": "signs/everything+" + "7a8b9c" * 8,
}  # fmt: skip
OWN_KEY, OWN_HMAC_KEY, WRONG_KEY = "own/key+0a1b2c3d4e==", "own/hmac+5f6071==", "wrong/key+8293a4=="
TABLES = {
    "jobs/": "music_job",
    "music/job/": "music_job",
    "lyrics/": "music_lyricsdraft",
    "provideraccount": "music_provideraccount",
}
QUEUE_PASSWORD = "queue-word-b5c6d7"


class Browser(requests.Session):
    def __init__(self, url, session):
        super().__init__()
        self.url = url
        self.cookies.set("sessionid", session)

    def page(self, path):
        return self.get(self.url + path, allow_redirects=False, timeout=60)

    def fill_in(self, page, action, **changes):
        form = Forms(self.page(page).text).by_action[action]
        return self.send_form(action, form | changes)

    def send_form(self, action, form):
        headers = {"Referer": self.url + "/"}
        return self.post(self.url + action, form, headers=headers, allow_redirects=False, timeout=60)


class Talkative(Studio):
    """Says so much that its address is not the last line for long."""

    def start(self):
        self.process = Process(["manage.py", "studio"], self.environ, self.folder.with_suffix(".log"))
        wait_for("the studio is up", lambda: self.url in self.process.log.read_text(), 120)


class House:
    def __init__(self, folder):
        self.folder, self.data, self.mails = folder, folder / "data", folder / "mails"
        self.mails.mkdir()
        (folder / "provider").mkdir()
        with ExitStack() as stack:
            self.start_queue(stack)
            self.sandbox = Sandbox(
                folder / "provider", SANDBOX_KEY=OWN_KEY, SANDBOX_WEBHOOK_HMAC_KEY=OWN_HMAC_KEY, SANDBOX_STAGE_SECONDS="0.3"
            )  # fmt: skip
            stack.callback(self.sandbox.stop)
            self.studio = Talkative(
                self.data, **GIVEN, KIE_API_BASE_URL=self.sandbox.url, REDIS_URL=self.queue_url, LOG_LEVEL="DEBUG",
                EMAIL_URL=f"filemail:///{self.mails}", ADMINS="operator@studio.example",
            )  # fmt: skip
            stack.callback(self.studio.stop)
            self.leave = stack.pop_all().close
        self.known = json.loads(self.run("-m", "tests.security.people", PASSWORD))
        self.owner, self.staff = (Browser(self.studio.url, self.known[name]) for name in ("owner", "staff"))

    def start_queue(self, stack):
        port = free_port()
        self.queue_folder = self.folder / "queue"
        self.queue_folder.mkdir()
        options = ["--port", str(port), "--requirepass", QUEUE_PASSWORD, "--appendonly", "yes", "--save", ""]
        server = subprocess.Popen(
            [queue_server.find(), *options], cwd=self.queue_folder, stdout=subprocess.DEVNULL
        )
        stack.callback(server.wait)
        stack.callback(server.terminate)
        self.queue_url = f"redis://:{QUEUE_PASSWORD}@127.0.0.1:{port}/0"

    def run(self, *command):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.studio.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout + done.stderr

    def rows(self, sql):
        with closing(sqlite3.connect(self.data / "studio.sqlite3", timeout=20)) as database, database:
            return database.execute(sql).fetchall()

    def values(self, sql):
        return [value for (value,) in self.rows(sql)]

    def uuids(self, table):
        """Oldest first."""
        return [str(UUID(text)) for text in self.values(f"SELECT uuid FROM {table} ORDER BY id")]

    # What happens there

    def make_one(self, browser, operation="generate", **changes):
        """The uuid of a job, whatever came of it."""
        before = set(self.uuids("music_job"))
        answer = browser.fill_in(f"/create/{operation}/", f"/create/{operation}/", **changes)
        (job,) = set(self.uuids("music_job")) - before or [answer.text]
        return job

    def settled(self):
        """All jobs are over and their songs copied, whatever came of them."""

        def is_quiet():
            asked = "state IN ('queued', 'waiting', 'streaming') AND due_at IS NOT NULL AND sends = 0"
            making = self.values(f"SELECT 1 FROM music_job WHERE state = 'sending' OR {asked}")
            copying = self.values(
                "SELECT 1 FROM music_track WHERE archive_state = 'due' AND archive_tries = 0"
            )
            return not making and not copying

        wait_for("everything is over", is_quiet, 120)

    def without(self, table, act):
        """Have something break because this table is not there."""
        self.rows(f"ALTER TABLE {table} RENAME TO gone")
        try:
            return act()
        finally:
            self.rows(f"ALTER TABLE gone RENAME TO {table}")

    def with_wrong(self, table, column, act):
        """Have whoever reads a row of it stumble over a date that there is not."""
        right = self.rows(f"SELECT id, {column} FROM {table}")
        self.rows(f"UPDATE {table} SET {column} = '2026-99-99 00:00:00'")
        try:
            return act()
        finally:
            for number, value in right:
                self.rows(f"UPDATE {table} SET {column} = '{value}' WHERE id = {number}")

    def reset_key(self):
        """The path of the link in the mail for a new password."""
        texts = (path.read_text() for path in self.mails.iterdir())
        return re.search(r"/accounts/password/reset/key/\S+?/", "".join(texts))[0]

    # What can be seen there

    def every_page(self):
        """(place, bytes) of every address that answers to GET, as an owner and as an administrator see it."""
        for route in dict.fromkeys(routes()):
            for path in self.examples(route):
                for name, browser in (("owner", self.owner), ("staff", self.staff)):
                    answer = browser.page(path)
                    answer.headers.pop("Set-Cookie", None)  # their own, told to them alone
                    yield f"page:{name}:{path}", answer.content + str(answer.headers).encode()

    def examples(self, route):
        """Of all jobs, since each ended in another way; of other things, two are enough."""
        table = next((table for word, table in TABLES.items() if word in route), "music_track")
        if "uuid" in route:
            things = self.uuids(table)
            return [
                filled(route, uuid=thing)
                for thing in (things if route == "jobs/<uuid:uuid>/" else things[:2])
            ]
        if "object_id" in route:
            return [filled(route, object_id=number) for number in self.values(f"SELECT id FROM {table}")]
        return [filled(route, queue_index=0)]

    def commands(self):
        """(place, bytes): how our processes were called, which everybody on the machine can see."""
        seen = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
        ours = set(self.studio.pids(""))
        lines = (line.split(None, 1) for line in seen.splitlines())
        return [("command", args.encode()) for pid, args in lines if int(pid) in ours]

    def secrets(self):
        """All that was planted or made on the way."""
        sessions = (
            r"rows:django_session\.session_key",
            r"rows:usersessions_usersession\.session_key",
            "queue",
        )
        invitation = (
            r"rows:accounts_invitation\.token",
            r"page:staff:/admin/(accounts/invitation|desk/people)/.*",
            r"file:(data|backup)/.*sqlite.*",
        )
        mails = (r"file:mails/.*",)
        never = GIVEN | {
            "own": OWN_KEY,
            "own hmac": OWN_HMAC_KEY,
            "wrong": WRONG_KEY,
            "queue": QUEUE_PASSWORD,
            "password": PASSWORD,
        }
        tokens = self.values("SELECT token FROM music_job")
        return [
            *(Secret(name, text) for name, text in never.items()),
            *(Secret(f"token {number}", text, (r"rows:music_job\.token", r"file:(data|backup)/.*sqlite.*")) for number, text in enumerate(tokens)),
            *(Secret(name, self.known[name], (*sessions, r"file:(data|backup)/.*sqlite.*", r"file:queue/.*")) for name in ("owner", "staff")),
            *(Secret(f"field key {number}", key, (r"file:data/field_key",)) for number, key in enumerate(self.known["field keys"])),
            Secret("invitation", self.known["invitation"], invitation),
            Secret("reset", self.known["reset"], mails),
        ]  # fmt: skip
