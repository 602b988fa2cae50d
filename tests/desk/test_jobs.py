"""Everybody's jobs at the desk: found, acted on by the hundred, and one of them with all that was kept of it."""

from datetime import timedelta
from unittest import mock, skipUnless

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Job, JobEvent, Track
from music.services import desk_jobs
from tests.base import TASK, callback, heard, pushed
from tests.desk.base import DeskTestCase
from tests.factories import keep, make_account, make_job, make_track, make_user
from tests.models.test_indexes import plan

PAGE = "/admin/desk/jobs/"
KEY = "sk-of-a-person-0123456789"


class JobsTestCase(DeskTestCase):
    def shown(self, query=""):
        return list(self.client.get(PAGE + query).context["jobs"])

    def deed(self, name, *jobs, sure=True, **more):
        data = {"deed": name, "job": [job.uuid for job in jobs], **({"sure": "yes"} if sure else {}), **more}
        with (
            pushed() as self.given,
            self.captureOnCommitCallbacks(execute=True),
        ):
            return self.client.post(f"{PAGE}deed/", data, follow=True)


class FilterTests(JobsTestCase):
    def test_by_state(self):
        jobs = {state: make_job(state=state) for state in Job.State.values}
        for state, job in jobs.items():
            self.assertEqual(self.shown(f"?state={state}"), [job], state)
        self.assertEqual(len(self.shown()), len(jobs))
        self.assertEqual(len(self.shown("?state=nonsense&age=never")), len(jobs))

    def test_each_kind_of_stuck_job_is_found_and_no_healthy_one(self):
        now = timezone.now()
        for state in ("done", "queued", "waiting", "sending"):
            make_job(state=state)
        stuck = {
            "stalled": make_job(state="sending"),
            "unknown": make_job(state="unknown"),
            "unasked": make_job(state="waiting", due_at=None),
            "overdue": make_job(state="queued", due_at=now - timedelta(minutes=5)),
            "copy": make_track(archive_state="due", archive_tries=4).job,
        }
        Job.objects.filter(pk=stuck["stalled"].pk).update(updated_at=now - timedelta(minutes=30))
        for reason, job in stuck.items():
            self.assertEqual(self.shown(f"?state={reason}"), [job], reason)
        self.assertCountEqual(self.shown("?state=any"), stuck.values())
        Job.objects.filter(pk=stuck["unknown"].pk).update(put_away_at=now)
        self.assertEqual(self.shown("?state=unknown"), [])

    def test_by_age(self):
        old = make_job(created_at=timezone.now() - timedelta(days=9))
        new = make_job(created_at=timezone.now() - timedelta(hours=2))
        self.assertEqual(self.shown("?age=hour"), [])
        self.assertEqual((self.shown("?age=day"), self.shown("?age=over-hour")), ([new], [new, old]))
        self.assertEqual((self.shown("?age=over-week"), self.shown("?age=over-day")), ([old], [old]))

    def test_one_that_was_brought_back_later_is_as_old_as_it_was(self):
        new = make_job(created_at=timezone.now() - timedelta(minutes=5))
        old = make_job(created_at=timezone.now() - timedelta(days=9))
        self.assertEqual((self.shown("?age=day"), self.shown("?age=over-day")), ([new], [old]))

    @skipUnless(connection.vendor == "sqlite", "These are SQLite’s plans.")
    def test_few_are_found_by_an_index(self):
        for query, index in (
            ({"state": "unknown"}, "unfinished_jobs"), ({"state": "waiting"}, "unfinished_jobs"),
            ({"age": "hour"}, "jobs_by_age"),
        ):  # fmt: skip
            self.assertIn(index, str(plan(desk_jobs.Asked(**query).newest_first[:50])), query)

    def test_by_operation_and_without_what_was_brought(self):
        stems, brought = make_job(operation="stems"), make_job(operation="import")
        self.assertEqual((self.shown(), self.shown("?operation=stems")), ([stems], [stems]))
        self.assertEqual(self.shown("?operation=import"), [brought])

    def test_by_number_task_or_person(self):
        job = make_job(owner=make_user(name="Anselm"))
        make_job()
        for asked in (job.task_id, job.uuid, job.owner.email, "anselm"):
            self.assertEqual(self.shown(f"?find={asked}"), [job], asked)
        self.assertEqual(self.shown("?find=nobody"), [])

    def test_it_goes_on_page_by_page_with_the_filters(self):
        with mock.patch("music.views.desk_jobs.PAGE", 2):
            jobs = [make_job(state="failed", error_code="400") for _number in range(5)][::-1]
            make_job()
            page = self.client.get(f"{PAGE}?state=failed")
            self.assertContains(page, f"?state=failed&amp;before={jobs[1].pk}")
            self.assertEqual(self.shown(f"?state=failed&before={jobs[1].pk}"), jobs[2:4])
            self.assertEqual(self.shown(f"?state=failed&before={jobs[3].pk}"), jobs[4:])

    def test_it_counts_to_a_thousand(self):
        with mock.patch.object(desk_jobs, "COUNTED", 2):
            for _number in range(4):
                make_job()
            self.assertEqual(self.client.get(PAGE).context["count"], 3)

    def test_it_says_why_in_words(self):
        make_job(state="failed", error_code="402")
        make_job(state="queued", due_at=timezone.now() - timedelta(minutes=5))
        page = self.client.get(PAGE)
        self.assertContains(page, "has not enough credits")
        self.assertContains(page, "are the workers and the clock running?")

    def test_it_asks_as_little_for_many_as_for_few(self):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                self.client.get(PAGE)
            return len(asked)

        make_track()
        few = queries()
        for _number in range(4):
            make_track()
        self.assertEqual(queries(), few)

    def test_titles_are_no_markup(self):
        make_job(params={"title": "<b>x"})
        self.assertContains(self.client.get(PAGE), "&lt;b&gt;x")


class DeedTests(JobsTestCase):
    def test_it_is_asked_once_more_with_a_count_before_anything_is_done(self):
        waiting, done = make_job(state="waiting", due_at=None), make_job()
        page = self.deed("ask", waiting, done, sure=False, state="any")
        self.assertContains(page, "The provider is asked about 1 job. That is free.")
        self.assertContains(page, "2 jobs were chosen; the others have nothing to gain.")
        self.assertEqual(self.given, [])

    def test_jobs_are_asked_about_again(self):
        waiting, done = make_job(state="waiting", due_at=None), make_job()
        page = self.deed("ask", waiting, done, state="any", find="x y")
        self.assertEqual(self.given, [("refresh_job", (waiting.pk,))])
        self.assertContains(page, "1 job is asked about.")
        self.assertEqual(page.redirect_chain[-1][0], f"{PAGE}?state=any&find=x+y")
        waiting.refresh_from_db()
        self.assertGreater(waiting.due_at, timezone.now())

    def test_the_confirmation_names_them_in_one_field(self):
        jobs = [make_job(state="queued") for _number in range(3)]
        page = self.deed("cancel", jobs=",".join(str(job.uuid) for job in jobs[:2]))
        self.assertContains(page, "2 jobs are cancelled.")
        self.assertEqual(Job.objects.filter(state="cancelled").count(), 2)

    def test_all_that_the_filters_ask_for_a_thousand_at_the_most(self):
        failed = [make_job(state="failed") for _number in range(3)]
        other = make_job(state="unknown")
        with mock.patch("music.views.desk_jobs.COUNTED", 2):
            self.assertContains(self.deed("away", all="on", state="failed"), "2 jobs are put away.")
        left = Job.objects.filter(put_away_at=None)
        self.assertEqual(set(left), {other, failed[0]})

    def test_songs_are_copied_again(self):
        lost = make_track(archive_state="lost", archive_tries=9)
        kept = keep(make_track())
        self.assertContains(self.deed("copy", lost.job, kept.job), "Songs of 1 job are copied again.")
        self.assertEqual(self.given, [("archive_track", (lost.pk,))])
        lost.refresh_from_db()
        self.assertEqual((lost.archive_state, lost.archive_tries), (Track.Archive.DUE, 0))

    def test_what_was_sent_is_not_cancelled_and_what_is_well_not_put_away(self):
        jobs = [make_job(state=state) for state in ("sending", "waiting", "done")]
        for name in ("cancel", "away"):
            self.assertContains(
                self.deed(name, *jobs), "None of the chosen jobs can have that done.", msg_prefix=name
            )
        self.assertEqual(set(Job.objects.values_list("state", flat=True)), {"sending", "waiting", "done"})

    def test_nonsense_does_nothing(self):
        self.assertContains(self.deed("explode", make_job()), "Choose what to do.")
        self.assertContains(self.deed("ask", jobs="nonsense,,5"), "None of the chosen jobs")


class FlightTests(JobsTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(state="waiting", task_id=TASK, owner=self.user, created_at=timezone.now())
        self.page = f"{PAGE}{self.job.uuid}/"

    def note(self, kind, seconds, **fields):
        self.job.note(kind, **fields)
        at = self.job.created_at + timedelta(seconds=seconds)
        JobEvent.objects.filter(pk=self.job.events.last().pk).update(at=at)

    def act(self, what, **data):
        with pushed() as self.given, self.captureOnCommitCallbacks(execute=True):
            return self.client.post(f"{self.page}{what}/", data, follow=True)

    def test_every_word_with_the_pause_before_it_and_without_secrets(self):
        account = make_account(owner=self.user, key=KEY)
        Job.objects.update(account=account)
        self.job.refresh_from_db()
        self.note(
            "request",
            1.5,
            words="/api/v1/generate",
            body={"callBackUrl": f"https://us/{self.job.token}/", "key": KEY},
        )
        self.note("answer", 2, status=200, body={"code": 200})
        self.note("callback", 92, words="complete", body=callback())
        page = self.client.get(self.page)
        for words in (
            "1.50 s",
            "0.50 s",
            "1 min 30 s",
            "/api/v1/generate",
            "HTTP 200",
            "•••",
            self.job.task_id,
        ):
            self.assertContains(page, words)
        for secret in (KEY, self.job.token):
            self.assertNotContains(page, secret)

    def test_what_was_kept_is_applied_again(self):
        self.note("callback", 60, status=200, words="complete", body=callback())
        self.note("trouble", 70, words="timeout", body="<html>")
        self.assertContains(self.act("replay"), "1 message was applied once more.")
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, self.job.tracks.count()), (Job.State.DONE, 2))
        self.assertContains(self.act("replay"), "1 message was applied once more.")
        self.assertEqual((self.job.tracks.count(), self.job.ledger.filter(kind="charged").count()), (2, 1))
        self.assertEqual(self.job.events.filter(kind="person").count(), 2)

    def test_an_older_word_does_not_undo_a_newer_one(self):
        self.note("record", 20, status=200, body={"code": 200, "data": {"taskId": TASK, "status": "PENDING"}})
        from_then = heard()
        self.note("callback", 60, status=200, words="complete", body=callback())
        self.act("replay")
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, self.job.stage), (Job.State.DONE, from_then.stage))

    def test_where_nothing_was_kept_it_says_so(self):
        self.assertContains(self.act("replay"), "Nothing was kept of it that could be applied.")

    def test_the_provider_is_asked_at_once(self):
        self.provider.add(
            "GET", "https://api.kie.ai/api/v1/generate/record-info",
            json={"code": 200, "data": {"taskId": TASK, "status": "PENDING"}},
        )  # fmt: skip
        self.assertContains(self.act("deed", deed="ask"), "The provider answered")
        self.assertEqual(self.job.events.last().kind, "record")

    def test_its_songs_are_copied_again(self):
        track = make_track(job=self.job, archive_state="lost")
        self.assertContains(self.act("deed", deed="copy"), "Songs of 1 job are copied again.")
        self.assertEqual(self.given, [("archive_track", (track.pk,))])

    def test_what_cannot_be_done_is_not_offered_and_refused(self):
        page = self.client.get(self.page)
        self.assertNotContains(page, 'value="cancel"')
        self.assertContains(self.act("deed", deed="cancel"), "That cannot be done to it now.")
        self.assertContains(self.act("deed", deed="nonsense"), "That cannot be done to it now.")

    def test_an_unknown_one_is_settled_for_whoever_asked(self):
        Job.objects.update(state="unknown", task_id="")
        page = self.act("settle", how="task", task_id="a b")
        self.assertContains(page, "letters and digits only", status_code=422)
        self.assertContains(page, 'value="a b"', status_code=422)
        self.act("settle", how="task", task_id=TASK)
        self.job.refresh_from_db()
        self.assertEqual((self.job.state, self.job.task_id), (Job.State.WAITING, TASK))
        self.assertContains(self.act("settle", how="not-made"), "outcome is known by now")

    def test_or_closed_as_not_made(self):
        Job.objects.update(state="unknown", task_id="")
        self.assertContains(self.act("settle", how="not-made"), "Closed as not made.")
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, Job.State.FAILED)

    def test_a_number_of_nothing_is_not_there(self):
        self.assertEqual(self.client.get(f"{PAGE}5d0a7c4e-0000-4000-8000-000000000000/").status_code, 404)

    def test_others_do_not_see_it(self):
        self.client.force_login(self.user)
        self.assertEqual(self.client.get(self.page, follow=True).status_code, 403)
