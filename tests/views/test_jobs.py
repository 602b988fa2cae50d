import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Asset, Job, JobSource
from tests.base import TASK, StudioTestCase
from tests.factories import make_job, make_track, make_user

ACTIONS = ("ask", "cancel", "retry", "settle", "put-away")


class JobPagesTests(StudioTestCase):
    def test_every_state_has_its_page_its_card_and_its_place_in_the_list(self):
        for state in Job.State:
            job = make_job(owner=self.user, state=state)
            for address in (f"/jobs/{job.uuid}/", f"/jobs/{job.uuid}/card/", "/jobs/"):
                with self.subTest(state=state, address=address):
                    self.assertContains(self.client.get(address), f'data-state="{state}"')

    def test_a_card_asks_on_only_while_its_job_is_open(self):
        for state, asks in (
            ("queued", True),
            ("waiting", True),
            ("streaming", True),
            ("done", False),
            ("unknown", False),
        ):
            job = make_job(owner=self.user, state=state)
            response = self.client.get(f"/jobs/{job.uuid}/card/")
            self.assertEqual(f'hx-get="/jobs/{job.uuid}/card/"' in response.content.decode(), asks, state)

    def test_a_take_in_the_trash_cannot_be_played_from_its_card(self):
        job = make_job(owner=self.user, state="done")
        track = make_track(job=job, trashed_at=timezone.now())
        response = self.client.get(f"/jobs/{job.uuid}/card/")
        self.assertContains(response, "In the trash")
        self.assertNotContains(response, f'data-track="{track.uuid}"')

    def test_another_s_job_is_not_there(self):
        theirs = make_job(owner=make_user(), state=Job.State.UNKNOWN)
        for action in ("", "card/"):
            self.assertEqual(self.client.get(f"/jobs/{theirs.uuid}/{action}").status_code, 404)
        for action in ACTIONS:
            response = self.client.post(f"/jobs/{theirs.uuid}/{action}/", {"how": "not-made"})
            self.assertEqual(response.status_code, 404, action)
        theirs.refresh_from_db()
        self.assertEqual(theirs.state, Job.State.UNKNOWN)

    def test_nothing_changes_by_looking(self):
        job = make_job(owner=self.user, state=Job.State.UNKNOWN)
        for action in ACTIONS:
            self.assertEqual(self.client.get(f"/jobs/{job.uuid}/{action}/").status_code, 405)

    def test_the_list_asks_no_more_for_more_jobs(self):
        for state in Job.State:
            make_job(owner=self.user, state=state)
        few = self.count_queries("/jobs/")
        for state in [*Job.State, *Job.State]:
            make_track(job=make_job(owner=self.user, state=state))
        self.assertLessEqual(self.count_queries("/jobs/"), few + 2)

    def test_the_files_that_a_job_made_cost_no_query_of_their_own(self):
        job = make_job(owner=self.user, operation="stems")
        song = make_track(owner=self.user)
        pages = [f"/jobs/{job.uuid}/", f"/jobs/{job.uuid}/card/", "/create/generate/"]
        counted = []
        for names in (("Bass",), ("Drums", "Voice", "Strings")):
            for name in names:
                Asset.objects.create(owner=self.user, track=song, job=job, kind=Asset.Kind.STEM, name=name,
                                     position=job.assets.count())  # fmt: skip
            counted.append([self.count_queries(page) for page in pages])
        self.assertEqual(*counted)

    def count_queries(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address)
        return len(queries)


class ActionTests(StudioTestCase):
    def post(self, job, action, **data):
        response = self.client.post(f"/jobs/{job.uuid}/{action}/", data)
        job.refresh_from_db()
        return response

    def test_a_queued_job_can_be_cancelled(self):
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        self.post(job, "cancel")
        self.assertEqual(job.state, Job.State.CANCELLED)

    def test_a_sent_job_cannot(self):
        job = make_job(owner=self.user, state=Job.State.WAITING)
        self.post(job, "cancel")
        self.assertEqual(job.state, Job.State.WAITING)

    def test_asking_again_reads_the_record(self):
        job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK, due_at=None)
        songs = [{"id": "a" * 36, "audioUrl": "https://files.example/a.mp3"}]
        data = {"taskId": TASK, "status": "SUCCESS", "response": {"sunoData": songs}}
        self.answers({"code": 200, "msg": "success", "data": data}, "GET", "/api/v1/generate/record-info")
        self.post(job, "ask")
        self.assertEqual((job.state, job.tracks.count()), (Job.State.DONE, 1))

    def test_a_failed_job_can_be_tried_again_once_per_press(self):
        job = make_job(owner=self.user, state=Job.State.FAILED)
        key = str(uuid.uuid4())
        first, second = self.post(job, "retry", submission=key), self.post(job, "retry", submission=key)
        new = Job.objects.get(retry_of=job)
        self.assertEqual((first.url, second.url), (f"/jobs/{new.uuid}/",) * 2)
        self.assertEqual((new.state, new.params), (Job.State.QUEUED, job.params))

    def test_one_whose_songs_are_not_all_there_any_more_is_not_sent_with_what_is_left(self):
        job = make_job(owner=self.user, operation="mashup", state=Job.State.FAILED)
        JobSource.objects.create(job=job, track=make_track(owner=self.user))
        self.post(job, "retry")
        self.assertEqual((Job.objects.filter(retry_of=job).count(), job.put_away_at), (0, None))
        self.assertContains(self.client.get("/jobs/"), "A song it started from is deleted.")

    def test_an_open_job_cannot_be_tried_again(self):
        job = make_job(owner=self.user, state=Job.State.WAITING)
        self.post(job, "retry")
        self.assertEqual(Job.objects.count(), 1)

    def test_the_four_ways_out_of_an_unknown_outcome(self):
        waits, task, again, closed = (make_job(owner=self.user, state=Job.State.UNKNOWN) for _way in range(4))
        self.post(waits, "settle", how="wait")
        self.assertEqual((waits.state, waits.needs_a_person), (Job.State.UNKNOWN, False))
        self.post(task, "settle", how="task", task_id=TASK)
        self.assertEqual((task.state, task.task_id), (Job.State.WAITING, TASK))
        self.post(again, "retry", submission=str(uuid.uuid4()))
        self.assertTrue(Job.objects.filter(retry_of=again, state=Job.State.QUEUED).exists())
        self.post(closed, "settle", how="not-made")
        self.assertEqual((closed.state, closed.error_code), (Job.State.FAILED, "closed"))

    def test_a_task_id_that_is_none_is_refused_beside_its_field(self):
        job = make_job(owner=self.user, state=Job.State.UNKNOWN)
        for task_id in ("", "x y", "<b>", "https://kie.ai/logs"):
            response = self.post(job, "settle", how="task", task_id=task_id)
            self.assertEqual(response.status_code, 422)
            self.assertIn("task_id", response.context["settle_form"].errors)
        self.assertEqual(job.state, Job.State.UNKNOWN)

    def test_the_task_of_another_job_is_refused_beside_its_field(self):
        known = make_job(state=Job.State.DONE)  # another person's, with the same key
        job = make_job(owner=self.user, state=Job.State.UNKNOWN)
        response = self.post(job, "settle", how="task", task_id=known.task_id)
        self.assertIn("task_id", response.context["settle_form"].errors)
        self.assertEqual((job.state, job.task_id), (Job.State.UNKNOWN, ""))

    def test_what_is_put_away_needs_nobody(self):
        job = make_job(owner=self.user, state=Job.State.FAILED)
        self.post(job, "put-away")
        self.assertFalse(Job.objects.needing_a_person().exists())
