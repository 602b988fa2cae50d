import base64
import json
from datetime import timedelta
from unittest import mock

import responses
import time_machine
from django.test import override_settings
from django.utils import timezone

from music import tasks
from music.kie import uploads
from music.kie.errors import NotSent, Refused
from music.models import Handover, Job, Track
from music.services import deeds, handovers
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_upload, make_user

HOST = uploads.UPLOAD_HOST
STREAM, TEXT, ADDRESS = (f"{HOST}/api/file-{way}-upload" for way in ("stream", "base64", "url"))
COPY = "https://tempfile.example/copy.mp3"
FINE = {"success": True, "code": 200, "msg": "ok", "data": {"downloadUrl": COPY, "fileSize": 9}}
BYTES = b"la la la"


class HandoverTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.upload = keep(make_upload(owner=self.user, suffix="wav"), BYTES, "wav")
        self.job = self.job_from(upload=self.upload)

    def job_from(self, **source):
        job = make_job(owner=self.user, operation="upload-cover", state=Job.State.QUEUED)
        job.sources.create(**source)
        return job

    def answer(self, address=STREAM, **kwargs):
        return self.provider.upsert(responses.POST, address, **(kwargs or {"json": FINE}))

    def asked(self):
        return [call.request.url.removeprefix(HOST) for call in self.provider.calls]

    def handover(self):
        return Handover.objects.get(account=self.job.account)


class WayTests(HandoverTestCase):
    def test_a_file_of_ours_is_streamed_with_its_type_in_its_name(self):
        bodies = []

        def take(request):
            bodies.append(b"".join(request.body))
            return 200, {}, json.dumps(FINE)

        self.provider.add_callback(responses.POST, STREAM, callback=take)
        handovers.hand_over(self.job)
        [body] = bodies
        self.assertIn(BYTES, body)
        self.assertRegex(body.decode(), rf'filename="{self.upload.uuid.hex}-\d{{14}}\.wav"')
        self.assertEqual(self.handover().url, COPY)
        self.assertTrue(handovers.are_ready(self.job))

    def test_a_song_that_is_not_on_our_disk_is_fetched_by_the_provider(self):
        job = self.job_from(track=make_track(owner=self.user))
        self.answer(ADDRESS)
        handovers.hand_over(job)
        self.assertEqual(
            json.loads(self.provider.calls[0].request.body)["fileUrl"], "https://files.example/song.mp3"
        )

    def test_nobody_is_sent_to_an_address_that_we_do_not_go_to(self):
        lost = make_track(owner=self.user, archive_state=Track.Archive.LOST, archive_error="forbidden")
        with self.assertRaises(Refused) as caught:
            handovers.hand_over(self.job_from(track=lost))
        self.assertEqual((caught.exception.code, self.asked()), ("file_gone", []))

    def test_one_that_is_comes_from_our_disk(self):
        job = self.job_from(track=keep(make_track(owner=self.user), BYTES))
        self.answer()
        handovers.hand_over(job)
        self.assertEqual(self.asked(), ["/api/file-stream-upload"])

    def test_where_forms_are_unknown_a_small_file_goes_as_a_text(self):
        for status in (404, 405, 415):
            with self.subTest(status=status):
                Handover.objects.all().delete()
                self.provider.calls.reset()
                self.answer(STREAM, status=status, json={"success": False, "msg": "no such way"})
                self.answer(TEXT)
                handovers.hand_over(self.job)
                self.assertEqual(self.asked(), ["/api/file-stream-upload", "/api/file-base64-upload"])
                sent = json.loads(self.provider.calls[1].request.body)
                self.assertEqual(base64.b64decode(sent["base64Data"]), BYTES)

    def test_a_large_one_does_not(self):
        self.answer(STREAM, status=404, json={"success": False, "msg": "no such way"})
        with mock.patch.object(handovers, "BASE64_BYTES", 5), self.assertRaises(Refused):
            handovers.hand_over(self.job)
        self.assertEqual(self.asked(), ["/api/file-stream-upload"])

    def test_a_file_that_is_refused_for_itself_is_sent_once(self):
        self.answer(STREAM, status=400, json={"success": False, "code": 400, "msg": "too quiet"})
        with self.assertRaises(Refused) as caught:
            handovers.hand_over(self.job)
        self.assertEqual((caught.exception.code, len(self.asked())), ("file_refused", 1))

    def test_a_file_that_vanished_is_told(self):
        self.upload.audio.storage.delete(self.upload.audio.name)
        with self.assertRaises(Refused) as caught:
            handovers.hand_over(self.job)
        self.assertEqual(caught.exception.code, "file_gone")
        self.assertIsNone(self.handover().claimed_at)


class TimeTests(HandoverTestCase):
    def test_a_copy_is_used_for_a_day_and_then_given_again(self):
        self.answer()
        handovers.hand_over(self.job)
        handovers.hand_over(self.job)
        self.assertEqual(len(self.asked()), 1)
        with time_machine.travel(timezone.now() + timedelta(hours=21, minutes=50), tick=False):
            self.assertTrue(handovers.are_ready(self.job))
        with time_machine.travel(timezone.now() + timedelta(hours=22, minutes=10), tick=False):
            self.assertFalse(handovers.are_ready(self.job))
            handovers.hand_over(self.job)
            self.assertTrue(handovers.are_ready(self.job))
        self.assertEqual(len(self.asked()), 2)

    def test_what_could_not_be_reached_is_tried_again(self):
        self.answer(body=ConnectionError("reset"))
        with self.assertRaises(NotSent):
            handovers.hand_over(self.job)
        self.answer()
        handovers.hand_over(self.job)
        self.assertTrue(handovers.are_ready(self.job))

    def test_two_jobs_hand_the_same_file_over_once(self):
        Handover.objects.of(self.job.account, self.upload)
        Handover.objects.update(claimed_at=timezone.now())
        handovers.hand_over(self.job)
        self.assertEqual(self.asked(), [])
        Handover.objects.update(claimed_at=timezone.now() - timedelta(minutes=16))
        self.answer()
        handovers.hand_over(self.job)
        self.assertEqual(len(self.asked()), 1)


class RecordTests(HandoverTestCase):
    """What was handed over, and what was said to it, stands in the job's record."""

    def record(self, job=None):
        return [(event.kind, event.status, event.words) for event in (job or self.job).events.all()]

    def bodies(self, job=None):
        return [json.loads(event.body) for event in (job or self.job).events.all()]

    def test_each_request_and_each_answer_without_the_file(self):
        self.answer(STREAM, status=404, json={"success": False, "msg": "no such way"})
        self.answer(TEXT)
        handovers.hand_over(self.job)
        kinds = [(kind, status) for kind, status, _words in self.record()]
        self.assertEqual(kinds, [("handed", None), ("taken", 404), ("handed", None), ("taken", 200)])
        name, size = self.bodies()[0]["fileName"], self.bodies()[0]["bytes"]
        self.assertTrue(name.startswith(self.upload.uuid.hex))
        self.assertEqual(size, len(BYTES))
        self.assertEqual([words for _kind, _status, words in self.record()[::2]], ["stream", "base64"])
        self.assertNotIn(base64.b64encode(BYTES).decode(), str(self.bodies()))
        self.assertEqual(self.bodies()[3]["data"]["downloadUrl"], COPY)

    def test_one_that_never_answered_and_is_tried_again(self):
        self.answer(body=ConnectionError("reset"))
        for _time in range(2):
            tasks.hand_over(self.job.pk)
        self.assertEqual([kind for kind, _status, _words in self.record()], ["handed", "taken"] * 2)
        self.assertTrue(self.record()[1][2])

    def test_neither_the_key_nor_what_signs_an_address(self):
        track = make_track(owner=self.user, audio_url="https://files.example/song.mp3?sig=of-theirs")
        job = self.job_from(track=track)
        key = "a-key-of-the-server-0123456789"
        job.account.set_key(key)
        job.account.save()
        said = {
            "code": 200,
            "success": True,
            "msg": f"for {key}",
            "data": {"downloadUrl": f"{COPY}?token=of-ours"},
        }
        self.answer(ADDRESS, json=said)
        with override_settings(KIE_API_KEY=key):
            handovers.hand_over(job)
        told = str(self.bodies(job))
        self.assertIn("https://files.example/song.mp3?", told)
        for secret in (key, "of-theirs", "of-ours"):
            self.assertNotIn(secret, told)

    def test_applying_a_record_once_more_leaves_them_out(self):
        self.answer()
        handovers.hand_over(self.job)
        self.assertEqual(deeds.apply_again(self.job, make_user(is_staff=True)), 0)


class JobTests(HandoverTestCase):
    def test_the_job_is_sent_once_its_file_is_there(self):
        self.answer()
        with self.captureOnCommitCallbacks(execute=True):
            tasks.send_job(self.job.pk)
        with self.captureOnCommitCallbacks(execute=True):
            tasks.hand_over(self.job.pk)
        self.assertEqual([name for name, _args in self.in_queue()], ["send_job", "hand_over"])

    def test_while_another_hands_it_over_it_waits_for_the_clock(self):
        Handover.objects.of(self.job.account, self.upload)
        Handover.objects.update(claimed_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            tasks.hand_over(self.job.pk)
        self.assertEqual(self.in_queue(), [])

    def test_a_refused_file_fails_the_job_before_anything_is_charged(self):
        self.answer(STREAM, status=400, json={"success": False, "code": 400, "msg": "too quiet"})
        tasks.hand_over(self.job.pk)
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, self.job.error_code), ("failed", "file_refused"))
        self.assertIsNone(self.job.sent_at)

    def test_an_unreachable_service_is_asked_again_later(self):
        self.answer(body=ConnectionError("reset"))
        tasks.hand_over(self.job.pk)
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, self.job.sends), ("queued", 1))
        self.assertGreater(self.job.due_at, timezone.now())
