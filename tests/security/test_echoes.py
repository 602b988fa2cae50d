"""The provider quotes our key, and the token of the address we gave it, wherever it likes: nothing of that stays."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.core import serializers

from music.models import Job
from music.services import asking, jobs, sheets
from tests.base import TASK, StudioTestCase, accepted, callback, clip, refused
from tests.factories import keep, make_job

KEY = settings.KIE_API_KEY
RECORD = "/api/v1/generate/record-info"


def spellings(text):
    return [text, quote(text, safe=""), base64.b64encode(text.encode()).decode().rstrip("=")]


class EchoTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.QUEUED)
        self.spelt = [*spellings(KEY), *spellings(self.job.token)]
        self.words = " ".join(f"no {form} here" for form in self.spelt)

    def send(self, answer, **kwargs):
        self.answers(answer, **kwargs)
        jobs.send(self.job)
        self.job.refresh_from_db()

    def ask(self, **data):
        body = {"code": 200, "msg": self.words, "data": {"taskId": TASK, "param": self.words, **data}}
        self.answers(body, "GET", RECORD)
        asking.refresh(self.job)
        self.job.refresh_from_db()

    def assertNothingStays(self, *more):
        rows = [self.job, *self.job.events.all(), *self.job.tracks.all()]
        written = serializers.serialize("json", rows)
        written = written.replace(json.dumps(self.job.token), "")  # its own column has to have it
        for form in self.spelt:
            for text in (written, self.shown(), *more):
                self.assertNotIn(form, text)

    def shown(self):
        """Every page with something of it, as an administrator, who sees most."""
        self.user.is_staff = self.user.is_superuser = True
        self.user.save()
        job = f"/jobs/{self.job.uuid}/"
        pages = [job, f"{job}card/", "/jobs/", "/library/", f"/admin/desk/jobs/{self.job.uuid}/"]
        return "".join(self.client.get(page).content.decode() for page in pages)

    def test_in_a_refusal(self):
        self.send(refused(422, self.words) | {"param": json.dumps({"callBackUrl": f"x/{self.job.token}"})})
        self.assertEqual((self.job.state, self.job.error_code), ("failed", "422"))
        self.assertNothingStays()

    def test_in_an_answer_that_nobody_understands(self):
        self.send(f"<html>{self.words}</html>", status=502)
        self.assertEqual(self.job.state, "unknown")
        self.assertNothingStays()

    def test_in_a_record_of_a_failure(self):
        self.send(accepted())
        self.ask(status="GENERATE_AUDIO_FAILED", errorCode=500, errorMessage=self.words)
        self.assertEqual(self.job.state, "failed")
        self.assertNothingStays()

    def test_in_a_callback(self):
        self.send(accepted())
        body = callback("error", code=501, msg=self.words)
        self.client.post(f"/callbacks/kie/{self.job.token}/", body, content_type="application/json")
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, "failed")
        self.assertNothingStays()

    def test_the_key_in_a_song_s_words_and_so_in_its_sheet(self):
        self.send(accepted())
        song = {"id": clip()["id"], "audioUrl": clip()["audio_url"], "prompt": KEY, "title": f"Night {KEY}"}
        self.ask(status="SUCCESS", response={"taskId": TASK, "sunoData": [song]})
        track = keep(self.job.tracks.get())
        self.assertEqual(track.title, "Night •••")
        sheets.write(track)
        self.assertNothingStays(Path(track.audio.path).with_name("song.json").read_text())
