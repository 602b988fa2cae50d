from sandbox.callbacks import signature

from .base import NOBODY, SandboxCase, until


class SignatureTests(SandboxCase):
    options = {"hmac_key": "test-webhook-hmac-key"}

    def test_it_signs_the_task_id_and_the_time(self):
        expected = "xG6/yOyrMyJtUdc1yjmHpKLHSHF3MpzOPa6uxSj3qb4="
        self.assertEqual(
            signature("test-webhook-hmac-key", "ee9c2715375b7837f8bb51d641ff5863", 1769670760), expected
        )

    def test_every_callback_carries_both_headers(self):
        receiver = self.receiver()
        task_id = self.task(callBackUrl=receiver.url)
        receiver.wait(3)
        for headers, _ in receiver.taken:
            moment = headers["X-Webhook-Timestamp"]
            self.assertEqual(
                headers["X-Webhook-Signature"], signature("test-webhook-hmac-key", task_id, moment)
            )


class DeliveryTests(SandboxCase):
    def test_three_stages_are_told_in_order(self):
        receiver = self.receiver()
        task_id = self.task(callBackUrl=receiver.url)
        self.assertEqual(receiver.wait(3), ["text", "first", "complete"])
        text, first, complete = (body for _, body in receiver.taken)
        self.assertEqual(
            (text["code"], text["msg"], text["data"]["data"]), (200, "Text generation completed.", [])
        )
        self.assertEqual((first["data"]["task_id"], len(first["data"]["data"])), (task_id, 1))
        self.assertEqual((complete["msg"], len(complete["data"]["data"])), ("All generated successfully.", 2))
        song = complete["data"]["data"][0]
        self.assertEqual(song["audio_url"], f"{self.url}/media/{song['id']}.mp3")
        self.assertRegex(song["createTime"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$")
        self.assertEqual(song["source_audio_url"], song["audio_url"])
        self.assertNotIn("X-Webhook-Signature", receiver.taken[0][0])
        self.assertEqual(self.record(task_id)["status"], "SUCCESS")

    def test_it_tries_again_until_somebody_answers_200(self):
        receiver = self.receiver(500, 302, 204)
        self.task(callBackUrl=receiver.url, prompt="[[fault: error]]")
        self.assertEqual(receiver.wait(4), ["error"] * 4)
        delivered = until(lambda: self.books()["callbacks"][0], lambda row: row["state"] == "delivered")
        self.assertEqual(delivered["tries"], 4)

    def test_it_gives_up_after_three_retries_and_keeps_the_songs(self):
        receiver = self.receiver(*[500] * 20)
        record = self.record_at(self.task(callBackUrl=receiver.url), "CALLBACK_EXCEPTION")
        self.assertEqual(len(record["response"]["sunoData"]), 2)
        self.assertEqual({row["tries"] for row in self.books()["callbacks"]}, {4})

    def test_a_placeholder_is_given_up_at_once(self):
        self.record_at(self.task(callBackUrl=NOBODY), "CALLBACK_EXCEPTION")
        self.assertEqual({(row["tries"], row["state"]) for row in self.books()["callbacks"]}, {(1, "failed")})

    def test_a_failure_has_no_songs(self):
        receiver = self.receiver()
        self.task(callBackUrl=receiver.url, prompt="[[fault: 531]]")
        receiver.wait(1)
        body = receiver.taken[0][1]
        self.assertEqual(
            (body["code"], body["data"]["callbackType"], body["data"]["data"]), (531, "error", None)
        )


class CallbackFaultTests(SandboxCase):
    def kinds(self, fault, count):
        receiver = self.receiver()
        self.songs(self.task(callBackUrl=receiver.url, style=f"folk [[fault: {fault}]]"))
        return receiver.wait(count)

    def test_duplicated(self):
        self.assertEqual(
            self.kinds("duplicated", 6), ["text", "text", "first", "first", "complete", "complete"]
        )

    def test_reordered(self):
        self.assertEqual(self.kinds("reordered", 3), ["complete", "first", "text"])

    def test_lost(self):
        self.assertEqual(self.kinds("lost", 0), [])

    def test_late(self):
        self.assertEqual(self.kinds("late 0.5", 0), [])
        self.assertEqual(len(self.books()["callbacks"]), 3)

    def test_callback_exception_with_good_songs(self):
        record = self.record_at(self.task(title="[[fault: callback-exception]]"), "CALLBACK_EXCEPTION")
        self.assertTrue(all(song["audioUrl"] for song in record["response"]["sunoData"]))
