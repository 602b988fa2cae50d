import threading
import time

from .base import NOBODY, Receiver, until
from .test_market import SONG, MarketCase


class EarlyTests(MarketCase):
    options = {"stage_seconds": 30}

    def test_all_callbacks_come_before_the_answer(self):
        receiver = self.receiver()
        before = time.monotonic()
        task_id = self.task(callBackUrl=receiver.url, prompt="[[fault: early 0.4]]")
        self.assertEqual(receiver.kinds(), ["text", "first", "complete"])
        self.assertEqual(receiver.taken[0][1]["data"]["task_id"], task_id)
        self.assertGreater(time.monotonic() - before, 0.4)

    def test_so_on_the_market(self):
        receiver = self.receiver()
        answer = self.create(input=SONG | {"style": "[[fault: early 0.2]]"}, callBackUrl=receiver.url)
        ((_, body),) = receiver.taken
        self.assertEqual(
            (body["data"]["taskId"], body["data"]["state"]), (answer["data"]["taskId"], "success")
        )


class AtOnceTests(MarketCase):
    def overlapping(self, create):
        """How many callbacks were under way at the same time, of how many."""
        receiver, lock = Receiver([]), threading.Lock()
        self.addCleanup(receiver.stop)
        under_way, most, gate = 0, 0, threading.Event()
        take = receiver.server.RequestHandlerClass.do_POST

        def do_post(handler):
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            gate.wait(0.3)
            take(handler)
            with lock:
                under_way -= 1

        receiver.server.RequestHandlerClass.do_POST = do_post
        create(receiver.url)
        until(
            lambda: self.books()["callbacks"],
            lambda rows: rows and {row["state"] for row in rows} == {"delivered"},
        )
        return most, len(receiver.taken)

    def test_each_callback_comes_eight_times_at_the_same_moment(self):
        def create(url):
            self.songs(self.task(callBackUrl=url, prompt="[[fault: at-once]]"))

        self.assertEqual(self.overlapping(create), (8, 24))

    def test_so_on_the_market(self):
        def create(url):
            self.ended(self.create(input=SONG | {"style": "[[fault: at-once 3]]"}, callBackUrl=url))

        self.assertEqual(self.overlapping(create), (3, 3))


class AfterFailureTests(MarketCase):
    def test_a_failed_task_is_a_success_after_all(self):
        receiver = self.receiver()
        task_id = self.task(callBackUrl=receiver.url, prompt="[[fault: after-failure 0.5]]")
        failed = self.record_at(task_id, "GENERATE_AUDIO_FAILED")
        self.assertEqual((failed["errorCode"], self.books()["balance"]), (531, 1000))
        songs = self.songs(task_id)
        self.assertTrue(all(self.get(song["audioUrl"].removeprefix(self.url)).content for song in songs))
        self.assertEqual(receiver.wait(4), ["error", "text", "first", "complete"])
        books = self.books()
        self.assertEqual((len(books["charges"]), len(books["refunds"]), books["balance"]), (2, 1, 988))
        self.assertIsNone(self.record(task_id)["errorCode"])

    def test_so_on_the_market(self):
        receiver = self.receiver()
        answer = self.create(input=SONG | {"style": "[[fault: after-failure 0.3]]"}, callBackUrl=receiver.url)
        task_id = answer["data"]["taskId"]
        until(lambda: self.market(task_id)["data"], lambda data: data["state"] == "fail")
        until(lambda: self.market(task_id)["data"], lambda data: data["state"] == "success")
        bodies = receiver.bodies(2)
        self.assertEqual([body["code"] for body in bodies], [531, 200])
        self.assertEqual(self.books()["balance"], 988)

    def test_what_cannot_be_made_stays_failed_and_is_refunded_once(self):
        self.server.sandbox.renderer.render = lambda item: False
        task_id = self.task(prompt="[[fault: after-failure 0.1]]")
        self.record_at(task_id, "GENERATE_AUDIO_FAILED")
        time.sleep(0.4)
        self.assertEqual(self.record(task_id)["status"], "GENERATE_AUDIO_FAILED")
        self.assertEqual((len(self.books()["refunds"]), self.books()["balance"]), (1, 1000))


class WrongStateTests(MarketCase):
    def asked(self, ask, count):
        return [ask() for _ in range(count)]

    def wait(self):
        until(
            self.books, lambda books: books["tasks"] and books["tasks"][-1]["state"] in ("complete", "error")
        )

    def test_a_song_that_is_finished_says_so_only_in_the_end(self):
        task_id = self.task(prompt="[[fault: wrong-state 4]]")
        self.wait()
        *states, last = self.asked(lambda: self.record(task_id)["status"], 5)
        self.assertEqual(states, ["PENDING", "MOONLIGHT", 77, "PENDING"])
        self.assertIn(last, ("SUCCESS", "CALLBACK_EXCEPTION"))

    def test_so_on_the_market(self):
        task_id = self.create(input=SONG | {"style": "[[fault: wrong-state]]"})["data"]["taskId"]
        self.wait()
        states = self.asked(lambda: self.market(task_id)["data"]["state"], 4)
        self.assertEqual(states, ["generating", "MOONLIGHT", 77, "success"])

    def test_a_failure_is_told_as_wrongly(self):
        task_id = self.task(prompt="[[fault: error]] [[fault: wrong-state 1]]")
        self.wait()
        self.assertEqual(
            self.asked(lambda: self.record(task_id)["status"], 2), ["PENDING", "GENERATE_AUDIO_FAILED"]
        )

    def test_every_tool_has_its_state_where_it_belongs(self):
        source = self.source()
        for path, name, pending, fields in (
            ("wav", "successFlag", "PENDING", source),
            ("suno/cover", "successFlag", 0, {"taskId": source["taskId"]}),
            ("lyrics", "status", "PENDING", {"prompt": "Rain"}),
        ):
            self.arm("wrong-state 2")
            start = path if path == "lyrics" else f"{path}/generate"
            task_id = self.tool(start, **fields)["data"]["taskId"]
            self.wait()
            states = self.asked(lambda: self.told(f"{path}/record-info", task_id)["data"][name], 2)  # noqa: B023
            self.assertEqual(states, [pending, "MOONLIGHT"], path)

    def test_a_recovery_has_it_beside_its_task(self):
        self.arm("wrong-state 1")
        source = self.source()
        self.arm("wrong-state 1")
        answer = self.tool("suno/recovery", sunoTaskId=source["taskId"])
        self.wait()
        codes = self.asked(
            lambda: self.told("suno/recovery/record-info", answer["data"]["task_id"], "task_id")["code"], 2
        )
        self.assertEqual(codes, [201, 200])


class LateForHoursTests(MarketCase):
    def test_callbacks_of_another_day_wait_in_the_books(self):
        self.songs(self.task(callBackUrl=NOBODY, prompt="[[fault: late 7200]]"))
        rows = self.server.sandbox.store.rows("SELECT due, state FROM deliveries")
        self.assertEqual({row["state"] for row in rows}, {"waiting"})
        self.assertTrue(all(7100 < row["due"] - time.time() < 7201 for row in rows))
