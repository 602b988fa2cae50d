import json
import time

import requests

from .base import KEY, NOBODY
from .test_market import SONG as MARKET_SONG
from .test_market import MarketCase

FINE = ("/api/v1/generate", "/api/v1/jobs/createTask")


class OddAnswerTests(MarketCase):
    """Each on both wires: the task is accepted and charged, whatever becomes of the answer."""

    options = {"credits": 1000.0}

    def create_on(self, path, fault, **more):
        if path == FINE[0]:
            body = {"prompt": f"Rain [[fault: {fault}]]", "customMode": False, "instrumental": False}
            body |= {"model": "V5", "callBackUrl": NOBODY}
        else:
            body = {"model": "ai-music-api/generate", "input": MARKET_SONG | {"style": f"[[fault: {fault}]]"}}
        return requests.post(self.url + path, json=body, headers=KEY, timeout=10, **more)

    def accepted(self):
        books = self.books()
        return len(books["tasks"]), books["balance"]

    def test_empty(self):
        for count, path in enumerate(FINE, start=1):
            answer = self.create_on(path, "empty-answer")
            self.assertEqual((answer.status_code, answer.content), (200, b""))
            self.assertEqual(self.accepted(), (count, 1000 - 12 * count))

    def test_huge_is_json_and_true(self):
        for count, path in enumerate(FINE, start=1):
            answer = self.create_on(path, "huge-answer 3")
            self.assertGreater(len(answer.content), 3 * 1024 * 1024)
            self.assertEqual(answer.json()["data"]["taskId"], self.books()["tasks"][-1]["taskId"])
            self.assertEqual(self.accepted(), (count, 1000 - 12 * count))

    def test_huge_is_64_megabytes_when_no_number_is_given(self):
        with self.create_on(FINE[0], "huge-answer", stream=True) as answer:
            self.assertEqual(int(answer.headers["Content-Length"]) >> 20, 64)

    def test_trickle_takes_its_time_and_comes_whole(self):
        for path in FINE:
            before = time.monotonic()
            with self.create_on(path, "trickle-answer 0.5", stream=True) as answer:
                pieces = [answer.raw.read1() for _ in range(4)]
                rest = answer.raw.read()
            self.assertGreater(time.monotonic() - before, 0.45)
            self.assertIn("taskId", json.loads(b"".join(pieces) + rest)["data"])
            self.assertTrue(all(pieces))

    def test_refusals_are_not_touched(self):
        self.assertEqual(self.generate(style="[[fault: empty-answer]]", title="x" * 81)["code"], 422)


class OddQueryTests(MarketCase):
    def test_records_of_both_wires_can_be_empty_and_huge(self):
        own, market = self.task(), self.create()["data"]["taskId"]
        addresses = (f"/api/v1/generate/record-info?taskId={own}", f"/api/v1/jobs/recordInfo?taskId={market}")
        for address in addresses:
            self.post("/sandbox/faults", fault="empty-answer", on="record")
            self.assertEqual(self.get(address).content, b"")
            self.post("/sandbox/faults", fault="huge-answer 2", on="record")
            self.assertGreater(len(answer := self.get(address).content), 2 << 20)
            self.assertIn("taskId", json.loads(answer)["data"])
            self.assertIn("taskId", self.get(address).json()["data"])

    def test_the_balance_can_be_empty_huge_and_slow(self):
        for fault, check in (
            ("empty-answer", lambda answer: answer.content == b""),
            ("huge-answer 2", lambda answer: len(answer.content) > 2 << 20 and answer.json()["data"] == 1000),
            ("trickle-answer 0.3", lambda answer: answer.json()["data"] == 1000),
        ):
            self.post("/sandbox/faults", fault=fault, on="credit")
            self.assertTrue(check(self.get("/api/v1/chat/credit")), fault)

    def test_http_429_tells_when_to_come_back(self):
        answer = self.post("/api/v1/generate", prompt="[[fault: http 429]]")
        self.assertEqual((answer.status_code, answer.headers["Retry-After"]), (429, "1"))
        self.assertNotIn("Retry-After", self.post("/api/v1/generate", prompt="[[fault: http 500]]").headers)


class RateTests(MarketCase):
    options = {"rate": 2}

    def test_it_accepts_as_many_tasks_as_it_was_told(self):
        self.assertEqual([self.generate()["code"] for _ in range(3)], [200, 200, 429])
