import io
import json
import time
from unittest import mock

import time_machine

from music.kie.signature import sign
from music.models import Job, JobEvent, Track
from music.views import callbacks
from tests.base import TASK, StudioTestCase, callback
from tests.factories import make_job

NOON = 1_800_000_000  # a minute begins


class ReceiveTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.client.logout()
        self.job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK)

    def post(self, body, token=None, extra=None, **headers):
        body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        address = f"/callbacks/kie/{token or self.job.token}/"
        return self.client.post(
            address, body, content_type="application/json", headers=headers, **(extra or {})
        )

    def assertUnchanged(self):
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, Track.objects.count(), JobEvent.objects.count()), ("waiting", 0, 0))

    def test_stage_by_stage_it_finishes_the_job(self):
        states = []
        for stage in ("text", "first", "complete"):
            self.assertEqual(self.post(callback(stage)).status_code, 200)
            self.job.refresh_from_db()
            states.append(self.job.state)
        self.assertEqual(states, ["waiting", "streaming", "done"])
        self.assertEqual(self.job.tracks.count(), 2)

    def test_a_song_that_is_kept_before_its_job_ends_gets_its_sheet_anew(self):
        self.post(callback("first"))
        Track.objects.update(archive_state=Track.Archive.KEPT, sheet_due_at=None)
        self.post(callback())
        kept = Track.objects.filter(archive_state=Track.Archive.KEPT)
        self.assertEqual([bool(track.sheet_due_at) for track in kept], [True] * len(kept))
        self.assertTrue(kept)

    def test_a_repeat_changes_nothing_and_is_not_kept_twice(self):
        for _time in range(3):
            self.assertEqual(self.post(callback()).status_code, 200)
        self.assertEqual((Track.objects.count(), JobEvent.objects.filter(kind="callback").count()), (2, 1))

    def test_a_repeat_asks_the_database_little(self):
        self.post(callback())
        with self.assertNumQueries(5):  # the job, the transaction, its lock, whether it was said
            self.post(callback())

    def test_a_stranger_s_token_is_not_there(self):
        self.assertEqual(self.post(callback(), token="x" * 43).status_code, 404)
        self.assertUnchanged()

    def test_another_task_s_callback_is_refused(self):
        self.assertEqual(self.post(callback(task_id="f" * 32)).status_code, 400)
        self.assertEqual(self.post({"code": 200}).status_code, 400)
        self.assertUnchanged()

    def test_nonsense_is_refused_calmly(self):
        nonsense = ["", "{", "[]", "null", '"x"', "1e999", b"\xff\xfe", "[" * 100_000, json.dumps({"data": []}), "{}",
                    json.dumps({"code": "x", "msg": 3, "data": {"task_id": TASK, "data": "x", "callbackType": 7}})]  # fmt: skip
        for body in nonsense:
            with self.subTest(body=body[:20]):
                self.assertEqual(self.post(body).status_code, 400)
        self.assertUnchanged()

    def test_a_huge_body_is_refused_unread(self):
        with mock.patch("music.views.callbacks._stream", side_effect=AssertionError):
            self.assertEqual(self.post(b"x" * (callbacks.LARGEST + 1)).status_code, 413)
        self.assertUnchanged()

    def post_in_chunks(self, body):
        """As a web server hands over a body without a length, whose end it knows."""
        chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input_terminated": True}
        return self.post(body, extra={**chunked, "wsgi.input": io.BytesIO(body)})

    def test_a_body_in_chunks_is_read(self):
        self.assertEqual(self.post_in_chunks(json.dumps(callback()).encode()).status_code, 200)
        self.assertEqual(self.job.tracks.count(), 2)

    def test_a_huge_body_in_chunks_is_refused(self):
        huge = json.dumps(callback(msg="x" * callbacks.LARGEST)).encode()
        self.assertEqual(self.post_in_chunks(huge).status_code, 413)
        self.assertUnchanged()

    def test_the_notes_of_a_long_song_are_taken(self):
        body = callback()
        body["data"]["data"][0]["notes"] = "x" * 6 * 1024 * 1024
        self.assertEqual(self.post(body).status_code, 200)

    def test_a_stranger_s_body_is_not_read(self):
        with mock.patch("music.views.callbacks._read", side_effect=AssertionError):
            self.assertEqual(self.post(b"x" * 100, token="x" * 43).status_code, 404)

    @time_machine.travel(NOON, tick=False)
    def test_a_flood_of_unknown_tokens_is_told_to_wait_and_harms_nobody(self):
        answers = [self.post(callback(), token=f"{n:043}") for n in range(callbacks.STRANGERS.most + 1)]
        self.assertEqual([answer.status_code for answer in answers[-2:]], [404, 429])
        self.assertLessEqual(int(answers[-1].headers["Retry-After"]), 60)
        self.assertEqual(self.post(callback()).status_code, 200)  # from the same address

    @time_machine.travel(NOON, tick=False)
    def test_a_flood_on_a_job_s_own_token_is_told_to_come_back_before_it_is_read(self):
        for number in range(callbacks.NEWS[0].most):
            self.assertNotEqual(self.post({"n": number}).status_code, 429)
        with mock.patch("music.views.callbacks._read", side_effect=AssertionError):
            answer = self.post(callback())
        self.assertEqual((answer.status_code, answer.json()["status"]), (429, "too often"))
        with time_machine.travel(NOON + int(answer.headers["Retry-After"]), tick=False):
            self.assertEqual(self.post(callback()).status_code, 200)

    def test_so_is_one_that_goes_on_all_day(self):
        a_day = callbacks.NEWS[1]
        self.assertEqual((a_day.most, a_day.seconds), (500, 24 * 3600))
        for hour in range(10):  # five hundred, none of them too many for its minute
            with time_machine.travel(NOON + 60 * hour, tick=False):
                for limit in callbacks.NEWS:
                    limit.count(self.job.pk, 49)
                self.assertNotEqual(self.post({"n": hour}).status_code, 429)
        with time_machine.travel(NOON + 3600, tick=False):
            answer = self.post({"n": "one more"})
        self.assertEqual((answer.status_code, answer.json()), (429, {"status": "too often"}))
        self.assertIn(int(answer.headers["Retry-After"]), range(3600, a_day.seconds))

    def test_the_same_again_is_never_too_often(self):
        for _time in range(callbacks.NEWS[0].most + 2):
            self.assertEqual(self.post(callback()).status_code, 200)

    def test_other_methods_are_refused(self):
        for method in ("get", "put", "delete", "patch", "head", "options"):
            self.assertEqual(
                getattr(self.client, method)(f"/callbacks/kie/{self.job.token}/").status_code, 405
            )
        self.assertUnchanged()

    def test_it_needs_no_sign_in_and_no_csrf_token(self):
        self.client.handler.enforce_csrf_checks = True
        self.assertEqual(self.post(callback()).status_code, 200)

    def test_what_is_kept_has_no_token(self):
        self.post(
            callback()
            | {"param": json.dumps({"callBackUrl": f"https://x.example/callbacks/kie/{self.job.token}/"})}
        )
        self.assertNotIn(self.job.token, JobEvent.objects.get().body)

    def test_an_address_that_is_not_http_is_not_kept(self):
        body = callback()
        body["data"]["data"][0] |= {
            "audio_url": "javascript:alert(1)",
            "stream_audio_url": "file:///etc/passwd",
        }
        self.post(body)
        self.assertFalse(Track.objects.filter(audio_url__startswith="javascript").exists())
        self.assertFalse(Track.objects.filter(stream_url__startswith="file").exists())

    def test_a_failed_write_forgets_the_callback_so_that_a_repeat_counts(self):
        with (
            mock.patch("music.services.hearing.apply_locked", side_effect=RuntimeError),
            self.assertRaises(RuntimeError),
        ):
            self.post(callback())
        self.assertEqual(self.post(callback()).status_code, 200)
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, "done")


class SignedTests(ReceiveTests):
    """With an HMAC key set, everything above holds for signed callbacks, and unsigned ones are refused."""

    key = "hmac-key-of-the-account"

    def setUp(self):
        super().setUp()
        self.job.account.set_key("key", self.key)
        self.job.account.save()

    def post(self, body, token=None, extra=None, **headers):
        stamp = int(time.time())
        signed = {"X-Webhook-Timestamp": str(stamp), "X-Webhook-Signature": sign(TASK, stamp, self.key)}
        return super().post(body, token, extra, **{**signed, **headers})

    def test_another_task_s_callback_is_refused(self):
        self.assertIn(self.post(callback(task_id="f" * 32)).status_code, (400, 401))
        self.assertUnchanged()

    def test_nonsense_is_refused_calmly(self):
        self.assertIn(self.post("{}").status_code, (400, 401))
        self.assertUnchanged()

    def test_unsigned_and_wrongly_signed_are_refused(self):
        wrong = sign(TASK, int(time.time()), "another key")
        for headers in (
            {"X-Webhook-Signature": ""},
            {"X-Webhook-Signature": wrong},
            {"X-Webhook-Timestamp": "soon"},
        ):
            self.assertEqual(self.post(callback(), **headers).status_code, 401)
        self.assertUnchanged()

    def test_an_old_signature_is_refused(self):
        stamp = int(time.time()) - 3600
        headers = {"X-Webhook-Timestamp": str(stamp), "X-Webhook-Signature": sign(TASK, stamp, self.key)}
        self.assertEqual(self.post(callback(), **headers).status_code, 401)
        self.assertUnchanged()

    def test_a_repeat_asks_the_database_little(self):
        """Told by the unsigned case."""
