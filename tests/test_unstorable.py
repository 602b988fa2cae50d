"""What PostgreSQL refuses to store or to look for, and SQLite takes: it must not become an error of ours on either."""

import json

from django.conf import settings

from music.models import Job, LedgerEntry, Track
from music.models.tracks import TAKES
from music.services import jobs
from tests.base import TASK, StudioTestCase, accepted, callback, clip, refused
from tests.factories import make_job, make_user

# Numbers beyond any column, half a character, a word of our own search
ODD = ["9" * 18, "1" * 5000, "%ED%A0%80", "\ue000"]


class AddressTests(StudioTestCase):
    def test_an_address_with_a_nul_is_refused(self):
        for path in (
            "/callbacks/kie/a%00b/",
            "/accounts/invitation/a%00b/",
            "/create/%00/",
            "/library/?q=a%00b",
        ):
            with self.subTest(path=path):
                self.assertContains(self.client.get(path), "", status_code=400)

    def test_a_cookie_with_a_nul_is_refused(self):
        self.client.cookies.clear()
        cookie = f'{settings.SESSION_COOKIE_NAME}="\\000aaaaaaaa"'
        response = self.client.get("/accounts/login/", headers={"Cookie": cookie})
        self.assertEqual(response.status_code, 400)

    def test_lists_take_any_key_to_go_on_from(self):
        for path in ("/library/", "/jobs/", "/uploads/", "/lyrics/"):
            for value in ODD:
                with self.subTest(path=path, value=value[:20]):
                    self.assertEqual(self.client.get(f"{path}?before={value}&q={value}").status_code, 200)

    def test_a_key_of_nothing_is_not_found_and_does_no_harm(self):
        making = (f"/create/generate/?{name}=" for name in ("like", "draft", "improved"))
        for address in (*making, "/lyrics/write/?track="):
            for value in ODD:
                with self.subTest(address=address, value=value[:20]):
                    self.assertEqual(self.client.get(address + value).status_code, 404)

    def test_the_administration_takes_any_filter(self):
        self.client.force_login(make_user(is_staff=True, is_superuser=True))
        for name in ("q", "p", "id__exact", "operation", "kind__exact"):
            for value in ("9" * 30, "\ue000", "%00"):
                with self.subTest(name=name, value=value[:20]):
                    response = self.client.get(f"/admin/music/track/?{name}={value}")
                    self.assertIn(response.status_code, (200, 302, 400))


class FormTests(StudioTestCase):
    def test_a_nul_in_a_form_is_refused_beside_the_field(self):
        for path, data in [
            ("/create/generate/", {"prompt": "a\0b", "model": "V6", "submission": "\0"}),
            ("/lyrics/write/", {"title": "\0", "text": "a\0b"}),
            ("/personas/", {"name": "\0", "provider_id": "a\0bcd", "kind": "style_persona"}),
        ]:
            with self.subTest(path=path):
                self.assertContains(
                    self.client.post(path, data), "Null characters are not allowed", status_code=422
                )

    def test_a_file_may_say_of_itself_what_it_likes(self):
        for facts in ({"name": "a\0.mp3"}, {"size": "9" * 30}, {"stamp": "\0"}, {"name": "x" * 5000}):
            with self.subTest(facts=str(facts)[:40]):
                told = {"name": "a.mp3", "size": "5", "kind": "audio"} | facts
                self.assertIn(self.client.post("/uploads/arrivals/", told).status_code, (201, 413, 422))


class ProviderTests(StudioTestCase):
    """Callbacks and answers of any length, with any characters and figures."""

    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK)

    def hear(self, body, job=None):
        address = f"/callbacks/kie/{(job or self.job).token}/"
        response = self.client.post(address, json.dumps(body), content_type="application/json")
        self.assertEqual(response.status_code, 200)
        self.job.refresh_from_db()

    def test_a_code_of_any_length_is_kept_as_far_as_it_fits(self):
        data = {"task_id": TASK, "callbackType": "error", "errorCode": "z" * 64}
        self.hear({"code": "x" * 64, "msg": "no\0" * 5000, "data": data})
        self.assertEqual((self.job.state, self.job.error_code), (Job.State.FAILED, "z" * 40))

    def test_so_is_the_code_of_a_refusal(self):
        self.answers(refused(422, "no\0"))
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        jobs.send(job)
        self.assertEqual((job.state, job.error_message), (Job.State.FAILED, "no"))

    def test_a_task_with_a_long_name_is_not_cut(self):
        self.answers(accepted("t" * 64))
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        jobs.send(job)
        self.assertEqual((job.state, job.task_id), (Job.State.WAITING, "t" * 64))

    def test_texts_of_a_song_are_cut_and_cleaned(self):
        words = {"title": "\0" * 400 + "x" * 999, "tags": "\0" + "t" * 9999, "prompt": "p\0" * 30_000}
        long = {"image_url": f"https://x.example/{'i' * 1900}", "model_name": "m" * 999, "duration": 10**300}
        self.hear(callback(clips=[clip("a" * 64, **words, **long), clip("b\0", **words)]))
        (track,) = self.job.tracks.all()
        self.assertEqual((track.title, len(track.lyrics), track.duration), ("x" * 300, 20_000, None))

    def test_an_event_keeps_what_cannot_be_stored_without_it(self):
        body = callback("first", [clip(extra="a\0\ud800b")]) | {"k\0\ud800": 1}
        self.hear(body)
        self.assertIn('"extra": "ab"', self.job.events.get().body)

    def test_a_charge_beyond_all_sums_is_not_believed(self):
        for number, credits in enumerate(["999999999.9999", 1e300, "1e-300", "NaN"]):
            with self.subTest(credits=credits):
                body = callback(task_id=f"task{number}") | {}
                body["data"]["creditsConsumed"] = credits
                job = make_job(owner=self.user, state=Job.State.WAITING, task_id=f"task{number}")
                self.hear(body, job)
                self.assertLessEqual(sum(entry.credits for entry in LedgerEntry.objects.filter(job=job)), 12)

    def test_a_job_with_songs_without_end_does_not_reach_into_the_next(self):
        for turn in range(4):
            self.hear(callback("first", [clip(f"{turn}-{number}") for number in range(20)]))
        self.assertEqual(self.job.tracks.count(), TAKES)
        following = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK)
        self.hear(callback(), following)
        self.assertEqual(Track.objects.filter(job=following).count(), 2)
