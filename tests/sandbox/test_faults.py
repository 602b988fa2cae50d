import time
from pathlib import Path
from tempfile import TemporaryDirectory

import requests

from sandbox import fetching

from .base import SONG, SandboxCase, until


class RefusalTests(SandboxCase):
    def test_a_fault_in_a_prompt_refuses_with_its_code(self):
        for code in (401, 402, 413, 422, 429, 430, 433, 455, 500, 505):
            self.assertEqual(self.generate(prompt=f"Rain [[fault: refuse {code}]]")["code"], code)
        self.assertEqual(self.books()["tasks"], [])

    def test_http_statuses_and_html(self):
        self.assertEqual(
            self.post("/api/v1/generate", **SONG | {"style": "[[fault: http 500]]"}).status_code, 500
        )
        response = self.post("/api/v1/generate", **SONG | {"style": "[[fault: html]]"})
        self.assertEqual(response.headers["Content-Type"], "text/html")
        self.assertEqual(self.books()["tasks"], [])

    def test_an_armed_fault_strikes_so_often_and_no_more(self):
        self.post("/sandbox/faults", fault="refuse", code=455, times=2)
        self.assertEqual([self.generate()["code"] for _ in range(3)], [455, 455, 200])

    def test_queries_can_be_struck_too(self):
        self.post("/sandbox/faults", fault="http 500", on="record")
        self.post("/sandbox/faults", fault="html", on="credit")
        self.assertEqual(self.get("/api/v1/generate/record-info?taskId=x").status_code, 500)
        self.assertEqual(self.get("/api/v1/chat/credit").headers["Content-Type"], "text/html")
        self.assertEqual(self.get("/api/v1/chat/credit").json()["code"], 200)

    def test_an_unknown_fault_is_told(self):
        response = self.post("/sandbox/faults", fault="earthquake")
        self.assertEqual(response.status_code, 400)
        self.assertIn("Known:", response.json()["error"])


class SilenceTests(SandboxCase):
    def silence(self, fault):
        with self.assertRaises(requests.ConnectionError) as caught:
            self.generate(prompt=f"Rain [[fault: {fault}]]")
        return len(self.books()["tasks"]), self.books()["balance"], str(caught.exception)

    def test_before_acceptance_nothing_is_booked(self):
        self.assertEqual(self.silence("hang-before 0.1")[:2], (0, 1000))
        self.assertEqual(self.silence("reset-before")[:2], (0, 1000))

    def test_after_acceptance_the_task_goes_on_unheard(self):
        self.assertEqual(self.silence("hang-after 0.1")[:2], (1, 988))
        tasks, balance, reason = self.silence("reset-after")
        self.assertEqual((tasks, balance), (2, 976))
        self.assertIn("reset by peer", reason)
        self.assertEqual(len(self.songs(self.books()["tasks"][0]["taskId"])), 2)


class RecordFaultTests(SandboxCase):
    def test_null_for_a_while(self):
        task_id = self.task(prompt="[[fault: null 2]]")
        self.assertEqual([self.record(task_id) is None for _ in range(3)], [True, True, False])

    def test_pending_with_an_error_code(self):
        task_id = self.task(prompt="[[fault: pending-error]]")
        record = self.record(task_id)
        while not record["errorCode"]:
            record = self.record(task_id)
        self.assertEqual((record["status"], record["errorCode"]), ("PENDING", 413))
        self.assertEqual(self.books()["balance"], 1000)

    def test_no_addresses_at_first(self):
        task_id = self.task(prompt="[[fault: no-addresses]]")
        asked = []
        while len(asked) < 4:
            record = self.record(task_id)
            if record["status"] in ("SUCCESS", "CALLBACK_EXCEPTION"):
                asked.append(bool(record["response"]["sunoData"][0]["audioUrl"]))
        self.assertEqual(asked, [False, False, False, True])

    def test_one_of_two_fails(self):
        first, second = self.songs(self.task(prompt="[[fault: one-fails]]"))
        self.assertTrue(first["audioUrl"])
        self.assertIsNone(second["audioUrl"])


class MediaFaultTests(SandboxCase):
    def fetch(self, fault):
        song = self.songs(self.task(prompt=f"[[fault: {fault}]]"))[0]
        return requests.get(song["audioUrl"], timeout=10)

    def test_dead_and_forbidden(self):
        self.assertEqual(self.fetch("dead").status_code, 404)
        self.assertEqual(self.fetch("forbidden").status_code, 403)

    def test_dead_only_so_often(self):
        response = self.fetch("dead 1")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(requests.get(response.url, timeout=10).status_code, 200)

    def test_one_dead_leaves_the_other(self):
        songs = self.songs(self.task(prompt="[[fault: one-dead]]"))
        statuses = [requests.get(song["audioUrl"], timeout=10).status_code for song in songs]
        self.assertEqual(statuses, [200, 404])

    def test_empty_and_wrong_type(self):
        empty = self.fetch("empty")
        self.assertEqual((empty.status_code, empty.content), (200, b""))
        self.assertEqual(self.fetch("wrong-type").headers["Content-Type"], "text/html")

    def test_truncated(self):
        with self.assertRaises(requests.exceptions.ChunkedEncodingError):
            self.fetch("truncated")

    def test_slow(self):
        before = time.monotonic()
        self.assertEqual(len(self.fetch("slow 20000").content), 4002)
        self.assertGreater(time.monotonic() - before, 0.2)

    def test_endless(self):
        song = self.songs(self.task(prompt="[[fault: endless 1]]"))[0]
        with requests.get(song["audioUrl"], stream=True, timeout=10) as response:
            self.assertEqual((response.status_code, response.headers["Content-Type"]), (200, "audio/mpeg"))
            self.assertNotIn("Content-Length", response.headers)
            read = sum(len(response.raw.read(1 << 20)) for _ in range(5))
        self.assertEqual(read, 5 << 20)
        self.assertEqual(len(requests.get(song["audioUrl"], timeout=10).content), 4002)

    def test_endless_from_the_middle_and_behind_the_end(self):
        song = self.songs(self.task(prompt="[[fault: endless]]"))[0]
        for wanted in ("bytes=100-", "bytes=9000-"):
            with requests.get(
                song["audioUrl"], headers={"Range": wanted}, stream=True, timeout=10
            ) as response:
                self.assertEqual(len(response.raw.read(1 << 20)), 1 << 20)

    def test_redirects_lead_to_private_places_by_turns(self):
        song = self.songs(self.task(prompt="[[fault: redirect-private 3]]"))[0]

        def ask():
            return requests.get(song["audioUrl"], allow_redirects=False, timeout=10)

        answers = [ask() for _ in range(4)]
        self.assertEqual([answer.status_code for answer in answers], [302, 302, 302, 200])
        places = [answer.headers.get("Location", "").rsplit("/", 1)[0] for answer in answers]
        trap = f"http://127.0.0.1:{self.server.sandbox.trap.port}"
        self.assertEqual(places, ["http://10.0.0.1", trap, "http://10.0.0.1", ""])
        self.assertEqual(self.books()["trapped"], [])

    def test_whoever_follows_a_redirect_is_noted(self):
        song = self.songs(self.task(prompt="[[fault: redirect-private]]"))[0]
        requests.get(song["audioUrl"], allow_redirects=False, timeout=10)
        requests.get(song["audioUrl"], timeout=10)
        self.assertEqual(self.books()["trapped"], [f"/{song['id']}.mp3"])

    def test_the_sandbox_itself_is_not_noted_and_takes_nothing_from_there(self):
        trap = f"http://127.0.0.1:{self.server.sandbox.trap.port}/song.mp3"
        with TemporaryDirectory() as folder, self.assertRaisesRegex(fetching.Unreachable, "empty"):
            fetching.fetch(trap, Path(folder) / "song", 1000)
        self.assertEqual(self.books()["trapped"], [])

    def test_addresses_name_a_private_host(self):
        host = f"http://localhost:{self.server.sandbox.trap.port}/media/"
        task_id = self.task(prompt="[[fault: private-host]]")
        for song in self.songs(task_id):
            self.assertTrue(song["audioUrl"].startswith(host) and song["imageUrl"].startswith(host))

    def test_the_private_host_is_named_only_so_often(self):
        task_id = self.task(prompt="[[fault: private-host 2]]")
        self.songs(task_id)
        until(lambda: self.songs(task_id)[1]["audioUrl"], lambda address: address.startswith(self.url))

    def test_files_of_tools_have_the_private_host_too(self):
        source = self.source()
        self.arm("private-host")
        task_id = self.tool("wav/generate", **source)["data"]["taskId"]
        address = self.finished("wav/record-info", task_id)["response"]["audioWavUrl"]
        self.assertTrue(address.startswith("http://localhost:"))
